public import AssayData
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
  public let unit: String
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

/// One acceptance criterion of an attribute.
public struct Criterion: Sendable, Hashable {
  /// Where it is judged.
  public enum Scope: String, CaseIterable, Sendable, Hashable {
    case pooled
    case eachSample = "each-sample"
    case eachLevel = "each-level"
  }

  public let id: String
  public internal(set) var kind: Kind
  public let scope: Scope
  /// One-sided.
  public let alpha: Double
  /// Whether it decides; one that is not required is informational.
  public let required: Bool
  public let justification: Justification
  /// Where the criterion stands in the protocol.
  public let location: SourceLocation

  /// What is judged, with its limits on the scale that a person would say them in.
  public enum Kind: Sendable, Hashable {
    case meanDifference(MeanDifference)
    case meanRatio(MeanRatio)
    case recovery(Recovery)
    case repeatability(PrecisionLimit)
    case intermediatePrecision(PrecisionLimit)
    case precisionRatio(PrecisionRatio)
    case similarity(Similarity)
    case dilutionLinearity(DilutionLinearityLimits)
    case assignedValue(AssignedValue)
    case drift(Drift)
  }

  /// The name the protocol calls the kind by.
  public var kindName: String {
    switch kind {
    case .meanDifference: "mean-difference"
    case .meanRatio: "mean-ratio"
    case .recovery: "recovery"
    case .repeatability: "repeatability"
    case .intermediatePrecision: "intermediate-precision"
    case .precisionRatio: "precision-ratio"
    case .similarity: "similarity"
    case .dilutionLinearity: "dilution-linearity"
    case .assignedValue: "assigned-value"
    case .drift: "drift"
    }
  }
}

/// A two-sided limit.
public struct Limits: Sendable, Hashable {
  public let lower: ExactDecimal
  public let upper: ExactDecimal
  public init(lower: ExactDecimal, upper: ExactDecimal) {
    self.lower = lower
    self.upper = upper
  }
}

/// How the variances of two laboratories enter a comparison of their means.
public enum Variances: String, CaseIterable, Sendable, Hashable {
  /// Each laboratory's own, combined as Welch does.
  case separate
  /// One common variance.
  case pooled
}

/// The rule for degrees of freedom where replication is unbalanced and a mixed model is fitted.
public enum ModelDegreesOfFreedom: String, CaseIterable, Sendable, Hashable {
  case satterthwaite
  case kenwardRoger = "kenward-roger"
}

/// Which side of an interval decides.
public enum Direction: String, CaseIterable, Sendable, Hashable {
  /// Only the lower limit is tested: not less than.
  case lower
  /// Only the upper limit is tested: not more than.
  case upper
}

/// R - S in the unit, or in percent of the sender's mean.
public struct MeanDifference: Sendable, Hashable {
  public let limits: Limits
  /// Limits in percent of the sender's mean, tested as a ratio.
  public let relative: Bool
  public internal(set) var variances: Variances
  /// `nil` for equivalence, a side for non-inferiority.
  public let direction: Direction?
  /// Whether the (1 - alpha) equivalence interval is shown beside.
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
}

/// R / S: of geometric means on the log scale, of arithmetic means on the linear.
public struct MeanRatio: Sendable, Hashable {
  public let limits: Limits
  public internal(set) var variances: Variances
  public let direction: Direction?
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
}

/// The receiving laboratory's mean in percent of the nominal value.
public struct Recovery: Sendable, Hashable {
  public let limits: Limits
  public let direction: Direction?
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
}

/// What a precision is expressed as.
public enum PrecisionMeasure: String, CaseIterable, Sendable, Hashable {
  /// In the unit; on the log scale the SD of ln.
  case sd
  /// In percent of the mean; linear scale only.
  case cv
  /// 100 (exp(s) - 1), s the SD of ln; log scale only.
  case gcv
}

/// An upper limit on a precision.
public struct PrecisionLimit: Sendable, Hashable {
  public enum Laboratory: String, CaseIterable, Sendable, Hashable {
    case receiving, sending
  }
  public let limit: ExactDecimal
  public let laboratory: Laboratory
  public let measure: PrecisionMeasure
  /// Sources of variation of intermediate precision; empty for repeatability.
  public let sources: [Role]
  /// The source that stands for the levels that took part alone, "these analysts".
  public let fixedSource: Role?
  public let reportable: Reportable?
}

/// The format of a reportable result: the mean over runs and replicates.
public struct Reportable: Sendable, Hashable {
  public let runs: Int
  public let replicates: Int
}

/// An upper limit on the ratio of SDs, R / S.
public struct PrecisionRatio: Sendable, Hashable {
  public enum Of: String, CaseIterable, Sendable, Hashable {
    case repeatability, intermediate
  }
  public let limit: ExactDecimal
  public let of: Of
  public let sources: [Role]
  /// The source that stands for the levels that took part alone, at both laboratories.
  public let fixedSource: Role?
}

/// How alike the curves of a test preparation and of the reference must be, run by run.
public struct Similarity: Sendable, Hashable {
  public enum Parameter: String, CaseIterable, Sendable, Hashable {
    case slope
    case lowerAsymptote = "lower-asymptote"
    case upperAsymptote = "upper-asymptote"
    /// The extra sum of squares of parallel over free curves or lines, in the square of the transformed response.
    case nonparallelism
  }
  public let parameter: Parameter
  /// Of the ratio test over reference; without a lower one for ``Parameter/nonparallelism``.
  public let lower: ExactDecimal?
  public let upper: ExactDecimal
  /// How many runs, of all test preparations at both laboratories, may not be shown to lie inside.
  public let mayFail: Int

  public init(parameter: Parameter, lower: ExactDecimal?, upper: ExactDecimal, mayFail: Int) {
    self.parameter = parameter
    self.lower = lower
    self.upper = upper
    self.mayFail = mayFail
  }
}

/// Limits on the slope of ln measured on ln nominal potency, which is 1 for a method that is linear on dilution.
public struct DilutionLinearityLimits: Sendable, Hashable {
  public let limits: Limits
}

/// How well the value of a candidate standard must be known.
public struct AssignedValue: Sendable, Hashable {
  public enum Uncertainty: String, CaseIterable, Sendable, Hashable {
    /// Of the ratio to the current standard, as this study leaves it.
    case ratio
    /// Of the value against the primary, with what the whole chain adds.
    case chain
  }
  /// Of 100 (exp(h) - 1), h the half-width of the two-sided interval of ln at 1 - alpha; in percent.
  public let limit: ExactDecimal
  public let uncertainty: Uncertainty
}

/// Limits on the potency that a candidate standard has by all measured ratios back to the primary, over the value it is given.
public struct Drift: Sendable, Hashable {
  public let limits: Limits
}

/// Why a limit is what it is.
public struct Justification: Sendable, Hashable {
  public enum SourceClass: String, CaseIterable, Sendable, Hashable {
    case specification, capability, historical, regulation
    /// Written by `init`: such a study is a draft and cannot pass.
    case example
  }
  public let source: SourceClass
  public let text: String
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

extension Criterion {
  /// Whether it is a limit on precision over analysts and days, which may cross.
  public var namesAnalystsAndDays: Bool {
    let sources: [Role] =
      switch kind {
      case .intermediatePrecision(let limit): limit.sources
      case .precisionRatio(let limit): limit.sources
      default: []
      }
    return sources.contains(.analyst) && sources.contains(.day)
  }
}
