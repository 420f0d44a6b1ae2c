internal import Statistics

/// One study's sums of squares, as its estimator finds them.
enum PrecisionSquares: Sendable {
  /// Within units.
  case meanSquare(Double)
  case sums(UnweightedSquares)
}

/// The exact bounds of a variance that one mean square estimates: c MS ν/χ².
struct ChiSquareBounds: Sendable {
  let coefficient: Double
  let degreesOfFreedom: Double
  let level: Double
  private let factors: (upper: Double, lower: Double)

  init(coefficient: Double, degreesOfFreedom: Double, level: Double) {
    self.coefficient = coefficient
    self.degreesOfFreedom = degreesOfFreedom
    self.level = level
    let chiSquare = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    factors = (
      degreesOfFreedom / chiSquare.lowerQuantile(1 - level), degreesOfFreedom / chiSquare.upperQuantile(1 - level)
    )
  }

  func upper(_ meanSquare: Double) -> Double { coefficient * meanSquare * factors.upper }
  func lower(_ meanSquare: Double) -> Double { coefficient * meanSquare * factors.lower }
}

/// What judges one laboratory's precision.
enum PrecisionBounds: Sendable {
  case meanSquare(ChiSquareBounds)
  case sums(UnweightedBounds)
  case these(FixedSourceBounds)

  var level: Double {
    switch self {
    case .meanSquare(let bounds): bounds.level
    case .sums(let bounds): bounds.level
    case .these(let bounds): bounds.level
    }
  }

  /// Of the chi-square that the bounds are exact by; `nil` where they are not exact.
  var exactDegreesOfFreedom: Double? {
    switch self {
    case .meanSquare(let bounds): bounds.degreesOfFreedom
    case .sums(let bounds): bounds.exactDegreesOfFreedom
    case .these: nil
    }
  }

  /// As a method is reported.
  var methodName: String {
    let at = "at \(percent(level)) %"
    return switch self {
    case .meanSquare: "chi-square bounds \(at)"
    case .sums(let bounds) where bounds.exactDegreesOfFreedom != nil: "chi-square bounds \(at)"
    case .sums:
      "unweighted sums of squares, bounds by the modified large sample method of Graybill and Wang above, of Ting and others below, \(at)"
    case .these:
      "unweighted sums of squares, noncentral F bounds of these levels and the modified large sample method for the rest, \(at)"
    }
  }

  var unbiasedCoefficients: [Double] {
    switch self {
    case .meanSquare(let bounds): [bounds.coefficient]
    case .sums(let bounds): bounds.unbiasedCoefficients
    case .these(let bounds): bounds.unbiasedCoefficients
    }
  }

  func estimate(_ squares: PrecisionSquares) -> Double {
    switch (self, squares) {
    case (.meanSquare(let bounds), .meanSquare(let value)): bounds.coefficient * value
    case (.sums(let bounds), .sums(let found)): bounds.estimate(found)
    case (.these(let bounds), .sums(let found)): bounds.estimate(found)
    default: 0
    }
  }

  /// What the upper bound rests on; zero where nothing varies.
  func raisedTotal(_ squares: PrecisionSquares) -> Double {
    switch (self, squares) {
    case (.meanSquare(let bounds), .meanSquare(let value)): bounds.coefficient * value
    case (.sums(let bounds), .sums(let found)): bounds.raisedTotal(found)
    case (.these(let bounds), .sums(let found)): bounds.raisedTotal(found)
    default: 0
    }
  }

  func upper(_ squares: PrecisionSquares) -> Double {
    switch (self, squares) {
    case (.meanSquare(let bounds), .meanSquare(let value)): bounds.upper(value)
    case (.sums(let bounds), .sums(let found)): bounds.upper(found)
    case (.these(let bounds), .sums(let found)): bounds.upper(found)
    default: .infinity
    }
  }

  /// Never negative.
  func lower(_ squares: PrecisionSquares) -> Double {
    switch (self, squares) {
    case (.meanSquare(let bounds), .meanSquare(let value)): bounds.lower(value)
    case (.sums(let bounds), .sums(let found)): bounds.lower(found)
    case (.these(let bounds), .sums(let found)): bounds.lower(found)
    default: 0
    }
  }

  /// Whether ``lower(_:)`` lies above `limit`, in the quickest way.
  func isLower(above limit: Double, _ squares: PrecisionSquares) -> Bool {
    switch (self, squares) {
    case (.sums(let bounds), .sums(let found)): bounds.isLower(above: limit, found)
    case (.these(let bounds), .sums(let found)):
      bounds.shrunkTotal(found) > limit && bounds.lower(found) > limit
    default: lower(squares) > limit
    }
  }

  /// Whether ``upper(_:)`` lies below `limit`, in the quickest way.
  func isUpper(below limit: Double, _ squares: PrecisionSquares) -> Bool {
    if case (.these(let bounds), .sums(let found)) = (self, squares) { return bounds.isUpper(below: limit, found) }
    return upper(squares) < limit
  }
}

/// What judges the ratio of two laboratories' precisions.
enum PrecisionRatioBounds: Sendable {
  case f(receiving: ChiSquareBounds, sending: ChiSquareBounds, level: Double)
  case sums(UnweightedRatioBounds)
  case these(FixedSourceRatioBounds)

  /// `nil` where the two are not of one kind, which no criterion asks for.
  ///
  /// - Parameter forMany: whether many studies will be judged.
  init?(receiving: PrecisionBounds, sending: PrecisionBounds, alpha: Double, forMany: Bool) {
    switch (receiving, sending) {
    case (.meanSquare(let r), .meanSquare(let s)): self = .f(receiving: r, sending: s, level: 1 - alpha)
    case (.sums(let r), .sums(let s)):
      self = .sums(UnweightedRatioBounds(test: r, reference: s, alpha: alpha, forMany: forMany))
    case (.these(let r), .these(let s)): self = .these(FixedSourceRatioBounds(test: r, reference: s))
    default: return nil
    }
  }

  /// Of the F that the bounds are exact by.
  var exactDegreesOfFreedom: (receiving: Double, sending: Double)? {
    switch self {
    case .f(let receiving, let sending, _): (receiving.degreesOfFreedom, sending.degreesOfFreedom)
    case .sums(let bounds): bounds.exactDegreesOfFreedom.map { (receiving: $0.test, sending: $0.reference) }
    case .these: nil
    }
  }

  /// That the bounds are computed at.
  var level: Double {
    switch self {
    case .f(_, _, let level): level
    case .sums(let bounds): bounds.level
    case .these(let bounds): bounds.test.level
    }
  }

  var methodName: String {
    let at = "at \(percent(level)) %"
    return switch self {
    case .f: "F bounds \(at)"
    case .sums(let bounds) where bounds.exactDegreesOfFreedom != nil: "F bounds \(at)"
    case .sums(let bounds):
      "unweighted sums of squares, bounds by the modified large sample method for a ratio of sums \(at)\(bounds.isTightened ? " (1 - 0.9 alpha: three or more mean squares on either side)" : "")"
    case .these:
      "noncentral F and modified large sample bounds of both variances, recovered on ln (MOVER), \(at)"
    }
  }

  /// Of the variances.
  func upper(_ r: PrecisionSquares, _ s: PrecisionSquares) -> Double {
    switch (self, r, s) {
    case (.f(let a, let b, let level), .meanSquare(let x), .meanSquare(let y)):
      a.coefficient * x / (b.coefficient * y)
        / FDistribution(a.degreesOfFreedom, b.degreesOfFreedom).lowerQuantile(1 - level)
    case (.sums(let bounds), .sums(let x), .sums(let y)): bounds.upper(test: x, reference: y)
    case (.these(let bounds), .sums(let x), .sums(let y)): bounds.upper(test: x, reference: y)
    default: .infinity
    }
  }

  func lower(_ r: PrecisionSquares, _ s: PrecisionSquares) -> Double {
    switch (self, r, s) {
    case (.f(let a, let b, let level), .meanSquare(let x), .meanSquare(let y)):
      a.coefficient * x / (b.coefficient * y)
        / FDistribution(a.degreesOfFreedom, b.degreesOfFreedom).upperQuantile(1 - level)
    case (.sums(let bounds), .sums(let x), .sums(let y)): bounds.lower(test: x, reference: y)
    case (.these(let bounds), .sums(let x), .sums(let y)): bounds.lower(test: x, reference: y)
    default: 0
    }
  }
}

extension PrecisionRatioBounds {
  /// Whether ``upper(_:_:)`` lies below `limit`, in the quickest way.
  func isUpper(below limit: Double, _ r: PrecisionSquares, _ s: PrecisionSquares) -> Bool {
    if case (.sums(let bounds), .sums(let x), .sums(let y)) = (self, r, s) {
      return bounds.isUpper(below: limit, test: x, reference: y)
    }
    return upper(r, s) < limit
  }

  /// Whether ``lower(_:_:)`` lies above `limit`, in the quickest way.
  func isLower(above limit: Double, _ r: PrecisionSquares, _ s: PrecisionSquares) -> Bool {
    if case (.sums(let bounds), .sums(let x), .sums(let y)) = (self, r, s) {
      return bounds.isLower(above: limit, test: x, reference: y)
    }
    return lower(r, s) > limit
  }
}

/// A level in percent, to two places: 95, 95.5, 97.75.
private func percent(_ level: Double) -> String {
  let hundredths = (level * 10_000).rounded() / 100
  return hundredths == hundredths.rounded() ? "\(Int(hundredths))" : "\(hundredths)"
}
