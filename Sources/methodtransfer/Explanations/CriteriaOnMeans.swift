extension Explanation {
  static let criteriaOnMeans = [
    Explanation(
      "mean-difference", title: "the difference of two laboratories' means, R - S",
      text: """
        Computes the receiving laboratory's mean less the sending one's, on the linear scale. Results are first averaged
        within each unit of replication (a run, say). Where every unit holds every sample, its mean over samples is one
        value; where each unit holds one sample, the samples' means are averaged with equal weights. The standard error
        and its degrees of freedom come from the variation between units, each laboratory's own (Welch), or from one
        common variance with variances: pooled. Where units hold unequal numbers of results, or some hold all samples and
        others only some, the laboratory's mean comes from its own mixed model by REML (samples fixed, units random), with
        equal weights for samples and Satterthwaite's degrees of freedom. With the sample as unit of replication, lots are
        paired: see matched-lots.

        With relative: true the limits are in percent of the sender's mean, and the ratio R/S is tested at 1 + limit/100:
        see fieller. The sender's mean is never taken as known.

        Passes when the 1 - 2 alpha interval lies inside the limits, which is when both one-sided p-values are below
        alpha. Fails when the interval lies wholly beyond one limit. Inconclusive when it crosses a limit. With a
        direction only that side is tested, by the bound at 1 - alpha.

        Not evaluated with fewer than two units at a laboratory, when neither laboratory varies, when replication is
        unbalanced and variances are pooled, when a laboratory has no usable result of a sample or level that the study
        is known to be of (whatever missingUnits says).
        """,
      formula: """
        d = mean(R) - mean(S)              over unit means
        SE^2 = s_R^2/n_R + s_S^2/n_S       n units, s the SD of unit means
        df = SE^4 / ((s_R^2/n_R)^2/(n_R - 1) + (s_S^2/n_S)^2/(n_S - 1))
        t_L = (d - theta_L)/SE             t_U = (d - theta_U)/SE
        p_L = P(T >= t_L)                  p_U = P(T <= t_U)
        unbalanced: SE^2 and df of a laboratory's mean from its model in place
        of s^2/n and n - 1
        pass: max(p_L, p_U) < alpha        interval: d -+ t(1 - alpha; df) SE
        """,
      source: """
        Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680; Welch (1947), Biometrika 34, 28-35. Mixed models:
        Kuznetsova, Brockhoff & Christensen (2017), J. Stat. Softw. 82 (13). With relative:
        Hauschke, Kieser & Hothorn (1999), Biom. J. 41, 295-304.
        """,
      misread: """
        As a test of "no difference". A difference may be statistically significant and pass, because it does not matter;
        and one that is not significant may be anything, when the study is small. Neither is the estimate what must lie
        inside the limits: the whole interval must.
        """,
      example: """
        - id: AC-1
          kind: mean-difference
          scope: pooled
          limits: [-2.0, 2.0]
          alpha: 0.05
          justification: {source: specification, text: "Why 2 % does no harm"}
        """),
    Explanation(
      "mean-ratio", title: "the ratio of two laboratories' means, R/S",
      text: """
        On the log scale it is the ratio of geometric means: ln of each result, averaged within units of replication,
        compared as a difference by Welch's test (or with one common variance), and told as a ratio by exponentiation. On
        the linear scale it is the ratio of arithmetic means, tested by Sasabuchi's tests with Fieller's interval; neither
        mean is taken as known. Samples, units and what is not evaluated are as for mean-difference; besides, the linear
        ratio needs both means above zero, and has no evaluation for matched lots.

        Passes when the 1 - 2 alpha interval of the ratio lies inside the limits. Fails when it lies wholly beyond one
        limit. Inconclusive when it crosses a limit, and also when Fieller's set is not an interval and there is no pass.

        The standard error shown on the log scale is that of ln R - ln S. Limits that are equally far from 1 on ln are
        reciprocal: 0.80 and 1.25, 0.90 and 1.11. Others are allowed, and warned of.

        In a bridging study it is the ratio of the candidate standard to the current one, from the ln ratios of runs in pairs
        and the consensus of laboratories; it is what the rule equivalence asks for. variances has no meaning there.
        """,
      formula: """
        log scale:     d = mean(ln R) - mean(ln S), tested as mean-difference
                       at ln theta_L and ln theta_U; ratio = exp(d)
        linear scale:  T(theta) = (R - theta S)/sqrt(SE_R^2 + theta^2 SE_S^2)
                       tested at theta_L and theta_U, df by Satterthwaite at
                       each theta; interval: every theta not rejected
        """,
      source: """
        Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680; Sasabuchi (1988); Hauschke, Kieser & Hothorn (1999),
        Biom. J. 41, 295-304; Fieller (1954), J. R. Stat. Soc. B 16, 175-185.
        """,
      misread: """
        As the ratio of arithmetic means on the log scale: a geometric mean is smaller than an arithmetic one whenever
        results vary. Two laboratories with equal arithmetic means and unequal variation have unequal geometric means.
        """,
      example: """
        - id: AC-1
          kind: mean-ratio
          scope: pooled
          limits: [0.80, 1.25]
          alpha: 0.05
          justification: {source: specification, text: "Why 25 % does no harm"}
        """),
    Explanation(
      "recovery", title: "the receiving mean in percent of the nominal value",
      text: """
        Each result is taken in percent of the nominal value of its level (a column with the role level), averaged within
        units of replication, and the mean over units is tested against the limits with a one-sample t. On the log scale
        the mean is geometric. The scope is each-level unless the protocol says otherwise; pooled, the levels are averaged
        within units where every unit holds all of them, else with equal weights. Unbalanced replication is judged by the
        laboratory's mixed model, as for mean-difference. Only the receiving laboratory is judged.

        Passes when the 1 - 2 alpha interval lies inside the limits. Fails when it lies wholly beyond one. Inconclusive
        when it crosses one. Not evaluated with fewer than two units, without variation between units, or when a result
        has no nominal value above zero.
        """,
      formula: """
        x = 100 y/nominal                  log scale: x = ln(y/nominal)
        m = mean over n units of unit means of x, s their SD
        interval: m -+ t(1 - alpha; n - 1) s/sqrt(n)
        log scale: recovery = 100 exp(m)
        """,
      source: """
        One-sample t: Student (1908), Biometrika 6, 1-25; two one-sided tests: Schuirmann (1987), J. Pharmacokinet.
        Biopharm. 15, 657-680. What recovery is: ICH Q2(R2), accuracy.
        """,
      misread: """
        As a comparison of laboratories: it is one against a nominal value that is taken as exactly known, so an error in
        preparing the level counts as the laboratory's. And a mean of 100 % over levels says nothing of each: low at one
        end and high at the other cancel.
        """,
      example: """
        - id: AC-1
          kind: recovery
          scope: each-level
          limits: [97.0, 103.0]
          alpha: 0.05
          justification: {source: capability, text: "Validation report"}
        """),
  ]
}
