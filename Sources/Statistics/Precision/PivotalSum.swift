internal import Elementary

/// The distribution of a sum Σ aᵢ/Xᵢ of independent inverse chi-squares with positive factors.
///
/// With S = Σ Xᵢ, chi-square with Σ νᵢ degrees of freedom, and the independent shares Wᵢ = Xᵢ/S, the sum is G/S where
/// G = Σ aᵢ/Wᵢ. G is built one term at a time: G' = G/W + a/(1 - W) with W beta. In the logit of W its density falls
/// exponentially on both sides and is analytic in a strip, so the trapezoidal rule converges exponentially: G becomes a
/// handful of points with weights, and a probability a weighted sum of chi-square or F tails. Nothing is drawn at random.
struct PivotalSum {
  struct Atom {
    /// ln G
    let position: Double
    let weight: Double
  }

  let degreesOfFreedom: Double
  let atoms: [Atom]
  let tolerance: Double

  /// - Parameters:
  ///   - terms: positive factors aᵢ = cᵢ MSᵢ νᵢ with their degrees of freedom; at least one.
  ///   - width: the standard deviation, on ln, of the distribution that will smooth G: no finer detail of G matters.
  ///   - tolerance: the error that a probability may have.
  init(_ terms: [(factor: Double, degreesOfFreedom: Double)], width: Double, tolerance: Double) {
    // Lagrange's ten points miss a normal tail of this width by some 0.07 (spacing/width)¹⁰.
    let spacing = width * power(tolerance / 0.07, 0.1)
    self.tolerance = tolerance
    precondition(!terms.isEmpty, "a sum needs at least one term")
    var total = terms[0].degreesOfFreedom
    var atoms = [Atom(position: ln(terms[0].factor), weight: 1)]
    for term in terms.dropFirst() {
      let (a, b) = (total / 2, term.degreesOfFreedom / 2)
      let concentration = max(1 / (width * width), a * b / (a + b))
      let nodes = BetaNodes(
        a, b, step: trapezoidalStep(concentration: concentration, tolerance: tolerance), tolerance: tolerance)
      var next: [Atom] = []
      next.reserveCapacity(atoms.count * nodes.values.count)
      for atom in atoms {
        let g = exponential(atom.position)
        for node in nodes.values {
          next.append(
            Atom(
              position: ln(g * node.inverseShare + term.factor * node.inverseRest), weight: atom.weight * node.weight))
        }
      }
      total += term.degreesOfFreedom
      atoms = next.count > 256 ? PivotalSum.gathered(next, spacing: spacing) : next
    }
    degreesOfFreedom = total
    self.atoms = atoms
  }

  /// P(sum ≤ t).
  func lowerTail(_ t: Double) -> Double {
    guard t > 0 else { return 0 }
    let chiSquare = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    return atoms.reduce(0) { $0 + $1.weight * chiSquare.upperTail(exponential($1.position) / t) }
  }

  /// P(this ≤ ratio × other), from the table of F with this sum's degrees of freedom below and the other's above.
  func probability(atMost ratio: Double, times other: PivotalSum, table: LogFTable) -> Double {
    guard ratio > 0 else { return 0 }
    // G/S ≤ q H/T where T/S ≤ q H/G; (T/m)/(S/n) is F.
    let scale = ln(ratio * degreesOfFreedom / other.degreesOfFreedom)
    var sum = 0.0
    for a in atoms {
      var inner = 0.0
      for b in other.atoms { inner += b.weight * table.lowerTail(scale + b.position - a.position) }
      sum += a.weight * inner
    }
    return sum
  }

  /// P(this ≤ other + shift), `shift` not negative.
  func probability(atMost other: PivotalSum, plus shift: Double) -> Double {
    if shift == 0 {
      if atoms.count * other.atoms.count > 300 {
        return probability(atMost: 1, times: other, table: LogFTable(other.degreesOfFreedom, degreesOfFreedom))
      }
      let f = FDistribution(other.degreesOfFreedom, degreesOfFreedom)
      let scale = ln(degreesOfFreedom / other.degreesOfFreedom)
      return atoms.reduce(0) { sum, a in
        sum + a.weight
          * other.atoms.reduce(0) { $0 + $1.weight * f.lowerTail(exponential(scale + $1.position - a.position)) }
      }
    }
    let chiSquare = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    let step = trapezoidalStep(
      concentration: max(degreesOfFreedom, other.degreesOfFreedom) / 2, tolerance: tolerance)
    let nodes = chiSquareNodes(other.degreesOfFreedom, step: step, tolerance: tolerance)
    var sum = 0.0
    for a in atoms {
      let g = exponential(a.position)
      for b in other.atoms {
        let h = exponential(b.position)
        var inner = 0.0
        for node in nodes { inner += node.weight * chiSquare.upperTail(g / (h / node.value + shift)) }
        sum += a.weight * b.weight * inner
      }
    }
    return sum
  }

  /// The same distribution on evenly spaced points: each weight is spread over ten of them by Lagrange's polynomials, which
  /// keeps the mean of every function that is smooth over that many.
  static func gathered(_ atoms: [Atom], spacing: Double) -> [Atom] {
    let low = atoms.reduce(Double.infinity) { min($0, $1.position) }
    let high = atoms.reduce(-Double.infinity) { max($0, $1.position) }
    let count = Int((high - low) / spacing) + 12
    if count >= atoms.count { return atoms }
    var weights = [Double](repeating: 0, count: count)
    let origin = low - 5 * spacing
    for atom in atoms {
      let place = (atom.position - origin) / spacing
      let first = min(max(Int(place) - 4, 0), count - 10)
      let x = place - Double(first)
      for (i, share) in lagrangeWeights(at: x).enumerated() { weights[first + i] += atom.weight * share }
    }
    return weights.indices.filter { weights[$0] != 0 }.map {
      Atom(position: origin + Double($0) * spacing, weight: weights[$0])
    }
  }
}
