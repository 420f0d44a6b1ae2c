internal import Statistics

/// The precision of a table computed once more by the second engine (`docs/two-engines.md`).
extension PrecisionAnalysis {
  /// Sums of squares with what they expect, components and sums with the intervals that rest on them, and that components by REML
  /// are at the maximum of their likelihood.
  static func crossChecks(
    _ rows: PrecisionRows, _ request: PrecisionRequest, _ fit: VarianceComponents, _ table: AnovaTable?,
    _ quantities: [(quantity: PrecisionQuantity, coefficients: [Double])]
  ) -> [CrossCheck] {
    let factors = rows.levels(nested: request.arrangement == .nested).map { $0.codes }
    let fixed = rows.by.map { [$0.codes] } ?? []
    var checks: [CrossCheck] = []
    switch fit.method {
    case .reml:
      do throws(CrossCheck.Reason) {
        checks += try SecondEngine.DenseModel(rows.values, factors: factors, fixed: fixed).checks(of: fit)
      } catch {
        checks.append(.withoutRoute(.likelihood, "restricted log-likelihood", fit.logLikelihood ?? 0, error))
      }
    case .ml: checks.append(.withoutRoute(.likelihood, "log-likelihood", fit.logLikelihood ?? 0, .noRoute))
    case .anova: break
    }
    guard let table else {
      // Profiles, and what rests on the information of a likelihood alone.
      return checks
        + quantities.filter { $0.quantity.interval != nil }.map { one in
          .withoutRoute(.varianceBound, "\(one.quantity.name): interval", one.quantity.variance, .noRoute)
        }
    }
    let squares: SecondEngine.SequentialSquares
    do throws(CrossCheck.Reason) {
      squares = try SecondEngine.SequentialSquares(rows.values, factors: factors, fixed: fixed)
    } catch {
      return checks + [.withoutRoute(.meanSquare, "sums of squares", table.lines.first?.sumOfSquares ?? 0, error)]
    }
    checks += squares.checks(of: table)
    for (quantity, coefficients) in quantities {
      let isOnSquares = [.chiSquare, .modifiedLargeSample].contains(quantity.interval?.method)
      checks += squares.checks(
        quantity.name, estimate: fit.method == .anova && !request.truncated ? quantity.variance : nil,
        lower: isOnSquares ? quantity.interval?.lower : nil, upper: isOnSquares ? quantity.interval?.upper : nil,
        combination: coefficients, level: request.level)
    }
    return checks
  }
}

extension CrossCheck {
  fileprivate static func withoutRoute(
    _ kind: Kind, _ name: String, _ first: Double, _ reason: Reason
  ) -> CrossCheck {
    CrossCheck(kind, name, first: first, second: .none(reason))
  }
}
