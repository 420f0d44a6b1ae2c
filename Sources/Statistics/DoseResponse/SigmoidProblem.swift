/// Sigmoid curves with common asymptotes, slope and asymmetry, and some midpoints, as a least squares problem.
///
/// The two asymptotes are linear and are solved for at every step (variable projection, Golub & Pereyra 1973), so the
/// search runs over θ = (b, [γ = ln g,] m₁, m₂, ...) alone. mⱼ is the ln dose at which a curve is half way between its
/// asymptotes; with four parameters that is ln c.
struct SigmoidProblem: Sendable {
  /// Less the pivot; minus infinity for dose zero.
  let lnDoses: [Double]
  let means: [Double]
  let weights: [Double]
  /// The midpoint that each dose group belongs to.
  let owners: [Int]
  let midpoints: Int
  let hasAsymmetry: Bool
  /// Responses less their weighted mean.
  let centred: [Double]
  let totalWeight: Double
  let meanResponse: Double
  /// Weighted squares of the means about their mean.
  let totalSumOfSquares: Double
  /// The smallest gap between neighbouring doses of one preparation, and the span of positive ln doses of all.
  let smallestGap: Double
  let low: Double
  let high: Double

  /// - Parameters:
  ///   - groups: one for each preparation.
  ///   - owners: the midpoint of each preparation.
  ///   - shifts: added to the ln doses of each preparation, which moves its midpoint by as much.
  init(_ groups: [DoseGroups], owners preparationOwners: [Int], shifts: [Double], hasAsymmetry: Bool) {
    let count = groups.reduce(0) { $0 + $1.lnDoses.count }
    var lnDoses: [Double] = []
    var means: [Double] = []
    var weights: [Double] = []
    var owners: [Int] = []
    lnDoses.reserveCapacity(count)
    means.reserveCapacity(count)
    weights.reserveCapacity(count)
    owners.reserveCapacity(count)
    var gap = Double.infinity
    var (low, high) = (Double.infinity, -Double.infinity)
    for (j, group) in groups.enumerated() {
      var previous = -Double.infinity
      for i in group.lnDoses.indices {
        let position = group.lnDoses[i] + shifts[j]
        lnDoses.append(position)
        if position > -.infinity {
          if previous > -.infinity { gap = min(gap, position - previous) }
          previous = position
          low = min(low, position)
          high = max(high, position)
        }
        means.append(group.means[i])
        weights.append(group.weights[i])
        owners.append(preparationOwners[j])
      }
    }
    var (total, sum) = (0.0, 0.0)
    for i in means.indices {
      total += weights[i]
      sum += weights[i] * means[i]
    }
    let mean = sum / total
    var squares = 0.0
    for i in means.indices { squares += weights[i] * (means[i] - mean) * (means[i] - mean) }
    self.lnDoses = lnDoses
    self.means = means
    self.weights = weights
    self.owners = owners
    midpoints = (preparationOwners.max() ?? 0) + 1
    self.hasAsymmetry = hasAsymmetry
    centred = means.map { $0 - mean }
    totalWeight = total
    meanResponse = mean
    totalSumOfSquares = squares
    smallestGap = gap
    self.low = low
    self.high = high
  }

  /// The number of elements of θ.
  var dimension: Int { 1 + (hasAsymmetry ? 1 : 0) + midpoints }
  /// Where the midpoints begin in θ.
  var firstMidpoint: Int { hasAsymmetry ? 2 : 1 }
}
