extension Explanation {
  static let criteriaOnPrecision = [
    Explanation(
      "repeatability", title: "an upper limit on the variation within a unit",
      text: """
        Pools the variance of the results of one sample in one unit of replication (a run, say) over all units and samples
        of one laboratory; unequal numbers of replicates are allowed. The measure says what the limit is in: sd in the
        unit (on the log scale the SD of ln), cv in percent of the mean (linear scale, one sample at a time), gcv on the
        log scale.

        Passes when the upper confidence bound at 1 - alpha lies below the limit. Fails when even the lower bound at
        1 - alpha lies above it. Inconclusive between. Not evaluated without replicates in any unit, when replicates do not
        vary at all, or for a cv over several samples.
        """,
      formula: """
        s^2 = sum of (y - unit mean)^2 / nu,  nu = sum of (n - 1)
        SD bounds:   s sqrt(nu/chi2(alpha; nu)) upper, with the upper quantile
                     chi2(1 - alpha; nu) lower
        %GCV = 100 (exp(s) - 1)            the same function of each bound
        %CV = 100 s/mean = 100 K           bounds recovered on ln (MOVER):
                     K exp(sqrt(ln(U/s)^2 + ln(1 - w)^2)) upper,
                     K exp(-sqrt(ln(s/L)^2 + ln(1 + w)^2)) lower,
                     U, L the bounds of s, w = t(1 - alpha) SE(mean)/mean
        %CV of the results of a single unit: Vangel's modified McKay,
                     K/sqrt(((u + 2)/(nu + 1) - 1) K^2 + u/nu), u = chi2
        """,
      source: """
        ICH Q2(R2), precision. Chi-square bounds: any text on statistics; %CV: Zou & Donner (2008), Stat. Med. 27,
        1693-1702; Vangel (1996), Am. Stat. 50, 21-26.
        """,
      misread: """
        By its estimate. With 6 degrees of freedom the upper 95 % bound of an SD is 1.9 times the estimate, so an estimate
        below the limit shows little. And repeatability says nothing of other runs, days or analysts.
        """,
      example: """
        - id: AC-2
          kind: repeatability
          scope: pooled
          laboratory: receiving
          measure: sd
          limit: 1.0
          alpha: 0.05
          justification: {source: capability, text: "Validation report"}
        """),
    Explanation(
      "intermediate-precision", title: "an upper limit on the variation of one reportable result",
      text: """
        The variance of one result of one sample, from the sources that the protocol names (analyst, day, run; nested or
        crossed, the run is always among them) and from replicates. It is a sum of unweighted sums of squares S: of the means
        of each source's levels, adjusted for the sources beside it, and within cells. So every layout is evaluated:
        uneven, crossed, cells lost. Samples are fixed. With reportable, it is that of a mean over so many runs and
        replicates. The measure is sd, cv or gcv, as for repeatability.

        With fixedSource: analyst the analysts that took part stand for themselves alone ("these analysts"): the bound is that
        of one result by one of them, much lower with two analysts, and says nothing of others. The report says so.

        Passes when the upper confidence bound at 1 - alpha lies below the limit. Fails when even the lower bound lies
        above it. Inconclusive between. Not evaluated when a source has one level, when it cannot be told from the others (the
        message names the least design that would do), when each run holds a sample of its own, or for a cv over several
        samples. Never because a source has few levels: then the bound is high, and the report and plan say how low it can be.
        """,
      formula: """
        T = sum of sigma^2; S of each source and within cells, chi-square with nu
        (or estimated u) df; T = sum of c S on average, see docs/methods.md
        one sample, source run, n replicates in each of k runs:
          s^2 = S_run + (1 - 1/n) S_within           S_run the variance of run means
        runs in analysts, r runs each:
          s^2 = S_analyst + (1 - 1/r) S_run + (1 - 1/n) S_within
        upper = sum of x + sqrt(sum of (x (u/chi2(alpha; u) - 1))^2), x = c S, c >= 0
        lower = sum of x - sqrt(sum of (G x)^2 + sum over pairs of G* x x'),
                or 0; G = 1 - u/chi2(1 - alpha; u), G*: explain mls
        a source with nu df: upper SD >= sqrt(nu/chi2(alpha; nu)) times the SD seen
          at it: 15.9, 4.4, 2.9, 2.4, 2.1 for nu = 1 to 5
        """,
      source: """
        ICH Q2(R2), intermediate precision; Searle, Casella & McCulloch (1992), Variance Components, ch. 3, 6; bounds:
        Graybill & Wang (1980), J. Am. Stat. Assoc. 75, 869-873, and Ting et al. (1990), J. Stat. Comput. Simul. 35,
        135-143; unweighted sums of squares: Thomas & Hultquist (1978), Ann. Stat. 6, 582-587; %CV: Zou & Donner (2008), Stat.
        Med. 27, 1693-1702.
        """,
      misread: """
        As the SD of all results, or of run means: the first gives too few runs too much weight, the second is the precision
        of a mean. And as a property of the method: it holds for the sources that were exercised, and two analysts say
        little of a third.
        """,
      example: """
        - id: AC-3
          kind: intermediate-precision
          scope: pooled
          laboratory: receiving
          measure: sd
          sources: [run]
          limit: 1.5
          alpha: 0.05
          justification: {source: capability, text: "Validation report"}
        """),
    Explanation(
      "precision-ratio", title: "an upper limit on the ratio of SDs, R/S",
      text: """
        The receiving laboratory's SD over the sending one's, of repeatability or of intermediate precision (which then
        needs sources, and may have fixedSource: analyst), each computed as for the criteria of those names; on the log scale
        they are SDs of ln. The limit is on the ratio of SDs. Where either laboratory has three or more sums of squares the
        bounds are computed at 1 - 0.9 alpha, since at 1 - alpha they cover a little less than they say; method names the level.

        Passes when the upper confidence bound at 1 - alpha lies below the limit. Fails when even the lower bound lies above
        it. Inconclusive between. A receiving laboratory that is more precise passes. Not evaluated when the sender does not
        vary, since no ratio exists then, when the receiver does not, or when one of the two precisions cannot be computed.
        """,
      formula: """
        q = s_R^2/s_S^2; the bounds are those of q, and their square roots
        one mean square on each side (exact):
          upper = q/F(alpha; nu_R, nu_S)   lower = q/F(1 - alpha; nu_R, nu_S)
        several sums of squares a laboratory, A of S and B of R:
          upper = 1 / the q at which the lower bound of A - q B is zero
          lower = 1 / the upper one with the laboratories exchanged
          (modified large sample bounds: explain mls)
        """,
      source: """
        The F distribution of a ratio of variances: any text on statistics; sums of mean squares: Burdick & Graybill
        (1992), Confidence Intervals on Variance Components, ch. 3 and 6.
        """,
      misread: """
        As a ratio of variances: a limit of 2 on SDs is one of 4 on variances. And by the usual F test, whose silence ("no
        significant difference of variances") shows nothing with few results: two samples of six bound the ratio of SDs
        only to 2.2 times its estimate.
        """,
      example: """
        - id: AC-4
          kind: precision-ratio
          scope: pooled
          of: intermediate
          sources: [run]
          limit: 2.0
          alpha: 0.05
          justification: {source: historical, text: "Earlier transfers"}
        """),
  ]
}
