extension Explanation {
  /// What a study of the kind comparability says in words of its own.
  static let comparability = [
    Explanation(
      "comparability", title: "scales, sites or instruments in place of laboratories",
      text: """
        With kind: comparability the groups are conditions: a scale-down model against full scale, one site against another,
        a new instrument against the old. sending names the reference condition (R), receiving the test conditions (T) that
        are held against it, each by itself. The computations are those of a transfer; the report, the plan and the messages
        speak of conditions, and sentences call them by your names. Keys keep theirs: the column of conditions has the role
        laboratory, and a culture, batch or lot has the role run.

        What is asked is equivalence: that means differ by no more than limits set in advance (mean-ratio, mean-difference),
        and that a test condition scatters no more than a limit times as much as the reference (precision-ratio).
        Intermediate precision is told as total variation there, repeatability as variation within runs.
        """,
      formula: """
        mean-ratio       T/R     mean-difference  T - R
        precision-ratio  SD of T over SD of R
        """,
      source:
        "ICH Q5E (2004), Comparability of biotechnological/biological products; ICH Q11 (2012), on small-scale models.",
      misread: """
        As shown by a test that finds no difference, or by results that lie inside the range of the reference (see
        quality-range): neither says how far the means may be apart.
        """,
      example: """
        study: {id: CP-0031, title: Model against full scale, kind: comparability}
        sending: full scale
        receiving: [scale-down model]
        """),
    Explanation(
      "quality-range", title: "mean ± k SD of the reference, for information only",
      text: """
        An attribute of a comparability study may declare qualityRange. For each sample (and level) the report then shows the
        range of mean ± multiplier x SD of the reference condition's units, on the analysis scale and told back (geometric on
        the log scale), how many units of each test condition lie inside, and whether they are the share in percent that was
        wished. It is information: no verdict and no exit code rests on it, and it has no default multiplier.

        Beside it stands what such a range holds of the reference's own further units, if they are normal: what is expected,
        and what is held with 95 % confidence. With 3 SDs and 6 units that is 96.1 % and 81.0 %, with 12 units 98.5 % and
        93.5 %; 99.7 % is for a mean and an SD that are known.
        """,
      formula: """
        range = m ± k s                     m, s of the n unit means of R
        expected = P( |t(n - 1)| <= k/sqrt(1 + 1/n) )
        held: the share P whose two-sided tolerance factor is k at 95 %
        """,
      source: """
        Wilks (1941), Ann. Math. Stat. 12, 91-96; Odeh (1978), Commun. Stat. B 7, 183-201. On its use: FDA (2019, draft),
        Comparative Analytical Assessment; EMA (2021), Reflection paper on statistical methodology for the comparative
        assessment of quality attributes.
        """,
      misread: """
        As a test of equivalence. It widens with the scatter of the reference, so that a noisy reference lets anything pass;
        it is poorly known from few units; and all units may lie inside though the means differ by more than the limits, or
        some outside though they agree.
        """,
      example: "qualityRange: {multiplier: 3, share: 90}"),
  ]
}
