extension Explanation {
  static let criteriaOnStandards = [
    Explanation(
      "assigned-value", title: "how well the value of a new standard is known",
      text: """
        Judges, in a bridging study, the half-width of the two-sided 1 - alpha interval, in percent. With uncertainty: ratio it
        is that of the ratio of the candidate to the current standard, what this study leaves unknown. With uncertainty: chain
        it is that of the candidate's value, with every comparison back to the primary in it, and the primary's own uncertainty.

        Passes when the half-width is below the limit. Otherwise inconclusive, never a fail: a wide interval says nothing
        against the standard, only that the study was too small. The report says how many runs would reach the limit.

        A required criterion of this kind is what the rule offset asks for. Not evaluated with a single run, or when runs do
        not vary.
        """,
      formula: """
        h = t(1 - alpha/2; df) u         half-width on ln
        half-width = 100 (exp(h) - 1)    in percent, the longer side as a ratio
        ratio: u = SE of ln ratio, df of the consensus
        chain: u^2 = SE^2 + u^2(ln measured value of the current standard),
               df by Satterthwaite
        pass: half-width < limit
        """,
      source: """
        JCGM 100 (GUM), expanded uncertainty. What a collaborative study leaves unknown of an assigned value: WHO Technical
        Report Series 932 (2006), annex 2. The half-width as a criterion is this program's.
        """,
      misread: """
        As a test that the candidate agrees with the current standard. It asks only how well the ratio is known: a ratio of 0.7
        known to 2 % passes, and the candidate is given 0.7 of the current value. Whether the two agree is what mean-ratio asks.
        """,
      example: """
        - id: BC-1
          kind: assigned-value
          uncertainty: ratio
          limit: 5
          alpha: 0.05
          justification: {source: specification, text: "Why 5 % suffices"}
        """),
    Explanation(
      "drift", title: "measured over stated value, along the whole chain",
      text: """
        What all measured ratios back to the primary say of the candidate, over the value that the deciding rule gives it. Above
        1 the lot is stronger than its label says: a sample measured against it reads low by as much. Each standard whose value
        was carried over (rule equivalence) leaves its measured ratio in the drift; one that was given its measured value (rule
        offset) leaves nothing.

        Passes when the 1 - 2 alpha interval lies inside the limits, fails when it lies wholly beyond one, inconclusive when it
        crosses one. The uncertainties of all comparisons are added, with the covariance that the ledger states; the
        primary's own uncertainty is not in it, because the drift is against the primary.
        """,
      formula: """
        ln drift = ln value(primary) + sum of ln r_j - ln value(candidate)
        u^2 = sum of u_j^2 + 2 sum of rho_jl u_j u_l     over the comparisons
        tested as mean-ratio, df by Satterthwaite
        """,
      source: """
        JCGM 100 (GUM), 5.2, correlated quantities; Satterthwaite (1946), Biometrics Bull. 2, 110-114; Schuirmann (1987), J.
        Pharmacokinet. Biopharm. 15, 657-680.
        """,
      misread: """
        As what this study found. It is the sum of what all studies found and did not correct for, and it grows though each of
        them passed: three lots of 2 % each, all carried over, are 6 %. A wide interval of the drift is no drift either: it is
        the random error that many comparisons add up to.
        """,
      example: """
        - id: BC-2
          kind: drift
          limits: [0.90, 1.11]
          alpha: 0.05
          required: false
          justification: {source: specification, text: "Why 10 % does no harm"}
        """),
  ]
}
