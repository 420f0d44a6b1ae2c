internal import Notation
public import Transfer

/// Where a limit of a criterion lies on a curve.
public struct CurveLimit: Sendable, Hashable {
  public let criterion: Criterion
  /// In the curve's own quantity.
  public let x: Double
  /// Whether it is a lower one.
  public let isLower: Bool
}

extension AttributePlan {
  /// The limits of the required criteria as truths on the curve over `quantity`, in the order of the criteria; none for
  /// curves that no limit is stated for.
  public func limits(on quantity: PlanCurve.Quantity) -> [CurveLimit] {
    let level = assumption.truth.mean?.double ?? attribute.design?.levels.first?.double
    return attribute.criteria.filter(\.required).flatMap { criterion -> [CurveLimit] in
      let truths = criterion.boundaries(
        Assumed(truth: assumption.truth, scale: attribute.scale, level: level)
      ).map(\.truth)
      switch quantity {
      case .bias:
        guard criterion.facts.isOfMeans else { return [] }
        return truths.indices.map { index in
          let isLower = truths.count > 1 ? index == 0 : criterion.facts.upper == nil
          return CurveLimit(criterion: criterion, x: truths[index].bias, isLower: isLower)
        }
      case .sdRatio:
        guard !criterion.facts.isOfMeans else { return [] }
        return truths.compactMap { truth in
          var same = assumption.truth
          same.sdRatio = truth.sdRatio
          // A limit on the sending laboratory moves more than the ratio.
          return same == truth ? CurveLimit(criterion: criterion, x: truth.sdRatio, isLower: false) : nil
        }
      case .units, .laboratories, .variability: return []
      }
    }
  }
}
