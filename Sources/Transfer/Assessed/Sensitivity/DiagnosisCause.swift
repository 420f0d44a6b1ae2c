internal import Notation
internal import Statistics

extension Diagnosis {
  /// Why a finding is what it is, and the same in a sentence or two without figures.
  static func cause(of finding: Finding, plan: TransferProtocol) -> (Cause, String) {
    guard let evidence = finding.evidence else { return (.notEvaluated, finding.reason) }
    if finding.verdict == .pass { return (.met, "The finding passes.") }
    if finding.hangsOnStandIns {
      return (
        .standIns,
        "Results below a limit may be anything from 0 to it, and the verdict hangs on what stands for them: results that are measured there would tell."
      )
    }
    switch evidence.quantity {
    case .standardDeviation, .coefficientOfVariation, .geometricCoefficientOfVariation, .ratioOfStandardDeviations:
      let limit = evidence.upperLimit ?? .infinity
      if finding.verdict == .fail {
        return (
          .imprecision,
          "Results vary more than the limit allows: even the opposite bound at the protocol's alpha lies beyond it."
        )
      }
      if evidence.estimate > limit {
        return (
          .imprecision, "The estimate itself lies beyond the limit; the data are too few to show that the truth does."
        )
      }
      return (.size, "The estimate lies inside the limit; there are too few degrees of freedom to bound it there.")
    case .drift:
      return finding.verdict == .fail
        ? (.bias, "By all measured ratios the standard is further from the value it was given than the limits allow.")
        : (
          .size, "What the chain and the study leave unknown is too much to show that the drift lies inside the limits."
        )
    case .halfWidth:
      return (
        .size, "The value is not known as well as was asked for: more runs, or less variable ones, would be needed."
      )
    case .runsNotSimilar:
      return finding.verdict == .fail
        ? (
          .bias,
          "More runs than may fail have curves that are shown to be unlike \(plan.words.referencePreparation)'s: look at the residuals."
        )
        : (
          .size,
          "More runs than may fail are not shown to be similar, but fewer are shown to be unlike: within a run there are too few wells, or they vary too much."
        )
    case .slopeOfDilution:
      if finding.verdict == .fail {
        return (.bias, "The slope lies beyond the limit: measured potencies do not follow the dilution.")
      }
      let isInside =
        (evidence.lowerLimit.map { evidence.estimate > $0 } ?? true)
        && (evidence.upperLimit.map { evidence.estimate < $0 } ?? true)
      return isInside
        ? (
          .size,
          "The slope lies inside the limits; the levels, or the runs, are too few to show that the true one does."
        )
        : (.bias, "The slope itself lies beyond a limit; the data are too few to show that the true one does.")
    case .difference, .relativeDifference, .ratioOfGeometricMeans, .ratioOfMeans, .recovery:
      if finding.verdict == .fail {
        return (
          .bias,
          "The means differ by more than the limit allows: the whole interval at the protocol's alpha lies beyond it."
        )
      }
      let beyond =
        (evidence.lowerLimit.map { evidence.estimate <= $0 } ?? false)
        || (evidence.upperLimit.map { evidence.estimate >= $0 } ?? false)
      if beyond {
        return (.bias, "The estimate itself lies beyond a limit; the data are too few to show that the truth does.")
      }
      // Would studies of this size pass if the laboratories agreed?
      let units = min(finding.sendingUnits ?? .max, finding.receivingUnits ?? .max)
      if let needed = finding.unitsNeeded?.atZero?.power80, needed <= units {
        return (
          .bias,
          "A study of this size would have passed at the variability observed if the means agreed; it is the observed difference that keeps it from passing."
        )
      }
      if let s = evidence.laboratories.first, let r = evidence.laboratories.last, evidence.laboratories.count == 2,
        let a = s.standardDeviation, let b = r.standardDeviation, a > 0, b > 0,
        let aDF = s.degreesOfFreedom, let bDF = r.degreesOfFreedom
      {
        let (large, small, largeDF, smallDF, name) =
          b > a ? (b, a, bDF, aDF, r.laboratory) : (a, b, aDF, bDF, s.laboratory)
        if FDistribution(largeDF, smallDF).upperTail(large * large / (small * small)) < 0.025 {
          return (
            .imprecision,
            "The results of \(name) vary more than the other \(plan.words.group)'s, and too much for the size of the study."
          )
        }
      }
      return (
        .size,
        "Too few units for the variability there is: even \(plan.words.groups) that agree would often not pass a study of this size."
      )
    }
  }
}
