internal import GSL

/// Every ratio that a test does not reject, by the roots of the test's own p-value.
struct AcceptedRatios {
  /// What is left standing.
  enum Shape: Equatable {
    case bounded
    case exclusive
    case unbounded
  }

  let shape: Shape
  let lower: SecondValue
  let upper: SecondValue

  /// - Parameters:
  ///   - alpha: one-sided.
  ///   - centre: a ratio that is accepted whatever the level.
  ///   - extreme: the ratio that is rejected soonest.
  ///   - step: of the search.
  ///   - farP: the p-value as the ratio grows without bound.
  ///   - p: the smaller one-sided p-value at a ratio.
  init(
    alpha: Double, centre: Double, extreme: Double, step: Double, farP: Double,
    _ p: (Double) throws(CrossCheck.Reason) -> Double
  ) throws(CrossCheck.Reason) {
    // On the edge between two shapes rounding chooses.
    guard (farP - alpha).magnitude > 1e-10 * alpha else { throw .illConditioned }
    if farP < alpha {
      shape = .bounded
      (lower, upper) = (Self.end(centre, -step, alpha, step, p), Self.end(centre, step, alpha, step, p))
      return
    }
    let least = try p(extreme)
    guard (least - alpha).magnitude > 1e-10 * alpha else { throw .illConditioned }
    guard least < alpha else {
      shape = .unbounded
      (lower, upper) = (.none(.noRoute), .none(.noRoute))
      return
    }
    shape = .exclusive
    let stride = max((centre - extreme).magnitude / 16, step * 1e-3)
    (lower, upper) = (Self.end(extreme, -stride, alpha, step, p), Self.end(extreme, stride, alpha, step, p))
  }

  /// Where acceptance changes, on one side of a start.
  private static func end(
    _ start: Double, _ step: Double, _ alpha: Double, _ unit: Double,
    _ p: (Double) throws(CrossCheck.Reason) -> Double
  ) -> SecondValue {
    var failure: CrossCheck.Reason?
    func excess(_ ratio: Double) -> Double {
      do throws(CrossCheck.Reason) {
        return ln(max(try p(ratio), 1e-300) / alpha)
      } catch {
        failure = error
        return .nan
      }
    }
    let isAccepted = excess(start) > 0
    var (near, far) = (start, start + step)
    var stride = step
    while (excess(far) > 0) == isAccepted, failure == nil {
      near = far
      stride *= 1.5
      far += stride
      if !far.isFinite || far.magnitude > 1e200 { return .none(.illConditioned) }
    }
    var tolerance = SecondValue.closedForm
    let found = SecondValue.of { () throws(CrossCheck.Reason) in
      let (low, high) = (min(near, far), max(near, far))
      let root = try SecondEngine.calling { () throws(GSLError) in
        try bracketedRoot(from: low, to: high, absoluteError: 1e-15 * unit, of: excess)
      }
      if let failure { throw failure }
      // A p-value is known to some 1e-13 of itself; where it hardly moves with the ratio, its root is known to less.
      let size = max(root.magnitude, unit)
      let slope = ((excess(root + 1e-5 * unit) - excess(root - 1e-5 * unit)) / (2e-5 * unit)).magnitude * size
      guard slope > 1e-9 else { throw .illConditioned }
      tolerance = max(tolerance, 1e-12 / slope)
      return root
    }
    guard case .found(let root, _, _) = found else { return found }
    return .found(root, tolerance: tolerance, scale: unit)
  }

  /// Of what grows with the ratio.
  func transformed(_ transform: (Double) -> Double) -> AcceptedRatios {
    AcceptedRatios(shape: shape, lower: lower.map(transform), upper: upper.map(transform))
  }

  private init(shape: Shape, lower: SecondValue, upper: SecondValue) {
    self.shape = shape
    self.lower = lower
    self.upper = upper
  }

  /// A confidence set of the first engine held against one of the second. Which numbers there are is the first's to say.
  static func checks(
    _ kind: CrossCheck.Kind, _ name: String? = nil, of first: ConfidenceSet,
    against second: Result<AcceptedRatios, CrossCheck.Reason>
  ) -> [CrossCheck] {
    let prefix = name.map { "\($0): " } ?? ""
    func code(_ shape: Shape) -> Double { shape == .bounded ? 0 : shape == .exclusive ? 1 : 2 }
    let (own, low, high): (Shape, Double?, Double?) =
      switch first {
      case .bounded(let low, let high): (.bounded, low, high)
      case .exclusive(let below, let above): (.exclusive, below, above)
      case .unbounded: (.unbounded, nil, nil)
      }
    var checks = [
      CrossCheck(
        kind, "\(prefix)shape of the set", first: code(own),
        second: .of(second) { .found(code($0.shape), tolerance: 0, scale: 0) }, tolerance: 0)
    ]
    if let low { checks.append(CrossCheck(kind, "\(prefix)lower end", first: low, second: .of(second) { $0.lower })) }
    if let high { checks.append(CrossCheck(kind, "\(prefix)upper end", first: high, second: .of(second) { $0.upper })) }
    return checks
  }
}
