import Foundation
import Reporting
import Statistics
import TestSupport
import Testing
import Transfer

/// Several tests on one plate: each fitted with the reference alone, or all together where that is declared.
struct PairTests {
  private func study(
    _ text: String, fit: DoseResponse.Fit? = nil, model: DoseResponse.Model = .fourParameter
  ) throws -> PotencyOfTable {
    try Study.of(
      Array((Study.header + text).utf8), StudyTests.columns, DoseResponse(model: model, reference: "S", fit: fit))
  }

  @Test(arguments: [DoseResponse.Fit.pairs, .common])
  func `potencies, limits and degrees of freedom are those of SciPy's fits of the pair, or of all`(
    fit: DoseResponse.Fit
  ) throws {
    let plates = try Plates.read()
    let study = try study(plates.rows(of: ["S", "M", "N"]), fit: fit)
    #expect(study.assays.allSatisfy { $0.fits.count == (fit == .pairs ? 2 : 1) })
    for (group, entry) in study.groups.flatMap({ group in group.entries.map { (group, $0) } }) {
      let wanted = try #require((fit == .pairs ? plates.pairs : plates.common)[entry.run]?[group.preparation])
      let found = try #require(entry.potency)
      #expect(agree(found.relativePotency, wanted.estimate, digits: 7), "\(entry.run) \(group.preparation)")
      #expect(agree(try #require(found.interval.lower), wanted.lower, digits: 9))
      #expect(agree(try #require(found.interval.upper), wanted.upper, digits: 9))
      #expect(found.degreesOfFreedom == wanted.degreesOfFreedom)
    }
  }

  @Test(arguments: [DoseResponse.Model.fourParameter, .fiveParameter])
  func `a test that is not parallel changes no bit of what is said of another one`(model: DoseResponse.Model) throws {
    let plates = try Plates.read()
    let beside = try study(plates.rows(of: ["S", "M", "N"]), model: model)
    let alone = try study(plates.rows(of: ["S", "M"]), model: model)
    for (one, other) in zip(beside.assays, alone.assays) {
      let (a, b) = (one.potencies.first { $0.preparation == "M" }, other.potencies.first)
      #expect(a?.potency == b?.potency && a?.interval == b?.interval && (model == .fiveParameter || a != nil))
      #expect(a?.lnStandardError == b?.lnStandardError && a?.cautions == b?.cautions)
      #expect(one.fit(of: "M")?.conditions == other.fit(of: "M")?.conditions)
      #expect(one.fit(of: "M")?.marks.map(\.residual) == other.fit(of: "M")?.marks.map(\.residual))
      #expect(
        one.similarities.filter { $0.preparation == "M" }.map(\.estimate) == other.similarities.map(\.estimate))
    }
    let reference = beside.assays[0].preparations[0]
    #expect(reference.free == alone.assays[0].preparations[0].free || model == .fourParameter)
    #expect(
      beside.groups[0].combinations.map { try? $0.outcome.get() }
        == alone.groups[0].combinations.map { try? $0.outcome.get() })
  }

  @Test func `conditions are those of the pair, so that one of them faults the test that misses it alone`() throws {
    let plates = try Plates.read()
    let study = try study(plates.rows(of: ["S", "M", "N"]))
    let third = try #require(study.assays.first { $0.run == "R3" })
    #expect(third.conditionsNotMet("N").contains("non-parallelism"))
    #expect(!third.conditionsNotMet("M").contains("non-parallelism"))
    let markdown = Report(study, Study.provenance).markdown()
    #expect(markdown.contains("**run R3, N**") && markdown.contains("**run R3, M**"))
    #expect(markdown.contains("each test of a run with the reference alone"))
    // Of the mean without runs that miss a condition, by test.
    let together = try self.study(plates.rows(of: ["S", "M", "N"]), fit: .common)
    #expect(try #require(together.assays.first { $0.run == "R3" }).conditionsNotMet("M").contains("non-parallelism"))
  }

  @Test func `figures, tables and the record hold each fit with the reference's curve in it`() throws {
    let plates = try Plates.read()
    let rows = plates.rows(of: ["S", "M", "N"]).split(whereSeparator: \.isNewline).filter { $0.hasPrefix("R3") }
    let study = try study(rows.joined(separator: "\n") + "\n")
    let assay = try #require(study.assays.first)
    let (m, n) = (try #require(assay.fit(of: "M")), try #require(assay.fit(of: "N")))
    #expect(m.curves.map(\.name) == ["S", "M"] && n.curves.map(\.name) == ["S", "N"])
    #expect(m.marks.count == 32 && m.curves[0].parameters != n.curves[0].parameters)
    // A reading of the reference is in both fits: its residual is their mean.
    let both = assay.fits.map { $0.marks.first { $0.reading == 0 }?.residual }
    #expect(assay.residuals[0] == ((try #require(both[0])) + (try #require(both[1]))) / 2)
    let report = Report(study, Study.provenance)
    let readings = try #require(report.csvTables.first { $0.name.hasPrefix("readings") })
    #expect(readings.contents.hasPrefix("Run,Fit,Preparation"), "\(readings.contents.prefix(200))")
    #expect(readings.contents.split(whereSeparator: \.isNewline).count == 65)
    let record = study.record(Study.provenance).text
    #expect(record.contains("\"fit\": \"pairs\""))
  }

  @Test func `a test without a curve beside two that have one is named with its reason, in a panel of its own`() throws
  {
    let plates = try Plates.read()
    let rows = plates.rows(of: ["S", "M", "N"]).split(whereSeparator: \.isNewline).filter { $0.hasPrefix("R1") }
    let flat = rows.filter { $0.contains(",M,") }.enumerated().map { index, line in
      let cells = line.split(separator: ",")
      return "R1,F,\(cells[2]),\(0.5 + 0.01 * Double(index * 7 % 5))"
    }
    let study = try study((rows.map(String.init) + flat).joined(separator: "\n") + "\n")
    let assay = try #require(study.assays.first)
    #expect(assay.potencies.map(\.preparation) == ["M", "N"] && assay.fits.count == 2 && assay.obstacle == nil)
    let group = try #require(study.groups.first { $0.preparation == "F" })
    #expect(group.entries[0].reason?.contains("flat") == true)
    #expect(Report(study, Study.provenance).markdown().contains("**run R1, F**"))
  }
}
