import Foundation
import TestSupport
import Testing

/// `bridge --json` on every bridging study of `datasets/` against its `expected/`, which other code has computed
/// (datasets/check.py, SciPy 1.17.1).
struct DatasetTests {
  /// Potencies are iterated, and so are variances between laboratories by REML.
  private static func digits(_ name: String) -> Double { name == "bridging-plates" ? 1e-8 : 1e-10 }

  @Test func `the studies are found`() {
    #expect(Dataset.names == ["bridging-collaborative", "bridging-plates", "bridging-three-generations"])
  }

  @Test(arguments: Dataset.names)
  func `the verdict, its exit code and every criterion are as they must be`(name: String) throws {
    let (run, record) = try Dataset.bridged(name)
    let expected = try Dataset.expected(name, "verdict.json")
    #expect(record["verdict"].text == expected["verdict"].text)
    #expect(Double(run.status) == expected["exitCode"].number && record["exitCode"].number == Double(run.status))
    let figures = try Dataset.expected(name, "figures.json")["findings"].list
    for finding in record["findings"].list {
      let id = try #require(finding["criterion"].text)
      #expect(finding["verdict"].text == expected["criteria", id].text, "\(id)")
      guard let wanted = figures.first(where: { $0["criterion"].text == id }) else { continue }
      let relative = Self.digits(name)
      for key in ["estimate", "standardError", "degreesOfFreedom"] {
        #expect(finding[key].isNear(wanted[key], relative: relative), "\(id) \(key)")
      }
      for end in ["lower", "upper"] {
        #expect(finding["interval", end].isNear(wanted[end], relative: relative), "\(id) \(end)")
      }
    }
    #expect(figures.count == record["findings"].list.filter { $0["kind"].text != "similarity" }.count)
    let checks = record["selfChecks"].list
    #expect(checks.count >= 4 && checks.allSatisfy { $0["passed"].flag == true })
  }

  @Test(arguments: Dataset.names)
  func `ratio, laboratories and every way of combining them agree with other code`(name: String) throws {
    let record = try Dataset.bridged(name).record
    let expected = try Dataset.expected(name, "bridging.json")
    let relative = Self.digits(name)
    let pairs = record["pairs"].list
    #expect(pairs.count == expected["pairs"].list.count)
    for wanted in expected["pairs"].list {
      let found = pairs.first {
        $0["laboratory"].text == wanted["laboratory"].text && $0["run"].text == wanted["run"].text
      }
      let pair = try #require(found)
      #expect(pair["lnRatio"].isNear(wanted["lnRatio"], relative: relative, absolute: 1e-10))
      #expect(pair["reason"].exists == !wanted["lnRatio"].exists)
    }
    for key in ["lnEstimate", "estimate", "standardError", "degreesOfFreedom"] {
      #expect(record["ratio", key].isNear(expected["ratio", key], relative: relative), "\(key)")
    }
    for end in ["lower", "upper"] {
      #expect(record["ratio", "interval", end].isNear(expected["ratio", end], relative: relative))
    }
    for wanted in expected["laboratories"].list {
      let found = record["laboratories"].first("laboratory", wanted["laboratory"].text ?? "")
      for key in ["units", "ratio", "standardDeviation", "percentGCV"] {
        #expect(found[key].isNear(wanted[key], relative: relative), "\(key)")
      }
      #expect(found["interval", "lower"].isNear(wanted["lower"], relative: relative))
      #expect(found["interval", "upper"].isNear(wanted["upper"], relative: relative))
    }
    for wanted in expected["consensus"].list {
      let method = wanted["method"].text ?? ""
      let found = record["consensus"].first("method", method)["ratio"]
      // The maximum of a likelihood that is flat there.
      let loose = method == "random-effects" ? 1e-6 : relative
      for key in ["lnEstimate", "standardError", "degreesOfFreedom"] {
        #expect(found[key].isNear(wanted[key], relative: loose, absolute: 1e-12), "\(method) \(key)")
      }
    }
    for wanted in expected["leftOutLaboratories"].list {
      let found = try #require(
        record["leftOut"].list.first {
          $0["factor"].text == "laboratory" && $0["name"].text == wanted["laboratory"].text
        })
      for key in ["lnEstimate", "standardError", "degreesOfFreedom"] {
        #expect(found["ratio", key].isNear(wanted[key], relative: relative), "\(key)")
      }
    }
    for part in ["withinLaboratories", "laboratoryMeans", "betweenLaboratories"] {
      #expect(
        record["variation", part, "percentGCV"].isNear(expected["variation", part], relative: relative)
          || !expected["variation"].exists, "\(part)")
    }
  }

  @Test(arguments: Dataset.names)
  func `the chain, its uncertainties with the correlation, drift and both rules agree with other code`(name: String)
    throws
  {
    let record = try Dataset.bridged(name).record
    let expected = try Dataset.expected(name, "bridging.json")
    let relative = Self.digits(name)
    let chain = record["chain"].list
    #expect(chain.count == expected["chain"].list.count)
    for (found, wanted) in zip(chain, expected["chain"].list) {
      #expect(found["standard"].text == wanted["standard"].text)
      #expect(found["value"].isNear(wanted["value"], relative: relative))
      #expect(found["measuredValue"].isNear(wanted["measured", "estimate"], relative: relative))
      let whole = wanted["measured"]
      #expect(found["standardUncertainty"].isNear(whole["standardUncertainty"], relative: relative))
      #expect(found["degreesOfFreedom"].isNear(whole["degreesOfFreedom"], relative: relative))
      for end in ["lower", "upper"] {
        #expect(found["interval", end].isNear(whole[end], relative: relative))
        #expect(found["drift", "interval", end].isNear(wanted["drift", end], relative: relative))
      }
      for key in ["estimate", "standardUncertainty", "degreesOfFreedom"] {
        #expect(found["drift", key].isNear(wanted["drift", key], relative: relative), "\(key)")
      }
      #expect(found["alwaysAccept", "drift", "estimate"].isNear(wanted["alwaysAcceptDrift"], relative: relative))
      for (share, wantedShare) in zip(found["shares"].list, wanted["shares"].list) {
        #expect(share["share"].isNear(wantedShare, relative: relative, absolute: 1e-10))
      }
      #expect(found["restsOnProvisional"].texts == wanted["restsOnProvisional"].texts)
    }
    for rule in ["equivalence", "offset"] {
      #expect(record["rules", rule, "value"].isNear(expected["rules", rule, "value"], relative: relative))
      #expect(record["rules", rule, "drift", "estimate"].isNear(expected["rules", rule, "drift"], relative: relative))
    }
    for end in ["lower", "upper"] {
      #expect(record["rules", "offset", "interval", end].isNear(expected["rules", "offset", end], relative: relative))
    }
    #expect(record["assigned", "value"].isNear(expected["assigned"], relative: relative))
    for part in ["value", "chainOverDirect"] {
      for key in ["estimate", "standardUncertainty", "degreesOfFreedom"] {
        #expect(record["backTest", part, key].isNear(expected["backTest", part, key], relative: relative), "\(part)")
      }
    }
    #expect(
      record["backTest", "ratioToPrimary", "estimate"].isNear(expected["backTest", "direct", "estimate"])
        && record["backTest"].exists == expected["backTest"].exists)
  }

  @Test func `every plate gives the potency that other code computes from its wells`() throws {
    let record = try Dataset.bridged("bridging-plates").record
    let expected = try Dataset.expected("bridging-plates", "potencies.json")["potencies"].list
    #expect(expected.count == 6)
    for wanted in expected {
      let pair = record["pairs"].first("run", wanted["run"].text ?? "")
      #expect(pair["ratio"].isNear(wanted["potency"], relative: 1e-9))
    }
  }

  // MARK: - What a reader of these studies must be told

  @Test func `a lost run is warned of at its line, is no pair, and leaves the others`() throws {
    let (run, record) = try Dataset.bridged("bridging-three-generations")
    #expect(run.errors.contains("results.csv:72:7: warning") && run.errors.contains("W_UNPAIRED"), "\(run.errors)")
    let lost = record["pairs"].list.filter { !$0["lnRatio"].exists }
    #expect(lost.count == 1 && lost[0]["run"].text == "R06" && lost[0]["laboratory"].text == "Site B")
    #expect(record["laboratories"].list.compactMap { $0["units"].number } == [8, 7])
  }

  @Test func `a provisional standard on the way is told, and marks the value`() throws {
    let (_, record) = try Dataset.bridged("bridging-three-generations")
    #expect(record["provisional"].flag == true && record["restsOnProvisional"].texts == ["RS-03"])
    #expect(record["assigned", "provisional"].flag == false)
    let text = try Program.run(
      ["bridge", "results.csv", "--protocol", "protocol.yaml"], in: Dataset.file("bridging-three-generations", "")
    ).output
    #expect(text.replacing("\n  ", with: " ").contains("rests on RS-03, whose value is **provisional**"))
  }

  /// docs/bridging.md, worked by hand there.
  @Test func `the chain of the documents is that of the study`() throws {
    let text = try String(
      contentsOf: Dataset.folder.deletingLastPathComponent().appendingPathComponent("docs/bridging.md"), encoding: .utf8
    )
    for line in [
      "U = 1000 exp(−0.02429 + 0.02225 − 0.03611) = 1000 exp(−0.03815) = 962.6", "= 2.464e−4          u = 0.0157",
      "0.761²/9.56) = 19.7", "962.6/986.2 = 0.976",
    ] { #expect(text.contains(line), "\(line)") }
    let last = try #require(Dataset.bridged("bridging-three-generations").record["chain"].list.last)
    #expect(prints(last["measuredValue"].number ?? 0, "962.6") && prints(last["value"].number ?? 0, "986.2"))
    #expect(prints(last["standardUncertainty"].number ?? 0, "0.0157"))
    #expect(prints(last["degreesOfFreedom"].number ?? 0, "19.7"))
    #expect(prints(last["drift", "estimate"].number ?? 0, "0.976"))
  }

  /// What is carried over is the decimal that stands in the ledger: exp of ln 1022.5 is 1022.4999999999995.
  @Test func `a value that is carried over stays the number that it is, and so does a primary's`() throws {
    let (run, record) = try Dataset.bridged("bridging-three-generations")
    #expect(record["rules", "equivalence", "value"].number == 1022.5)
    let primary = record["chain"].list[0]
    #expect(primary["value"].number == 1000 && primary["measuredValue"].number == 1000)
    #expect(primary["interval", "lower"].number == 1000 && primary["interval", "upper"].number == 1000)
    #expect(run.output.contains("\"value\": 1022.5,"))
  }

  @Test func `without the correlation that the ledger states the chain is less certain`() throws {
    let plan = try Dataset.read("bridging-three-generations", "protocol.yaml")
    let results = try Dataset.read("bridging-three-generations", "results.csv")
    let with = try Dataset.bridged("bridging-three-generations").record
    let without = try BridgingRun(plan: plan.replacing(", correlations: {RS-02: -0.25}", with: ""), results: results)
      .record()
    func variance(_ record: JSONValue) throws -> Double {
      let u = try #require(record["chain"].first("standard", "RS-04")["standardUncertainty"].number)
      return u * u
    }
    let (one, other) = (try variance(with), try variance(without))
    #expect((one - other - 2 * -0.25 * 0.0086 * 0.0122).magnitude < 1e-15)
  }

  /// The same chain in a file of its own gives the same figures.
  @Test func `a ledger beside the protocol is the chain of the protocol`() throws {
    let plan = try Dataset.read("bridging-three-generations", "protocol.yaml")
    let results = try Dataset.read("bridging-three-generations", "results.csv")
    let start = try #require(plan.range(of: "standards:\n")).lowerBound
    let end = try #require(plan.range(of: "comparison:")).lowerBound
    let ledger = "schema: methodtransfer/standards/1\n" + plan[start..<end]
    let run = try BridgingRun(
      plan: plan.replacingCharacters(in: start..<end, with: ""), results: results,
      ["--json", "--standards", "ledger.yaml"], more: [("ledger.yaml", ledger)])
    #expect(run.run.status == 0, "\(run.run.errors)")
    let record = try run.record()
    let own = try Dataset.bridged("bridging-three-generations").record
    #expect(record["assigned", "value"].number == own["assigned", "value"].number)
    #expect(record["chain"].list.count == 4)
    #expect(
      zip(record["chain"].list, own["chain"].list).allSatisfy {
        $0["standardUncertainty"].number == $1["standardUncertainty"].number
      })
  }

  @Test(arguments: [("limits: [0.90, 1.11]", "limits: [0.98, 1.02]"), ("limits: [0.90, 1.11]", "limits: [1.01, 1.11]")])
  func `the plates are inconclusive where the interval crosses a limit, and then nothing is carried over`(
    before: String, after: String
  ) throws {
    let plan = try Dataset.read("bridging-plates", "protocol.yaml").replacing(before, with: after)
    let run = try BridgingRun(plan: plan, results: try Dataset.read("bridging-plates", "results.csv"))
    let record = try run.record()
    #expect(run.run.status == 2 && record["verdict"].text == "inconclusive")
    #expect(!record["assigned"].exists && record["rules", "equivalence", "value"].number == 1)
    #expect(record["findings"].first("criterion", "BC-1")["verdict"].text == "inconclusive")
  }

  @Test func `the plates fail where the interval lies wholly beyond a limit`() throws {
    let plan = try Dataset.read("bridging-plates", "protocol.yaml")
      .replacing("limits: [0.90, 1.11]", with: "limits: [0.90, 1.005]")
    let run = try BridgingRun(plan: plan, results: try Dataset.read("bridging-plates", "results.csv"))
    #expect(run.run.status == 1)
    #expect(try run.record()["verdict"].text == "fail")
  }

  /// The last three of the six plates, against limits that all six meet.
  @Test func `three plates are too few for what six show`() throws {
    let rows = try Dataset.read("bridging-plates", "results.csv").split(
      separator: "\n", omittingEmptySubsequences: true)
    let three = rows.filter { row in ["lab,", "QC,R04,", "QC,R05,", "QC,R06,"].contains { row.hasPrefix($0) } }
    let plan = try Dataset.read("bridging-plates", "protocol.yaml").replacing("[0.90, 1.11]", with: "[0.95, 1.05]")
    let run = try BridgingRun(plan: plan, results: three.joined(separator: "\n") + "\n")
    let record = try run.record()
    #expect(run.run.status == 2 && record["verdict"].text == "inconclusive", "\(run.run.errors)")
    let needed = record["findings"].first("criterion", "BC-1")["unitsNeeded", "atZero", "power90"].number
    #expect((needed ?? 0) > 3)
  }
}
