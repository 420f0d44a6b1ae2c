internal import Notation
internal import Statistics

extension PotencyAssay {
  /// What may be wrong with the doses, by the way in which the response runs with them.
  public enum DoseRemark: Sendable, Hashable {
    /// The response of the reference runs against what was declared.
    case against(DoseResponse.Curve)
    /// It falls as the dose rises, nothing was declared, and no dose is below 1, as dilution factors (50 for 1:50) are.
    case likeDilutionFactors

    /// - Parameter readings: of one run.
    init?(_ readings: [DoseReading], _ settings: DoseResponse) {
      let own = readings.filter { $0.preparation == settings.reference && $0.dose > 0 }
      guard let found = Self.direction(own, isLinear: settings.model == .slopeRatio) else { return nil }
      if let declared = settings.curve {
        guard declared != found else { return nil }
        self = .against(declared)
      } else {
        guard found == .falling, readings.allSatisfy({ $0.dose >= 1 }) else { return nil }
        self = .likeDilutionFactors
      }
    }

    /// The sign of a straight line over ln dose, or dose, where it is beyond chance at 95 %.
    private static func direction(_ readings: [DoseReading], isLinear: Bool) -> DoseResponse.Curve? {
      guard readings.count > 2 else { return nil }
      let x = readings.map { isLinear ? $0.dose : AnalysisScale.log.position(of: $0.dose) }
      let y = readings.map { $0.response }
      let count = Double(readings.count)
      let (mx, my) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
      var (sxx, sxy, syy) = (0.0, 0.0, 0.0)
      for (a, b) in zip(x, y) {
        sxx += (a - mx) * (a - mx)
        sxy += (a - mx) * (b - my)
        syy += (b - my) * (b - my)
      }
      guard sxx > 0, syy > 0, sxy.isFinite else { return nil }
      let explained = sxy * sxy / sxx
      let rest = max(0, syy - explained)
      let isBeyondChance =
        rest <= 0
        || FDistribution(1, count - 2).upperTail(explained / (rest / (count - 2))) < PotencyAssay.conventionalAlpha
      return isBeyondChance ? (sxy > 0 ? .rising : .falling) : nil
    }
  }

  /// What the runs' doses are remarked for, a sentence for each kind.
  public static func doseRemarks(_ assays: [PotencyAssay]) -> [String] {
    assays.compactMap { $0.doseRemark }.uniqued.map { kind in
      let those = assays.filter { $0.doseRemark == kind }
      let names = those.map { visible(([$0.laboratory, $0.run].compactMap { $0 }).joined(separator: " ")) }
      let place = "in \(those.count) of \(assays.count) runs (\(Spelling.first(3, of: names)))"
      let doses = those.flatMap { $0.readings.map { $0.dose } }.filter { $0 > 0 }
      let range = [doses.min(), doses.max()].compactMap { $0.flatMap(Self.written) }
      switch kind {
      case .against(.rising):
        return
          "the response falls as the dose rises \(place), against curve: rising; where the doses are dilution factors or "
          + "stand the wrong way round, each potency is the reciprocal of the right one"
      case .against(.falling):
        return
          "the response rises with the dose \(place), against curve: falling; where the doses are dilution factors or "
          + "stand the wrong way round, each potency is the reciprocal of the right one"
      case .likeDilutionFactors:
        return
          "the response falls as the dose rises \(place), and doses from \(range.joined(separator: " to ")) look like "
          + "dilution factors, with which each potency is the reciprocal of the right one: give amounts or concentrations "
          + "(0.02 for 1:50), or where the response is meant to fall declare curve: falling"
      }
    }
  }

  /// A dose as a person writes it: 50, not 50.0.
  private static func written(_ dose: Double) -> String? {
    guard let text = ExactDecimal(shortest: dose)?.description else { return nil }
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
