# Writes signed-rank.json: Hodges-Lehmann estimates and exact intervals by wilcox.test, and robust means by MASS::hubers.
# Made with R 4.2.2 and MASS 7.3.58.2: Rscript signed-rank.R > signed-rank.json. Run in this folder; needed only to make the file anew.
library(MASS)
number <- function(x) sprintf("%.17g", x)
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
set.seed(20260901)
samples <- list(
  five = c(0.021, -0.013, 0.0344, 0.0027, 0.0531),
  six = c(1.2, -0.3, 0.7, 2.9, 0.45, -1.05),
  seven = round(rnorm(7, 0.02, 0.05), 5),
  ten = round(rnorm(10, 0.02, 0.05), 5),
  twelve = round(rt(12, 2), 5),
  twenty = round(rexp(20) + 5, 5),
  thirty = round(rnorm(30, 100, 3), 5),
  fortynine = round(rnorm(49, -2, 1), 6),
  sixty = round(rnorm(60, 0, 1), 6))
cases <- c()
for (name in names(samples)) {
  x <- samples[[name]]
  n <- length(x)
  stopifnot(!any(duplicated(abs(x))), !any(x == 0))
  for (level in c(0.8, 0.9, 0.95, 0.99)) {
    alpha <- 1 - level
    rank <- qsignrank(alpha / 2, n)
    if (rank == 0) next
    w <- wilcox.test(x, exact = TRUE, conf.int = TRUE, conf.level = level)
    cases <- c(cases, paste0(
      '  {"name": "', name, '", "values": ', list_of(x), ', "level": ', number(level), ', "estimate": ', number(w$estimate),
      ', "lower": ', number(w$conf.int[1]), ', "upper": ', number(w$conf.int[2]), ', "rank": ', rank,
      ', "attained": ', number(1 - 2 * psignrank(rank - 1, n)), '}'))
  }
}
hubers_cases <- c()
for (name in c("chem", "abbey")) {
  x <- get(name)
  h <- hubers(x, tol = 1e-12)
  hubers_cases <- c(hubers_cases, paste0(
    '  {"name": "MASS ', name, '", "values": ', list_of(x), ', "mean": ', number(h$mu), ', "spread": ', number(h$s), '}'))
}
cat('{\n"origin": "R 4.2.2, wilcox.test(exact = TRUE, conf.int = TRUE), qsignrank, psignrank; MASS 7.3.58.2, hubers: signed-rank.R",\n')
cat('"intervals": [\n', paste(cases, collapse = ",\n"), '\n],\n"hubers": [\n', paste(hubers_cases, collapse = ",\n"), '\n]\n}\n', sep = "")
