/// The squared half-width of the modified large sample bounds of Σ sᵢ, as a polynomial in q where a part carries the factor q.
///
/// Each part is a share s = c MS with its degrees of freedom and a sign. The lower bound is Σ s - sqrt(V). With upper
/// points of F and χ²/ν = F(ν, ∞): for parts of positive sign G = 1 - ν/χ²(α), of negative sign H = ν/χ²(1 - α) - 1, and
/// V = Σ G² s² + Σ H² s² + ΣΣ Gₚₙ |sₚ sₙ| + ΣΣ G*ₚₜ |sₚ sₜ|, where the cross terms make the bound exact when only the
/// two parts, or two parts of equal expectation, are there. For parts of one sign the upper bound is that of Graybill & Wang
/// (1980), *J. Am. Stat. Assoc.* 75, 869-873; theirs below leaves the G* out, and then covers less than it says.
///
/// Ting, Burdick, Graybill, Jeyaratnam & Lu (1990), *J. Stat. Comput. Simul.* 35, 135-143; Burdick & Graybill (1992),
/// *Confidence Intervals on Variance Components*, sec. 3.3.
struct ModifiedLargeSample: Sendable {
  struct Part {
    let isPositive: Bool
    let degreesOfFreedom: Double
    /// The power of q that multiplies it: 0 or 1.
    var power = 0
  }

  /// What multiplies |sᵢ sⱼ| qᵏ.
  private struct Product {
    let (i, j): (Int, Int)
    let power: Int
    let factor: Double
  }

  private let products: [Product]

  /// For the lower bound at `level`, at least one half; an upper bound is the lower one of the parts with signs changed.
  ///
  /// - Parameter pairsOfOneSign: whether the G* are part of it where all parts are positive.
  init(lowerBoundOf parts: [Part], level: Double, pairsOfOneSign: Bool = true) {
    let alpha = 1 - level
    func upperPoint(_ v: Double) -> Double { ChiSquare(degreesOfFreedom: v).upperQuantile(alpha) / v }
    let widths = parts.map { part in
      let v = part.degreesOfFreedom
      return part.isPositive
        ? 1 - 1 / upperPoint(v) : v / ChiSquare(degreesOfFreedom: v).lowerQuantile(alpha) - 1
    }
    let positives = parts.count { $0.isPositive }
    let pairs = pairsOfOneSign || positives < parts.count
    var products: [Product] = []
    for (i, p) in parts.enumerated() {
      products.append(Product(i: i, j: i, power: 2 * p.power, factor: widths[i] * widths[i]))
      for (j, n) in parts.enumerated() where p.isPositive && !n.isPositive {
        let f = FDistribution(p.degreesOfFreedom, n.degreesOfFreedom).upperQuantile(alpha)
        let (g, h) = (widths[i], widths[j])
        products.append(
          Product(i: i, j: j, power: p.power + n.power, factor: ((f - 1) * (f - 1) - g * g * f * f - h * h) / f))
      }
      for (j, t) in parts.enumerated() where pairs && j > i && p.isPositive && t.isPositive {
        let (m, n, g, k) = (p.degreesOfFreedom, t.degreesOfFreedom, widths[i], widths[j])
        let joint = 1 - 1 / upperPoint(m + n)
        let cross = joint * joint * (m + n) * (m + n) / (m * n) - g * g * m / n - k * k * n / m
        products.append(
          Product(i: i, j: j, power: p.power + t.power, factor: cross / Double(positives - 1)))
      }
    }
    self.products = products
  }

  /// The coefficients of q⁰, q¹ and q² for shares in the order of the parts, signs not counted.
  func squaredWidth(_ shares: [Double]) -> [Double] {
    var polynomial = [0.0, 0.0, 0.0]
    for product in products {
      polynomial[product.power] += product.factor * (shares[product.i] * shares[product.j]).magnitude
    }
    return polynomial
  }

  /// The smallest q ≥ 0 at which the lower bound of Σ s₀ + q Σ s₁ is no longer positive; infinite where there is none.
  ///
  /// - Parameters:
  ///   - constant: Σ of the shares without q.
  ///   - slope: minus the Σ of the shares with q.
  func crossing(_ shares: [Double], constant: Double, slope: Double) -> Double {
    Self.crossing(square: squaredWidth(shares), constant: constant, slope: slope)
  }

  /// The same from the coefficients of V.
  static func crossing(square: [Double], constant: Double, slope: Double) -> Double {
    // The bound is zero where (constant - q slope)² = V(q), a quadratic; the form below does not cancel.
    let c = constant * constant - square[0]
    let b = 2 * constant * slope + square[1]
    let a = slope * slope - square[2]
    if constant <= 0 || c <= 0 { return 0 }
    let discriminant = max(0, b * b - 4 * a * c)
    let divisor = b + discriminant.squareRoot()
    return divisor > 0 ? 2 * c / divisor : .infinity
  }
}
