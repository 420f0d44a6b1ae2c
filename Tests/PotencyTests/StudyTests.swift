import Foundation
import Notation
import Reporting
import Statistics
import TestSupport
import Testing
import Transfer

/// Runs put together, and what a report says of them.
struct StudyTests {
  @Test(arguments: DoseResponse.Interval.allCases)
  func `both engines give the same potencies, intervals and similarities of plates`(
    interval: DoseResponse.Interval
  ) throws {
    let study = try Study.plates(interval: interval)
    #expect(study.plateChecks.count == study.assays.count)
    for plate in study.plateChecks {
      #expect(plate.potencies.allSatisfy { $0.checks.count >= 5 }, "\(plate.potencies)")
      #expect(plate.similarities.count == 4 * plate.potencies.count)
      #expect(plate.checks.allSatisfy { !$0.disagrees && !$0.isNotCrossChecked }, "\(plate.checks)")
    }
  }

  static let columns = PotencyRequest.Columns(
    preparation: "preparation", dose: "dose", response: "response", run: "run")
  static let settings = DoseResponse(model: .fourParameter, reference: "S")

  static func study(_ text: String, combination: PotencyCombinationName? = nil) throws -> PotencyOfTable {
    try Study.of(Array((Study.header + text).utf8), columns, settings, combination: combination)
  }

  @Test func `laboratories come in the order of the file, preparations in theirs, and each has all of its runs`() throws
  {
    let study = try Study.plates()
    #expect(
      study.groups.map { "\($0.laboratory ?? "") \($0.preparation)" } == [
        "Site A LOT7", "Site A LOT8", "Site B LOT7", "Site B LOT8",
      ])
    #expect(study.groups.allSatisfy { $0.entries.count == 6 && $0.withPotency.count == 6 })
  }

  @Test(arguments: PotencyCombinationName.allCases)
  func `a combination is that of the runs' limits, by name`(name: PotencyCombinationName) throws {
    let group = try #require(try Study.plates(combination: name).groups.first)
    let chosen = try #require(group.combinations.first { $0.isChosen })
    #expect(chosen.name == name && chosen.runs == 6)
    let potencies = try group.withPotency.compactMap(\.potency).map { potency in
      try IndependentPotency(
        potency: potency.potency, lower: try #require(potency.potencyInterval.lower),
        upper: try #require(potency.potencyInterval.upper), level: 0.95, degreesOfFreedom: potency.degreesOfFreedom)
    }
    let wanted = try PotencyCombination(potencies).combined(name.method)
    let found = try chosen.outcome.get()
    #expect(agree(AnalysisScale.log.position(of: found.potency), wanted.lnPotency, digits: 12))
    #expect(found.lnStandardError == wanted.standardError)
    #expect(found.lower < found.potency && found.potency < found.upper)
  }

  @Test func `%GCV is that of one potency a run`() throws {
    let group = try #require(try Study.plates().groups.first)
    let found = try #require(group.variability)
    let logs = group.withPotency.compactMap { $0.potency.map { AnalysisScale.log.position(of: $0.potency) } }
    let mean = logs.reduce(0, +) / 6
    let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5).squareRoot()
    #expect(agree(found.standardDeviation, deviation, digits: 10) && found.runs == 6)
    #expect(found.percentGCVLower < found.percentGCV && found.percentGCV < found.percentGCVUpper)
  }

  @Test func `a run without a potency keeps its place, its reason and a warning, and is in no mean`() throws {
    let study = try Self.study(Study.curve("1") + Study.curve("2", flat: true) + Study.curve("3", factor: 1.4))
    let group = try #require(study.groups.first)
    #expect(group.entries.count == 3 && group.withPotency.count == 2)
    let lost = group.entries[1]
    #expect(lost.run == "2" && lost.potency == nil && lost.reason?.contains("flat") == true, "\(lost.reason ?? "")")
    #expect(group.variability?.runs == 2 && group.combinations.allSatisfy { $0.runs == 2 })
    let warning = try #require(study.warnings.first { $0.code == "W_NO_POTENCY" })
    #expect(warning.location?.line == 50 && warning.message.contains("run \"2\""), "\(warning)")
    let rows = study.results.split(whereSeparator: \.isNewline)
    #expect(rows.count == 4 && rows[2].hasPrefix(",2,T,,,,0.95,,,,4pl,S,invalid,"), "\(rows[2])")
    #expect(Report(study, Study.provenance).markdown().contains("no potency"))
  }

  @Test func `a run that misses a condition is in the mean, and the same stands beside without it`() throws {
    // The test of run 2 ends far above the reference: not parallel.
    let odd = Study.curve("2").split(whereSeparator: \.isNewline).map { line -> String in
      let cells = line.split(separator: ",")
      guard cells[1] == "T", let y = Double(cells[3]) else { return String(line) }
      return "2,T,\(cells[2]),\((y * y * 700).rounded() / 1000)"
    }.joined(separator: "\n")
    let study = try Self.study(Study.curve("1") + odd + "\n" + Study.curve("3", factor: 1.3) + Study.curve("4"))
    let group = try #require(study.groups.first)
    #expect(group.entries[1].notMet.contains("non-parallelism"), "\(group.entries[1].notMet)")
    #expect(group.combinations.allSatisfy { $0.runs == 4 })
    #expect(group.combinationsOfRunsThatMeetAll.allSatisfy { $0.runs == 3 })
    #expect(Report(study, Study.provenance).markdown().contains("of which meet all conditions"))
  }

  @Test func `the order of rows within a run changes no digit`() throws {
    let rows = Study.curve("1").split(whereSeparator: \.isNewline)
    let one = try Self.study(rows.joined(separator: "\n") + "\n")
    let other = try Self.study(rows.reversed().joined(separator: "\n") + "\n")
    #expect(one.results == other.results)
  }

  @Test func `a report refers to nothing that it lacks, and holds no script and no number that is none`() throws {
    let studies = [
      try Study.plates(combination: .weighted), try Self.study(Study.curve("1") + Study.curve("2", flat: true)),
      try #require(DatasetTests.examples.first { $0.file == "two-herbicides.csv" }).study(),
      try #require(DatasetTests.examples.first { $0.file == "agar-diffusion.csv" }).study(),
    ]
    for study in studies {
      let report = Report(study, Study.provenance)
      #expect(report.danglingReferences.isEmpty)
      let html = report.html
      #expect(!html.contains("<script") && !html.lowercased().contains(">nan<") && !html.contains("inf "))
      #expect(html == Report(study, Study.provenance).html)
      #expect(report.figures.contains { $0.name.hasPrefix("dose-response") })
      #expect(report.csvTables.contains { $0.name == "potencies" })
      let record = study.record(Study.provenance).text
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(record.utf8)) }
    }
  }
}
