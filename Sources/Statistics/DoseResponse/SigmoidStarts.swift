internal import Elementary

/// Where searches for a sigmoid's minimum begin: points of a grid over slope and midpoint (and asymmetry), both linear
/// parameters solved at each, that are better than their neighbours.
struct SigmoidStarts {
  /// How closely starts are laid.
  enum Density {
    /// For responses that follow the dose well, where nearly every start leads to the one minimum.
    case ordinary
    /// For scattered responses, in which each gap between doses may hold a minimum of its own.
    case fine

    /// Slopes times the span of ln doses.
    var slopes: [Double] {
      self == .ordinary ? [1.5, 3, 6, 12, 24, 48] : [0.7, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]
    }

    /// Midpoints, from the middle of the doses in units of their span: somewhat beyond both ends.
    var positions: [Double] {
      let count = self == .ordinary ? 9 : 29
      return (0..<count).map { -0.65 + 1.3 * Double($0) / Double(count - 1) }
    }

    /// Starts that are kept.
    var limit: Int { self == .ordinary ? 4 : 14 }
  }

  private static let asymmetries = [-1.2, 0, 1.2]

  struct Start {
    let theta: [Double]
    /// The part of the squares about the mean that the curve explains.
    let explained: Double
  }

  /// The best starts for a problem with one midpoint, best first.
  ///
  /// - Parameter signs: of the slopes to try.
  static func grid(_ problem: SigmoidProblem, signs: [Double], density: Density = .ordinary) -> [Start] {
    let n = problem.means.count
    let range = problem.high - problem.low
    guard range > 0 else { return [] }
    let middle = (problem.high + problem.low) / 2
    let (slopes, positions) = (density.slopes, density.positions)
    let (rows, columns) = (slopes.count, positions.count)
    var found: [Start] = []
    var powers = [Double](repeating: 0, count: n)
    var share = [Double](repeating: 0, count: n)
    var explained = [Double](repeating: 0, count: rows * columns)
    for sign in signs {
      for gamma in problem.hasAsymmetry ? asymmetries : [0] {
        let g = exponential(gamma)
        let shift = problem.hasAsymmetry ? HalfwayShift(lnAsymmetry: gamma).value : 0
        for (row, slope) in slopes.enumerated() {
          let b = sign * slope / range
          for i in 0..<n {
            let x = problem.lnDoses[i]
            powers[i] = x > -.infinity ? exponential(b * (x - middle)) : (b > 0 ? 0 : .infinity)
          }
          for column in 0..<columns {
            let factor = exponential(shift - b * (positions[column] * range))
            var sum = 0.0
            for i in 0..<n {
              let base = 1 + powers[i] * factor
              let s = problem.hasAsymmetry ? exponential(-g * ln(base)) : 1 / base
              share[i] = s
              sum += problem.weights[i] * s
            }
            let mean = sum / problem.totalWeight
            var (squares, products) = (0.0, 0.0)
            for i in 0..<n {
              let c = share[i] - mean
              let w = problem.weights[i] * c
              squares += w * c
              products += w * problem.centred[i]
            }
            explained[row * columns + column] =
              squares > 1e-12 * problem.totalWeight ? products * products / squares : 0
          }
        }
        for row in 0..<rows {
          for column in 0..<columns where isPeak(explained, columns, row, column) {
            var theta = [sign * slopes[row] / range]
            if problem.hasAsymmetry { theta.append(gamma) }
            theta.append(middle + positions[column] * range)
            found.append(Start(theta: theta, explained: explained[row * columns + column]))
          }
        }
      }
    }
    // Ties are kept in the order of the grid.
    let order = found.indices.sorted { (-found[$0].explained, $0) < (-found[$1].explained, $1) }
    return order.prefix(density.limit).map { found[$0] }
  }

  private static func isPeak(_ values: [Double], _ columns: Int, _ row: Int, _ column: Int) -> Bool {
    let value = values[row * columns + column]
    guard value > 0 else { return false }
    for r in max(0, row - 1)...min(values.count / columns - 1, row + 1) {
      for c in max(0, column - 1)...min(columns - 1, column + 1) {
        let other = values[r * columns + c]
        if other > value || (other == value && (r, c) < (row, column)) { return false }
      }
    }
    return true
  }

  /// Starts for several midpoints under common asymptotes: a curve through the first preparation gives the asymptotes, and
  /// each other midpoint is put where its own readings fit them best.
  static func aligned(
    _ problem: SigmoidProblem, reference: SigmoidProblem, signs: [Double], density: Density
  ) -> [[Double]] {
    var starts: [[Double]] = []
    let m0 = problem.firstMidpoint
    var point = SigmoidPoint(reference)
    let range = problem.high - problem.low
    for start in grid(reference, signs: signs, density: density) {
      guard point.move(to: start.theta) else { continue }
      let (a, d) = (point.atFullShare, point.atZeroShare)
      let b = start.theta[0]
      let (g, shift) =
        problem.hasAsymmetry
        ? (exponential(start.theta[1]), HalfwayShift(lnAsymmetry: start.theta[1]).value) : (1, 0)
      var theta = Array(start.theta[0..<m0]) + [Double](repeating: start.theta[m0], count: problem.midpoints)
      for owner in 1..<(problem.midpoints + 1) where owner < problem.midpoints {
        var best = Double.infinity
        for step in 0...32 {
          let m = problem.low + range * (-0.3 + 1.6 * Double(step) / 32)
          var sum = 0.0
          for i in problem.means.indices where problem.owners[i] == owner {
            let x = problem.lnDoses[i]
            let base = 1 + (x > -.infinity ? exponential(b * (x - m) + shift) : (b > 0 ? 0 : .infinity))
            let r = d + (a - d) * exponential(-g * ln(base)) - problem.means[i]
            sum += problem.weights[i] * r * r
          }
          if sum < best {
            best = sum
            theta[m0 + owner] = m
          }
        }
      }
      starts.append(theta)
    }
    return starts
  }

  /// Starts for two midpoints under common asymptotes: for each slope the best two pairs of a grid over both.
  static func pairs(_ problem: SigmoidProblem, signs: [Double]) -> [[Double]] {
    let range = problem.high - problem.low
    let middle = (problem.high + problem.low) / 2
    let positions = Density.fine.positions.enumerated().filter { $0.offset.isMultiple(of: 2) }.map { $0.element }
    var point = SigmoidPoint(problem)
    var starts: [[Double]] = []
    for sign in signs {
      for slope in Density.ordinary.slopes {
        var best: [(theta: [Double], sum: Double)] = []
        for one in positions {
          for other in positions {
            let theta =
              [sign * slope / range] + (problem.hasAsymmetry ? [0] : []) + [
                middle + one * range, middle + other * range,
              ]
            guard point.move(to: theta) else { continue }
            if best.count < 2 || point.sumOfSquares < best[1].sum {
              best.append((theta, point.sumOfSquares))
              best.sort { $0.sum < $1.sum }
              best = Array(best.prefix(2))
            }
          }
        }
        starts += best.map { $0.theta }
      }
    }
    return starts
  }
}
