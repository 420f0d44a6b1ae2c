public import Notation

/// One measured property: its unit, its scale, how it was replicated, and what it must meet.
public struct Attribute: Sendable, Hashable {
  /// The scale that means and SDs are formed on.
  public enum Scale: String, CaseIterable, Sendable, Hashable {
    case linear, log
  }

  /// One independent experimental unit.
  public enum UnitOfReplication: String, CaseIterable, Sendable, Hashable {
    case run, day, analyst, sample, result
  }

  /// The range within which a result must lie for release.
  public struct Specification: Sendable, Hashable {
    public let lower: ExactDecimal?
    public let upper: ExactDecimal?
  }

  /// What `plan` assumes of this attribute in place of the study's assumptions.
  public struct Planning: Sendable, Hashable {
    public let truth: Truth
    /// A realistic true offset, for the producer's risk.
    public let offset: Double?
  }

  /// What is done where laboratories used different reference lots.
  public enum OtherReferences: String, CaseIterable, Sendable, Hashable {
    case refuse
    /// Each laboratory's results are brought to the attribute's reference by the measured ratio of the two lots, whose
    /// uncertainty enters.
    case bridge
  }

  public let id: String
  public let title: String
  /// The unit that results are in, as the protocol spells it; `%`, `ratio` and `1` say that they are relative.
  public let unitOfMeasurement: String
  public let scale: Scale
  /// Digits shown in reports; never used to decide.
  public let digits: Int?
  public let specification: Specification?
  /// The reference lot that results are relative to.
  public let reference: String?
  /// What is done with results that are relative to another lot.
  public let otherReferences: OtherReferences
  public internal(set) var unitOfReplication: UnitOfReplication
  public internal(set) var design: Design?
  public let planning: Planning?
  /// Where results are relative potencies that are computed from dose-response readings.
  public let doseResponse: DoseResponse?
  public internal(set) var criteria: [Criterion]
  /// What is shown beside the criteria, for information, where the conditions of a comparability study are compared.
  public let qualityRange: QualityRange?
}

extension Attribute {
  /// The same attribute with another unit of replication, for asking what a verdict would be with it.
  public func replicated(by unit: UnitOfReplication) -> Attribute {
    var copy = self
    copy.unitOfReplication = unit
    return copy
  }

  /// The same attribute with other criteria, for asking what they would come to.
  public func judged(by criteria: [Criterion]) -> Attribute {
    var copy = self
    copy.criteria = criteria
    return copy
  }

  /// The same attribute with other numbers of units and replicates, for asking what another size would do; what is resized
  /// is the same at every laboratory.
  ///
  /// - Parameters:
  ///   - units: of replication, a laboratory: runs (a sample, where samples have runs of their own), days, analysts or
  ///     samples; where each result is a unit they are its replicates.
  ///   - replicates: results of one sample in one run; `nil` for as many as are planned.
  public func resized(units: Int, replicates: Int? = nil) -> Attribute {
    let old = design
    var samples = old?.samples ?? []
    var (analysts, days, runs) = (old?.analysts, old?.days, old?.runs)
    var replicates = replicates.map { Design.Count.each($0) } ?? old?.replicates
    /// As many runs in a unit as are planned.
    func runsOf(_ units: Int, before: Design.Count?) -> Design.Count? {
      guard let runs, let before else { return runs }
      return .each(max(1, runs.largest / max(1, before.largest)) * units)
    }
    switch unitOfReplication {
    case .run: runs = .each(units)
    case .day:
      runs = runsOf(units, before: days)
      days = .each(units)
    case .analyst:
      runs = runsOf(units, before: analysts)
      analysts = .each(units)
    case .sample: samples = (1...max(1, units)).map { $0 <= samples.count ? samples[$0 - 1] : "further lot \($0)" }
    case .result: replicates = .each(units)
    }
    var copy = self
    copy.design = Design(
      samples: samples, levels: old?.levels ?? [], analysts: analysts, days: days, runs: runs,
      samplesPerRun: old?.samplesPerRun, replicates: replicates)
    return copy
  }
}
