extension Explanation {
  static let criteriaOnPotency = [
    Explanation(
      "similarity", title: "whether test and reference curves have one shape",
      text: """
        A relative potency has a meaning only where the curve of the test preparation is the curve of the reference moved
        along the dose. In each run of each test preparation, at both laboratories, free curves (or lines) are fitted, and
        the ratio of the test's parameter to the reference's gets Fieller's interval at 1 - 2 alpha. The run is similar
        when the interval lies inside the limits, unlike when it lies wholly beyond one, and otherwise not shown. The
        parameter nonparallelism is the extra sum of squares of parallel over free fits; it has no interval, and is
        similar below its limit and unlike at or above it.

        Passes when no more than mayFail are not shown to be similar. Fails when more than mayFail are shown to be unlike.
        Inconclusive between. A run without a potency was not shown to be similar; where its responses run against the
        reference's it is unlike.

        Needs doseResponse in the attribute. A run that is not similar still gives its potency, unless doseResponse says
        requireSimilar with the ids of such criteria: then a preparation that is not shown similar has no potency in that
        run, which is said, and the run still counts here.
        """,
      formula: """
        ratio = b_T/b_R     slope, lower or upper asymptote, each from its own fit
        all r with (b_T - r b_R)^2 <= t^2 (v_T + r^2 v_R)      t(1 - alpha; df)
        v from the residual variance of both free fits, pooled
        nonparallelism = RSS(parallel) - RSS(free)
        pass: not shown <= mayFail         fail: unlike > mayFail
        """,
      source: """
        USP general chapters 1032 and 1034 (equivalence of curves); Callahan & Sajjadi (2003), BioProcessing J. 2 (2), 71-77;
        Fieller (1954), J. R. Stat. Soc. B 16, 175-185.
        """,
      misread: """
        As the F test of parallelism, which passes noisy assays and fails precise ones. That test is shown beside, and decides
        nothing here. Limits belong to history: runs of the reference against itself, and to the ends of their intervals,
        not to the ratios (potency --limits-from).
        """,
      example: """
        - id: AC-1
          kind: similarity
          parameter: slope
          limits: [0.8, 1.25]
          mayFail: 1
          alpha: 0.05
          justification: {source: historical, text: "30 reference-only runs"}
        """),
    Explanation(
      "dilution-linearity", title: "the slope of ln measured on ln nominal potency",
      text: """
        Dilutions of one material are measured as samples of known relative potency: the nominal value, in the column of the
        role level. The slope of ln measured on ln nominal at the receiving laboratory is 1 when the method measures
        dilutions as they were made. Where runs hold several results the slope is a contrast of the level means in a mixed
        model with random runs (REML, Kenward and Roger's degrees of freedom); where each result is a run of its own it is
        that of simple regression.

        Passes when the 1 - 2 alpha interval lies inside the limits, fails when it lies wholly beyond one.

        Not evaluated with one level, with no degrees of freedom left, or when a result has no nominal value.
        """,
      formula: """
        slope = sum (x_i - xbar) mean_i n_i / sum n_i (x_i - xbar)^2
        x_i = ln nominal of level i, mean_i the model's mean of ln measured there
        interval: slope -+ t(1 - alpha; df) SE
        """,
      source: "USP general chapter 1033, Biological Assay Validation (dilutional linearity).",
      misread: """
        As linearity of the response, which a sigmoid curve never has. And a slope of 1 is no accuracy: a constant factor
        leaves it as it is, and is what recovery judges.
        """,
      example: """
        - id: AC-2
          kind: dilution-linearity
          limits: [0.8, 1.25]
          alpha: 0.05
          justification: {source: specification, text: "Why this slope does no harm"}
        """),
  ]
}
