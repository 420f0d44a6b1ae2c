extension Explanation {
  static let planning = [
    Explanation(
      "power", title: "the chance that a study of this size passes",
      text: """
        Before there are data: with the true difference d, the true SDs and the units planned, how often such studies would pass.
        It rises with units and with the distance of d from the limits. At a limit it is alpha at most, beyond one less.

        It is computed exactly. Given the SD that will be found, the estimate falls where it must with a normal probability,
        and that is averaged over the SD: a single integral for one group, pairs and a common variance, a double one for Welch's
        test, whose degrees of freedom depend on both SDs that will be found. "calc tost_power" gives the figure.
        """,
      formula: """
        power = Integral of
                  [Phi((theta_U - d)/SE - t r) - Phi((theta_L - d)/SE + t r)] f(r) dr
                0 < r < (theta_U - theta_L)/(2 t SE),  nu r^2 ~ chi2(nu)
        fail:   the same, with the interval wholly beyond a limit
        """,
      source: """
        Owen (1965), Biometrika 52, 437-446; Phillips (1990), J. Pharmacokinet. Biopharm. 18, 137-144. For Welch's test: docs/methods.md,
        section 5.
        """,
      misread: """
        At d = 0 as the chance that the transfer passes. Two laboratories hardly ever agree exactly: plan at a difference that is
        to be expected. And power computed at the observed difference of a finished study says nothing that its p-value does not.
        """,
      example: """
        methodtransfer calc tost_power n1=6 n2=6 diff=0.5 sd=1 \\
          lower=-2 upper=2 alpha=0.05
        """),
    Explanation(
      "sample-size", title: "the smallest number of units that reaches a power",
      text: """
        The smallest whole number of independent units of replication (runs, mostly; not injections) whose exact power is at least
        the one asked for. No formula and no rounding: each number's power is computed. Where the truth lies at or beyond a limit
        no size reaches more than alpha, and none is given.
        """,
      formula: """
        n = min { n : power(n) >= target }; in each group, or in the smaller
        """,
      source: """
        Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680; the tables of Hauschke, Steinijans & Pigeot (2007), Bioequivalence
        Studies in Drug Development, which it meets in every cell.
        """,
      misread: """
        As the number of results. Replicates within a run share what the run did, and add far less than runs do.
        """,
      example: """
        methodtransfer calc tost_n scale=log ratio=0.95 cv=20% \\
          lower=0.8 upper=1.25 alpha=0.05 power=0.9
        """),
    Explanation(
      "tolerance-factor", title: "the SDs that hold a share of all results, surely enough",
      text: """
        The k for which mean - k s to mean + k s (or the mean and k s to one side) holds at least a share P of a normal population
        with confidence gamma. It allows for the error of the mean and of s, so it is larger than the normal quantile: at n = 10
        and 95 %/95 % it is 3.39 and not 1.96.

        The exact factors come from the noncentral t (one side) and from an integral over the mean (two sides). Howe's, Wald and
        Wolfowitz's and Natrella's approximations are there by name, to check a printed table.
        """,
      formula: """
        one side:  k = nct(gamma; n - 1, z(P) sqrt(n)) / sqrt(n)
        two sides: E over the mean of P(chi2(nu) >= nu r^2/k^2) = gamma
        """,
      source: """
        Odeh (1978), Commun. Stat. B 7, 183-201; Eberhardt, Mee & Reeve (1989), Commun. Stat. B 18, 397-413; Howe (1969), J. Am. Stat.
        Assoc. 64, 610-620.
        """,
      misread: """
        As a confidence interval of the mean, which narrows to nothing as n grows; a tolerance interval tends to the share's own
        quantiles. And printed tables have wrong cells.
        """,
      example: """
        methodtransfer calc tol_k2 n=10 coverage=0.95 confidence=0.95
        """),
  ]
}
