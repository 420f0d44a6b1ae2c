import Foundation
import Testing

/// `calc`: one number, or one line for every line.
struct CalcTests {
  struct Points: Decodable {
    struct Point: Decodable {
      let fn: String
      let args: [String: Argument]
      let value: String
      let cond: Double
    }
    /// Text or a number, kept as it stands.
    enum Argument: Decodable {
      case text(String)
      case number(Int)
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
          self = .text(text)
        } else {
          self = .number(try container.decode(Int.self))
        }
      }
      var json: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        }
      }
    }
    let points: [Point]

    static func all() throws -> [Point] {
      let url = try #require(
        Bundle.module.url(forResource: "calc-points", withExtension: "json", subdirectory: "Fixtures"))
      return try JSONDecoder().decode(Points.self, from: Data(contentsOf: url)).points
    }
  }

  struct Line: Decodable {
    let value: Double?
    let error: String?
    let total: Int?
  }

  static func batch(_ text: String) throws -> [Line] {
    let scratch = try Scratch()
    let run = try Program.run(["calc", "--batch", try scratch.write(text, "points.jsonl")])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors.prefix(300))")
    return try run.output.split(whereSeparator: \.isNewline).map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  /// Every point of every grid, with its digits: 1e-10 times the condition; 1e-8 for the studentized range, whose tails below
  /// 1e-14 the references do not hold.
  @Test func `every point of the reference grids in one batch`() throws {
    let points = try Points.all()
    #expect(points.count == 1_511 && Set(points.map(\.fn)).count == 25)
    var text = ""
    for point in points {
      let arguments = point.args.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value.json)" }
      text += "{\"fn\": \"\(point.fn)\", \"args\": {\(arguments.joined(separator: ", "))}}\n"
    }
    let lines = try Self.batch(text)
    try #require(lines.count == points.count)
    for (point, line) in zip(points, lines) {
      let expected = try #require(Double(point.value))
      let found = try #require(line.value, "\(point.fn) \(point.args): \(line.error ?? "")")
      let isRange = point.fn.hasPrefix("srange")
      let allowed = (isRange ? 1e-8 : 1e-10) * point.cond * abs(expected) + (isRange ? 1e-14 : 0)
      #expect(abs(found - expected) <= allowed, "\(point.fn) \(point.args): \(found), expected \(expected)")
    }
  }

  struct Call: Sendable, CustomTestStringConvertible {
    let line: String
    let output: String
    var testDescription: String { line }
    init(_ line: String, _ output: String) { (self.line, self.output) = (line, output) }
    var arguments: [String] { ["calc"] + line.split(separator: " ").map(String.init) }
  }

  /// P(T > 1) of one degree of freedom is a quarter; PASS's 19; a printed table's 3.379 (n = 10, 95 %/95 %).
  @Test(arguments: [
    Call("t_sf x=1 df=1", "0.25"), Call("norm_sf x=0", "0.5"), Call("chi2_isf p=0.05 df=2", "5.9914645471"),
    Call("nct_sf t=2 df=5 ncp=1", "0.22192533738379"), Call("owen_t h=0 a=1", "0.125"),
    Call("owen_q nu=10 t=-2.5 delta=-5 b=2", "0.05264363"), Call("owen_q nu=4 t=1 delta=0", "0.8130495168"),
    Call("tol_k2 n=10 coverage=0.95 confidence=0.95", "3.39"),
    Call("tol_k2 n=10 coverage=0.95 confidence=0.95 method=howe", "3.38"),
    Call("tol_k1 n=10 coverage=0.95 confidence=0.95", "2.91"),
    Call("tost_power n1=12 n2=12 diff=0 sd=1 lower=-1e6 upper=1e6 alpha=0.05", "1"),
    Call("tost_power design=paired n=16 diff=0 sd=28.284 lower=-20 upper=20 alpha=0.05", "0.7"),
    Call("tost_power variances=welch n=12 diff=0 sd1=1 sd2=3 lower=-2 upper=2.5 alpha=0.05", "0.49914226193"),
    Call("tost_power direction=lower n=40 diff=0 sd=1 lower=0 alpha=0.05", "0.05000000000000"),
    Call("tost_n diff=-4 sd=18 lower=-19.2 upper=19.2 alpha=0.05 power=0.8", "19"),
    Call("tost_n design=one-group diff=0 sd=0.1 lower=-0.05 upper=0.05 alpha=0.05 power=0.8", "36"),
    Call("tost_n scale=log ratio=1 cv=20% lower=0.8 upper=1.25 alpha=0.05 power=0.9", "18"),
    Call("sd_n sd=1 limit=2 alpha=0.05 power=0.8", "10"),
  ])
  func `one call prints one number`(call: Call) throws {
    let run = try Program.run(call.arguments)
    #expect(run.status == 0)
    let found = try #require(Double(run.output.dropLast()), "\(run.output)")
    let places = call.output.split(separator: ".").dropFirst().first?.count ?? 0
    let expected = try #require(Double(call.output))
    #expect(abs(found - expected) <= 0.51 * pow(10, -Double(places)), "\(found)")
    let json = try Program.run(call.arguments + ["--json"])
    let line = try JSONDecoder().decode(Line.self, from: Data(json.output.utf8))
    #expect(line.value == found)
  }

  @Test(arguments: [
    Call("nct_sg t=2 df=5 ncp=1", "did you mean nct_sf?"), Call("nct", "nct_cdf, nct_sf, nct_ppf and nct_isf"),
    Call("nct_sf t=2 df=5", "ncp is missing; for example: nct_sf t=2 df=5 ncp=1"),
    Call("nct_sf t=2 df=5 npc=1", "takes t, df and ncp; did you mean \"ncp\"?"),
    Call("t_sf x=1 x=2 df=5", "x is given twice"), Call("t_sf x df=5", "\"x\" is not an argument"),
    Call("t_sf x=nan df=5", "x=nan is not a number"), Call("t_sf x=inf df=5", "x=inf is not a number"),
    Call("t_sf x=0x10 df=5", "x=0x10 is not a number"), Call("t_sf x=1,5 df=5", "decimal comma"),
    Call("t_sf x=1e999 df=5", "beyond what a double holds"), Call("t_sf x= df=5", "x= is empty"),
    Call("t_sf x=1 df=0", "df=0 is out of range; expected: degrees of freedom from 0.5 to 1e9"),
    Call("t_ppf p=1 df=4", "expected: a probability above 0 and below 1"),
    Call("t_isf p=1e-300 df=0.5", "beyond the largest number"), Call("srange_sf q=3 k=2.5 df=4", "whole number"),
    Call("owen_q nu=3 t=1 delta=0 a=2 b=1", "at or above a"),
    Call("tost_power n=6 diff=0 sd=1 lower=-2 upper=2 alpha=0.5", "above 0 and below 0.5"),
    Call("tost_power n=1 diff=0 sd=1 lower=-2 upper=2 alpha=0.05", "n=1 is out of range; expected: a whole number"),
    Call("tost_power n=6 diff=0 sd=0 lower=-2 upper=2 alpha=0.05", "sd=0 is out of range; expected: a number above 0"),
    Call("tost_power n=6 diff=0 sd=1 lower=2 upper=-2 alpha=0.05", "lower=2 is not below upper=-2"),
    Call("tost_power n=6 diff=0 sd=1 lower=-2 alpha=0.05", "upper is missing"),
    Call("tost_power n=6 n1=6 diff=0 sd=1 lower=-2 upper=2 alpha=0.05", "give n, or n1 and n2"),
    Call("tost_power n=6 diff=0 sd1=1 lower=-2 upper=2 alpha=0.05", "sd1 goes with variances=welch"),
    Call("tost_power n=6 diff=0 cv=5% lower=-2 upper=2 alpha=0.05", "cv goes with scale=log"),
    Call("tost_power n=6 design=three diff=0 sd=1 lower=-2 upper=2 alpha=0.05", "two-group, one-group or paired"),
    Call("tost_power n=6 direction=lower diff=0 sd=1 lower=-2 upper=2 alpha=0.05", "upper is not tested"),
    Call("tost_power n=6 scale=log ratio=1 cv=0.2 lower=0.8 upper=1.25 alpha=0.05", "such as cv=20%"),
    Call("tost_n diff=2 sd=1 lower=-2 upper=2 alpha=0.05 power=0.8", "the truth does not lie inside"),
    Call("sd_n sd=2 limit=2 alpha=0.05 power=0.8", "sd does not lie below limit"),
    Call("tol_k2 n=10 coverage=0.95 confidence=0.95 method=how", "did you mean \"howe\"?"),
    Call("--list t_sf", "give no function beside it"), Call("--batch points.jsonl t_sf", "give no function"),
  ])
  func `what cannot be answered is said in words, with exit 64`(call: Call) throws {
    let run = try Program.run(call.arguments)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains(call.output), "\(run.errors)")
  }

  @Test func `a bad line is answered with an error and stops nothing`() throws {
    let lines: [(String, String?)] = [
      ("\u{FEFF}{\"fn\": \"norm_sf\", \"args\": {\"x\": 0}}", nil), ("", "the line ends where"), ("{}", "no \"fn\""),
      ("{\"fn\": \"norm_sf\"}", "no \"args\""),
      ("{\"fn\": \"norm_sf\", \"args\": {\"x\": \"0\", \"x\": 1}}", "given twice"),
      ("{\"fn\": \"norm_sf\", \"fn\": \"t_sf\", \"args\": {}}", "stands twice"),
      ("{\"fn\": \"norm_sf\", \"args\": {\"x\": null}}", "a number or a text"),
      ("{\"fn\": \"norm_sf\", \"args\": {\"x\": NaN}}", "a number or a text"),
      ("{\"fn\": \"norm_sf\", \"args\": {\"x\": 1e-20}} x", "the end of the line"),
      ("{\"fn\": \"norm_sg\", \"args\": {\"x\": 1}}", "did you mean norm_sf?"),
      ("{\"fn\": \"norm_sf\", \"args\": {\"x\": 1}, \"id\": 4}", "is no part of a line"),
      ("[1]", "expected"), ("{\"fn\": \"norm_isf\", \"args\": {\"p\": \"5e-11\"}}", nil),
      ("{\"fn\": \"norm\\u005fsf\", \"args\": {\"x\": \"0.0\"}}\r", nil),
      ("{\"fn\": \"\(String(repeating: "x", count: 3_000_000))\", \"args\": {}}", "more than 65536 bytes"),
      (
        "{\"fn\": \"tost_n\", \"args\": {\"diff\": 0, \"sd\": 1, \"lower\": -1, \"upper\": 1, \"alpha\": 0.05, \"power\": 0.8}}",
        nil
      ),
    ]
    let answers = try Self.batch(lines.map(\.0).joined(separator: "\n"))
    try #require(answers.count == lines.count)
    for (line, answer) in zip(lines, answers) {
      if let words = line.1 {
        #expect(answer.value == nil && answer.error?.contains(words) == true, "\(line.0.prefix(80)): \(answer)")
      } else {
        #expect(answer.error == nil && answer.value != nil, "\(line.0): \(answer)")
      }
    }
    #expect(answers[0].value == 0.5 && answers[13].value == 0.5)
    #expect(answers[15].value == 18 && answers[15].total == 36)
  }

  @Test func `a batch that is not there is exit 66, and answers that cannot be written 73`() throws {
    let absent = try Program.run(["calc", "--batch", "absent.jsonl"])
    #expect(absent.status == 66 && absent.output.isEmpty && absent.errors.contains("absent.jsonl"))
    let scratch = try Scratch()
    let points = try scratch.write("{\"fn\": \"norm_sf\", \"args\": {\"x\": 0}}\n", "points.jsonl")
    #expect(try Program.run(["calc", "--batch", points], outputTo: "/dev/full").status == 73)
    #expect(try Program.run(["calc", "--batch", try scratch.write("", "empty.jsonl")]).output.isEmpty)
  }

  /// Its examples are arguments that give an answer.
  @Test func `the list shows every function with an example that works`() throws {
    let list = try Program.run(["calc", "--list"]).output
    #expect(try Program.run(["calc"]).output == list)
    let examples = list.split(whereSeparator: \.isNewline).compactMap { line -> String? in
      let parts = line.split(separator: " ", maxSplits: 1)
      return parts.first == "methodtransfer" ? String(parts[1]) : nil
    }
    #expect(examples.count == 43)
    for function in Set(try Points.all().map(\.fn)) { #expect(list.contains("calc \(function) ")) }
    let lines = examples.map { example in
      let words = example.split(separator: " ").dropFirst()
      let arguments = words.dropFirst().map { pair in
        let parts = pair.split(separator: "=")
        return "\"\(parts[0])\": \"\(parts[1])\""
      }
      return "{\"fn\": \"\(words.first ?? "")\", \"args\": {\(arguments.joined(separator: ", "))}}"
    }
    for (line, answer) in zip(lines, try Self.batch(lines.joined(separator: "\n"))) {
      #expect(answer.value != nil, "\(line): \(answer.error ?? "")")
    }
  }

  @Test func `the help shows examples`() throws {
    let help = try Program.run(["calc", "--help"]).output
    #expect(help.contains("methodtransfer calc nct_sf t=2 df=5 ncp=1") && help.contains("--batch"))
  }
}
