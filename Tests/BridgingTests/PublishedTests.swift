import Foundation
import TestSupport
import Testing

/// The collaborative study of Han et al. (2018), Toxicol. Res. 34 (3), 191-197, Table 3: the lethal titre of a candidate snake
/// venom standard at five laboratories, 40 tests, with what was printed of them.
///
/// What was printed is arithmetic: mean, mean ± 1.96 s/√n, 100 s/mean, and the mean of three laboratories' means. `bridge` works on
/// ln: geometric means with Student's t. Both are shown here from one set of rows, with how far apart they are.
struct PublishedTests {
  private static let name = "bridging-collaborative"

  private static func printed() throws -> JSONValue { try Dataset.expected(name, "printed.json") }

  /// The ratios of a laboratory in the record. The comparator has the value 1, so that they are the titres.
  private static func titres(_ record: JSONValue, _ laboratory: String) -> [Double] {
    record["pairs"].list.filter { $0["laboratory"].text == laboratory }.compactMap { $0["ratio"].number }
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private static func deviation(_ values: [Double]) -> Double {
    let centre = mean(values)
    return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
  }

  /// The three whose mean was printed as the general common potency.
  private static func ofThree() throws -> JSONValue {
    let rows = try Dataset.read(name, "results.csv").split(whereSeparator: \.isNewline)
      .filter { !$0.hasPrefix("NIID") && !$0.hasPrefix("NQCLDF") }
    let plan = try Dataset.read(name, "protocol.yaml").replacing(", NIID, NQCLDF]", with: "]")
    let run = try BridgingRun(plan: plan, results: rows.joined(separator: "\n") + "\n")
    #expect(run.run.errors.isEmpty, "\(run.run.errors)")
    return try run.record()
  }

  @Test func `the ratios of the record give every printed figure of each laboratory, digit by digit`() throws {
    let record = try Dataset.bridged(Self.name).record
    let rows = try Self.printed()["laboratories"].list
    #expect(rows.count == 5 && record["pairs"].list.count == 40)
    for row in rows {
      let laboratory = try #require(row["laboratory"].text)
      let values = Self.titres(record, laboratory)
      let (mean, s) = (Self.mean(values), Self.deviation(values))
      let half = 1.96 * s / Double(values.count).squareRoot()
      for (key, value) in [
        ("mean", mean), ("lower", mean - half), ("upper", mean + half), ("cv", 100 * s / mean),
      ] {
        #expect(prints(value, try #require(row[key].text)), "\(laboratory) \(key): \(value)")
      }
    }
  }

  @Test
  func `the three laboratories' ratios give the printed general common potency, and their consensus is 0.4 % below it`()
    throws
  {
    let record = try Self.ofThree()
    let common = try Self.printed()["generalCommonPotency"]
    let arithmetic = Self.mean(common["laboratories"].texts.map { Self.mean(Self.titres(record, $0)) })
    let text = try #require(common["value"].text)
    #expect(text == "90.13" && prints(arithmetic, text))
    // Geometric, which is below arithmetic by about half the squared SD of ln: 0.0037 here.
    let consensus = try #require(record["assigned", "value"].number)
    #expect(prints(consensus, "89.79"))
    #expect(prints(100 * (consensus / arithmetic - 1), "-0.37"))
  }

  @Test func `geometric means of laboratories lie below the printed means, by less than 0.7 %`() throws {
    let record = try Dataset.bridged(Self.name).record
    for row in try Self.printed()["laboratories"].list {
      let found = record["laboratories"].first("laboratory", row["laboratory"].text ?? "")
      let ratio = try #require(found["ratio"].number)
      let mean = try #require(row["mean"].text.flatMap(Double.init))
      #expect(ratio < mean && ratio > 0.993 * mean)
      // %GCV is above the %CV of the same titres.
      let cv = try #require(row["cv"].text.flatMap(Double.init))
      let gcv = try #require(found["percentGCV"].number)
      #expect(gcv > cv)
    }
  }

  /// One figure a laboratory is what a certificate gives; the laboratories' scatter is then all there is.
  @Test func `laboratory means alone carry the consensus of their single printed figures`() throws {
    var rows = "lab,test,preparation,titre,unit\n"
    var logs: [Double] = []
    for row in try Self.printed()["laboratories"].list {
      let mean = try #require(row["mean"].text)
      rows += "\(row["laboratory"].text ?? ""),1,venom candidate 2,\(mean),ug per TD\n"
      logs.append(log(Double(mean) ?? 0))
    }
    let plan = try Dataset.read(Self.name, "protocol.yaml")
    let run = try BridgingRun(plan: plan, results: rows)
    let record = try run.record()
    #expect(run.run.status == 0, "\(run.run.errors)")
    #expect(agree(record["ratio", "lnEstimate"].number ?? 0, Self.mean(logs)))
    #expect(agree(record["ratio", "standardError"].number ?? 0, Self.deviation(logs) / 5.0.squareRoot()))
    #expect(record["ratio", "degreesOfFreedom"].number == 4)
    // What needs the variation within a laboratory says so.
    for method in ["equal-weights", "pooled-within", "random-effects", "mandel-paule", "dersimonian-laird"] {
      let other = try BridgingRun(plan: plan.replacing("laboratory-means", with: method), results: rows)
      let found = try other.record()
      #expect(other.run.status == 2 && found["verdict"].text == "inconclusive", "\(method)")
      let reason = found["findings"].list[0]["reason"].text ?? ""
      #expect(reason.contains("NIFDS") || reason.contains("no laboratory has a second run"), "\(method): \(reason)")
    }
  }
}
