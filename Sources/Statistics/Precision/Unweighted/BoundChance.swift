internal import Elementary

/// P(Σ xᵢ + sqrt(Σ (Hᵢ xᵢ)²) < limit) for independent xᵢ = shareᵢ χ²(νᵢ)/νᵢ: the chance that a modified large sample bound meets
/// its limit.
///
/// By quadrature over all but the largest part, whose distribution function closes the integral; no random numbers. Five parts at
/// most: the smallest beyond are taken together by Satterthwaite's degrees of freedom.
struct BoundChance {
  private let parts: [Part]
  private let limit: Double

  struct Part {
    /// The expectation of x.
    let share: Double
    let degreesOfFreedom: Double
    let width: Double
  }

  init(_ given: [Part], limit: Double) {
    self.limit = limit
    var parts = given.filter { $0.share > 0 }.sorted {
      $0.share * $0.share / $0.degreesOfFreedom < $1.share * $1.share / $1.degreesOfFreedom
    }
    while parts.count > 5 {
      let (a, b) = (parts.removeFirst(), parts.removeFirst())
      let freedom =
        satterthwaite([(a.share, a.degreesOfFreedom), (b.share, b.degreesOfFreedom)]) ?? a.degreesOfFreedom
      let width =
        (a.width * a.width * a.share * a.share + b.width * b.width * b.share * b.share).squareRoot()
        / (a.share + b.share)
      parts.append(Part(share: a.share + b.share, degreesOfFreedom: freedom, width: width))
      parts.sort { $0.share * $0.share / $0.degreesOfFreedom < $1.share * $1.share / $1.degreesOfFreedom }
    }
    self.parts = parts
  }

  var value: Double {
    guard let last = parts.last else { return limit > 0 ? 1 : 0 }
    // Of one part there is no integral.
    let rule = GaussLegendre([.of96, .of96, .of48, .of24, .of14][parts.count - 1])
    return min(1, max(0, integral(0, sum: 0, square: 0, last, rule)))
  }

  private func integral(_ index: Int, sum: Double, square: Double, _ last: Part, _ rule: GaussLegendre) -> Double {
    let room = limit - sum
    guard room > 0, room * room > square else { return 0 }
    if index == parts.count - 1 { return chance(last, upTo: greatest(last.width, room, square)) }
    let part = parts[index]
    let v = part.degreesOfFreedom
    let chiSquare = ChiSquare(degreesOfFreedom: v)
    // On the root of χ², where the density has no pole.
    let end = min(
      greatest(part.width, room, square) * v / part.share, v + 12 * (2 * v).squareRoot() + 40
    ).squareRoot()
    return rule.integral(from: 0, to: end) { t in
      let x = part.share * t * t / v
      let h = part.width * x
      return 2 * t * chiSquare.density(t * t) * integral(index + 1, sum: sum + x, square: square + h * h, last, rule)
    }
  }

  /// The largest x with x + sqrt(square + (h x)²) ≤ room.
  private func greatest(_ h: Double, _ room: Double, _ square: Double) -> Double {
    let rest = room * room - square
    let a = h * h - 1
    let discriminant = room * room + a * rest
    let divisor = room + max(0, discriminant).squareRoot()
    return divisor > 0 ? rest / divisor : 0
  }

  private func chance(_ part: Part, upTo x: Double) -> Double {
    let v = part.degreesOfFreedom
    return x > 0 ? ChiSquare(degreesOfFreedom: v).lowerTail(x * v / part.share) : 0
  }
}

extension UnweightedBounds {
  /// The chance that the upper bound of a study of this layout lies below `limit`.
  ///
  /// - Parameter expected: the sums of squares that the components would have on average, with their degrees of freedom; sums of
  ///   squares are taken as independent and chi-square with these.
  public func chance(below limit: Double, expected: UnweightedSquares) -> Double {
    let values = expected.all
    return BoundChance(
      upperParts.map { part in
        let v = expected.freedom(part)
        return .init(
          share: part.factor * values[part.at], degreesOfFreedom: v, width: part.width ?? width(v, 1 - level))
      }, limit: limit
    ).value
  }
}

extension UnweightedRatioBounds {
  /// The chance that the upper bound of studies of these layouts lies below `limit`.
  ///
  /// Over a fixed set of points that is spread evenly in every sum of squares (Latin hypercubes): the same for the same layouts,
  /// and good to about half a percent.
  public func chance(below limit: Double, test r: UnweightedSquares, reference s: UnweightedSquares) -> Double {
    let (above, below) = (test.parts.upper, reference.parts.lower)
    let (rs, ss) = (r.all, s.all)
    let (n, m) = (above.map { r.freedom($0) }, below.map { s.freedom($0) })
    if n.count == 1, m.count == 1, ss[below[0].at] > 0 {
      let ratio = above[0].factor * rs[above[0].at] / (below[0].factor * ss[below[0].at])
      guard ratio > 0 else { return 1 }
      let f = FDistribution(n[0], m[0])
      return f.lowerTail(f.lowerQuantile(1 - level) * limit / ratio)
    }
    let form = ModifiedLargeSample(
      lowerBoundOf: m.map { .init(isPositive: true, degreesOfFreedom: $0) }
        + n.map { .init(isPositive: false, degreesOfFreedom: $0, power: 1) }, level: level)
    let strata = 256
    let repeats = 12
    let shares = below.map { $0.factor * ss[$0.at] } + above.map { $0.factor * rs[$0.at] }
    let points = zip(shares, m + n).map { share, v in
      let chiSquare = ChiSquare(degreesOfFreedom: v)
      return (0..<strata).map { share * chiSquare.lowerQuantile((Double($0) + 0.5) / Double(strata)) / v }
    }
    var random = CounterRandom(seed: 12, stream: 0)
    var met = 0
    for _ in 0..<repeats {
      let orders = points.indices.map { _ -> [Int] in
        var order = Array(0..<strata)
        for i in order.indices.dropFirst() { order.swapAt(i, min(i, Int(random.uniform() * Double(i + 1)))) }
        return order
      }
      for i in 0..<strata {
        let study = points.indices.map { points[$0][orders[$0][i]] }
        let q = form.crossing(
          study, constant: study.prefix(m.count).reduce(0, +), slope: study.suffix(n.count).reduce(0, +))
        if q > 0, 1 / q < limit { met += 1 }
      }
    }
    return Double(met) / Double(strata * repeats)
  }
}
