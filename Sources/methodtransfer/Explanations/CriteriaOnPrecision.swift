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
        The variance of one result of one sample, from the sources that the protocol names (analyst, day, run, outermost
        first, the unit of replication last) and from replicates within units. It is a sum of the mean squares of the
        laboratory's nested design with coefficients that are not negative, so nothing is cut off: a variance
        between units that is estimated as negative is remarked on, and the total uses the mean squares as they are.
        Samples are fixed and the variance is averaged over them. With reportable, it is that of a mean over so many runs and
        replicates. The measure is sd, cv or gcv, as for repeatability.

        With unequal numbers of replicates the mean squares are those of unweighted means. Where the nesting is
        unbalanced, cells are missing or sources cross, the components come from a mixed model by REML, samples fixed, and
        the bounds of their total from chi-square with Satterthwaite's degrees of freedom.

        Passes when the upper confidence bound at 1 - alpha lies below the limit. Fails when even the lower bound lies
        above it. Inconclusive between. Not evaluated when sources cannot be told
        apart (each day its own analyst, say), when a source has one level, when the innermost source is not the unit of
        replication, or for a cv over several samples. Fewer than three levels of a source are remarked on.
        """,
      formula: """
        one sample, source run, n replicates in each of k runs:
          s^2 = MS_run/n + (1 - 1/n) MS_within       MS per single result
        nested sources, b units in a group of a source, b' in a group of the
        one outside it (the outermost has none, the innermost has b = 1):
          s^2 = sum of (MS/n) (1/b - 1/b') + (1 - 1/n) MS_within
        df = (sum of c MS)^2 / sum of (c MS)^2/nu    Satterthwaite
        upper = s^2 + sqrt(sum of (c MS (nu/chi2(alpha; nu) - 1))^2)
        lower = s^2 - sqrt(sum of (G c MS)^2 + sum over pairs of G* c MS c'MS'),
                or 0; G = 1 - nu/chi2(1 - alpha; nu), G*: explain mls
        """,
      source: """
        ICH Q2(R2), intermediate precision; Searle, Casella & McCulloch (1992), Variance Components, ch. 3, 6; bounds:
        Graybill & Wang (1980), J. Am. Stat. Assoc. 75, 869-873, and Ting et al. (1990), J. Stat. Comput. Simul. 35,
        135-143; unequal replicates: Thomas & Hultquist (1978), Ann. Stat. 6, 582-587; %CV: Zou & Donner (2008), Stat.
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
        needs sources), each computed as for the criteria of those names; on the log scale they are SDs of ln. The limit is
        on the ratio of SDs.

        Passes when the upper confidence bound at 1 - alpha lies below the limit. Fails when even the lower bound lies above
        it. Inconclusive between. A receiving laboratory that is more precise passes. Not evaluated when the sender does not
        vary, since no ratio exists then, when the receiver does not, or when one of the two precisions cannot be computed.
        """,
      formula: """
        q = s_R^2/s_S^2; the bounds are those of q, and their square roots
        one mean square on each side (exact):
          upper = q/F(alpha; nu_R, nu_S)   lower = q/F(1 - alpha; nu_R, nu_S)
        sums of mean squares, A of R and B of S:
          lower = the q at which the lower bound of A - q B is zero
          upper = 1 / the q at which the lower bound of B - q A is zero
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
