import Statistics

/// A study drawn at random, with a seed, as the texts of a protocol and of a results file: of each form in turn whose numbers the
/// second engine has a route to. What is judged of it is of no interest; that both engines say the same is.
///
/// `verification engines` of Benchmarks takes this very file.
struct EngineStudy: Sendable {
  enum Form: String, CaseIterable, Sendable {
    case balanced = "balanced replication"
    case unbalanced = "uneven replication, mixed models"
    case log = "log scale, with recoveries"
    case ratio = "ratios of arithmetic means"
    case crossed = "analysts and days"
    case these = "these analysts"
    case lots = "matched lots"
    case dilution = "dilutions"
    case curves = "plates with curves"
    case lines = "plates with lines"
    case bridging = "standards with their chain"
  }

  let form: Form
  let protocolText: String
  let results: String

  init(seed: UInt64) {
    let form = Form.allCases[Int(seed % UInt64(Form.allCases.count))]
    self.form = form
    var draw = Draw(seed)
    switch form {
    case .balanced, .unbalanced, .log, .ratio: (protocolText, results) = Self.transfer(form, &draw)
    case .crossed, .these: (protocolText, results) = Self.precision(form, &draw)
    case .lots: (protocolText, results) = Self.lots(&draw)
    case .dilution: (protocolText, results) = Self.dilution(&draw)
    case .curves, .lines: (protocolText, results) = Self.plates(form, &draw)
    case .bridging: (protocolText, results) = Self.bridging(&draw)
    }
  }

  // MARK: - Laboratories

  /// Two laboratories, samples, runs and replicates, the runs common to the samples or not.
  private static func transfer(_ form: Form, _ draw: inout Draw) -> (String, String) {
    let samples = draw.whole(1...3)
    let isSeparate = draw.is(0.5)
    let (ofRuns, within, bias) = (draw.one([0.1, 0.6, 2]), draw.one([0.2, 0.5, 1]), draw.one([0, 0.5, 3]))
    let isLog = form == .log
    var rows: [[String]] = []
    for lab in ["S", "R"] {
      let (runs, replicates) = (draw.whole(3...6), draw.whole(1...3))
      let shifts = (0..<runs * samples).map { _ in draw.normal() }
      for sample in 0..<samples {
        for run in 0..<runs {
          let shift = ofRuns * shifts[isSeparate ? sample * runs + run : run] + (lab == "R" ? bias : 0)
          // Of uneven replication some results are lost, never the first of a run.
          for replicate in 0..<(form == .unbalanced ? replicates + 1 : replicates)
          where form != .unbalanced || replicate == 0 || draw.is(0.6) {
            let place = 100 + shift + within * draw.normal()
            let value = isLog ? 100 * AnalysisScale.log.reported((place - 100) / 30) : place
            rows.append([
              lab, "X\(sample)", "100", isSeparate ? "\(lab)\(sample)-\(run)" : "\(lab)-\(run)", "\(replicate + 1)",
              text(value, 2),
            ])
          }
        }
      }
    }
    let variances = draw.is(0.5) ? ", variances: pooled" : ""
    let rule = form == .unbalanced && draw.is(0.5) ? ", degreesOfFreedom: kenward-roger" : ""
    var criteria: [String]
    switch form {
    case .log:
      criteria = [
        "kind: mean-ratio, limits: [0.9, 1.1]\(variances)",
        "kind: mean-ratio, scope: each-sample, limits: [0.8, 1.25]",
        "kind: recovery, scope: pooled, limits: [90, 111]",
        "kind: repeatability, laboratory: receiving, measure: gcv, limit: 5",
      ]
    case .ratio:
      criteria = [
        "kind: mean-ratio, limits: [0.98, 1.02]\(variances)",
        "kind: mean-difference, relative: true, limits: [-2, 2]",
      ]
    default:
      criteria = [
        "kind: mean-difference, limits: [-2, 2]\(variances)\(rule)",
        "kind: recovery, scope: pooled, limits: [98, 103]",
        "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 2",
      ]
      if form == .balanced {
        criteria += [
          "kind: mean-difference, scope: each-sample, limits: [-1, 1]",
          "kind: repeatability, laboratory: receiving, measure: sd, limit: 1",
          "kind: precision-ratio, of: repeatability, limit: 2",
          "kind: precision-ratio, of: intermediate, sources: [run], limit: 2",
        ]
      }
    }
    // A mean square within runs needs replicates.
    criteria.removeAll { criterion in
      criterion.contains("repeatability") && !rows.contains { $0[4] == "2" }
    }
    return (
      text(
        criteria, scale: isLog ? "log" : "linear", unit: "run",
        columns: "sample: sample, level: nominal, run: run, replicate: replicate"),
      table("lab,sample,nominal,run,replicate,result", rows)
    )
  }

  /// Analysts and days with what either does, some runs lost.
  private static func precision(_ form: Form, _ draw: inout Draw) -> (String, String) {
    let (analysts, days) = (draw.whole(2...4), draw.whole(3...5))
    let spreads = (0..<4).map { _ in draw.uniform() }
    var rows: [[String]] = []
    for lab in ["S", "R"] {
      let ofAnalysts = (0..<analysts).map { _ in spreads[0] * draw.normal() }
      let ofDays = (0..<days).map { _ in spreads[1] * draw.normal() }
      for analyst in 0..<analysts {
        for day in 0..<days where form == .these || analyst == 0 || draw.is(0.8) {
          let ofRun = spreads[2] * draw.normal()
          for replicate in 1...2 {
            let value = 100 + ofAnalysts[analyst] + ofDays[day] + ofRun + (0.1 + spreads[3]) * draw.normal()
            rows.append([
              lab, "X", "\(lab)a\(analyst)", "\(lab)d\(day)", "\(lab)\(analyst)-\(day)", "\(replicate)", text(value, 3),
            ])
          }
        }
      }
    }
    let fixed = form == .these ? ", fixedSource: analyst" : ""
    let sources = "sources: [analyst, day, run]\(fixed)"
    return (
      text(
        [
          "kind: intermediate-precision, laboratory: receiving, measure: sd, \(sources), limit: 2",
          "kind: precision-ratio, of: intermediate, \(sources), limit: 2",
          "kind: mean-difference, limits: [-3, 3]",
        ], scale: "linear", unit: "run",
        columns: "sample: sample, analyst: analyst, day: day, run: run, replicate: replicate"),
      table("lab,sample,analyst,day,run,replicate,result", rows)
    )
  }

  private static func lots(_ draw: inout Draw) -> (String, String) {
    let (lots, shift, spread) = (draw.whole(4...12), draw.one([0, 0.5, 2]), 0.2 + draw.uniform())
    let rows = (0..<lots).flatMap { lot -> [[String]] in
      let level = 100 + 2 * draw.normal()
      return ["S", "R"].map { lab in
        [lab, "L\(lot)", "\(lab)\(lot)", text(level + (lab == "R" ? shift : 0) + spread * draw.normal(), 2)]
      }
    }
    return (
      text(
        ["kind: mean-difference, limits: [-2, 2]"], scale: "linear", unit: "sample",
        columns: "sample: sample, run: run"),
      table("lab,sample,run,result", rows)
    )
  }

  private static func dilution(_ draw: inout Draw) -> (String, String) {
    let (runs, replicates, ofRuns, spread) = (
      draw.whole(3...6), draw.whole(1...2), draw.one([0.01, 0.05, 0.1]), 0.02 + 0.08 * draw.uniform()
    )
    var rows: [[String]] = []
    for lab in ["S", "R"] {
      for run in 0..<runs {
        let shift = ofRuns * draw.normal()
        for level in [25.0, 50, 100, 200] where level == 100 || draw.is(0.9) {
          for replicate in 1...replicates {
            let value = level * AnalysisScale.log.reported(shift + spread * draw.normal())
            rows.append([lab, "X", text(level, 0), "\(lab)-\(run)", "\(replicate)", text(value, 3)])
          }
        }
      }
    }
    return (
      text(
        ["kind: dilution-linearity, limits: [0.8, 1.25]"], scale: "log", unit: "run",
        columns: "sample: sample, level: nominal, run: run, replicate: replicate"),
      table("lab,sample,nominal,run,replicate,result", rows)
    )
  }

  // MARK: - Plates

  private static func plates(_ form: Form, _ draw: inout Draw) -> (String, String) {
    let isCurve = form == .curves
    let (slope, span, noise) = (0.9 + draw.uniform(), 1.5 + draw.uniform(), draw.one([0.01, 0.03, 0.05]))
    let model = isCurve ? "4pl" : "parallel-line"
    var rows: [[String]] = []
    for lab in ["S", "R"] {
      for run in 0..<draw.whole(3...4) {
        let potency = 0.1 * draw.normal() + (lab == "R" ? draw.one([0, 0.1]) : 0)
        for preparation in ["REF", "LOT"] {
          let shift = preparation == "LOT" ? potency : 0
          for step in 0..<(isCurve ? 8 : 4) {
            for _ in 0..<2 {
              let x = 0.8 * (Double(step) - (isCurve ? 3.5 : 1.5))
              let u = slope * (x + shift)
              let share = isCurve ? 1 / (1 + AnalysisScale.log.reported(-u)) : 0.5 + 0.15 * u
              rows.append([
                lab, "\(lab)-\(run)", preparation, text(AnalysisScale.log.reported(x), 6),
                text(0.2 + span * (share + noise * draw.normal()), 5),
              ])
            }
          }
        }
      }
    }
    var criteria = [
      "kind: mean-ratio, limits: [0.8, 1.25]",
      "kind: similarity, scope: pooled, parameter: slope, limits: [0.7, 1.43], mayFail: 1",
      "kind: similarity, scope: pooled, parameter: nonparallelism, limit: 0.2, mayFail: 1",
    ]
    if isCurve {
      criteria.append(
        "kind: similarity, scope: pooled, parameter: upper-asymptote, limits: [0.8, 1.25], mayFail: 1")
    }
    return (
      text(
        criteria, scale: "log", unit: "run", columns: nil,
        doseResponse: """
          doseResponse:
                model: \(model)
                reference: REF
                interval: \(isCurve ? "delta" : "fieller")
                columns: {preparation: preparation, dose: dose, response: response, run: run}
          """),
      table("lab,run,preparation,dose,response", rows)
    )
  }

  // MARK: - Standards

  private static func bridging(_ draw: inout Draw) -> (String, String) {
    let laboratories = draw.whole(1...3)
    let (bias, spread, between) = (draw.one([0, 0.02, 0.05]), 0.01 + 0.03 * draw.uniform(), draw.one([0, 0.02]))
    let names = (0..<laboratories).map { "L\($0)" }
    var rows: [[String]] = []
    for lab in names {
      let shift = bias + between * draw.normal()
      for run in 0..<draw.whole(4...8) {
        let level = 1_000 * AnalysisScale.log.reported(0.05 * draw.normal())
        for (standard, ln) in [("C", 0), ("N", shift)] {
          for replicate in 1...2 {
            rows.append([
              lab, "\(lab)-\(run)", standard, "\(replicate)",
              text(level * AnalysisScale.log.reported(ln + spread * draw.normal()), 2),
            ])
          }
        }
      }
    }
    let consensus =
      laboratories == 1
      ? ""
      : ", consensus: \(draw.one(["equal-weights", "pooled-within", "laboratory-means", "random-effects", "mandel-paule", "dersimonian-laird"]))"
    let rule = draw.one(["offset", "equivalence"])
    func uncertain(_ size: Double) -> String { text(size * (0.5 + draw.uniform()), 5) }
    let protocolText = """
      schema: methodtransfer/protocol/1
      study: {id: T-1, title: T, kind: bridging}
      laboratories: [\(names.joined(separator: ", "))]
      standards:
        - {id: P, value: 1000, unit: U}
        - {id: B, comparator: P, value: 1000, unit: U, rule: equivalence, ratio: \(text(0.95 + 0.1 * draw.uniform(), 4)), standardUncertainty: \(uncertain(0.01)), degreesOfFreedom: 7}
        - {id: C, comparator: B, value: 1020, unit: U, rule: offset, ratio: 1.02, standardUncertainty: \(uncertain(0.012)), degreesOfFreedom: 9, correlations: {B: -0.25}}
      comparison: {current: C, candidate: N, rule: \(rule)\(consensus)}
      data:
        delimiter: ","
        decimal: "."
        scaleCheck: off
        copyCheck: off
        columns: {laboratory: lab, run: run, sample: standard, replicate: replicate, value: result}
      attributes:
        - id: activity
          title: T
          unit: U
          scale: log
          unitOfReplication: run
          criteria:
      \(lines(["kind: mean-ratio, limits: [0.95, 1.05]", "kind: drift, limits: [0.9, 1.11]", "kind: assigned-value, uncertainty: ratio, limit: 5", "kind: assigned-value, uncertainty: chain, limit: 5"]))
      """
    return (protocolText, table("lab,run,standard,replicate,result", rows))
  }

  // MARK: - Texts

  private static func lines(_ criteria: [String]) -> String {
    criteria.enumerated().map { index, criterion in
      "      - {id: AC-\(index + 1), \(criterion), alpha: 0.05, justification: {source: specification, text: T}}"
    }.joined(separator: "\n")
  }

  /// - Parameter columns: beside laboratory and value; `nil` of plates, which name their own.
  private static func text(
    _ criteria: [String], scale: String, unit: String, columns: String?, doseResponse: String = ""
  ) -> String {
    """
    schema: methodtransfer/protocol/1
    study: {id: T-1, title: T, kind: transfer}
    sending: S
    receiving: [R]
    data:
      delimiter: ","
      decimal: "."
      scaleCheck: off
      copyCheck: off
      columns: {laboratory: lab\(columns.map { ", \($0), value: result" } ?? "")}
    attributes:
      - id: content
        title: T
        unit: mg
        scale: \(scale)
        unitOfReplication: \(unit)
        \(doseResponse)
        criteria:
    \(lines(criteria))
    """
  }

  private static func table(_ header: String, _ rows: [[String]]) -> String {
    ([header] + rows.map { $0.joined(separator: ",") }).map { $0 + "\n" }.joined()
  }

  /// With so many places after the point.
  private static func text(_ value: Double, _ places: Int) -> String {
    let unit = (0..<places).reduce(1.0) { product, _ in product * 10 }
    let whole = (value.magnitude * unit).rounded()
    let (head, tail) = (Int(whole / unit), Int(whole.truncatingRemainder(dividingBy: unit)))
    let digits = String(tail)
    let point = places == 0 ? "" : "." + String(repeating: "0", count: places - digits.count) + digits
    return "\(value < 0 && whole > 0 ? "-" : "")\(head)\(point)"
  }
}

/// Random numbers of one study.
private struct Draw {
  private var random: Statistics.CounterRandom

  init(_ seed: UInt64) { random = Statistics.CounterRandom(seed: 20_261_130, stream: seed) }

  mutating func uniform() -> Double { random.uniform() }
  mutating func normal() -> Double { random.normal() }
  mutating func `is`(_ chance: Double) -> Bool { random.uniform() < chance }
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + min(range.count - 1, Int(random.uniform() * Double(range.count)))
  }
  mutating func one<Value>(_ list: [Value]) -> Value { list[whole(0...(list.count - 1))] }
}
