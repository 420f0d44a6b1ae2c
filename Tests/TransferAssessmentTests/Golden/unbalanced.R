# Figures of unbalanced and crossed designs, worked apart from the program by lme4 and lmerTest.
#
#     Rscript unbalanced.R > unbalanced.json
#
# Written and run with R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, jsonlite 1.8.4. Means: REML of each laboratory, the contrast
# that weights samples equally, Satterthwaite's df by lmerTest; both laboratories combined as Welch does. Precision: the
# total of REML components, df = 2 T^2 / var(T) from the expected information 2 [tr(P Zi Zi' P Zj Zj')]^-1 at them.

suppressPackageStartupMessages({ library(lme4); library(lmerTest); library(jsonlite) })
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
alpha <- 0.05
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.1, rhoend = 1e-11, maxfun = 1e5), calc.derivs = FALSE)

# --- data --------------------------------------------------------------------------------------------------------

# One row a result; `lost` takes rows out by lab, run number, sample and replicate (NA: any).
made <- function(seed, runs, samples, n, own = FALSE, bias = 0.4, sds = c(1, 0.5, 0.7), lost = list()) {
  set.seed(seed)
  rows <- NULL
  for (lab in c("S", "R")) {
    shift <- rnorm(runs * (if (own) length(samples) else 1), 0, sds[1])
    for (k in seq_along(samples)) for (u in seq_len(runs)) {
      cell <- rnorm(1, 0, sds[2])
      i <- if (own) (k - 1) * runs + u else u
      for (j in seq_len(n)) rows <- rbind(rows, data.frame(
        lab = lab, analyst = "A", day = "D", run = paste0(lab, i), sample = samples[k], nominal = 100, replicate = j,
        result = sprintf("%.2f", 100 + (lab == "R") * bias + shift[i] + cell + rnorm(1, 0, sds[3])), unit = "mg"))
    }
  }
  for (x in lost) {
    gone <- rows$run == x[[1]] & (is.na(x[[2]]) | rows$sample == x[[2]]) & (is.na(x[[3]]) | rows$replicate == x[[3]])
    stopifnot(any(gone))
    rows <- rows[!gone, ]
  }
  rows
}

# --- means ---------------------------------------------------------------------------------------------------------

# The mean over samples with its squared standard error and df; y counted from `pivot`.
own_mean <- function(d, y, pivot, cells = FALSE) {
  d$y <- y - pivot
  samples <- length(unique(d$sample))
  d$cell <- paste(d$run, d$sample)
  formula <- if (samples == 1) y ~ 1 + (1 | run) else if (cells) y ~ sample + (1 | run) + (1 | cell) else y ~ sample + (1 | run)
  fit <- lmer(formula, d, REML = TRUE, control = control)
  if (isSingular(fit, tol = 1e-3)) stop("a component is at zero; take another seed: ", deparse(formula(fit)), " ", d$lab[1], " ", d$result[1])
  weights <- if (samples == 1) 1 else c(1, rep(1 / samples, samples - 1))
  test <- contest1D(fit, weights, ddf = "Satterthwaite")
  list(mean = pivot + test[["Estimate"]], v = test[["Std. Error"]]^2, df = test[["df"]])
}

welch <- function(a, b, theta = 1) {
  v <- c(a$v, theta^2 * b$v)
  list(v = sum(v), df = sum(v)^2 / sum(v^2 / c(a$df, b$df)))
}

verdict_of <- function(low, high, lower, upper)
  if (lower < low && high < upper) "pass" else if (high < lower || low > upper) "fail" else "inconclusive"

t_finding <- function(d, v, df, lower, upper, back = identity) {
  se <- sqrt(v); half <- qt(1 - alpha, df) * se; wide <- qt(1 - alpha / 2, df) * se
  list(verdict = verdict_of(d - half, d + half, lower, upper), estimate = back(d), standardError = se,
    degreesOfFreedom = df, lower = back(d - half), upper = back(d + half), wideLower = back(d - wide),
    wideUpper = back(d + wide), lowerP = pt((d - lower) / se, df, lower.tail = FALSE),
    upperP = pt((upper - d) / se, df, lower.tail = FALSE))
}

two_means <- function(rows, scale = "linear", cells = FALSE) {
  y <- as.numeric(rows$result); if (scale == "log") y <- log(y)
  pivot <- if (scale == "log") log(100) else 100
  lapply(c(S = "S", R = "R"), function(lab) own_mean(rows[rows$lab == lab, ], y[rows$lab == lab], pivot, cells))
}

difference <- function(m, lower, upper, back = identity) {
  w <- welch(m$R, m$S)
  t_finding(m$R$mean - m$S$mean, w$v, w$df, lower, upper, back)
}

fieller <- function(m, lower, upper) {
  at <- function(theta) { w <- welch(m$R, m$S, theta); c(t = (m$R$mean - theta * m$S$mean) / sqrt(w$v), df = w$df) }
  q <- m$R$mean / m$S$mean
  end <- function(a, sign) uniroot(function(x) { z <- at(x); sign * z[["t"]] - qt(1 - a, z[["df"]]) },
    sort(c(q, q * (1 - sign * 0.2))), tol = 1e-14)$root
  low <- end(alpha, 1); high <- end(alpha, -1); l <- at(lower); u <- at(upper)
  list(verdict = verdict_of(low, high, lower, upper), estimate = q, lower = low, upper = high,
    wideLower = end(alpha / 2, 1), wideUpper = end(alpha / 2, -1),
    lowerP = pt(l[["t"]], l[["df"]], lower.tail = FALSE), upperP = pt(u[["t"]], u[["df"]]))
}

# --- cases ---------------------------------------------------------------------------------------------------------

cases <- list()
case <- function(name, rows, criteria, findings, scale = "linear", unit = "run") {
  lines <- paste0("      - {id: AC-", seq_along(criteria), ", ", criteria,
    ", alpha: 0.05, justification: {source: specification, text: T}}", collapse = "\n")
  protocol <- paste0('schema: methodtransfer/protocol/1
study: {id: T, title: T, kind: transfer}
sending: S
receiving: R
data:
  delimiter: ","
  decimal: "."
  scaleCheck: off
  columns: {laboratory: lab, analyst: analyst, day: day, run: run, sample: sample, level: nominal, replicate: replicate,
            value: result, unit: unit}
attributes:
  - id: content
    title: T
    unit: mg
    scale: ', scale, '
    unitOfReplication: ', unit, '
    criteria:
', lines, "\n")
  text <- paste0(paste(c(paste(names(rows), collapse = ","), do.call(paste, c(rows, sep = ","))), collapse = "\n"), "\n")
  cases[[length(cases) + 1]] <<- list(name = name, protocol = protocol, results = text, findings = findings)
}

one <- "X"; two <- c("X", "Y")

rows <- made(1, 6, one, 3, lost = list(list("R2", NA, 3)))
m <- two_means(rows)
# The sender is balanced: unit means give its mean in closed form, and REML the same.
case("one lost replicate at one laboratory, the other balanced", rows,
  c("kind: mean-difference, limits: [-3, 3]", "kind: mean-ratio, limits: [0.98, 1.01]", "kind: recovery, scope: pooled, limits: [98, 103]"),
  list(difference(m, -3, 3), fieller(m, 0.98, 1.01), t_finding(m$R$mean, m$R$v, m$R$df, 98, 103)))

rows <- made(2, 6, one, 3, lost = list(list("S1", NA, 2), list("S5", NA, 1), list("S5", NA, 2), list("R4", NA, 1)))
case("lost replicates at both laboratories", rows, "kind: mean-difference, limits: [-3, 3]",
  list(difference(two_means(rows), -3, 3)))
case("lost replicates at both laboratories, geometric", rows, "kind: mean-ratio, limits: [0.97, 1.03]",
  list(difference(two_means(rows, "log"), log(0.97), log(1.03), exp)), scale = "log")

rows <- made(4, 6, two, 3, lost = list(list("R3", "Y", NA), list("S6", "X", 1)))
m <- two_means(rows, cells = TRUE)
case("a lost cell of six runs with two samples", rows,
  c("kind: mean-difference, limits: [-3, 3]", "kind: mean-difference, limits: [1.2, 4]"),
  list(difference(m, -3, 3), difference(m, 1.2, 4)))

rows <- made(5, 5, two, 2, lost = list(list("R1", "X", NA), list("R5", "Y", NA), list("S2", "Y", NA)))
case("runs that hold both samples or one", rows, "kind: mean-difference, limits: [-3, 3]",
  list(difference(two_means(rows, cells = TRUE), -3, 3)))

rows <- made(3, 4, two, 1, sds = c(1, 0, 0.7), lost = list(list("R1", "X", NA), list("S3", "Y", NA)))
case("a lost single result of runs with two samples", rows, "kind: mean-difference, limits: [-3, 3]",
  list(difference(two_means(rows), -3, 3)))

rows <- made(6, 5, two, 3, own = TRUE, sds = c(1, 0, 0.7), lost = list(list("R2", NA, 1), list("R7", NA, 1), list("R7", NA, 3), list("S9", NA, 2)))
case("samples in runs of their own with lost replicates", rows, "kind: mean-difference, limits: [-3, 3]",
  list(difference(two_means(rows), -3, 3)))

cat(toJSON(cases, auto_unbox = TRUE, digits = NA, pretty = 1), "\n")
