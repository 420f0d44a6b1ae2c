internal import Notation
public import Statistics

/// The numbers of one run of readings that go on into a study or a report, held against the second engine.
public struct PlateChecks: Sendable {
  /// Of one test preparation.
  public struct OfPreparation: Sendable {
    public let preparation: String
    /// What it is of: a criterion's id, or a parameter; `nil` for the potency.
    public let of: String?
    public let checks: [CrossCheck]

    init(_ preparation: String, of: String? = nil, _ checks: [CrossCheck]) {
      self.preparation = preparation
      self.of = of
      self.checks = checks
    }
  }

  /// Of a study; empty for a table.
  public let attribute: String
  public let laboratory: String?
  public let run: String
  public let plate: String?
  public let potencies: [OfPreparation]
  public let similarities: [OfPreparation]

  /// What a study rests on: each potency, and the measures that its criteria judge.
  init(_ assay: PotencyAssay, of attribute: String, rules: [SimilarityRule]) {
    let second = SecondPlate(assay)
    self.init(
      assay, attribute, second.potencies(whole: false),
      second.similarities(
        rules.map { ($0.similarity.parameter.rawValue, 1 - 2 * $0.alpha, $0.criterion) }))
  }

  /// All that a report of potencies says.
  public init(whole assay: PotencyAssay) {
    let second = SecondPlate(assay)
    let level = 1 - 2 * PotencyAssay.conventionalAlpha
    self.init(
      assay, "", second.potencies(whole: true),
      second.similarities(assay.similarities.map { $0.parameter }.uniqued.map { ($0, level, $0) }))
  }

  private init(
    _ assay: PotencyAssay, _ attribute: String, _ potencies: [OfPreparation], _ similarities: [OfPreparation]
  ) {
    self.attribute = attribute
    laboratory = assay.laboratory
    run = assay.run
    plate = assay.plate
    self.potencies = potencies
    self.similarities = similarities
  }

  /// Of the potency of one preparation.
  public func ofPotency(_ preparation: String) -> [CrossCheck] {
    potencies.filter { $0.preparation == preparation }.flatMap { $0.checks }
  }

  /// Of the potency and the likeness of one preparation.
  public func of(_ preparation: String) -> [CrossCheck] {
    (potencies + similarities).filter { $0.preparation == preparation }.flatMap { $0.checks }
  }

  /// Of potencies and similarities.
  public var checks: [CrossCheck] { (potencies + similarities).flatMap { $0.checks } }

  /// Where it is: "Lab A run 3 plate 1".
  public var place: String {
    [laboratory, "run \(run)", plate.map { "plate \($0)" }].compactMap { $0 }.joined(separator: " ")
  }
}
