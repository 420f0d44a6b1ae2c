public import AssayData

/// How an attribute's potencies come from dose-response readings.
public struct DoseResponse: Sendable, Hashable {
  /// The curve or the lines that are fitted.
  public enum Model: String, CaseIterable, Sendable, Hashable {
    /// y = d + (a - d)/(1 + (x/c)^b)
    case fourParameter = "4pl"
    /// The same with an asymmetry exponent.
    case fiveParameter = "5pl"
    /// Lines on ln dose with one slope.
    case parallelLine = "parallel-line"
    /// Lines on dose with one intercept.
    case slopeRatio = "slope-ratio"
  }

  /// What is done to each response first.
  public enum Transform: String, CaseIterable, Sendable, Hashable {
    case none, ln, log10, sqrt, square
  }

  public enum Weights: String, CaseIterable, Sendable, Hashable {
    case none
    /// The reciprocal of the variance between replicates of a dose.
    case replicates
    /// The reciprocal of the square of the mean of a dose.
    case meanSquared = "mean-squared"
  }

  /// What a dose of zero is.
  public enum ZeroDose: String, CaseIterable, Sendable, Hashable {
    case refuse
    /// The response at no dose: the asymptote of a curve, the blanks of a slope-ratio assay.
    case asymptote
  }

  /// Which tests of a run share asymptotes and slope with the reference.
  public enum Fit: String, CaseIterable, Sendable, Hashable {
    /// Each test alone with the reference, so that no other test of the run moves its potency.
    case pairs
    /// All of them.
    case common

    /// What is taken where none is named: of curves pairs, of straight lines common, as the pharmacopoeias have it.
    public static func usual(of model: Model) -> Fit {
      switch model {
      case .fourParameter, .fiveParameter: .pairs
      case .parallelLine, .slopeRatio: .common
      }
    }
  }

  /// What is done with several plates of one run.
  public enum PlatesOfRun: String, CaseIterable, Sendable, Hashable {
    /// They are refused: one curve for all would pool plates that each have a signal of their own.
    case refuse
    /// Each is fitted by itself, and the run has the mean of ln potency over them.
    case each
  }

  /// How the interval of a relative potency is formed.
  public enum Interval: String, CaseIterable, Sendable, Hashable {
    case fieller, delta, profile

    /// What is taken where none is named: of lines Fieller's, which is exact; of curves the profile of ln potency, because
    /// Fieller's on two EC50s is often unbounded where the doses do not reach an asymptote.
    public static func usual(of model: Model) -> Interval {
      switch model {
      case .fourParameter, .fiveParameter: .profile
      case .parallelLine, .slopeRatio: .fieller
      }
    }
  }

  /// Which way the response runs as the dose rises.
  public enum Curve: String, CaseIterable, Sendable, Hashable {
    case rising, falling
  }

  /// Where standard errors of a curve come from.
  public enum StandardErrors: String, CaseIterable, Sendable, Hashable {
    /// J'J at the minimum.
    case expected
    /// The second derivatives at the minimum.
    case observed
  }

  public let model: Model
  /// A reference preparation, and who used it.
  public struct LaboratoryReference: Sendable, Hashable {
    /// `nil` where all laboratories used it.
    public let laboratory: String?
    public let preparation: String

    public init(laboratory: String?, preparation: String) {
      self.laboratory = laboratory
      self.preparation = preparation
    }
  }

  /// The name of the reference preparation in the file; the first of several.
  public let reference: String
  /// One for all laboratories, or one for each.
  public let references: [LaboratoryReference]
  public let transform: Transform
  public let weights: Weights
  public let zeroDose: ZeroDose
  public let fit: Fit
  public let platesOfRun: PlatesOfRun
  public let interval: Interval
  public let standardErrors: StandardErrors
  /// Which way the response is meant to run; `nil` where that is not declared.
  public let curve: Curve?
  /// Of a relative potency's interval, two-sided.
  public let level: Double
  /// Where the readings stand, by role; the response is ``Role/value``.
  public let columns: [Role: ColumnContent]
  /// Criteria of similarity that a preparation must be shown to meet in a run to have a potency there; none by default.
  public private(set) var requireSimilar: [SimilarityRule] = []

  /// - Parameters:
  ///   - fit: `nil` for the usual one of the model.
  ///   - interval: `nil` for the usual one of the model.
  public init(
    model: Model, reference: String, transform: Transform = .none, weights: Weights = .none,
    zeroDose: ZeroDose = .refuse, fit: Fit? = nil, platesOfRun: PlatesOfRun = .refuse,
    curve: Curve? = nil, interval: Interval? = nil,
    standardErrors: StandardErrors = .expected,
    level: Double = 0.95, columns: [Role: ColumnContent] = [:], references: [LaboratoryReference] = []
  ) {
    self.references =
      references.isEmpty ? [LaboratoryReference(laboratory: nil, preparation: reference)] : references
    self.model = model
    self.reference = reference
    self.transform = transform
    self.weights = weights
    self.zeroDose = zeroDose
    self.platesOfRun = platesOfRun
    self.curve = curve
    self.fit = fit ?? .usual(of: model)
    self.interval = interval ?? .usual(of: model)
    self.standardErrors = standardErrors
    self.level = level
    self.columns = columns
  }

  /// The same, with criteria of similarity that a preparation of a run must meet to have a potency.
  public func requiring(_ rules: [SimilarityRule]) -> DoseResponse {
    var copy = self
    copy.requireSimilar = rules
    return copy
  }

  /// Whether it says what a laboratory's reference is.
  public func names(referenceOf laboratory: String) -> Bool {
    references.contains { $0.laboratory == nil || $0.laboratory == laboratory }
  }

  /// The same with the one reference that a laboratory used.
  public func used(by laboratory: String?) -> DoseResponse {
    guard let own = references.first(where: { $0.laboratory == laboratory })?.preparation else { return self }
    return DoseResponse(
      model: model, reference: own, transform: transform, weights: weights, zeroDose: zeroDose, fit: fit,
      platesOfRun: platesOfRun, curve: curve, interval: interval,
      standardErrors: standardErrors, level: level, columns: columns
    ).requiring(requireSimilar)
  }

  /// What files of readings are held against.
  var plates: Plates {
    let responses: Plates.Responses =
      switch transform {
      case .none: .any
      case .ln, .log10: .positive
      case .sqrt: .notNegative
      case .square: model == .parallelLine || model == .slopeRatio ? .notNegative : .any
      }
    return Plates(
      refusesZeroDose: zeroDose == .refuse, responses: responses, refusesSeveralPlates: platesOfRun == .refuse)
  }
}
