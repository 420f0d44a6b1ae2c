extension Explanation {
  /// What `plan` says before there are results.
  static let studyPlans = [
    Explanation(
      "plan", title: "the chance that a whole protocol passes",
      text: """
        plan lays the design of the protocol out, takes bias, SDs and SD ratio as its planning section, the options or a pilot
        say, and asks how often such a study passes: each criterion, and all that are required together, which is less likely
        than any one of them. Where theory gives the chance for normal results it is exact; else studies are simulated, and
        judged by the same lines that judge results. judge shows the planned chance beside the verdict; the verdict never
        depends on it.

        "If the laboratories agreed" is the same with bias 0 and SD ratio 1. What is then missing to 100 % is owed to the size
        of the study and to the spread of results alone.
        """,
      formula: """
        all = P( every required finding passes | the assumed truth )
        attributes are independent: each must reach  target^(1/attributes)
        """,
      source: """
        Phillips (1990), J. Pharmacokinet. Biopharm. 18, 137-144; Owen (1965), Biometrika 52, 437-446; Dannenberg, Dette &
        Munk (1994), Biom. J. 36, 531-550.
        """,
      misread: """
        As a property of the method. It is one of a design at an assumed truth: with SDs half as large again the same study may
        hardly ever pass. And power worked out afterwards from the observed difference says nothing that the interval does not.
        """,
      example: """
        planning:
          truth: {bias: 0, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1}
          offset: 0.05
          power: 0.9
          simulations: 100000
          seed: 1
        """
    ),
    Explanation(
      "oc-curve", title: "operating characteristic: chances over the truth",
      text: """
        A curve of the chance of passing over the true bias, the true SD ratio, or a factor on every SD, with the rest as
        assumed. A good design passes nearly always where the laboratories agree well enough, falls to alpha at the limits, and
        below it beyond them. A curve that never comes near 100 % is that of a study which is too small.
        """,
      source:
        "Any text on acceptance sampling, such as Schilling & Neubauer (2017), Acceptance Sampling in Quality Control.",
      misread:
        "As the probability of a truth. It says how likely a pass is if something is true, not how likely that is."),
    Explanation(
      "consumers-risk", title: "the chance of passing though the truth lies on the limit",
      text: """
        For each required criterion the truth is moved onto each of its limits, the rest as assumed, and the chance that the
        criterion passes is given beside its alpha. It may be far below alpha where a study is small; above alpha the method does
        not hold its level, and the table says so where the simulation shows it.
        """,
      source: "The size of a test; Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657-680.",
      misread:
        "As the risk of this study. It is a bound for truths that must not pass; most truths are not on the limit."),
    Explanation(
      "producers-risk", title: "the chance that good laboratories do not pass",
      text: """
        Laboratories never agree exactly. planning.offset states a true offset that is realistic and harmless; the chance that
        not all required criteria pass at it, to the worse of both sides, is the producer's risk. Without an offset none is
        given.
        """,
      source: "Hoffman & Kringle (2007), Pharm. Res. 24, 1157-1164, on such risks for analytical methods.",
      misread: "As the chance of a fail. Most studies that do not pass are inconclusive: too small to show what is so."),
    Explanation(
      "monte-carlo-error", title: "what a simulated chance is uncertain by",
      text: """
        A simulated chance is a count of studies that passed over all that were simulated. Beside it stands, after ±, the half-width
        of a 95 % interval; with none or all of them passing, an end of Wilson's interval as "below" or "above". plan stops when
        every chance of the design is known to --precision, or at the greatest number of simulations. The random numbers of a
        study hang on the seed and the study's number alone: the answer repeats on any number of threads.
        """,
      formula: """
        standard error = sqrt(p (1 - p) / n);  ± is 1.96 of them
        """,
      source: "Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; Salmon et al. (2011), counter-based generators, SC11.",
      misread:
        "As the uncertainty of the plan. That of the assumed SDs is usually far greater: see the curve over variability."
    ),
  ]
}
