import Foundation
import Testing

@testable import methodtransfer

/// Words that people ask for, as they write them.
@Suite struct EverydayWordsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Words of a chemist's day, each with the term that explains it.
  private static let words: KeyValuePairs = [
    "pass": "pass", "fail": "fail", "inconclusive": "inconclusive", "not evaluated": "not-evaluated",
    "notEvaluated": "not-evaluated", "p-value": "p-value", "p": "p-value", "confidence interval": "confidence-interval",
    "CI": "confidence-interval", "90 % interval": "confidence-interval", "degrees of freedom": "degrees-of-freedom",
    "df": "degrees-of-freedom", "standard error": "standard-error", "SE": "standard-error", "SD": "standard-deviation",
    "standard deviation": "standard-deviation", "CV": "cv", "%CV": "cv", "RSD": "cv", "%RSD": "cv", "% RSD": "cv",
    "coefficient of variation": "cv", "%GCV": "gcv", "LOQ": "loq", "limit of quantitation": "loq", "LOD": "lod",
    "outlier": "outliers", "TOST": "tost", "equivalence": "equivalence", "margin": "limits", "α": "alpha",
    "alpha": "alpha", "power": "power", "REML": "reml", "mixed model": "reml",
    "variance component": "variance-component", "repeatability": "repeatability",
    "intermediate precision": "intermediate-precision", "reproducibility": "reproducibility", "bias": "bias",
    "biases": "bias", "trueness": "bias", "accuracy": "accuracy", "recovery": "recovery", "recoveries": "recovery",
    "run": "run", "replicate": "replicate", "unit of replication": "unit-of-replication", "mean": "mean",
    "geometric mean": "geometric-mean", "GMR": "mean-ratio", "log scale": "scale", "Welch": "welch",
    "Welch's test": "welch", "Satterthwaite": "satterthwaite", "relative potency": "relative-potency",
    "parallelism": "parallelism", "EC50": "ec50", "4PL": "4pl", "5PL": "4pl", "plateau": "plateau",
    "asymptote": "plateau", "reference standard": "reference-standard", "system suitability": "system-suitability",
    "SST": "system-suitability", "censored": "censored", "below LOQ": "censored", "exclusion": "exclusion",
    "sensitivity": "sensitivity", "seed": "seed", "Monte Carlo error": "monte-carlo-error", "OOS": "oos",
    "ANOVA": "anova", "t-test": "t-test", "F test": "f-test", "R squared": "r-squared", "linearity": "linearity",
    "specification": "specification", "reportable value": "reportable-result", "uncertainty": "uncertainty",
    "tolerance interval": "tolerance-interval", "SHA-256": "record", "analyst": "analyst", "median": "median",
    "[E_NUMBER]": "E_NUMBER", "w_copy": "W_COPY", "normality": "normal-distribution", "variance": "variance",
  ]

  @Test func `everyday words are explained, in capitals, in small letters and in the plural`() throws {
    let explained = try Explanations.carried()
    for (word, term) in Self.words {
      for written in [word, word.uppercased(), word.lowercased()] {
        #expect(explained[written]?.term == term, "\(written)")
      }
      if word.last?.isLetter == true, word.count > 1, !word.hasSuffix("s"), !word.hasSuffix("y"), !word.contains("_") {
        #expect(explained[word + "s"]?.term == term, "\(word)s")
      }
    }
    #expect(explained["nonsense"] == nil && explained[""] == nil && explained["%"] == nil)
  }

  @Test func `every code that the program can print is explained, and no other is`() throws {
    var codes: Set<String> = []
    let sources = Self.root.appending(path: "Sources")
    for case let url as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil) ?? .init()
    where url.pathExtension == "swift" {
      for match in try String(contentsOf: url, encoding: .utf8).matches(of: /"([EW]_[A-Z0-9_]+)"/) {
        codes.insert(String(match.1))
      }
    }
    #expect(codes.count > 120)
    let explained = Set(try Explanations.carried().all.map(\.term).filter(Explanations.isCode))
    #expect(codes.subtracting(explained).sorted() == [])
    #expect(explained.subtracting(codes).sorted() == [])
  }

  @Test(arguments: Template.all.map(\.kind))
  func `every heading and column of a report on a study is explained`(kind: String) throws {
    let command = try #require(Template.all.first { $0.kind == kind }?.command)
    let unknown = try Self.unexplained(
      of: kind, by: [command, "results.csv", "--protocol", "protocol.yaml"], page: "report.html", atLeast: 50)
    #expect(unknown == [])
  }

  @Test(arguments: [
    ("assay", ["precision", "results.csv", "--value", "result", "--factors", "lab,run", "--by", "sample"]),
    ("assay", ["precision", "results.csv", "--value", "result", "--factors", "lab,run", "--target", "1"]),
    ("potency", ["potency", "results.csv", "--protocol", "protocol.yaml"]),
    ("assay", ["plan", "protocol.yaml", "--precision", "0.1"]),
    ("bridging", ["plan", "protocol.yaml", "--precision", "0.1"]),
  ])
  func `so is every one of a report on precision, on potencies and on a plan`(kind: String, words: [String]) throws {
    let page = words[0] == "plan" ? "plan.html" : "report.html"
    #expect(try Self.unexplained(of: kind, by: words, page: page, atLeast: 15) == [])
  }

  /// The headings and heads of columns of what a command reports on a starter study that nothing explains.
  private static func unexplained(
    of kind: String, by words: [String], page: String, atLeast least: Int
  ) throws -> [String] {
    let folder = try Folder()
    _ = try Command(["init", kind, "--out", "."], in: folder)
    _ = try Command(words + ["--report", "report"], in: folder)
    let text = try folder.read("report/\(page)")
    var heads: Set<String> = []
    for match in text.matches(of: /<(?:h2|dt)[^>]*>(.*?)<\/(?:h2|dt)>/) { heads.insert(plain(match.1)) }
    for match in text.matches(of: /<th(?: [^>]*)?>(.*?)<\/th>/) { heads.insert(plain(match.1)) }
    heads.remove("")
    #expect(heads.count >= least)
    let explained = try Explanations.carried()
    return heads.filter { explained[$0] == nil }.sorted()
  }

  /// A head without its unit or note, without the number of its section; empty where it is a number, or the name of
  /// something that was studied.
  private static func plain(_ html: Substring) -> String {
    let text = html.split(separator: /<span class="under">/).first ?? ""
    let word =
      text.replacing(/<[^>]*>/, with: "").replacing(/^\d+/, with: "")
      .split { $0 == "," || $0 == "=" }.first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    let isName = word.contains(/^[A-Z]+-\d/) && word != "SHA-256"
    return isName || !word.contains { $0.isLetter } ? "" : word
  }
}
