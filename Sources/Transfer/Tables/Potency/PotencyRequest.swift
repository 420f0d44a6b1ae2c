/// What is asked of a table of dose-response readings: which column is what, how curves are fitted, how runs are combined.
public struct PotencyRequest: Sendable {
  /// Headers of the columns; those that are `nil` are not read.
  public struct Columns: Sendable, Hashable {
    public let preparation: String
    public let dose: String
    public let response: String
    public let laboratory: String?
    /// Without it all readings of a laboratory are one run.
    public let run: String?
    public let plate: String?
    public let well: String?
    /// Of a randomised block design one, of a Latin square two.
    public let blocks: [String]
    /// A number for each preparation of a run, which its relative potency is multiplied by.
    public let assumedPotency: String?
    public let dilution: String?
    /// The potency that each preparation was made to have, in the unit of its potency.
    public let nominal: String?

    public init(
      preparation: String, dose: String, response: String, laboratory: String? = nil, run: String? = nil,
      plate: String? = nil, well: String? = nil, blocks: [String] = [], assumedPotency: String? = nil,
      dilution: String? = nil, nominal: String? = nil
    ) {
      self.preparation = preparation
      self.dose = dose
      self.response = response
      self.laboratory = laboratory
      self.run = run
      self.plate = plate
      self.well = well
      self.blocks = blocks
      self.assumedPotency = assumedPotency
      self.dilution = dilution
      self.nominal = nominal
    }

    /// The same with a column of nominal potencies, or none.
    public func with(nominal: String?) -> Columns {
      Columns(
        preparation: preparation, dose: dose, response: response, laboratory: laboratory, run: run, plate: plate,
        well: well, blocks: blocks, assumedPotency: assumedPotency, dilution: dilution, nominal: nominal)
    }

    /// Columns of numbers, in the order in which ``PotencyOfTable`` reads them.
    public var values: [String] { [dose, response] + [assumedPotency, dilution, nominal].compactMap { $0 } }
    /// Columns of labels, in the order in which ``PotencyOfTable`` reads them.
    public var labels: [String] { [preparation] + [laboratory, run, plate, well].compactMap { $0 } + blocks }
  }

  public let columns: Columns
  public let settings: DoseResponse
  /// How the runs of one preparation become one value; `nil` shows several ways and chooses none.
  public let combination: PotencyCombinationName?
  /// Of a reportable potency, for the probability of a result outside; used where there are nominal potencies.
  public let specification: PotencySpecification?
  /// The preparation that is the reference itself, whose runs are the history that limits of similarity come from.
  public let limitsFrom: String?
  /// What a level has to meet to be in the range; used where there are nominal potencies.
  public let rangeLimits: PotencyRangeLimits?
  /// Where the reference is looked up; `nil` where no standards are given.
  public let standards: Standards?
  /// The criteria of similarity that a protocol has for these readings; empty without one.
  public let rules: [SimilarityRule]

  /// A ledger, and what it knows a reference preparation of the file by.
  public struct Standards: Sendable {
    public let ledger: StandardsLedger
    /// By the name in the file; one that is not here is known by that name.
    public let names: [String: String]

    public init(_ ledger: StandardsLedger, names: [String: String] = [:]) {
      self.ledger = ledger
      self.names = names
    }
  }

  public init(
    columns: Columns, settings: DoseResponse, combination: PotencyCombinationName? = nil,
    specification: PotencySpecification? = nil, limitsFrom: String? = nil, rangeLimits: PotencyRangeLimits? = nil,
    standards: Standards? = nil, rules: [SimilarityRule] = []
  ) {
    self.rules = rules
    self.standards = standards
    self.columns = columns
    self.settings = settings
    self.combination = combination
    self.specification = specification
    self.limitsFrom = limitsFrom
    self.rangeLimits = rangeLimits
  }
}
