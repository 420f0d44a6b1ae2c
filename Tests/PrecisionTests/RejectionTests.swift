import Foundation
import Testing

/// What cannot be estimated, in words, with what can.
struct RejectionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let arguments: [String]
    var status: Int32 = 65
    let words: [String]
    var testDescription: String { name }
  }

  /// Rows of labels and one value each, all values different.
  static func table(_ header: String, _ labels: [String], repeats: Int = 1, constant: Bool = false) -> String {
    var text = header + ",y\n"
    for (index, label) in labels.enumerated() {
      for repeat_ in 0..<repeats {
        let value = 100 + (index * 37 % 11) + (constant ? 0 : (index * 7 + repeat_ * 3) % 5)
        text += "\(label),\(value).\(index)\n"
      }
    }
    return text
  }

  static let days = ["A,1", "A,2", "A,3", "B,1", "B,2", "B,3"]

  static let cases: [Case] = [
    Case(
      name: "one level per row", text: table("lab,day", days),
      arguments: ["--factors", "lab,day"],
      words: [
        "day has one level for each result", "cannot be told from that of repeated results",
        "what can be estimated: the variance of lab and the residual", "day and repeatability together",
        "(--factors lab)", "[E_NO_REPLICATES]",
      ]),
    Case(
      name: "confounded factors", text: table("analyst,day", ["P,1", "Q,2", "R,3"], repeats: 3),
      arguments: ["--factors", "analyst,day"],
      words: [
        "analyst and day divide the results alike", "cannot be told apart", "that of analyst then being both together",
        "(--factors analyst)", "[E_CONFOUNDED]",
      ]),
    Case(
      name: "a single laboratory", text: table("lab,day", ["A,1", "A,2", "A,3"], repeats: 3),
      arguments: ["--factors", "lab,day"],
      words: [
        "lab has a single level", "what can be estimated: the variance of day and the residual (--factors day)",
        "[E_ONE_LEVEL]",
      ]),
    Case(
      name: "groups that do not vary", text: table("lab,day", days, repeats: 2, constant: true),
      arguments: ["--factors", "lab,day"],
      words: [
        "do not vary within groups", "averages or copies typed in", "one row for each day", "(--factors lab)",
        "nothing of repeatability", "[E_ZERO_VARIANCE]",
      ]),
    Case(
      name: "all results the same", text: "run,y\n1,5\n1,5\n2,5\n2,5\n", arguments: ["--factors", "run"],
      words: ["all results are the same", "no variance can be estimated", "[E_ZERO_VARIANCE]"]),
    Case(
      name: "a single laboratory, and analyst and day the same, one result each",
      text: table("lab,analyst,day", ["A,P,1", "A,Q,2", "A,R,3"]), arguments: ["--factors", "lab,analyst,day"],
      words: ["lab has a single level", "the SD of the 3 results as one group"]),
    Case(
      name: "a factor that is the sample", text: table("sample,run", ["S1,1", "S2,2", "S3,3"], repeats: 3),
      arguments: ["--factors", "run", "--by", "sample"], words: ["run", "sample", "[E_"]),
    Case(
      name: "results without logarithm", text: "run,y\n1,5\n1,-6\n2,5\n2,4\n",
      arguments: ["--factors", "run", "--scale", "log"], words: ["file.csv:3:2", "no logarithm", "[E_LOG_DOMAIN]"]),
    Case(
      name: "a missing column", text: "lab,day,y\nA,1,1\n", arguments: ["--factors", "labs,day"],
      words: [
        "the header lacks \"labs\" (did you mean \"lab\"?)", "it has \"lab\", \"day\", \"y\"", "[E_COLUMN_MISSING]",
      ]),
    Case(
      name: "decimal commas", text: "run;y\n1;5,2\n", arguments: ["--factors", "run", "--delimiter", ";"],
      words: ["file.csv:2:2", "\"5,2\" is not a number here", "--decimal", "[E_DECIMAL_COMMA]"]),
    Case(
      name: "a column asked for twice", text: "run,y\n1,5\n", arguments: ["--factors", "run,run"], status: 64,
      words: ["asked for twice"]),
    Case(
      name: "a level beyond 1", text: "run,y\n1,5\n", arguments: ["--factors", "run", "--level", "95"], status: 64,
      words: ["0.95"]),
    Case(
      name: "a level that no data reach", text: "run,y\n1,5\n",
      arguments: ["--factors", "run", "--level", "0.99999999"],
      status: 64, words: ["--level is a confidence level", "from 0.5 to 0.999999"]),
    Case(
      name: "a target that is no number", text: "run,y\n1,5\n", arguments: ["--factors", "run", "--target", "small"],
      status: 64, words: ["--target", "2.5%"]),
    Case(
      name: "truncation of what cannot be negative", text: "run,y\n1,5\n",
      arguments: ["--factors", "run", "--truncate"],
      status: 64, words: ["--method anova"]),
  ]

  @Test(arguments: cases)
  func `what cannot be answered is said in words, with what can`(case: Case) throws {
    let scratch = try Scratch()
    try scratch.write(`case`.text, "file.csv")
    let run = try Program.precision(["file.csv", "--value", "y"] + `case`.arguments, in: scratch.url)
    #expect(run.status == `case`.status && run.output.isEmpty, "\(run.errors)")
    for word in `case`.words { #expect(run.errors.contains(word), "\(word): \(run.errors)") }
  }

  @Test func `what is said to be possible is`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.table("analyst,day", ["P,1", "Q,2", "R,3"], repeats: 3), "file.csv")
    let run = try Program.precision(["file.csv", "--value", "y", "--factors", "analyst"], in: scratch.url)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
  }

  @Test func `a file that is not there is unreadable`() throws {
    let run = try Program.precision(["absent.csv", "--value", "y", "--factors", "run"])
    #expect(run.status == 66)
  }
}
