import AssayData
import Foundation
import Notation
import Reporting
import Testing
import Transfer
import TransferPlanning

/// Reports, records and plans of conditions: not a word of laboratories and transfers stands in them, but for keys.
struct ComparabilityWordsTests {
  /// Two test conditions, two attributes, every kind of criterion that conditions are compared by, and findings of every
  /// verdict; names that hold none of the words that are looked for.
  private static let plan = """
    schema: methodtransfer/protocol/1
    study: {id: CP-9, title: Model against plant, kind: comparability, product: CT-27, method: Fed batch}
    sending: plant
    receiving: [model A, model B]
    readiness: [{item: Models described, owner: development, done: false}]
    planning: {truth: {bias: 0, runSD: 0.06, repeatabilitySD: 0.02, sdRatio: 1}, offset: 0.05, power: 0.9, simulations: 40, seed: 1}
    data:
      delimiter: ","
      decimal: "."
      missing: [NA]
      scaleCheck: off
      columns: {laboratory: scale, attribute: test, run: batch, sample: pool, level: nominal, replicate: rep, analyst: by, value: result, validity: valid}
      aliases: {analyst: {"B. Muster": BM}}
    attributes:
      - id: titre
        title: Titre
        unit: g/L
        scale: log
        digits: 2
        specification: {lower: 2}
        unitOfReplication: run
        design: {samples: [day 7, harvest], runs: 6, samplesPerRun: all, replicates: 2}
        qualityRange: {multiplier: 3, share: 90}
        criteria:
          - {id: AC-1, kind: mean-ratio, scope: each-sample, limits: [0.8, 1.25], alpha: 0.05, justification: {source: historical, text: T}}
          - {id: AC-2, kind: mean-ratio, scope: pooled, required: false, limits: [0.99, 1.01], alpha: 0.05, equivalenceInterval: true, justification: {source: historical, text: T}}
          - {id: AC-3, kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], scope: pooled, limit: 20, alpha: 0.05, justification: {source: capability, text: T}}
          - {id: AC-4, kind: precision-ratio, of: intermediate, sources: [run], scope: pooled, limit: 3, alpha: 0.05, justification: {source: capability, text: T}}
          - {id: AC-5, kind: recovery, scope: each-level, limits: [90, 110], alpha: 0.05, justification: {source: capability, text: T}}
      - id: aggregate
        title: Aggregate
        unit: "%"
        scale: linear
        unitOfReplication: run
        planning: {truth: {bias: 0, runSD: 0.1, repeatabilitySD: 0.05, sdRatio: 1, mean: 2}}
        design: {samples: [day 7, harvest], runs: 6, samplesPerRun: all, replicates: 2}
        qualityRange: {multiplier: 2}
        criteria:
          - {id: AC-6, kind: mean-difference, scope: pooled, limits: [-0.5, 0.5], alpha: 0.05, justification: {source: specification, text: T}}
          - {id: AC-7, kind: mean-difference, relative: true, scope: pooled, limits: [-5, 5], alpha: 0.05, justification: {source: specification, text: T}}
          - {id: AC-8, kind: repeatability, laboratory: sending, measure: sd, scope: pooled, limit: 0.01, alpha: 0.05, justification: {source: capability, text: T}}
          - {id: AC-9, kind: precision-ratio, of: repeatability, scope: pooled, limit: 9, alpha: 0.05, justification: {source: capability, text: T}}

    """

  /// Values that look like measurements and are the same every time; `model B` is far off, and lacks a run.
  private static var results: String {
    var out = "scale,test,batch,pool,nominal,rep,by,result,valid\n"
    for (place, scale) in ["plant", "model A", "model B"].enumerated() {
      for run in 1...6 where !(place == 2 && run == 6) {
        for (index, pool) in ["day 7", "harvest"].enumerated() {
          for replicate in 1...2 {
            let noise = (run * 37 + place * 11) % 17 + (index * 3 + replicate * 5 + run) % 3
            let shift = place == 2 ? 60 : 0
            let standing = place == 1 && run == 3 ? "invalid" : "valid"
            let by = run % 2 == 0 ? "B. Muster" : "A\(place)"
            let head = "B\(place)\(run),\(pool),\(4 * (index + 1)),\(replicate),\(by)"
            out += "\(scale),titre,\(head),\((400 + 4 * (noise + shift)) * (index + 1)).e-2,\(standing)\n".replacing(
              ".e-2", with: "e-2")
            let gap = place == 0 && run == 2 && replicate == 2 ? "NA" : "2.\(10 + noise + shift / 2)"
            out += "\(scale),aggregate,\(head),\(gap),valid\n"
          }
        }
      }
    }
    return out
  }

  private static let judged = Result { () throws -> Assessment in
    let read = try TransferProtocol(yaml: plan, file: "protocol.yaml")
    let input = AssayData.Input(
      name: "results.csv", bytes: Array(results.utf8), mapping: try read.mapping(forFile: "results.csv"))
    return try Assessment(of: AssayData(reading: [input], for: read.vocabulary), against: read)
  }

  /// Simulated once for all tests.
  private static let promise = Result { PlannedPromise(try judged.get().transferProtocol) }

  private static let provenance = Provenance(
    protocolFile: .init(name: "protocol.yaml", sha256: String(repeating: "7a", count: 32)),
    inputs: [.init(name: "results.csv", sha256: String(repeating: "0f", count: 32))], version: "0.1.0",
    shortHash: "d6317e58")

  private static func report() throws -> Report {
    let assessment = try judged.get()
    return Report(assessment, provenance, promise: try promise.get())
  }

  private static let foreign = [
    "laborator", "transfer", "sending", "receiving", "sender", "receiver", "R/S", "S / R", "R − S", "% of S", "ln S",
    "(S)", "typed in",
  ]

  /// Holds a text against the words, once what is quoted as a key and the program's own name are taken out.
  private static func expectOwnWords(_ text: String, _ what: String) {
    let said = text.replacing("methodtransfer", with: "").replacing("role laboratory", with: "")
    for line in said.split(whereSeparator: \.isNewline) {
      for word in foreign {
        let isThere = word.contains { $0.isUppercase } ? line.contains(word) : line.lowercased().contains(word)
        guard isThere, let range = line.range(of: word, options: .caseInsensitive) else { continue }
        let near = line[range.lowerBound...].prefix(80)
        Issue.record("\(what): \(word) in: \(line.prefix(60)) … \(near)")
      }
    }
  }

  /// The texts of a JSON document, without the names of its members.
  private static func texts(_ json: String) throws -> [String] {
    func walk(_ value: Any) -> [String] {
      switch value {
      case let text as String: [text]
      case let values as [Any]: values.flatMap(walk)
      case let members as [String: Any]: members.flatMap { walk($0.value) }
      default: []
      }
    }
    return walk(try JSONSerialization.jsonObject(with: Data(json.utf8)))
  }

  @Test func `every verdict stands in the study that is read here`() throws {
    let verdicts = Set(try Self.judged.get().findings.map(\.verdict))
    #expect(verdicts.isSuperset(of: [.pass, .fail, .inconclusive]), "\(verdicts)")
    #expect(try Self.judged.get().qualityRanges.count == 8)
  }

  @Test func `the page of a comparison speaks of conditions`() throws {
    let html = try Self.report().html
    Self.expectOwnWords(html.replacing(/<style>[^<]*<\/style>/, with: ""), "report.html")
    for words in [
      "model A, model B (T) against plant (R)", "Test against reference", "Ratio of geometric means T/R",
      "SD ratio T/R",
      "total variation", "Reference: plant", "Test: model A", "plant (reference)", "by condition and run",
      "run (here: batch)", "model B and plant differ by more than the limit", "model B differs from nominal",
    ] {
      #expect(html.contains(words), "\(words)")
    }
  }

  @Test func `so do its Markdown, tables and record`() throws {
    let report = try Self.report()
    Self.expectOwnWords(report.markdown(), "Markdown")
    let assessment = try Self.judged.get()
    for text in try Self.texts(
      assessment.record(Self.provenance, promise: try Self.promise.get()).text)
    { Self.expectOwnWords(text, "result.json") }
    for figure in report.figures { Self.expectOwnWords(figure.svg, figure.name) }
  }

  @Test func `so does a plan of it`() throws {
    let transferProtocol = try TransferProtocol(yaml: Self.plan, file: "protocol.yaml")
    let study = try StudyPlan(transferProtocol, try PlanRequest(transferProtocol, threads: 2))
    let report = Report(study, PlanReportTests.provenance)
    Self.expectOwnWords(report.html.replacing(/<style>[^<]*<\/style>/, with: ""), "plan.html")
    Self.expectOwnWords(report.markdown(), "Markdown")
    Self.expectOwnWords(report.planText(ansi: false), "terminal")
    for text in try Self.texts(study.record(PlanReportTests.provenance).text) { Self.expectOwnWords(text, "plan.json") }
    #expect(report.html.contains("True bias, test less reference") && report.html.contains("runs a condition"))
  }

  @Test func `and what check says of its files`() throws {
    let assessment = try Self.judged.get()
    let summary = ImportSummary(
      assessment.data, assessment.transferProtocol, Self.provenance,
      try ReceivedResults(of: assessment.data, against: assessment.transferProtocol))
    Self.expectOwnWords(summary.report.markdown(), "check")
    #expect(summary.report.markdown().contains("condition (role laboratory)"))
  }

  @Test func `a quality range is told with its caution, and never as a verdict`() throws {
    let report = try Self.report()
    let section = try #require(report.sections.first { $0.name == "quality-range" })
    let text = report.markdown(only: ["quality-range"])
    for words in [
      "it decides nothing", "mean ± 3 SD of the runs of plant", "mean ± 2 SD", "Wished: 90 %", "not reached",
      "no test of equivalence",
      "rests on the criteria alone", "noisy reference",
    ] {
      #expect(text.replacing("\n", with: " ").replacing("  ", with: " ").contains(words), "\(words)")
    }
    for word in ["PASS", "FAIL", "INCONCLUSIVE"] { #expect(!text.contains(word)) }
    #expect(section.title == "Quality range (information; it decides nothing)")
    // Beside the results and before what leaving out does; on page one in a line.
    let names = report.sections.map(\.name)
    #expect(names.firstIndex(of: "quality-range") == names.firstIndex(of: "results").map { $0 + 1 })
    #expect(report.markdown(only: ["decision"]).contains("**Quality range** For information"))
    #expect(report.figures.contains { $0.name == "quality-range-titre" })
  }

  @Test func `the record holds every range, its units and what it holds, and nothing where none is declared`() throws {
    struct Record: Decodable {
      struct Range: Decodable {
        struct Unit: Decodable {
          let name: String
          let value: Double
          let inside: Bool?
        }
        let attribute: String
        let sample: String?
        let receiving: String
        let multiplier: Double
        let lower: Double?
        let upper: Double?
        let inside: Int?
        let wishedShare: Double?
        let reachesShare: Bool?
        let expectedContent: Double?
        let receivingUnits: [Unit]
      }
      let qualityRanges: [Range]?
    }
    let assessment = try Self.judged.get()
    func record(_ text: String) throws -> Record { try JSONDecoder().decode(Record.self, from: Data(text.utf8)) }
    let ranges = try #require(try record(assessment.record(Self.provenance).text).qualityRanges)
    #expect(ranges.count == 8 && ranges.map(\.multiplier) == [3, 3, 3, 3, 2, 2, 2, 2])
    #expect(ranges[0].wishedShare == 90 && ranges[4].wishedShare == nil && ranges[4].reachesShare == nil)
    for range in ranges {
      let (lower, upper) = (try #require(range.lower), try #require(range.upper))
      for unit in range.receivingUnits { #expect(unit.inside == (lower <= unit.value && unit.value <= upper)) }
      #expect(range.inside == range.receivingUnits.count { $0.inside == true })
    }
    #expect(try record(try StudyFixture.assessment().record(StudyFixture.provenance).text).qualityRanges == nil)
    #expect(try StudyFixture.report().sections.contains { $0.name == "quality-range" } == false)
  }
}
