import Foundation
import Testing

/// The same bytes everywhere, and nothing in them that acts.
struct OutputTests {
  @Test(arguments: ["hplc-assay-pass", "ca19-9-three-sites"])
  func `the record and the page are the same bytes wherever and however often they are made`(name: String) throws {
    let scratch = try Scratch()
    let settings: [[String: String]] = [
      ["LC_ALL": "C", "TZ": "UTC"], ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"], ["LC_ALL": "tr_TR.UTF-8"],
      ["TZ": "Asia/Kathmandu", "HOME": "/", "USER": "someone"], ["TZ": "America/St_Johns"],
    ]
    var seen: [[Data?]] = []
    for (index, setting) in settings.enumerated() {
      let run = try Program.run(
        Program.judging(name, "--json", "--report", scratch.path("r\(index)")),
        in: index % 2 == 0 ? scratch.url : URL(fileURLWithPath: "/"), environment: setting)
      let files = try scratch.contents("r\(index)")
      #expect(files["result.json"] == Data(run.outputBytes))
      seen.append([files["result.json"], files["report.html"]])
    }
    #expect(seen.allSatisfy { $0 == seen[0] && !$0.contains(nil) })
  }

  static let hostile = "<script>alert(1)</script>"

  /// A study whose names are markup and formulas.
  private func hostileStudy(_ scratch: Scratch) throws -> [String] {
    let plan = """
      schema: methodtransfer/protocol/1
      study: {id: "T<b>1", title: "\(Self.hostile)", kind: transfer}
      sending: "=1+1"
      receiving: ["@R\(Self.hostile)"]
      data:
        delimiter: ","
        decimal: "."
        columns: {laboratory: lab, sample: sample, run: run, replicate: replicate, value: result}
      attributes:
        - id: content
          title: "+T"
          unit: mg
          scale: linear
          unitOfReplication: run
          criteria:
            - {id: "-AC\(Self.hostile)", kind: mean-difference, limits: [-1, 1], alpha: 0.05, justification: {source: specification, text: "=HYPERLINK(1)"}}

      """
    var rows = "lab,sample,run,replicate,result\n"
    for (lab, shift) in [("=1+1", 0), ("@R\(Self.hostile)", 3)] {
      for run in 0..<4 {
        for replicate in 1...2 {
          rows +=
            "\(lab),\(Self.hostile),\"=cmd|' /C calc'!\(shift)\(run)\",\(replicate),\(100 + shift + run).\(replicate)\n"
        }
      }
    }
    return ["judge", try scratch.write(rows, "results.csv"), "--protocol", try scratch.write(plan, "protocol.yaml")]
  }

  @Test func `hostile names are text in the page and in the tables`() throws {
    let scratch = try Scratch()
    let run = try Program.run(try hostileStudy(scratch) + ["--report", scratch.path("report")])
    #expect(run.status == 1, "\(run.errors)")
    for (name, data) in try scratch.contents("report") {
      let text = String(decoding: data, as: UTF8.self)
      if name.hasSuffix(".html") || name.hasSuffix(".svg") {
        #expect(!text.lowercased().contains("<script"), "\(name)")
        #expect(text.contains(#/(src|href)\s*=\s*["']?(https?:|\/\/|javascript:)/#) == false, "\(name)")
      }
      if name.hasSuffix(".html") { #expect(text.contains("Content-Security-Policy") && text.contains("&lt;script")) }
      if name.hasSuffix(".csv") {
        for field in text.split(whereSeparator: { ",\r\n".contains($0) }) {
          let bare = field.drop { $0 == "\"" }
          let isNumber = Double(bare.filter { $0 != "\"" }) != nil
          #expect(isNumber || !"=+-@\t".contains(bare.first ?? "x"), "\(name): \(field)")
        }
      }
      if name.hasSuffix(".json") { _ = try JSONSerialization.jsonObject(with: data) }
      #expect(!text.unicodeScalars.contains("\u{1B}"))
    }
  }

  @Test func `off a terminal nothing is coloured`() throws {
    for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color", "CLICOLOR_FORCE": "1"]] {
      let run = try Program.run(Program.judging("potency-bias-fail"), environment: environment)
      #expect(!(run.output + run.errors).unicodeScalars.contains("\u{1B}"))
    }
  }

  /// A bound that the data cannot give (six runs whose variance may be anything) is no number, and the record stays JSON.
  @Test func `a bound without end is still valid JSON`() throws {
    let scratch = try Scratch()
    let plan = """
      schema: methodtransfer/protocol/1
      study: {id: T, title: T, kind: transfer}
      sending: S
      receiving: R
      data: {delimiter: ",", decimal: ".", scaleCheck: off, columns: {laboratory: lab, sample: sample, run: run, replicate: replicate, value: result}}
      attributes:
        - id: content
          title: T
          unit: mg
          scale: linear
          unitOfReplication: run
          criteria:
            - {id: A, kind: repeatability, laboratory: receiving, measure: cv, scope: each-sample, limit: 200, alpha: 0.05, justification: {source: specification, text: T}}
            - {id: B, kind: mean-ratio, limits: [0.5, 2], alpha: 0.05, justification: {source: specification, text: T}}

      """
    let rows = "lab,sample,run,replicate,result\nS,X,1,1,1\nS,X,2,1,30\nR,X,3,1,1\nR,X,3,2,90\nR,X,4,1,2\nR,X,4,2,80\n"
    let run = try Program.run(
      [
        "judge", try scratch.write(rows, "r.csv"), "--protocol", try scratch.write(plan, "p.yaml"), "--json",
        "--report", scratch.path("out"),
      ])
    #expect(run.status == 2, "\(run.errors)")
    #expect(try Record(run.output).verdict == "inconclusive")
    #expect(!run.output.contains("inf") || !run.output.contains(#/:\s*-?(inf|nan|Infinity|NaN)/#))
  }
}
