/// What a level has to meet to be in the range of a potency method, in percent; stated before the data, as every limit is.
public struct PotencyRangeLimits: Sendable, Hashable {
  /// The interval of the relative bias lies between minus and plus this.
  public let relativeBias: Double
  /// The upper bound of the %GCV lies below this.
  public let percentGCV: Double

  /// - Returns: `nil` unless both are above zero and finite.
  public init?(relativeBias: Double, percentGCV: Double) {
    guard relativeBias > 0, relativeBias.isFinite, percentGCV > 0, percentGCV.isFinite else { return nil }
    self.relativeBias = relativeBias
    self.percentGCV = percentGCV
  }
}

/// The levels over which a laboratory was shown to be as accurate and as precise as was asked.
///
/// The longest row of neighbouring levels that all meet the limits; a level between that does not ends it (USP <1033>).
public struct PotencyRange: Sendable, Hashable {
  public let limits: PotencyRangeLimits
  /// For each level of the validation, lowest first, whether it is shown to meet both limits.
  public let isMet: [Bool]
  /// The lowest and the highest level of the range; `nil` where no level meets the limits.
  public let lower: Double?
  public let upper: Double?

  init(_ levels: [PotencyValidation.Level], _ limits: PotencyRangeLimits) {
    let isMet = levels.map { level -> Bool in
      guard case .success(let found) = level.outcome, let low = found.relativeBiasLower,
        let high = found.relativeBiasUpper, let gcv = found.percentGCVUpper
      else { return false }
      return low > -limits.relativeBias && high < limits.relativeBias && gcv < limits.percentGCV
    }
    var best: Range<Int> = 0..<0
    var start = 0
    for i in 0...isMet.count where i == isMet.count || !isMet[i] {
      if i - start > best.count { best = start..<i }
      start = i + 1
    }
    self.limits = limits
    self.isMet = isMet
    lower = best.isEmpty ? nil : levels[best.lowerBound].nominal
    upper = best.isEmpty ? nil : levels[best.upperBound - 1].nominal
  }
}

extension PotencyValidation {
  /// The range by these limits.
  public func range(_ limits: PotencyRangeLimits) -> PotencyRange { PotencyRange(levels, limits) }
}
