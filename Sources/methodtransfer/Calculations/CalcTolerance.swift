internal import Notation
internal import Statistics

extension CalcFunction {
  static let toleranceFactors: [CalcFunction] = [
    CalcFunction(
      "tol_k1",
      "The one-sided normal tolerance factor: mean + k SD holds the coverage with the confidence. method=exact (as where "
        + "not said) or natrella; df where the SD has degrees of freedom of its own.",
      required: ["n", "coverage", "confidence"], optional: ["df", "method"],
      example: "n=10 coverage=0.95 confidence=0.95"
    ) { (a: CalcArguments) throws(CalcFault) -> (first: Double, second: SecondValue?) in
      let factor = try a.toleranceFactor()
      guard (Normal.lowerQuantile(factor.coverage) * factor.effectiveCount.squareRoot()).magnitude <= 1e6 else {
        throw CalcFault("so extreme a coverage with so many observations has no factor here: z √n is beyond 1e6")
      }
      if try a.word("method", ["exact", "natrella"]) == "exact" {
        let k = factor.oneSided
        return (k, SecondEngine.Tolerance(factor).oneSided(near: k))
      }
      return (try a.checked { () throws(ToleranceFactorError) in try factor.natrella() }, nil)
    },
    CalcFunction(
      "tol_k2",
      "The two-sided normal tolerance factor: mean ± k SD holds the coverage with the confidence. method=exact (as where "
        + "not said), howe, howe-weighted or wald-wolfowitz; df where the SD has degrees of freedom of its own.",
      required: ["n", "coverage", "confidence"], optional: ["df", "method"],
      example: "n=10 coverage=0.95 confidence=0.95"
    ) { (a: CalcArguments) throws(CalcFault) -> (first: Double, second: SecondValue?) in
      let factor = try a.toleranceFactor()
      switch try a.word("method", ["exact", "howe", "howe-weighted", "wald-wolfowitz"]) {
      case "howe": return (factor.howe, nil)
      case "howe-weighted": return (try a.checked { () throws(ToleranceFactorError) in try factor.howeWeighted() }, nil)
      case "wald-wolfowitz": return (factor.waldWolfowitz, nil)
      default:
        let k = factor.twoSided
        return (k, SecondEngine.Tolerance(factor).twoSided(near: k))
      }
    },
  ]
}

extension CalcArguments {
  fileprivate func toleranceFactor() throws(CalcFault) -> ToleranceFactor {
    let (coverage, confidence) = (try probability("coverage"), try probability("confidence"))
    guard has("df") else {
      let n = try count("n", of: "observations")
      return try checked { () throws(ToleranceFactorError) in
        try ToleranceFactor(count: n, coverage: coverage, confidence: confidence)
      }
    }
    let n = try number("n", "an effective number of observations from 1 to 1e9") { $0 >= 1 && $0 <= 1e9 }
    let df = try number("df", "degrees of freedom from 0.5 to 1e6") { $0 >= 0.5 && $0 <= 1e6 }
    return try checked { () throws(ToleranceFactorError) in
      try ToleranceFactor(effectiveCount: n, degreesOfFreedom: df, coverage: coverage, confidence: confidence)
    }
  }

  fileprivate func checked<T>(_ compute: () throws(ToleranceFactorError) -> T) throws(CalcFault) -> T {
    do throws(ToleranceFactorError) {
      return try compute()
    } catch {
      throw CalcFault(error.description)
    }
  }
}
