extension Explanation {
  /// How potencies come from readings.
  static let potencies = [
    Explanation(
      "relative-potency", title: "how much stronger a test is than the reference",
      text: """
        The dose of the reference over the dose of the test that gives the same response. Above 1 the test is stronger: it needs
        less. It is one number only where the two curves have one shape, so that they differ by a shift of the dose alone (see
        parallelism). Times the assumed potency and the dilution it is the potency of the lot. Intervals and means are formed on ln.
        Of curves the interval is the profile of ln potency, of straight lines Fieller's, unless another one is declared.
        """,
      formula: """
        curves:         rho = EC50 of the reference/EC50 of the test
        parallel lines: rho = exp((a_T - a_S)/b), b the common slope on ln dose
        slope ratio:    rho = b_T/b_S, slopes on dose from a common intercept
        """,
      source: "European Pharmacopoeia, general text 5.3; USP general chapters 1032 and 1034.",
      misread: """
        As a property of the lot alone. It is relative to one reference, and a reference that drifts takes all potencies along. And
        a potency outside the doses that both preparations were given is extrapolated, however small its interval.
        """,
      example: "methodtransfer potency plates.csv --model 4pl --reference RS-03"),
    Explanation(
      "4pl", title: "the logistic curves with four and with five parameters",
      text: """
        A sigmoid over ln dose with two asymptotes, a slope and an EC50, the dose half way between the asymptotes. 5pl has an
        asymmetry g besides. Free: each preparation has its own. Constrained: asymptotes and slope (and g) are common, and only the
        EC50 differs; the potency rests on these. Least squares, with standard errors from J'J (expected) or from the second
        derivatives (observed), as declared. A fit that is not shown to be at its minimum is no fit: the reason is printed and
        there is no potency.
        """,
      formula: """
        4pl: y = d + (a - d)/(1 + (x/c)^b)
        5pl: y = d + (a - d)/(1 + (x/c)^b)^g
        """,
      source: "Finney (1978), Statistical Method in Biological Assay, 3rd ed.; USP general chapter 1034.",
      misread: """
        R squared as proof of the curve: a curve of the wrong shape has 0.99 as well. Look at lack of fit and residuals. And an EC50
        at the edge of the doses, or without an asymptote in sight, rests on the model and not on the readings.
        """),
    Explanation(
      "parallel-line", title: "straight lines on ln dose with one slope",
      text: """
        For the part of a curve that is straight on ln dose, after a transform if need be. Designs are completely randomised,
        randomised blocks, or a Latin square; missing wells are allowed. The analysis of variance tests regression, non-parallelism
        and non-linearity against the error between replicates. The interval of the potency is Fieller's and exact (see fieller).
        """,
      formula: "y = a_i + b ln x + blocks + e;  ln rho = (a_T - a_S)/b",
      source: "European Pharmacopoeia, general text 5.3, section 3.2.",
      misread: """
        As a way to save doses. Two doses cannot show a bend, and where the doses leave the straight part the slope, and with it the
        potency, is that of no line.
        """,
      example: "methodtransfer potency a.csv --model parallel-line --reference S"),
    Explanation(
      "slope-ratio", title: "straight lines on dose from one intercept",
      text: """
        For responses that grow in proportion to the dose, such as growth of microorganisms on a vitamin. All lines meet at dose
        zero, where blanks are. Validity: linearity, intersection of the lines, and blanks on it. The potency is the ratio of the
        slopes, with Fieller's interval.
        """,
      formula: "y = a + b_i x + e;  rho = b_T/b_S",
      source: "European Pharmacopoeia, general text 5.3, section 3.3; Finney (1978).",
      misread:
        "As a parallel-line assay on another axis: here a difference of slopes is the potency, there it is the fault."),
    Explanation(
      "parallelism", title: "test and reference differ by a shift of the dose alone",
      text: """
        Without it there is no relative potency, for the ratio of doses would depend on the response. By significance: what free
        curves fit better than constrained ones (extra sum of squares, F). By equivalence: ratios of slope and asymptotes, test over
        reference, with 90 % intervals inside limits that were set before (see similarity). The command potency prints both and
        judges neither.
        """,
      formula: "F = ((RSS_constrained - RSS_free)/(p_free - p_constrained))/(RSS_free/df)",
      source: """
        European Pharmacopoeia, general text 5.3; USP general chapter 1032; Callahan & Sajjadi (2003), BioProcessing J. 2, 71-77.
        """,
      misread: """
        A large p as "parallel". A noisy assay passes the F test and a precise one fails it over a difference that does no harm;
        equivalence asks how large the difference can be.
        """),
    Explanation(
      "combination", title: "several runs as one potency, by a named method",
      text: """
        On ln potency, each run weighing by the standard error that its limits imply; unweighted takes every run that has a
        potency, be its set an interval or not. weighted is for runs that differ by their own
        errors alone; unweighted takes the scatter of the runs as the error; random-effects and the semi-weighted means do both.
        The chi-square of homogeneity says whether the runs differ by more than their own errors. The method belongs into the
        procedure, before the potencies are seen; --combine names it.
        """,
      formula: """
        s_i = (ln upper_i - ln lower_i)/(2 t),  M = sum w_i ln R_i/sum w_i
        weighted: w_i = 1/s_i^2;  random effects: w_i = 1/(s_i^2 + tau^2)
        chi-square = sum (ln R_i - M)^2/s_i^2, k - 1 degrees of freedom
        """,
      source: "European Pharmacopoeia, general text 5.3, section 6; USP general chapter 1034.",
      misread: """
        The weighted mean's short interval as precision of the method: where runs differ by more than their own errors it leaves
        that out. Three runs that pass the chi-square have hardly been tested.
        """,
      example: "methodtransfer potency p.csv --model 4pl --reference S --combine weighted"),
  ]
}
