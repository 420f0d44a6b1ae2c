internal import TransferProtocol

/// A starter study: a commented protocol and results that match it.
struct Template {
  /// The word that `init` knows it by.
  let kind: String
  /// What it is for, in a few words.
  let summary: String
  let protocolText: String
  /// Simulated results, CSV with LF line ends.
  let results: String
  /// What judges such a study.
  var command = "judge"

  static let all = [assay, potency, comparability, computedPotency, bridging]

  /// Kinds that belong to the product and have no template in this version.
  static let announced = ["impurity", "content-uniformity", "dissolution", "microbial", "identity", "panel"]
}

/// Parts that all starter protocols share, each key explained where it stands.
enum TemplateParts {
  static func opening(_ words: StudyWords) -> String {
    """
    # A STARTER PROTOCOL, NOT A STUDY.
    #
    # results.csv beside it is simulated, and its figures were chosen so that every criterion is met. All limits here are
    # examples (justification source: example). That makes the study a DRAFT: it is judged, and its overall verdict
    # cannot be pass. To make it real, before the first result is measured:
    #   1. Say under study, sending, receiving and readiness what your study is.
    #   2. Under attributes, declare the unit of replication and the design that you will really run.
    #   3. Set each limit from your own specification, capability, history or regulation, and write which one, and why,
    #      into its justification. No limit here is a recommendation, and none may be moved once there are results.
    #   4. Have \(words.approvers) approve this file. The report names its SHA-256, so that any later change shows.
    #   5. Measure, export the results as CSV, and let data.columns name the columns that your export has.
    # What a word means:  methodtransfer explain unit-of-replication   (without a word: the list)
    #
    # Unknown keys are errors. A key behind a mark (#) is optional: remove the mark and it is in force.

    # Which version of the format this file is written in. Always exactly this.
    schema: methodtransfer/protocol/1



    """
  }

  /// Follows a study's `columns`; the lines are indented as keys of `data`.
  static func dataRest(_ words: StudyWords) -> String {
    """
      # Optional keys of data; without the first mark they are in force:
      # missing: ["", NA]                # cells that mean "no result"; any other cell that is no number is an error
      # headerLine: 1                    # the line that the header stands on, where a preamble precedes it
      # aliases: {sample: {Lot 1: LOT-1}}   # what the file says: what it is called in this study
      # censored: refuse                 # or half-limit: half of the limit stands for a result such as <0.05
      # censoredWords: {ND: 0.05}        # words that stand for a result below a limit, each with its limit
      # rows: {ignore: {kind: [mean]}}   # rows that are not part of the study, by the header of a column and words in it
      # validityWords: {use: ["valid"], exclude: ["invalid"]}   # words of a column with the role validity
      # statusWords: {use: ["final"], exclude: ["cancelled"]}   # words of a column with the role status
      # runsWithin: [day]                # where run labels start anew on each day; needs a column with the role day
      # scaleCheck: on                   # refuse \(words.groups) whose medians differ by a factor of 10, 100 or 1000
      # copyCheck: on                    # refuse \(words.groups) of which one has the results of the other

    # Optional: files that are read in another way, one \(words.group) each. The keys of data inside replace those above.
    # sources:
    #   - path: "RU_*.csv"               # a file name; * stands for any characters
    #     laboratory: Site B             # whose results the file holds
    #     data: {delimiter: ";", decimal: ",", encoding: windows-1252, columns: {value: Ergebnis}}

    # What is done with what does not go as planned. The first three have no other word.
    rules:
      rounding: judge-unrounded        # nothing is rounded before it is judged
      outliers: report-only            # no result is removed because it is far from the others
      repeats: refuse                  # two values of one result are an error, not a choice
      missingUnits: report             # report: judge what is there and say what is missing; refuse: not evaluated
      surplusUnits: refuse             # the same words, for more units or results than the design plans
      invalidRuns: report              # the same words, for results that were marked invalid or cancelled


    """
  }
}
