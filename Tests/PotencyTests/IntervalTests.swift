import Foundation
import Reporting
import Statistics
import TestSupport
import Testing
import Transfer

/// The interval that curves have without a word of it, sets that have one end, and means that need no interval.
struct IntervalTests {
  private func study(
    _ text: String, _ interval: DoseResponse.Interval? = nil, combination: PotencyCombinationName? = nil
  ) throws -> PotencyOfTable {
    try Study.of(
      Array((Study.header + text).utf8), StudyTests.columns,
      DoseResponse(model: .fourParameter, reference: "S", interval: interval), combination: combination)
  }

  @Test func `the interval of curves is the profile of ln potency, bounded where Fieller's on EC50s is not`() throws {
    let plates = try Plates.read()
    let rows = plates.rows(of: ["S", "M"])
    let group = try #require(try study(rows).groups.first)
    for entry in group.entries {
      let wanted = try #require(plates.pairs[entry.run]?["M"])
      let found = try #require(entry.potency)
      #expect(agree(found.relativePotency, wanted.estimate, digits: 7))
      #expect(agree(try #require(found.interval.lower), wanted.lower, digits: 9))
      #expect(agree(try #require(found.interval.upper), wanted.upper, digits: 9))
      #expect(found.degreesOfFreedom == 27)
    }
    let fieller = try #require(try study(rows, .fieller).groups.first)
    #expect(fieller.entries.contains { $0.noWeight != nil })
  }

  @Test
  func `a mean without weights is over every run with an estimate, and one with weights over those that have one`()
    throws
  {
    let plates = try Plates.read()
    let found = try study(plates.rows(of: ["S", "M"]), .fieller, combination: .unweighted)
    let group = try #require(found.groups.first)
    let without = group.entries.count { $0.noWeight != nil }
    #expect(without > 0)
    for one in group.combinations {
      #expect(one.runs == (one.name == .unweighted ? 6 : 6 - without), "\(one.name)")
    }
    let mean = try #require(group.combinations.first { $0.name == .unweighted }).outcome.get()
    let wanted = try #require(plates.unweighted["M"])
    #expect(agree(mean.potency, wanted.estimate, digits: 7))
    #expect(agree(mean.lower, wanted.lower, digits: 7) && agree(mean.upper, wanted.upper, digits: 7))
    let text = Report(found, Study.provenance).markdown()
    #expect(text.contains("\(without) of 6 in no weighted mean, but in the unweighted one"), "\(text.prefix(3000))")
  }

  @Test func `two runs without a weight still have an unweighted mean, and the others say why they have none`() throws {
    let plates = try Plates.read()
    let rows = plates.rows(of: ["S", "M"]).split(whereSeparator: \.isNewline).filter {
      $0.hasPrefix("R3") || $0.hasPrefix("R6")
    }
    let group = try #require(try study(rows.joined(separator: "\n") + "\n", .fieller).groups.first)
    let unbounded = group.entries.filter { $0.noWeight != nil }.count
    #expect(unbounded == 2)
    for one in group.combinations {
      switch one.outcome {
      case .success: #expect(one.name == .unweighted && one.runs == 2)
      case .failure(let error):
        #expect(one.name.isWeighted && one.runs == 0 && error == .tooFew(needed: 2, found: 0))
      }
    }
  }

  /// The test begins to answer at its highest dose: no potency is too small for it (SciPy's profile, Golden/pairs.py).
  @Test func `a set without a lower end is called bounded nowhere, and its upper end stands`() throws {
    let weak = try Plates.read().weak
    let study = try study(weak.file.split(whereSeparator: \.isNewline).dropFirst().joined(separator: "\n") + "\n")
    let entry = try #require(study.groups.first?.entries.first)
    guard case .bounded(nil, let upper?) = try #require(entry.potency).interval else {
      Issue.record("\(entry)")
      return
    }
    #expect(agree(upper, weak.upper, digits: 9))
    #expect(entry.noWeight == "its confidence set is no interval, so it has no weight")
    let record = study.record(Study.provenance).text
    #expect(record.contains("\"set\": \"unbounded\", \"upper\": 0.10885"), "\(record.prefix(4000))")
    #expect(Report(study, Study.provenance).markdown().contains("below 0.109"))
    let row = study.results.split(whereSeparator: \.isNewline)[1]
    #expect(row.contains(",,0.1088"), "\(row)")
  }
}
