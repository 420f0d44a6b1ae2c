extension Explanation {
  /// What is shown beside the verdicts and decides none of them.
  static let looks = [
    Explanation(
      "diagnosis", title: "why a finding is not a pass: bias, imprecision or size",
      text: """
        bias: the means differ, or were observed to, by too much. imprecision: results vary more than the limit allows, or one
        laboratory's more than the other's and too much for the study. size: too few units for the variability there is, so
        that even laboratories that agree would often not pass. Not evaluated: no figure could be computed, for the reason given.

        Beside it stand what moves the estimate most when it is left out (see sensitivity), the limits that would have been
        met (see tipping-limit) and the size of a new study (see units-needed). Where size is the answer and the estimate is
        away from agreement, a bias cannot be told apart from chance.
        """,
      formula: """
        means, in this order:
          the whole interval, or the estimate, beyond a limit     bias
          units at hand >= units for 80 % power at agreement      bias
          one SD larger than the other, F test at 0.025           imprecision
          else                                                    size
        precision: estimate beyond the limit, or fail             imprecision
                   else                                           size
        """,
      source: "This program's rule. The F test of two variances: any text on statistics.",
      misread: """
        As a cause. It says which part of the arithmetic keeps the finding from passing; why the laboratories differ is found out
        in the laboratories, not in the figures.
        """),
    Explanation(
      "sensitivity", title: "the same judgement with one thing left out",
      text: """
        The criterion is judged again without one unit of replication, run, analyst, day or sample at a time, by the same
        method and limits; criteria on means with every other role as the unit, and with the other convention for variances; and
        with each exclusion put back. Page one names what would come to another verdict. It only counts what leaves out more
        than a third of a laboratory, or takes a unit with fewer than three levels: without one of two analysts hardly any study
        passes. A finding that passes and would not without one unit hangs on that unit: it is fragile. What is not tried because
        it would take too long is said.
        """,
      source:
        "Leaving out one at a time: Quenouille (1956), Biometrika 43, 353-360; Tukey (1958), Ann. Math. Stat. 29, 614.",
      misread: """
        As a choice of analyses. None of them may replace the protocol's, and a unit whose absence would give a pass is not thereby
        an outlier. Some change is to be expected: fewer units make a wider interval.
        """),
    Explanation(
      "completeness", title: "what was planned against what was received",
      text: """
        For each laboratory, sample and level: units of replication and results planned by the design, received in the files, and
        used. Used is less than received where results are missing, invalid or cancelled; each of these is listed with its file
        and line. What falls short is said on page one, replicate by replicate, and analysts and days too. rules.missingUnits
        says whether it is judged all the same (report) or not evaluated (refuse). A planned number that no mapped column can
        verify is said to be not verified. Without a design in the protocol, completeness cannot be said.
        """,
      source: "This program's rule: nothing is dropped silently.",
      misread: """
        As a count of rows. A study may hold every planned result and still be short of units: twice the replicates in half the
        runs are half the study.
        """,
      example: "design: {samples: [LOT7], runs: 6, replicates: 2}"),
    Explanation(
      "surplus", title: "more than was planned",
      text: """
        Usable units, runs, results and replicates are counted against the design. More than planned makes a laboratory look better
        replicated than was agreed, and it is mostly a slip: R2 and R02 for one run, or each injection named as a run. So the
        findings of that laboratory are not evaluated, and all where it is the sender, unless the protocol declares
        rules.surplusUnits: report; then all are judged, and page one and standard error say so. A repeat of an invalid or missing
        result is no surplus. With samplesPerRun: 1 units are counted for each sample. More analysts or days than planned are said
        and judged, unless they are the unit of replication.
        """,
      source: "This program's rule: what was agreed before the data is what is judged.",
      misread: """
        As a rule against good data. A study that was truly made larger can be judged: by an amended design, or by surplusUnits:
        report, which leaves it to the reader whether runs were added after the first ones were seen.
        """,
      example: "rules: {surplusUnits: refuse}"),
    Explanation(
      "coverage", title: "what the claim rests on, and what was not exercised",
      text: """
        Samples, the range of results against the specification, analysts, days, runs, instruments, lots and reference lots, as far
        as the files record them, at each laboratory. Not exercised is what was planned and did not come, what has a single level
        at a laboratory, an end of the specification that no result reached, and what was not recorded. It is said on page one and
        decides nothing.
        """,
      source: "What a transfer is to cover: USP <1224>, Transfer of Analytical Procedures; ICH Q2(R2), range.",
      misread: """
        As a score to be made full. A transfer is narrower than a validation by design; coverage says how far the verdict reaches,
        not whether that is far enough.
        """),
    Explanation(
      "outliers", title: "results far off: not looked for, never removed",
      text: """
        The rule is outliers: report-only, the only one there is. This version does not look for outliers, by test or otherwise, with
        one exception: a result that looks like a slipped decimal mark, ten or a hundred times its neighbours, is warned of. The
        result is used all the same. What a single unit does to the verdict is shown by sensitivity.
        """,
      source: """
        This program's rule. A result is invalidated for an assignable cause, not for its value: FDA (2022), Investigating
        Out-of-Specification Test Results.
        """,
      misread: """
        As "there are none". No warning means that nobody looked. And a result that was found wrong is not taken out of the file: it
        stays there, marked invalid, with a word in the column for it (see validity).
        """,
      example: "rules: {outliers: report-only}"),
  ]
}
