public import AssayData

/// The words of the question that a study asks: the one place where its kind turns into English.
///
/// Messages, remarks, tables, figures and signature lines take their words from here, so that a comparison of scales, sites
/// or instruments is not told as a transfer between laboratories. Keys of protocols and records keep their names in every
/// kind. A new kind is one more value: copy ``transfer``, change what differs, and name it in ``init(_:)``.
public struct StudyWords: Sendable, Hashable {
  // MARK: The study

  /// "Method transfer report".
  public internal(set) var reportKind: String
  /// What a pass means for the study.
  public internal(set) var passed: String
  public internal(set) var notPassed: String

  /// Who approves a protocol: "both laboratories".
  public internal(set) var approvers: String
  /// What a producer's risk is borne in spite of: "the laboratories are as good as they will be".
  public internal(set) var asGood: String

  // MARK: Its groups

  /// "laboratory" and "laboratories".
  public internal(set) var noun: GroupNoun
  /// "every laboratory".
  public internal(set) var everyGroup: String
  /// The head of what names the reference group: "Sending".
  public internal(set) var sending: String
  /// The head of what names a group that is held against it: "Receiving".
  public internal(set) var receiving: String
  /// "sending laboratory".
  public internal(set) var sendingGroup: String
  /// "receiving laboratory".
  public internal(set) var receivingGroup: String
  /// "the sender's mean".
  public internal(set) var sendingMean: String
  /// What stands for the two in ratios and differences, once it has been said beside their names: "S", "R".
  public internal(set) var sendingLetter: String
  public internal(set) var receivingLetter: String
  /// How the two are said to stand to each other.
  var relation: Relation

  // MARK: What was measured

  /// What precision from several sources is called; repeatability is ``repeatability(within:)``.
  public internal(set) var intermediatePrecision: String
  /// The same where there is little room: "interm. precision".
  public internal(set) var shortIntermediatePrecision: String
  /// The repeatability of results within a unit; `nil` where the word itself is used.
  var variationWithin: String?
  /// What one unit of replication is: "performance of the method".
  public internal(set) var performance: String
  /// What a sample stands for when it is one among others that were not studied: "lots".
  public internal(set) var otherSamples: String
  /// What to ask where results that should vary do not.
  public internal(set) var whyConstant: String
  /// The same where a copy would explain it as well.
  public internal(set) var whyAlike: String
  /// Which side limits what can be shown where one has far fewer results.
  public internal(set) var smallerSide: String
  /// What a large alpha lets through: "accepting a laboratory that must not be accepted".
  public internal(set) var wrongPass: String
  /// What is said of the factors above the unit; `nil` for the short form that names them.
  var scopeOfUnits: String?
  /// The reference preparation of a potency, where "the reference" could be taken for the reference group.
  public internal(set) var referencePreparation: String
  /// The head of what says which lot potencies are relative to.
  public internal(set) var referenceLot: String
  /// The command that judges such a study.
  public internal(set) var command = "judge"
  /// What its record is called: the file, without its ending, and the schema.
  public internal(set) var record = "result"

  enum Relation: Sendable, Hashable {
    /// From one to the other.
    case passage
    /// One against the other; sentences name the groups.
    case comparison
  }

  /// A method goes from one laboratory to others.
  public static let transfer = StudyWords(
    reportKind: "Method transfer report", passed: "The transfer has passed.",
    notPassed: "The transfer has not passed.", approvers: "both laboratories",
    asGood: "the laboratories are as good as they will be", noun: .laboratory, everyGroup: "every laboratory",
    sending: "Sending",
    receiving: "Receiving", sendingGroup: "sending laboratory", receivingGroup: "receiving laboratory",
    sendingMean: "the sender's mean", sendingLetter: "S", receivingLetter: "R", relation: .passage,
    intermediatePrecision: "intermediate precision", shortIntermediatePrecision: "interm. precision",
    variationWithin: nil, performance: "performance of the method",
    otherSamples: "lots", whyConstant: "were averages typed in?", whyAlike: "were averages or copies typed in?",
    smallerSide: "the smaller laboratory", wrongPass: "accepting a laboratory that must not be accepted",
    scopeOfUnits: nil, referencePreparation: "the reference", referenceLot: "Reference")

  /// Scales, sites or instruments are held against a reference condition.
  public static let comparability = StudyWords(
    reportKind: "Comparability report", passed: "Comparability has been shown.",
    notPassed: "Comparability has not been shown.", approvers: "both sides",
    asGood: "the conditions are as alike as they will be", noun: GroupNoun(one: "condition", several: "conditions"),
    everyGroup: "each of the conditions", sending: "Reference", receiving: "Test", sendingGroup: "reference condition",
    receivingGroup: "test condition", sendingMean: "the mean of the reference condition", sendingLetter: "R",
    receivingLetter: "T", relation: .comparison, intermediatePrecision: "total variation",
    shortIntermediatePrecision: "total variation",
    variationWithin: "variation within", performance: "run, batch or measurement under its condition",
    otherSamples: "samples", whyConstant: "were they rounded, averaged or copied?",
    whyAlike: "were they rounded, averaged or copied?", smallerSide: "the condition with fewer",
    wrongPass: "calling conditions comparable that are not",
    scopeOfUnits: "nothing above the unit of replication (staff, days, equipment, materials) is modelled as random",
    referencePreparation: "the reference preparation", referenceLot: "Reference lot")
}

extension StudyWords {
  /// A candidate standard is held against the current one; laboratories take part alike.
  public static let bridging: StudyWords = {
    var words = transfer
    words.reportKind = "Reference standard bridging report"
    words.passed = "The bridging has passed."
    words.notPassed = "The bridging has not passed."
    words.sending = "Laboratory"
    words.receiving = "Laboratory"
    words.sendingLetter = "current"
    words.receivingLetter = "candidate"
    words.relation = .comparison
    words.command = "bridge"
    words.record = "bridge"
    return words
  }()
}

extension StudyWords {
  public init(_ kind: Study.Kind) {
    switch kind {
    case .transfer: self = .transfer
    case .comparability: self = .comparability
    case .bridging: self = .bridging
    }
  }

  /// "laboratory".
  public var group: String { noun.one }
  /// "laboratories".
  public var groups: String { noun.several }
  /// "a laboratory": what a size is of.
  public var each: String { "a \(noun.one)" }
  /// The head of a column that names groups: "Laboratory".
  public var groupHead: String { noun.one.prefix(1).uppercased() + noun.one.dropFirst() }
  /// "R/S".
  public var ratio: String { "\(receivingLetter)/\(sendingLetter)" }
  /// "R − S", with the sign of print.
  public var difference: String { "\(receivingLetter) − \(sendingLetter)" }
  /// "S / R": the order in which counts stand.
  public var order: String { "\(sendingLetter) / \(receivingLetter)" }
  /// "ln R - ln S", as methods write it.
  public var differenceOfLn: String { "ln \(receivingLetter) - ln \(sendingLetter)" }
}

extension TransferProtocol {
  /// The words of the question that this study asks.
  public var words: StudyWords {
    var words = StudyWords(study.kind)
    // Standards are called by their names in ratios, which laboratories' names are too long for.
    if let comparison {
      words.sendingLetter = comparison.current
      words.receivingLetter = comparison.candidate
    }
    return words
  }

  /// What the letters of ratios stand for: laboratories or conditions, or the two standards of a bridging study.
  public var compared: (sending: String, receiving: String) {
    (contrasts.first?.reference ?? sending, contrasts.map { $0.test }.joined(separator: ", "))
  }
}
