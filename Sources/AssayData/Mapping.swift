public import Notation

/// What a column of a results file means.
public enum Role: String, CaseIterable, Sendable, Hashable {
  case laboratory, attribute, sample, level, analyst, day, run, replicate, value, unit
  case lot, instrument, referenceLot, date, validity, status
  // Of plates: what is measured there is the response, under `value`.
  case preparation, dose, plate, well, assumedPotency, dilution, block, row, column
  // What a mark beside the value says of it: `<`.
  case qualifier
  // Why a result is not to count, as whoever marked it says, and the deviation or investigation that it was recorded under.
  case reason, deviation

  /// Roles that only readings of dose-response have.
  public static let ofPlates: [Role] = [
    .preparation, .dose, .plate, .well, .assumedPotency, .dilution, .block, .row, .column,
  ]

  /// Whether its cells are numbers, of which two that are equal are one however they are written.
  public var isNumeric: Bool {
    switch self {
    case .level, .dose, .assumedPotency, .dilution: true
    default: false
    }
  }
}

/// What holds of a file of dose-response readings, in which a row is a well and its value the response.
public struct Plates: Sendable, Hashable {
  /// Responses that the model can be fitted to.
  public enum Responses: Sendable, Hashable {
    case any
    /// A square or a root is taken.
    case notNegative
    /// A logarithm is taken.
    case positive
  }
  /// Whether a dose of zero is refused.
  public let refusesZeroDose: Bool
  public let responses: Responses
  /// Whether several plates of one run are refused.
  public let refusesSeveralPlates: Bool
  /// - Parameter refusesSeveralPlates: whether a run that stands on several plates is refused, unless it is declared what they are.
  public init(refusesZeroDose: Bool, responses: Responses, refusesSeveralPlates: Bool = true) {
    self.refusesZeroDose = refusesZeroDose
    self.responses = responses
    self.refusesSeveralPlates = refusesSeveralPlates
  }
}

/// A declared character encoding. A byte order mark in the file is honoured before it.
public enum TextEncoding: String, CaseIterable, Sendable, Hashable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case windows1252 = "windows-1252"
  case latin1 = "iso-8859-1"
}

/// What to do with results such as `<0.05`, or a word that is declared to stand for one.
public enum CensoringPolicy: String, CaseIterable, Sendable, Hashable {
  /// An error: the protocol does not say how to judge such a result.
  case refuse
  /// Half of the limit stands for a value below it; a value above a limit stays an error.
  case halfLimit = "half-limit"
}

/// Which words of a validity or status column let a row be used, and which exclude it. Compared without regard to case.
public struct StandingWords: Sendable, Hashable {
  public let use: [String]
  public let exclude: [String]
  public init(use: [String], exclude: [String]) {
    self.use = use
    self.exclude = exclude
  }

  /// For `validity` columns that declare nothing.
  public static let validity = StandingWords(use: ["valid"], exclude: ["invalid"])
  /// For `status` columns that declare nothing.
  public static let status = StandingWords(
    use: ["authorised", "authorized", "approved", "final", "released"],
    exclude: ["cancelled", "canceled", "rejected", "replaced", "superseded", "withdrawn", "invalid"])
}

/// How one results file is to be read: declared in the protocol, never guessed.
public struct Mapping: Sendable, Hashable {
  public var layout: Layout
  public var encoding: TextEncoding
  /// Which lines are the table.
  public var extent: TableExtent
  /// Which sheet of a workbook; `nil` where nothing is said of one.
  public var sheet: SheetChoice?
  public var delimiter: UInt8
  public var numbers: NumberGrammar
  /// Texts that mean "no result", besides which an empty cell is an error.
  public var missing: [String]
  /// Texts that mean "not tested", in a table with a column for each attribute: no result was to be had there.
  public var notTested: [String]
  /// Where each role stands.
  public var columns: [Role: ColumnContent]
  /// What a file calls a level, and what it is called in the study: `aliases[.sample]!["Lot 7"] == "LOT7"`.
  public var aliases: [Role: [String: String]]
  public var censored: CensoringPolicy
  /// Texts that stand for a result below a limit, each with its limit: `ND` for below 0.05. Compared byte by byte.
  public var censoredWords: [String: ExactDecimal]
  public var validityWords: StandingWords
  public var statusWords: StandingWords
  /// Roles within which run labels are numbered anew; empty when a run label is unique in its laboratory.
  public var runsWithin: [Role]
  /// Rows that are not part of the study, and words that are names.
  public var rows: RowRules
  /// Refuse two laboratories whose medians differ by about a factor of 10, 100 or 1000 on every sample they share: within
  /// 30 % of it on the log scale, 10 % where all results are above zero, else 3 %.
  public var scaleCheck: Bool
  /// Refuse two laboratories that have the same results; where it is off they are only told.
  public var copyCheck: Bool
  /// The laboratory whose results the file holds, where a source names it.
  public var laboratory: String?
  /// The attribute that the file holds, where a source names it.
  public var attribute: String?
  /// Where the file holds dose-response readings in place of results.
  public var plates: Plates?

  public init(
    layout: Layout = .long, encoding: TextEncoding = .utf8, extent: TableExtent = TableExtent(),
    sheet: SheetChoice? = nil, delimiter: UInt8,
    numbers: NumberGrammar, missing: [String] = [], notTested: [String] = [], columns: [Role: ColumnContent],
    aliases: [Role: [String: String]] = [:],
    censored: CensoringPolicy = .refuse, censoredWords: [String: ExactDecimal] = [:],
    validityWords: StandingWords = .validity, statusWords: StandingWords = .status,
    runsWithin: [Role] = [], rows: RowRules = RowRules(), scaleCheck: Bool = true, copyCheck: Bool = true,
    laboratory: String? = nil,
    attribute: String? = nil,
    plates: Plates? = nil
  ) {
    self.layout = layout
    self.encoding = encoding
    self.extent = extent
    self.sheet = sheet
    self.delimiter = delimiter
    self.numbers = numbers
    self.missing = missing
    self.notTested = notTested
    self.columns = columns
    self.aliases = aliases
    self.censored = censored
    self.censoredWords = censoredWords
    self.validityWords = validityWords
    self.statusWords = statusWords
    self.runsWithin = runsWithin
    self.rows = rows
    self.scaleCheck = scaleCheck
    self.copyCheck = copyCheck
    self.laboratory = laboratory
    self.attribute = attribute
    self.plates = plates
  }

  /// The line the header stands on.
  public var headerLine: Int {
    get { extent.headerLine ?? 1 }
    set { extent.headerLine = newValue }
  }

  /// Where messages say that columns are declared.
  var columnsKey: String { plates == nil ? "data.columns" : "doseResponse.columns" }
}

/// The names a study knows, against which a file's laboratories, attributes and units are held.
public struct StudyVocabulary: Sendable, Hashable {
  /// What an attribute asks of its results.
  public struct Attribute: Sendable, Hashable {
    public let id: String
    /// The unit its results must be reported in, spelt exactly so.
    public let unitOfMeasurement: String
    /// Whether results must be above zero, as the log scale needs.
    public let mustBePositive: Bool
    /// The reference lot its results are relative to, where the protocol names one.
    public let reference: ReferenceLots?
    /// Roles that its own results need, for files that hold this attribute alone; those of the study where it is `nil`.
    public let mandatoryRoles: Set<Role>?
    public init(
      id: String, unitOfMeasurement: String, mustBePositive: Bool, reference: ReferenceLots? = nil,
      mandatoryRoles: Set<Role>? = nil
    ) {
      self.mandatoryRoles = mandatoryRoles
      self.id = id
      self.unitOfMeasurement = unitOfMeasurement
      self.mustBePositive = mustBePositive
      self.reference = reference
    }
  }

  /// The sending laboratory first, then each receiving one.
  public let laboratories: [String]
  public let attributes: [Attribute]
  /// Roles that every result needs because a criterion rests on them, such as the unit of replication.
  public let mandatoryRoles: Set<Role>
  /// What messages call the laboratories.
  public let noun: GroupNoun
  /// Names that the protocol gives to samples, preparations and standards: none of them is the name of a statistic.
  public let names: Set<String>
  /// The samples of the design, in plates its preparations; `nil` where the protocol lists none and those of results that are used
  /// are the study's.
  public let samples: Set<String>?
  /// Whether no laboratory is held against the first: all are to be independent of each other.
  public let arePeers: Bool

  public init(
    laboratories: [String], attributes: [Attribute], mandatoryRoles: Set<Role>, noun: GroupNoun = .laboratory,
    names: Set<String> = [], samples: Set<String>? = nil, arePeers: Bool = false
  ) {
    self.names = names
    self.samples = samples
    self.laboratories = laboratories
    self.attributes = attributes
    self.mandatoryRoles = mandatoryRoles
    self.noun = noun
    self.arePeers = arePeers
  }

  /// Roles that no row of a file that is read so can do without.
  func mandatoryRoles(in mapping: Mapping) -> Set<Role> {
    let named = (mapping.attribute.map { [$0] } ?? []) + mapping.layout.names(.attribute)
    let own = attributes.filter { attribute in named.contains { $0.utf8.elementsEqual(attribute.id.utf8) } }
    let roles =
      own.isEmpty ? mandatoryRoles : own.reduce(into: []) { $0.formUnion($1.mandatoryRoles ?? mandatoryRoles) }
    guard mapping.plates != nil else { return roles }
    // A preparation is the sample there.
    return roles.subtracting([.sample]).union([.preparation, .dose])
  }
}
