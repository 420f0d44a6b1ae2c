internal import Notation
internal import Statistics

/// What a plan takes as true of an attribute's results.
public struct Assumed: Sendable {
  public let truth: Truth
  public let scale: Attribute.Scale
  /// The level of results on the linear scale, where a limit is relative to it.
  public let level: Double?

  /// - Parameters: see the properties of the same names.
  public init(truth: Truth, scale: Attribute.Scale, level: Double?) {
    self.truth = truth
    self.scale = scale
    self.level = level
  }
}

/// A truth that lies on a limit of a criterion.
public struct Boundary: Sendable {
  /// As assumed but for what puts it on the limit.
  public let truth: Truth
  /// "a true value at the upper limit, 2.0".
  public let words: String
}

extension Criterion {
  /// The truths on each limit, the rest as assumed; none where truths are not put on its limits.
  public func boundaries(_ assumed: Assumed) -> [Boundary] { kind.room.boundaries(assumed) }

  /// Why the assumed truth cannot be shown to meet this criterion at any size; `nil` where it can.
  public func impossibility(_ assumed: Assumed) -> String? { kind.room.impossibility(assumed) }

  /// The chance that it is met, where theory gives it for normal results; `nil` where only simulation does.
  public func chance(_ planned: PlannedSpread) -> TheoryChance? { kind.room.chance(planned, self) }
}

/// Where limits on a mean lie as true biases.
struct BiasLimits {
  let limits: Limits
  let direction: Direction?
  /// What is printed after a limit.
  let unit: String
  /// The bias at which the truth lies on a limit; `nil` where the level of results would have to be known.
  let bias: (Double) -> Double?

  func boundaries(_ truth: Truth) -> [Boundary] {
    [(limits.lower, Direction.upper, "lower"), (limits.upper, .lower, "upper")].compactMap { limit, other, name in
      guard direction != other, let bias = bias(limit.double) else { return nil }
      return Boundary(truth: truth.with(bias: bias), words: "a true value at the \(name) limit, \(limit)\(unit)")
    }
  }

  /// Why the assumed bias cannot be shown to lie inside; `nil` where it can.
  func impossibility(_ assumed: Assumed) -> String? {
    let truth = assumed.truth
    let name = "the assumed bias, \(shown(truth.bias))\(assumed.scale == .log ? " on ln" : ""),"
    let (lower, upper) = limits.tested(direction)
    if let limit = lower, let bias = bias(limit.double), truth.bias <= bias {
      return
        "\(name) lies at or below the lower limit (\(limit)\(unit), which is a bias of \(shown(bias))); no size can show what is not so"
    }
    if let limit = upper, let bias = bias(limit.double), truth.bias >= bias {
      return
        "\(name) lies at or above the upper limit (\(limit)\(unit), which is a bias of \(shown(bias))); no size can show what is not so"
    }
    return nil
  }
}

/// Four digits, for words.
public func shown(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
  var scale = 1.0
  while value.magnitude * scale < 1000 && scale < 1e12 { scale *= 10 }
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && rounded.magnitude < 1e9 ? "\(Int(rounded))" : "\(rounded)"
}
