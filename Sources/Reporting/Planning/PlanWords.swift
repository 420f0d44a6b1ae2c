internal import Notation
internal import Transfer

/// What a plan says otherwise of laboratories' results than of the ratios of two standards.
struct PlanWords {
  /// Said where no size can show a criterion, before the reasons.
  let never: String
  /// Why no size is given, where none can show what is asked.
  let noSize: String
  /// The same where no criterion is required.
  let nothingRequired: String
  /// What would have agreed, and what that means.
  let agreed: String
  let agreement: String
  /// Beside that nothing depends on readings of doses: why, and what the other criteria are taken with; from its comma on.
  let leftOut: (why: String, with: String)
  /// What chances hold for beside what is taken as true; and the few figures that variability was reported from.
  let normal: String
  let few: String
  /// How a simulated study comes about.
  let study: RichText
  /// What chances rest on besides.
  let theory: RichText

  /// Of the results of laboratories or conditions.
  ///
  /// - Parameter attributes: how many.
  static func results(_ words: StudyWords, attributes: Int, hasLn: Bool) -> PlanWords {
    PlanWords(
      never: "No size can show this: a study would pass by chance only, which α keeps rare.",
      noSize: "No size is given: what is taken as true lies beyond a limit, and no size can show what is not so.",
      nothingRequired: "No size is given: no criterion is required.",
      agreed: words.groups,
      agreement:
        "the same true mean and the same SDs at \(words.everyGroup); what is missing to 100 % then is owed to the size of the study and to the spread of results alone.",
      leftOut: (", for planning.truth.plates does not say what plates look like", ", with a potency from every run"),
      normal:
        "for normal results\(hasLn ? " (of ln on the log scale)" : "")\(attributes > 1 ? ", and for attributes that err independently" : "")",
      few: "results",
      study: RichText(
        "Each simulated study has the planned design. A result is the level of its sample, at a \(words.receivingGroup) the true bias, and normal deviations of analyst, day, run, sample within run, and the result itself. Every study is judged by the same lines of the program that judge measured results; a study passes when every required criterion does."
      ),
      theory: attributes > 1
        ? "Attributes are taken as independent: for all to reach the target, each has to reach its root. Where attributes share runs or analysts they are not, and the chance of all together is then rather higher."
        : "A chance that theory gives for normal results is exact and stands without an error; it is simulated beside as a check."
    )
  }

  /// Of the ratios of two standards.
  static let ratios = PlanWords(
    never: "No number of runs or laboratories can show this.",
    noSize: "No size is given for the target: no number of runs can show what is asked for.",
    nothingRequired: "No size is given for the target: no criterion is required.",
    agreed: "standards", agreement: "a true ratio of 1, all SDs as assumed.", leftOut: ("", ""),
    normal: "and for normal ln ratios", few: "runs",
    study:
      "Each simulated study has the planned design. The ln ratio of a run is the true one and normal deviations of its laboratory, analyst, day, of the run itself and of the mean over its replicates; runs of one unit are averaged. Every study is judged by the same lines of the program that judge measured pairs; a study passes when every required criterion does.",
    theory:
      "A chance that theory gives for normal ln ratios is exact and stands without an error; it is simulated beside as a check. Theory gives it where one chi-square stands for the variance: one laboratory, a variance common to laboratories, the scatter of laboratory means."
  )
}
