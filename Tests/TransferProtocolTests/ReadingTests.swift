import AssayData
import Foundation
import Notation
import Testing
import Transfer

/// Right protocols give right values.
struct ReadingTests {
  /// The example of the format's reference page, so that the page cannot drift from the reader.
  private static func example(_ number: Int = 0) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/protocol-format.md"), encoding: .utf8)
    let start = try #require(page.ranges(of: "```yaml\n").dropFirst(number).first)
    let end = try #require(page[start.upperBound...].firstRange(of: "```\n"))
    return String(page[start.upperBound..<end.lowerBound])
  }

  @Test func `the example with plates is read, with every setting at the default that the page gives`() throws {
    let read = try TransferProtocol(yaml: Self.example(2), file: "protocol.yaml")
    #expect(read.warnings == [] && !read.isDraft)
    let found = try #require(read.attributes.first?.doseResponse)
    #expect(found == DoseResponse(model: .fourParameter, reference: "RS-03", columns: found.columns))
    #expect(read.attributes[0].criteria.map(\.kindName) == ["mean-ratio", "similarity", "dilution-linearity"])
  }

  @Test func `the ledger of the reference page is read to what it says`() throws {
    let ledger = try StandardsLedger(yaml: Self.example(1), file: "ledger.yaml")
    #expect(ledger.warnings == [] && ledger.standards.map(\.id) == ["WHO-1", "RS-03", "RS-04"])
    #expect(ledger.provisional(behind: "RS-04").map(\.id) == ["RS-04"] && ledger.provisional(behind: "RS-03") == [])
    #expect(ledger["RS-04"]?.correlations.map(\.value) == [-0.5] && ledger["RS-03"]?.ratio?.description == "1.0312")
  }

  @Test func `the example of the reference page is read to what it says`() throws {
    let read = try TransferProtocol(yaml: Self.example(), file: "protocol.yaml")
    #expect(read.warnings == [])
    #expect(!read.isDraft)
    #expect(read.study.id == "TP-0142")
    #expect(read.study.kind == .transfer)
    #expect(read.study.product == "CT-19")
    #expect(read.study.method == "PA-07 v3")
    #expect(read.sending == "Site A")
    #expect(read.receiving == ["Site B", "Site C"])
    #expect(read.readiness.map(\.done) == [true, false])
    #expect(read.readiness.map(\.evidence) == ["TR-88", nil])
    let planning = try #require(read.planning)
    #expect(planning.truth == Truth(bias: 0, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1))
    #expect(planning.offset == 0.05 && planning.power == 0.9 && planning.simulations == 100_000 && planning.seed == 1)
    #expect(read.rules.missingUnits == .report && read.rules.invalidRuns == .refuse)
  }

  @Test func `the example's data and sources are read to what they say`() throws {
    let read = try TransferProtocol(yaml: Self.example(), file: "protocol.yaml")
    #expect(
      read.data
        == Mapping(
          extent: TableExtent(headerLine: 1), delimiter: UInt8(ascii: ","), numbers: .point, missing: ["", "NA"],
          columns: [
            .laboratory: "lab", .attribute: "test", .sample: "sample", .level: "nominal", .analyst: "analyst",
            .day: "day", .run: "run", .replicate: "replicate", .value: "result", .unit: "unit",
            .referenceLot: "standard", .validity: "valid", .status: "state",
          ],
          aliases: [.sample: ["Lot 7": "LOT7"], .laboratory: ["SITE-B": "Site B"]],
          validityWords: StandingWords(use: ["yes"], exclude: ["no"]),
          statusWords: StandingWords(use: ["final"], exclude: ["cancelled", "replaced"]), runsWithin: [.day]))
    let source = try read.mapping(forFile: "RU_0142.csv")
    #expect(source.encoding == .windows1252 && source.numbers == .comma && source.delimiter == UInt8(ascii: ";"))
    #expect(source.columns[.value] == "Ergebnis [%]" && source.columns[.analyst] == "Prüfer")
    #expect(source.laboratory == "Site B")
    #expect(source.validityWords == read.data.validityWords)
  }

  @Test func `the example's attributes and criteria are read to what they say`() throws {
    let read = try TransferProtocol(yaml: Self.example(), file: "protocol.yaml")
    let potency = read.attributes[0]
    let content = read.attributes[1]
    #expect(
      potency.scale == .log && potency.digits == 1 && potency.unitOfMeasurement == "%" && potency.reference == "RS-03")
    #expect(potency.specification?.lower == ExactDecimal(50) && potency.specification?.upper == ExactDecimal(200))
    #expect(potency.design?.samples == ["LOT7", "LOT8"] && potency.design?.samplesPerRun == .all)
    #expect(potency.design?.runs == 6 && potency.design?.replicates == 3 && potency.design?.days == 3)
    #expect(content.design?.levels.map(\.double) == [0.5, 1, 2] && content.design?.samplesPerRun == .one)
    #expect(content.unitOfReplication == .day && content.digits == nil)
    let criteria = potency.criteria + content.criteria
    #expect(criteria.map(\.id) == ["AC-1", "AC-2", "AC-3", "AC-4", "AC-5", "AC-6"])
    #expect(
      criteria.map(\.kindName) == [
        "mean-ratio", "intermediate-precision", "precision-ratio", "mean-difference", "recovery", "repeatability",
      ])
    #expect(criteria.map(\.scope) == [.pooled, .pooled, .pooled, .eachSample, .eachLevel, .pooled])
    #expect(criteria.map(\.alpha) == [0.05, 0.05, 0.05, 0.05, 0.025, 0.05])
    #expect(criteria.map(\.required) == [true, true, false, true, true, true])
    #expect(criteria[0].justification.source == .specification)
    let linesBefore = try Self.example().components(separatedBy: "- id: AC-1")[0].count { $0 == "\n" }
    #expect(criteria[0].location.line == linesBefore + 1 && criteria[0].location.column == 9)
    guard case .meanRatio(let ratio) = criteria[0].kind,
      case .intermediatePrecision(let intermediate) = criteria[1].kind,
      case .precisionRatio(let precision) = criteria[2].kind, case .meanDifference(let difference) = criteria[3].kind,
      case .recovery(let recovery) = criteria[4].kind, case .repeatability(let repeatability) = criteria[5].kind
    else {
      Issue.record("a criterion is of another kind")
      return
    }
    #expect(ratio.terms.limits.lower.description == "0.80" && ratio.terms.limits.upper.description == "1.25")
    #expect(ratio.terms.equivalenceInterval && ratio.terms.direction == nil && ratio.terms.variances == .separate)
    #expect(
      intermediate.sources == [.day, .run] && intermediate.measure == .gcv && intermediate.laboratory == .receiving)
    #expect(intermediate.reportable?.runs == 2 && intermediate.reportable?.replicates == 3)
    #expect(precision.of == .intermediate && precision.sources == [.run] && precision.limit.double == 2)
    #expect(difference.relative && difference.terms.variances == .pooled)
    #expect(recovery.direction == .lower && recovery.limits.lower == ExactDecimal(97))
    #expect(repeatability.sources == [] && repeatability.laboratory == .sending && repeatability.measure == .sd)
  }

  @Test func `the vocabulary names what files are held against`() throws {
    let vocabulary = try TransferProtocol(yaml: Self.example(), file: "protocol.yaml").vocabulary
    #expect(vocabulary.laboratories == ["Site A", "Site B", "Site C"])
    #expect(
      vocabulary.attributes == [
        .init(
          id: "potency", unitOfMeasurement: "%", mustBePositive: true, reference: ReferenceLots("RS-03"),
          mandatoryRoles: [.run, .day]),
        .init(
          id: "content", unitOfMeasurement: "mg/mL", mustBePositive: false, mandatoryRoles: [.day, .sample, .level]),
      ])
    #expect(vocabulary.mandatoryRoles == [.run, .day, .sample, .level])
  }

  private static func simple(_ unit: String, _ scale: String, _ kind: String, _ limits: String, _ laboratory: String)
    -> String
  {
    """
    schema: methodtransfer/protocol/1
    study: {id: transfer-001, title: Two-laboratory study, kind: transfer}
    sending: LabA
    receiving: [\(laboratory)]
    data:
      layout: long
      delimiter: ","
      decimal: "."
      missing: []
      columns: {laboratory: lab, sample: sample, analyst: analyst, day: day, run: run, replicate: replicate, value: result, unit: unit}
    attributes:
      - id: content
        title: Content
        unit: "\(unit)"
        scale: \(scale)
        unitOfReplication: run
        criteria:
          - id: AC-1
            kind: \(kind)
            scope: pooled
            limits: \(limits)
            alpha: 0.05
            justification: {source: specification, text: Example limits}
    """
  }

  @Test(arguments: [
    simple("mg/mL", "linear", "mean-difference", "[-2.0, 2.0]", "LabB"),
    simple("mg/mL", "log", "mean-ratio", "[0.80, 1.25]", "LabB"),
    simple("µg/mL", "linear", "mean-difference", "[-2.0, 2.0]", "LabB"),
    simple("mg/mL", "linear", "mean-difference", "[-2.0, 2.0]", "Zürich"),
  ])
  func `plain protocols are read without a word`(text: String) { #expect(Fixture.problems(text) == []) }

  @Test func `a study whose limit is an example is a draft`() throws {
    let text = Fixture.edit(Fixture.linear, "source: capability", "source: example")
    let read = try TransferProtocol(yaml: text, file: "p")
    #expect(read.isDraft)
    #expect(read.warnings.map { $0.code } == ["W_EXAMPLE"])
  }

  @Test func `rules and optional keys have the defaults that are documented`() throws {
    let read = try TransferProtocol(yaml: Fixture.log, file: "p")
    #expect(read.rules.missingUnits == .report && read.rules.invalidRuns == .report)
    #expect(read.readiness == [] && read.planning == nil && read.sources == [])
    #expect(read.receiving == ["LabB"])
    #expect(read.data.layout == .long && read.data.encoding == .utf8 && read.data.headerLine == 1)
    #expect(read.data.censored == .refuse && read.data.scaleCheck && read.data.missing == [])
    #expect(read.data.statusWords == .status && read.data.validityWords == .validity)
  }

  /// Cuts, exchanges, doubles and inserts at random places, always the same for a seed.
  @Test(arguments: 0..<8) func `no broken protocol does worse than to be refused`(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let inserts = [
      "[", "]", "{", "}", ":", ": ", "\n", "- ", "\"", "'", "&a", "*a", "!", "|", ">", "#", ",", "0", "-", "\t", "é",
      "%", "?", "<<: ",
    ]
    for round in 0..<60 {
      var scalars = Array((round.isMultiple(of: 2) ? Fixture.linear : Fixture.log).unicodeScalars)
      for _ in 0...random.below(3) {
        let place = random.below(scalars.count)
        switch random.below(5) {
        case 0: scalars.removeSubrange(place...)
        case 1: scalars.removeSubrange(place..<min(scalars.count, place + 1 + random.below(20)))
        case 2: scalars.insert(contentsOf: inserts[random.below(inserts.count)].unicodeScalars, at: place)
        case 3: scalars.insert(contentsOf: scalars[place..<min(scalars.count, place + 40)], at: place)
        default: scalars.swapAt(place, random.below(scalars.count))
        }
        if scalars.isEmpty { scalars = ["a"] }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      do throws(Rejection) {
        let read = try TransferProtocol(yaml: String(text), file: "p")
        #expect(read.warnings.allSatisfy { $0.severity == .warning })
      } catch {
        #expect(error.errorCount > 0)
        #expect(error.problems.allSatisfy { $0.location?.file == "p" && !$0.message.isEmpty })
      }
    }
  }
}

/// Steele, Lea & Flood (2014): a stream for tests.
private struct SplitMix {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
  }
}
