internal import Notation
internal import Statistics

/// A distribution's four questions at arguments that were read.
private struct Tailed {
  let lowerTail: (Double) -> Double
  let upperTail: (Double) -> Double
  let lowerQuantile: (Double) -> Double
  let upperQuantile: (Double) -> Double
  /// The same by the second engine; `nil` where it has no route.
  var second: SecondEngine.Distribution? = nil
}

extension CalcFunction {
  /// Tails and quantiles, under the names that SciPy gave currency.
  static let distributions: [CalcFunction] =
    family("norm", "the standard normal distribution", point: "x", [], "x=1.96", "") { (_) throws(CalcFault) in
      Tailed(
        lowerTail: Normal.lowerTail, upperTail: Normal.upperTail, lowerQuantile: Normal.lowerQuantile,
        upperQuantile: Normal.upperQuantile, second: .normal)
    }
    + family("t", "Student's t", point: "x", ["df"], "x=2.5 df=9.61", "df=9.61") { (a) throws(CalcFault) in
      let v = try a.degreesOfFreedom()
      let t = StudentT(degreesOfFreedom: v)
      return Tailed(
        lowerTail: t.lowerTail, upperTail: t.upperTail, lowerQuantile: t.lowerQuantile, upperQuantile: t.upperQuantile,
        second: .studentT(degreesOfFreedom: v))
    }
    + family("chi2", "chi-square", point: "x", ["df"], "x=11.1 df=5", "df=5") { (a) throws(CalcFault) in
      let v = try a.degreesOfFreedom()
      let x = ChiSquare(degreesOfFreedom: v)
      return Tailed(
        lowerTail: x.lowerTail, upperTail: x.upperTail, lowerQuantile: x.lowerQuantile, upperQuantile: x.upperQuantile,
        second: .chiSquare(degreesOfFreedom: v))
    }
    + family("f", "Fisher's F", point: "x", ["df1", "df2"], "x=3.2 df1=5 df2=12", "df1=5 df2=12") {
      (a) throws(CalcFault) in
      let (m, n) = (try a.degreesOfFreedom("df1"), try a.degreesOfFreedom("df2"))
      let f = FDistribution(m, n)
      return Tailed(
        lowerTail: f.lowerTail, upperTail: f.upperTail, lowerQuantile: f.lowerQuantile, upperQuantile: f.upperQuantile,
        second: .fisherF(m, n))
    }
    + family("nct", "noncentral t", point: "t", ["df", "ncp"], "t=2 df=5 ncp=1", "df=5 ncp=1") {
      (a) throws(CalcFault) in
      let t = NoncentralT(
        degreesOfFreedom: try a.degreesOfFreedom(),
        noncentrality: try a.number("ncp", "a noncentrality within 1e6 of 0") { $0.magnitude <= 1e6 })
      return Tailed(
        lowerTail: t.lowerTail, upperTail: t.upperTail, lowerQuantile: t.lowerQuantile, upperQuantile: t.upperQuantile)
    }
    + family("ncx2", "noncentral chi-square", point: "x", ["df", "ncp"], "x=12 df=5 ncp=3", "df=5 ncp=3") {
      (a) throws(CalcFault) in
      let x = NoncentralChiSquare(degreesOfFreedom: try a.degreesOfFreedom(), noncentrality: try a.noncentrality())
      return Tailed(
        lowerTail: x.lowerTail, upperTail: x.upperTail, lowerQuantile: x.lowerQuantile, upperQuantile: x.upperQuantile)
    }
    + family(
      "ncf", "noncentral F", point: "x", ["df1", "df2", "ncp"], "x=4 df1=3 df2=20 ncp=5", "df1=3 df2=20 ncp=5"
    ) { (a) throws(CalcFault) in
      let f = NoncentralF(
        try a.degreesOfFreedom("df1"), try a.degreesOfFreedom("df2"), noncentrality: try a.noncentrality())
      return Tailed(
        lowerTail: f.lowerTail, upperTail: f.upperTail, lowerQuantile: f.lowerQuantile, upperQuantile: f.upperQuantile)
    }
    + family("srange", "the studentized range of k means", point: "q", ["k", "df"], "q=3.5 k=3 df=20", "k=3 df=20") {
      (a) throws(CalcFault) in
      let k = try a.number("k", "a whole number of means from 2 to 1000") {
        $0 >= 2 && $0 <= 1_000 && $0 == $0.rounded()
      }
      let q = StudentizedRange(groups: Int(k), degreesOfFreedom: try a.degreesOfFreedom())
      return Tailed(
        lowerTail: q.lowerTail, upperTail: q.upperTail, lowerQuantile: q.lowerQuantile, upperQuantile: q.upperQuantile)
    }

  private static func family(
    _ name: String, _ title: String, point: String, _ parameters: [String], _ example: String, _ quantile: String,
    _ distribution: @escaping @Sendable (CalcArguments) throws(CalcFault) -> Tailed
  ) -> [CalcFunction] {
    func question(
      _ ending: String, _ summary: String, _ key: String, _ example: String,
      _ ask: @escaping @Sendable (Tailed, CalcArguments) throws(CalcFault) -> (Double, SecondValue?)
    ) -> CalcFunction {
      CalcFunction("\(name)_\(ending)", summary, required: [key] + parameters, example: example) {
        (a: CalcArguments) throws(CalcFault) -> (first: Double, second: SecondValue?) in
        let (first, second) = try ask(try distribution(a), a)
        return (first, second)
      }
    }
    let ofP = quantile.isEmpty ? "p=0.95" : "p=0.95 \(quantile)"
    return [
      question("cdf", "The lower tail of \(title), P(X ≤ \(point)).", point, example) { (d, a) throws(CalcFault) in
        let x = try a.number(point)
        return (d.lowerTail(x), d.second?.lowerTail(x))
      },
      question("sf", "The upper tail of \(title), P(X > \(point)).", point, example) { (d, a) throws(CalcFault) in
        let x = try a.number(point)
        return (d.upperTail(x), d.second?.upperTail(x))
      },
      question("ppf", "The quantile of \(title) with lower tail p.", "p", ofP) { (d, a) throws(CalcFault) in
        let p = try a.probability("p")
        return (d.lowerQuantile(p), d.second?.lowerQuantile(p))
      },
      question("isf", "The quantile of \(title) with upper tail p.", "p", ofP) { (d, a) throws(CalcFault) in
        let p = try a.probability("p")
        return (d.upperQuantile(p), d.second?.upperQuantile(p))
      },
    ]
  }

  static let owen: [CalcFunction] = [
    CalcFunction(
      "owen_t", "Owen's T(h, a): the normal probability of X > h and 0 < Y < aX.", required: ["h", "a"],
      example: "h=1 a=0.5"
    ) { (a: CalcArguments) throws(CalcFault) -> (first: Double, second: SecondValue?) in
      (OwenT.value(h: try a.number("h"), a: try a.number("a")), nil)
    },
    CalcFunction(
      "owen_q", "Owen's Q of nu degrees of freedom at t and delta, from a to b (0 and infinity where not said).",
      required: ["nu", "t", "delta"], optional: ["a", "b"], example: "nu=10 t=2.5 delta=5 a=0 b=2"
    ) { (a: CalcArguments) throws(CalcFault) -> (first: Double, second: SecondValue?) in
      let nu = try a.number("nu", "degrees of freedom from 1 to 1e9") { $0 >= 1 && $0 <= 1e9 }
      let start = a.has("a") ? try a.number("a", "0 or above") { $0 >= 0 } : 0
      let end = a.has("b") ? try a.number("b", "at or above a") { $0 >= start } : .infinity
      let value = OwenQ(degreesOfFreedom: nu).value(
        t: try a.number("t"), delta: try a.number("delta"), from: start, to: end)
      return (value, nil)
    },
  ]
}

extension CalcArguments {
  fileprivate func noncentrality() throws(CalcFault) -> Double {
    try number("ncp", "a noncentrality from 0 to 1e8") { $0 >= 0 && $0 <= 1e8 }
  }
}
