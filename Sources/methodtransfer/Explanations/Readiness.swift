extension Explanation {
  static let readiness = [
    Explanation(
      "draft", title: "a study with a limit that is only an example",
      text: """
        A criterion whose justification has the source example makes the whole study a DRAFT, required or not. It is judged,
        every finding is shown, and the report is stamped; the overall verdict can be fail or inconclusive, never pass. The
        starter protocols of init are drafts.
        """,
      source: "This program's rule: no default limit, and no limit without a reason.",
      misread: """
        As a matter of form. Changing the word example to another without a limit of one's own leaves a limit nobody has justified,
        and the report names its source to the reader.
        """),
    Explanation(
      "readiness", title: "what must be in place before a verdict can be a pass",
      text: """
        Items with an owner, done or not, and their evidence: training, equipment, reference standards, reagents. They are shown
        in the report. One that is not done keeps the overall verdict from being pass, whatever the figures say.
        """,
      source: "This program's rule. What a transfer needs in place: USP <1224>, Transfer of Analytical Procedures.",
      misread: "As checked by the program: it repeats what the protocol says, and names where the evidence is.",
      example: """
        readiness:
          - {item: Analysts trained, owner: receiving, done: true, evidence: TR-1}
        """),
    Explanation(
      "justification", title: "why a limit is what it is",
      text: """
        A source and a text, with every criterion; without one the protocol is refused. Sources: specification (room between
        process and specification), capability (what validation showed), historical (earlier transfers), regulation (a text that
        demands it), example (nobody's: the study is a draft).
        """,
      source: "This program's rule. Justified before data: ASTM E2935.",
      misread: "As judged by the program: it shows the reader what was written, and cannot know whether it is true.",
      example: """
        justification: {source: capability, text: "Validation report"}
        """),
    Explanation(
      "missing", title: "results that are not there, and what is done about them",
      text: """
        A cell is "no result" only when it holds a text that data.missing declares; any other cell that is no number is an error
        with its line. Missing results are counted and warned of. Against the design, rules.missingUnits says what follows: report
        judges what is there and says on page one what is missing; refuse makes every finding of the attribute not evaluated.
        Missing replicates that leave units with unequal numbers of results are judged by a mixed model of the laboratory. A
        sample or level of the design (without a design: of any row in the files) of which a laboratory has no usable result makes
        what rests on that laboratory not evaluated in either case.
        """,
      source: "This program's rule: nothing is dropped silently.",
      misread: """
        As harmless. Results that are missing because they were bad make the rest look better than the method is; the reason is the
        reader's to ask for. A result below a limit, such as <0.05 or ND, is not missing: see data.censored and data.censoredWords.
        """,
      example: "missing: [\"\", NA]"),
    Explanation(
      "validity", title: "runs and results that were declared invalid",
      text: """
        A column with the role validity holds a word for each row; data.validityWords says which words use a row and which exclude
        it (valid and invalid, unless declared). A column with the role status does the same for results that were replaced or
        cancelled. A word in neither list is an error. Excluded rows stay in the data with their word, are counted, and are listed
        in the report; rules.invalidRuns: refuse makes every finding of the attribute not evaluated when there is one.
        """,
      source: "This program's rule: nothing is dropped silently.",
      misread: """
        As a way of removing outliers. A run is invalid by criteria set before its result was known; the program removes no result
        for being far from the others.
        """,
      example: "validityWords: {use: [\"yes\"], exclude: [\"no\"]}"),
  ]
}
