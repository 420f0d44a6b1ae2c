internal import Notation
public import Transfer

/// Where a limit of a criterion lies on a curve.
public struct CurveLimit: Sendable, Hashable {
  public let criterion: Criterion
  /// Of the curve.
  public let quantity: PlanCurve.Quantity
  /// In the curve's own quantity.
  public let x: Double
  /// Whether it is a lower one.
  public let isLower: Bool
}

/// A truth that lies on a limit of a criterion of a planned study, the rest as assumed.
struct LimitTruth {
  let truth: Truth
  /// What the chain of standards was found to be is drawn where the limit is one on it.
  let chain: ChainDraw?
  /// "a true value at the upper limit, 2.0".
  let words: String
  /// The curve that the limit is a place on; `nil` where more than one quantity was moved to it, or the chain.
  let quantity: PlanCurve.Quantity?
  let isLower: Bool

  /// In the quantity of its curve.
  var x: Double { quantity == .sdRatio ? truth.sdRatio : truth.bias }
}

extension PlannedStudy {
  /// The truths on each limit of a criterion.
  func limits(_ criterion: Criterion, _ truth: Truth) -> [LimitTruth] {
    if let standards {
      return criterion.boundaries(standards, truth).map {
        LimitTruth(
          truth: $0.truth, chain: $0.chain, words: $0.words, quantity: $0.bias == nil ? nil : .bias, isLower: $0.isLower
        )
      }
    }
    let boundaries = criterion.boundaries(assumed(truth))
    return boundaries.enumerated().map { index, boundary in
      guard criterion.facts.isOfMeans else {
        var same = truth
        same.sdRatio = boundary.truth.sdRatio
        // A limit on the sending laboratory moves more than the ratio.
        return LimitTruth(
          truth: boundary.truth, chain: nil, words: boundary.words, quantity: same == boundary.truth ? .sdRatio : nil,
          isLower: false)
      }
      return LimitTruth(
        truth: boundary.truth, chain: nil, words: boundary.words, quantity: .bias,
        isLower: boundaries.count > 1 ? index == 0 : criterion.facts.upper == nil)
    }
  }

  /// Why no size can show a criterion at this truth; `nil` where some may.
  func impossibility(_ criterion: Criterion, _ truth: Truth) -> String? {
    if let standards { return criterion.impossibility(standards, truth) }
    return criterion.impossibility(assumed(truth))
  }

  /// What limits are held against.
  private func assumed(_ truth: Truth) -> Assumed {
    Assumed(
      truth: truth, scale: attribute.scale, level: truth.mean?.double ?? attribute.design?.levels.first?.double)
  }
}
