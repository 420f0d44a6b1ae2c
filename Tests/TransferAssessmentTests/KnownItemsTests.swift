import AssayData
import Notation
import Testing
import Transfer

/// What a study is known to be of is judged, or said not to be: nothing passes by having no usable results.
struct KnownItemsTests {
  static let difference = "kind: mean-difference, limits: [-9, 9]"
  static let x = Row.runs("S", ["1 3", "3 5", "4 8"]) + Row.runs("R", ["2 4", "6 8", "3 4"])
  static let y = x.map { row in changed(row) { $0.sample = "Y" } }

  /// Rows at a nominal value.
  static func at(_ level: String, _ rows: [Row] = x) -> [Row] {
    rows.map { row in changed(row) { $0.nominal = level } }
  }

  static func lost(_ rows: [Row], _ how: String) -> [Row] {
    rows.map { row in
      changed(row) { if how == "missing" { $0.result = "NA" } else { $0.valid = "invalid" } }
    }
  }

  @Test(arguments: ["missing", "invalid"])
  func `a sample that is lost at every laboratory has a finding, and the study has not passed`(how: String) throws {
    for scope in ["each-sample", "pooled"] {
      let assessment = try Study(Plan(Self.difference + ", scope: \(scope)"), Self.x + Self.lost(Self.y, how))
        .assessment()
      let last = try #require(assessment.findings.last)
      #expect(assessment.findings.map(\.item) == (scope == "pooled" ? [.pooled] : [.sample("X"), .sample("Y")]))
      #expect(last.verdict == .notEvaluated && assessment.verdict == .inconclusive)
      #expect(last.reason.contains("Y"), "\(last.reason)")
      if scope == "each-sample" { #expect(assessment.findings[0].verdict == .pass) }
    }
  }

  @Test(arguments: ["missing", "invalid"])
  func `a level that is lost has a finding in a recovery, and keeps a pooled one from being judged`(how: String) throws
  {
    let rows = Self.at("4") + Self.lost(Self.at("8").filter { $0.lab == "R" }, how)
    let each = try Study(Plan("kind: recovery, scope: each-level, limits: [1, 900]"), rows).assessment()
    #expect(each.findings.map(\.item) == [.level(ExactDecimal(4)), .level(ExactDecimal(8))])
    #expect(each.findings.map(\.verdict) == [.pass, .notEvaluated])
    let pooled = try Study(Plan("kind: recovery, scope: pooled, limits: [1, 900]"), rows).finding()
    #expect(pooled.verdict == .notEvaluated && pooled.reason.contains("R has no usable results of level 8"))
  }

  @Test func `a planned level that nobody measured keeps every pooled finding from being judged`() throws {
    let criteria = [
      Self.difference, "kind: repeatability, laboratory: receiving, measure: sd, limit: 99",
      "kind: precision-ratio, of: repeatability, limit: 99",
      "kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 99",
    ]
    for criterion in criteria {
      let plan = Plan(criterion).with { $0.design = "levels: [4, 8], runs: 3, replicates: 2" }
      #expect(try Study(plan, Self.at("4") + Self.at("8")).finding().verdict == .pass)
      let finding = try Study(plan, Self.at("4")).finding()
      #expect(finding.verdict == .notEvaluated && finding.reason.contains("the planned level 8"), "\(finding.reason)")
    }
  }

  @Test func `a level that is known of one sample alone is lost with that sample`() throws {
    let rows = Self.at("4") + Self.at("4", Self.y) + Self.lost(Self.at("8"), "missing") + Self.at("8", Self.y)
    let finding = try Study(Plan(Self.difference), rows).finding()
    #expect(finding.verdict == .notEvaluated)
    #expect(
      finding.reason
        == "S has no usable results of \"X\" at 8; R has no usable results of \"X\" at 8", "\(finding.reason)")
  }

  @Test func `a criterion asks for results of the laboratories that it rests on`() throws {
    // Spikes at the receiver alone: a recovery needs no sender, and a precision of the sender needs them.
    let spikes = Self.at("4").filter { $0.lab == "R" } + Self.at("8").filter { $0.lab == "R" }
    #expect(
      try Study(Plan("kind: recovery, scope: each-level, limits: [1, 900]"), spikes).assessment().verdict == .pass)
    let sender = Plan("kind: repeatability, laboratory: sending, measure: sd, limit: 99")
    let finding = try Study(sender, spikes + Self.at("4").filter { $0.lab == "S" }).finding()
    #expect(finding.verdict == .notEvaluated && finding.reason.contains("S has no usable results of level 8"))
  }

  @Test func `levels and samples that are not planned stay out of every scope, are warned of and are not used`() throws
  {
    let plan = Plan(Self.difference, Self.difference + ", scope: each-sample", Self.difference + ", scope: each-level")
      .with { $0.design = "samples: [X], levels: [4], runs: 3, replicates: 2" }
    let far = { (rows: [Row]) in rows.map { row in changed(row) { $0.result = "9\($0.result)0" } } }
    let more = far(Self.at("8")) + far(Self.at("4", Self.y))
    let clean = try Study(plan, Self.at("4")).assessment()
    let assessment = try Study(plan, Self.at("4") + more).assessment()
    #expect(assessment.findings.map(\.evidence) == clean.findings.map(\.evidence))
    #expect(clean.verdict == .pass && assessment.verdict == .pass)
    let warnings = assessment.warnings.filter { $0.code == "W_UNPLANNED" }
    #expect(warnings.map { $0.location?.line } == [14, 26])
    #expect(warnings[0].message.hasPrefix("level 8 is not") && warnings[1].message.hasPrefix("sample \"Y\" is not"))
    let unplanned = assessment.completeness[0].entries.filter { !$0.isPlanned }
    #expect(unplanned.count == 4 && unplanned.allSatisfy { $0.usedResults == 0 && $0.receivedResults == 6 })
    let samples = assessment.coverage.first { $0.what == "Samples" }
    #expect(samples?.exercised == "X")
  }

  /// Results of one file have a column of samples, those of another have none.
  ///
  /// - Parameter role: and the header of its column.
  static func mixed(
    _ criterion: String, design: String, _ role: (name: String, header: String) = ("sample", "sample")
  ) throws -> Assessment {
    let plan = Plan(criterion).with {
      $0.design = design
      $0.without = [role.name]
    }
    let text =
      plan.text + """
        sources:
          - {path: "named*", data: {columns: {\(role.name): \(role.header)}}}
          - {path: "bare*", data: {columns: {laboratory: lab}}}

        """
    let transferProtocol = try TransferProtocol(yaml: text, file: "protocol.yaml")
    let named = at("4")
    let bare = Row.runs("S", ["101 103", "103 105", "104 108"], prefix: "b").map { row in
      changed(row) { $0.nominal = "4" }
    }
    let files = [("named.csv", Study.table(named)), ("bare.csv", Study.table(bare))]
    let inputs = try files.map { name, results in
      AssayData.Input(
        name: name, bytes: Array(results.utf8), mapping: try transferProtocol.mapping(forFile: name))
    }
    return try Assessment(
      of: try AssayData(reading: inputs, for: transferProtocol.vocabulary), against: transferProtocol)
  }

  @Test func `results that name no sample are not of the planned one where others name it`() throws {
    let assessment = try Self.mixed(Self.difference, design: "samples: [X], runs: 3, replicates: 2")
    #expect(assessment.findings[0].verdict == .pass)
    #expect(
      assessment.findings[0].evidence?.estimate
        == (try Study(Plan(Self.difference), Self.at("4")).finding().evidence?.estimate))
    #expect(assessment.warnings.contains { $0.code == "W_UNPLANNED" })
  }

  @Test func `results that name no level are not of the planned one where others name it`() throws {
    let assessment = try Self.mixed(
      Self.difference, design: "samples: [X], levels: [4], runs: 3, replicates: 2", ("level", "nominal"))
    #expect(assessment.findings[0].verdict == .pass && assessment.findings[0].evidence?.estimate == 0.5)
    #expect(
      assessment.warnings.filter { $0.code == "W_UNPLANNED" }.map { $0.message.prefix(21) } == ["a level without a val"]
    )
  }

  @Test func `what has no name is called unnamed where its level has other results`() throws {
    let difference = try Self.mixed(Self.difference, design: "").findings[0]
    #expect(difference.verdict == .notEvaluated)
    #expect(
      difference.reason
        == "only one laboratory tested a sample without a name at 4: unlike samples cannot be compared")
    let spread = try Self.mixed("kind: repeatability, laboratory: receiving, measure: sd, limit: 9", design: "")
      .findings[0]
    #expect(spread.reason == "R has no usable results of a sample without a name at 4")
  }

  @Test func `a study whose receiver has nothing usable has not passed, whatever it asks`() throws {
    let plan = Plan("kind: repeatability, laboratory: sending, measure: sd, limit: 99")
    let sender = Self.x.filter { $0.lab == "S" }
    let receiver = Self.x.filter { $0.lab == "R" }
    for rows in [[], Self.lost(receiver, "missing"), Self.lost(receiver, "invalid")] {
      let assessment = try Study(plan, sender + rows).assessment()
      #expect(assessment.findings[0].verdict == .notEvaluated && assessment.verdict == .inconclusive)
      #expect(assessment.findings[0].reason.hasPrefix("R has no results"))
    }
    // Of two receivers the one.
    let two = try Study(plan.with { $0.receiving = ["R", "Q"] }, Self.x).assessment()
    #expect(two.findings.map(\.verdict) == [.pass, .notEvaluated] && two.verdict == .inconclusive)
    // Results under names that are not planned are none.
    let named = plan.with { $0.design = "samples: [X], runs: 3, replicates: 2" }
    let renamed = try Study(named, sender + receiver.map { row in changed(row) { $0.sample = "x-1" } }).assessment()
    #expect(renamed.findings[0].verdict == .notEvaluated)
    #expect(
      renamed.findings[0].reason.hasPrefix(
        "none of the 6 results of R is of a planned sample: they stand under other names, \"x-1\""),
      "\(renamed.findings[0].reason)")
  }

  @Test func `leaving a sample out takes it out of the plan`() throws {
    let z = Self.x.map { row in changed(row) { $0.sample = "Z" } }
    let plan = Plan(Self.difference).with {
      $0.design = "samples: [X, Y, Z], runs: 3, samplesPerRun: all, replicates: 2"
    }
    let assessment = try Study(plan, Self.x + Self.y + z).assessment()
    let left = assessment.sensitivities[0].leftOut.filter { $0.scenario.factor == .sample }
    #expect(left.map(\.scenario.name) == ["X", "Y", "Z"])
    // By hand: unit means over the other samples, S 2 4 6 and R 3 7 3.5, difference 0.5.
    #expect(left.allSatisfy { $0.verdict == .pass && $0.evidence?.estimate == 0.5 })
  }
}
