extension SecondEngine {
  /// Tails and quantiles by the second engine, as a user asks for them.
  public enum Distribution: Sendable, Hashable {
    case normal
    case studentT(degreesOfFreedom: Double)
    case chiSquare(degreesOfFreedom: Double)
    case fisherF(Double, Double)

    /// P(X ≤ x).
    public func lowerTail(_ x: Double) -> SecondValue {
      tail { () throws(CrossCheck.Reason) in
        switch self {
        case .normal: try SecondTails.t(above: -x, .infinity)
        case .studentT(let v): try SecondTails.t(above: -x, v)
        case .chiSquare(let v): try SecondTails.chiSquare(below: x, v)
        case .fisherF(let m, let n): try SecondTails.f(x, m, n).lower
        }
      }
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> SecondValue {
      tail { () throws(CrossCheck.Reason) in
        switch self {
        case .normal: try SecondTails.t(above: x, .infinity)
        case .studentT(let v): try SecondTails.t(above: x, v)
        case .chiSquare(let v): try SecondTails.chiSquare(above: x, v)
        case .fisherF(let m, let n): try SecondTails.f(x, m, n).upper
        }
      }
    }

    /// The x with P(X ≤ x) = `probability`, strictly between 0 and 1.
    public func lowerQuantile(_ probability: Double) -> SecondValue {
      quantile(probability) { () throws(CrossCheck.Reason) in
        switch self {
        case .normal: -(try SecondTails.tQuantile(above: probability, .infinity))
        case .studentT(let v): -(try SecondTails.tQuantile(above: probability, v))
        case .chiSquare(let v): try SecondTails.chiSquareQuantile(below: probability, v)
        case .fisherF(let m, let n): try SecondTails.fQuantile(below: probability, m, n)
        }
      }
    }

    /// The x with P(X > x) = `probability`, strictly between 0 and 1.
    public func upperQuantile(_ probability: Double) -> SecondValue {
      quantile(probability) { () throws(CrossCheck.Reason) in
        switch self {
        case .normal: try SecondTails.tQuantile(above: probability, .infinity)
        case .studentT(let v): try SecondTails.tQuantile(above: probability, v)
        case .chiSquare(let v): try SecondTails.chiSquareQuantile(above: probability, v)
        case .fisherF(let m, let n): try SecondTails.fQuantile(above: probability, m, n)
        }
      }
    }

    /// Probabilities below 1e-200 are held absolutely.
    private func tail(_ compute: () throws(CrossCheck.Reason) -> Double) -> SecondValue {
      .of(scale: SecondEngine.leastProbability, compute)
    }

    /// Beyond tails of 1e-250 nothing is said; next to the middle of a symmetric distribution a quantile is small beside its
    /// spread.
    private func quantile(_ probability: Double, _ compute: () throws(CrossCheck.Reason) -> Double)
      -> SecondValue
    {
      guard probability > 1e-250 else { return .none(.outOfRange) }
      switch self {
      case .normal, .studentT: return .of(scale: 1e-4, compute)
      case .chiSquare, .fisherF: return .of(compute)
      }
    }
  }
}
