internal import Elementary

/// The upper bound of a ratio of sums for many studies of one pair of layouts, whose degrees of freedom change with the data.
///
/// What the bound takes from quantiles is interpolated over the degrees of freedom that can come up (Chebyshev points): good to
/// about nine digits, at a hundredth of the time. A study that lies nearer to its limit than that is decided by the bound itself.
struct QuickRatio: Sendable {
  private let above: [UnweightedBounds.Part]
  private let below: [UnweightedBounds.Part]
  private let ofAbove: [Interpolation]
  private let ofBelow: [Interpolation]
  /// For each pair of parts below, and for each part below with each above.
  private let joint: [[Interpolation]]
  private let cross: [[Interpolation]]

  /// How near to the limit the interpolated bound decides nothing.
  static let margin = 1e-6

  init(
    above: [UnweightedBounds.Part], _ test: UnweightedSums, below: [UnweightedBounds.Part],
    _ reference: UnweightedSums, level: Double
  ) {
    self.above = above
    self.below = below
    let alpha = 1 - level
    func range(_ part: UnweightedBounds.Part, _ sums: UnweightedSums) -> ClosedRange<Double> {
      if let known = part.degreesOfFreedom { return known...known }
      return sums.moments[part.at].range
    }
    let (n, m) = (above.map { range($0, test) }, below.map { range($0, reference) })
    func short(_ v: Double) -> Double { 1 - v / ChiSquare(degreesOfFreedom: v).upperQuantile(alpha) }
    func squared(_ x: Double) -> Double { x * x }
    let none = 1.0...1.0
    ofAbove = n.map { Interpolation($0, none) { v, _ in squared(width(v, alpha)) } }
    ofBelow = m.map { Interpolation($0, none) { v, _ in squared(short(v)) } }
    let pairs = Double(max(1, below.count - 1))
    joint = m.indices.map { i in
      m.indices.filter { $0 > i }.map { t in
        Interpolation(m[i], m[t]) { a, b in ModifiedLargeSample.pair(a, b, level: level) / pairs }
      }
    }
    cross = m.map { a in
      n.map { b in
        Interpolation(a, b) { v, w in
          let f = FDistribution(v, w).upperQuantile(alpha)
          return (squared(f - 1) - squared(short(v) * f) - squared(width(w, alpha))) / f
        }
      }
    }
  }

  /// The bound, infinite where the data cannot bound it.
  func upper(_ r: UnweightedSquares, _ s: UnweightedSquares) -> Double {
    let (rs, ss) = (r.all, s.all)
    let (a, b) = (above.map { $0.factor * rs[$0.at] }, below.map { $0.factor * ss[$0.at] })
    let (n, m) = (above.map { r.freedom($0) }, below.map { s.freedom($0) })
    var square = [0.0, 0.0, 0.0]
    for j in a.indices { square[2] += ofAbove[j].value(n[j], 1) * a[j] * a[j] }
    for i in b.indices {
      square[0] += ofBelow[i].value(m[i], 1) * b[i] * b[i]
      for (place, t) in b.indices.filter({ $0 > i }).enumerated() {
        square[0] += joint[i][place].value(m[i], m[t]) * b[i] * b[t]
      }
      for j in a.indices { square[1] += cross[i][j].value(m[i], n[j]) * b[i] * a[j] }
    }
    let q = ModifiedLargeSample.crossing(
      square: square, constant: b.reduce(0, +), slope: a.reduce(0, +))
    return q > 0 ? 1 / q : .infinity
  }
}

extension SourceMoments {
  /// The degrees of freedom that u can take: least where one component alone is there.
  var range: ClosedRange<Double> {
    let v = Double(rank)
    if isChiSquare { return v...v }
    let least = (parts.map { expected[$0] } + [expectedResidual]).enumerated().reduce(v) { least, part in
      let square = products[part.offset, part.offset]
      let trace = part.element * v
      return square > 0 ? min(least, trace * trace / square) : least
    }
    return least...v
  }
}

/// A smooth function of two numbers by its values at Chebyshev points, in barycentric form (Berrut & Trefethen 2004, *SIAM
/// Rev.* 46, 501-517).
struct Interpolation: Sendable {
  private let first: Axis
  private let second: Axis
  private let values: [Double]

  private struct Axis: Sendable {
    let points: [Double]
    let weights: [Double]

    /// One point where the range is one.
    init(_ range: ClosedRange<Double>) {
      let (middle, half) = ((range.lowerBound + range.upperBound) / 2, (range.upperBound - range.lowerBound) / 2)
      guard half > 1e-9 * middle else {
        (points, weights) = ([range.upperBound], [1])
        return
      }
      let count = 12
      points = (0..<count).map { middle + half * Self.cosines[$0] }
      weights = (0..<count).map { ($0 % 2 == 0 ? 1.0 : -1.0) * ($0 == 0 || $0 == count - 1 ? 0.5 : 1) }
    }

    /// cos(kπ/11).
    private static let cosines = [
      1, 0.9594929736144974, 0.8412535328311812, 0.6548607339452851, 0.4154150130018864, 0.14231483827328514,
      -0.14231483827328514, -0.4154150130018864, -0.6548607339452851, -0.8412535328311812, -0.9594929736144974, -1,
    ]

    /// What the value at each point is multiplied by.
    func factors(_ x: Double) -> [Double] {
      if points.count == 1 { return [1] }
      if let at = points.firstIndex(of: x) { return points.indices.map { $0 == at ? 1 : 0 } }
      let terms = points.indices.map { weights[$0] / (x - points[$0]) }
      let sum = terms.reduce(0, +)
      return terms.map { $0 / sum }
    }
  }

  init(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, of f: (Double, Double) -> Double) {
    let (first, second) = (Axis(x), Axis(y))
    values = first.points.flatMap { a in second.points.map { b in f(a, b) } }
    self.first = first
    self.second = second
  }

  func value(_ x: Double, _ y: Double) -> Double {
    if values.count == 1 { return values[0] }
    let (a, b) = (first.factors(x), second.factors(y))
    var sum = 0.0
    for i in a.indices {
      for j in b.indices { sum += a[i] * b[j] * values[i * b.count + j] }
    }
    return sum
  }
}
