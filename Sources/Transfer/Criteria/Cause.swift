internal import Statistics

/// Why a finding is not a pass.
public enum Cause: String, Sendable, Hashable {
  /// The laboratories differ, or were observed to, by too much.
  case bias
  /// Results vary more than the limit allows, or than the other laboratory's.
  case imprecision
  /// Too few units for the variability there is.
  case size
  /// What stands for results below a limit decides.
  case standIns
  /// Nothing could be computed.
  case notEvaluated
  /// Nothing is amiss: the criterion is met, and what leaving out shows is how firmly.
  case met
}

/// What a cause is found from: a finding that has figures and does not pass.
struct NotPassed {
  let verdict: Verdict
  let evidence: Evidence
  /// Of the laboratory with fewer.
  let units: Int
  let unitsNeeded: UnitsNeeded?
  let words: StudyWords

  /// Whether the estimate lies on or beyond a limit.
  var isBeyond: Bool {
    (evidence.lowerLimit.map { evidence.estimate <= $0 } ?? false)
      || (evidence.upperLimit.map { evidence.estimate >= $0 } ?? false)
  }
}

// Functions and not members: where a room's closure does nothing but ask a member of its argument, an optimised build by Swift 6.3.1
// calls the member in place of the closure, and its self does not arrive.

/// Of a difference or ratio of two means, or of one mean that is held against a nominal value.
func causeOfLocation(_ finding: NotPassed, isAgainstNominal: Bool = false) -> (Cause, String) {
  if finding.verdict == .fail {
    let what = isAgainstNominal ? "The mean differs from nominal" : "The means differ"
    return (
      .bias, "\(what) by more than the limit allows: the whole interval at the protocol's alpha lies beyond it."
    )
  }
  if finding.isBeyond {
    return (.bias, "The estimate itself lies beyond a limit; the data are too few to show that the truth does.")
  }
  // Would studies of this size pass if the laboratories agreed?
  if let needed = finding.unitsNeeded?.atZero?.power80, needed <= finding.units {
    let agreed = isAgainstNominal ? "the mean were nominal" : "the means agreed"
    return (
      .bias,
      "A study of this size would have passed at the variability observed if \(agreed); it is the observed difference that keeps it from passing."
    )
  }
  if let s = finding.evidence.laboratories.first, let r = finding.evidence.laboratories.last,
    finding.evidence.laboratories.count == 2,
    let a = s.standardDeviation, let b = r.standardDeviation, a > 0, b > 0,
    let aDF = s.degreesOfFreedom, let bDF = r.degreesOfFreedom
  {
    let (large, small, largeDF, smallDF, name) =
      b > a ? (b, a, bDF, aDF, r.laboratory) : (a, b, aDF, bDF, s.laboratory)
    if FDistribution(largeDF, smallDF).upperTail(large * large / (small * small)) < 0.025 {
      return (
        .imprecision,
        "The results of \(name) vary more than the other \(finding.words.group)'s, and too much for the size of the study."
      )
    }
  }
  let alike = isAgainstNominal ? "a mean that is nominal" : "\(finding.words.groups) that agree"
  return (
    .size, "Too few units for the variability there is: even \(alike) would often not pass a study of this size."
  )
}

/// Of an SD, or of a ratio of two.
func causeOfSpread(_ finding: NotPassed) -> (Cause, String) {
  if finding.verdict == .fail {
    return (
      .imprecision,
      "Results vary more than the limit allows: even the opposite bound at the protocol's alpha lies beyond it."
    )
  }
  if finding.evidence.estimate > finding.evidence.upperLimit ?? .infinity {
    return (
      .imprecision, "The estimate itself lies beyond the limit; the data are too few to show that the truth does."
    )
  }
  return (.size, "The estimate lies inside the limit; there are too few degrees of freedom to bound it there.")
}
