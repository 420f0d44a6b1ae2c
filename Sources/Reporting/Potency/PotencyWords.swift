internal import Notation
internal import Statistics
internal import Transfer

/// How a potency study names and prints what it found.
struct PotencyWords {
  let request: PotencyRequest

  var settings: DoseResponse { request.settings }

  /// `95 %`.
  func level(_ level: Double) -> String {
    let percent = ExactDecimal(shortest: level).map {
      ExactDecimal(significand: $0.significand, exponent: Int($0.exponent) + 2).description
    }
    return "\(percent ?? "\(level * 100)")\(Numbers.noBreakSpace)%"
  }

  var level: String { level(settings.level) }

  var model: String {
    switch settings.model {
    case .fourParameter: "four-parameter logistic, y = d + (a − d)/(1 + (x/c)^b)"
    case .fiveParameter: "five-parameter logistic, y = d + (a − d)/(1 + (x/c)^b)^g"
    case .parallelLine: "parallel lines on ln dose"
    case .slopeRatio: "slope ratio: lines on dose from one intercept"
    }
  }

  /// What is held equal in the solid curves.
  var common: String {
    switch settings.model {
    case .fourParameter: "common asymptotes and slope"
    case .fiveParameter: "common asymptotes, slope and asymmetry"
    case .parallelLine: "a common slope"
    case .slopeRatio: "a common intercept"
    }
  }

  var hasCurves: Bool { settings.model == .fourParameter || settings.model == .fiveParameter }

  /// The response as it is fitted.
  var response: String {
    let name = visible(request.columns.response)
    return switch settings.transform {
    case .none: name
    case .ln: "ln \(name)"
    case .log10: "log10 \(name)"
    case .sqrt: "√\(name)"
    case .square: "\(name)²"
    }
  }

  var weights: String {
    switch settings.weights {
    case .none: "equal"
    case .replicates: "the reciprocal of the variance between replicates of a dose"
    case .meanSquared: "the reciprocal of the squared mean of a dose"
    }
  }

  /// `Site A, run R1`, or the run alone.
  func place(_ laboratory: String?, _ run: String) -> String {
    let own = request.columns.run == nil ? "all readings" : "run \(visible(run))"
    return laboratory.map { "\(visible($0)), \(own)" } ?? own
  }

  /// `Site A, run R1`, with the plate where each is fitted by itself.
  func place(_ assay: PotencyAssay) -> String {
    place(assay.laboratory, assay.run) + (assay.plate.map { ", plate \(visible($0))" } ?? "")
  }

  /// `R1`, with the plate where each is fitted by itself.
  func run(_ entry: PotencyGroup.Entry) -> String {
    (request.columns.run == nil ? "all readings" : visible(entry.run))
      + (entry.plate.map { ", plate \(visible($0))" } ?? "")
  }

  /// `LOT1 at Site A`.
  func place(_ group: PotencyGroup) -> String {
    visible(group.preparation) + (group.laboratory.map { " at \(visible($0))" } ?? "")
  }

  // MARK: - Numbers

  /// In as many digits as a standard error of ln leaves.
  func potency(_ value: Double, lnStandardError: Double) -> String {
    Numbers.estimate(value, decimals: decimals(value, lnStandardError))
  }

  func decimals(_ value: Double, _ lnStandardError: Double) -> Int {
    let unit = value.magnitude * lnStandardError
    return unit > 0 && unit.isFinite ? max(0, Numbers.decimals(standardError: unit)) : 3
  }

  func set(_ set: ConfidenceSet, decimals: Int) -> String {
    switch set {
    case .bounded(let lower?, let upper?): Numbers.interval(lower, upper, decimals: decimals)
    case .bounded(let lower?, nil): "above \(Numbers.lowerBound(lower, decimals: decimals))"
    case .bounded(nil, let upper?): "below \(Numbers.upperBound(upper, decimals: decimals))"
    case .bounded(nil, nil), .unbounded: "unbounded"
    case .exclusive(let below, let above):
      "below \(Numbers.upperBound(below, decimals: decimals)) or above \(Numbers.lowerBound(above, decimals: decimals))"
    }
  }

  /// Four digits of one number.
  func number(_ value: Double) -> String {
    Numbers.estimate(value, decimals: value == 0 ? 0 : min(Numbers.decimals(standardError: value.magnitude) + 2, 15))
  }

  /// With its standard error's digits, or four of its own.
  func parameter(_ value: Double, _ standardError: Double?) -> String {
    guard let standardError, standardError > 0, standardError.isFinite else { return number(value) }
    return Numbers.estimate(value, decimals: min(max(0, Numbers.decimals(standardError: standardError) + 1), 12))
  }

  func percent(_ value: Double) -> String { Numbers.estimate(value, decimals: 1) }

  func outcome(_ outcome: PotencyAssay.Condition.Outcome) -> String {
    switch outcome {
    case .met: "met"
    case .notMet: "NOT MET"
    case .information: "information"
    case .notTested: "not tested"
    }
  }

  /// As a protocol names it.
  func parameter(_ name: String) -> String {
    switch name {
    case "slope": "slope ratio"
    case "lower-asymptote": "ratio of lower asymptotes"
    case "upper-asymptote": "ratio of upper asymptotes"
    case "asymmetry": "ratio of asymmetries"
    case "nonparallelism": "non-parallelism, sum of squares"
    default: name
    }
  }
}
