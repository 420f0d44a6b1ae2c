internal import ArgumentParser
internal import Foundation
internal import Notation
internal import Records
internal import Reporting
internal import Statistics
internal import Transfer

struct Calc: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Computes distributions, tolerance factors, and the power and size of equivalence tests.",
    discussion: """
      The statistician's table checker: prints one number to 17 significant digits.

      Example:
        methodtransfer calc nct_sf t=2 df=5 ncp=1
        methodtransfer calc tol_k2 n=10 coverage=0.95 confidence=0.95
        methodtransfer calc tost_power n1=6 n2=6 diff=0 sd=1 lower=-2 upper=2 alpha=0.05
        methodtransfer calc tost_n variances=welch diff=0 sd1=1 sd2=2 lower=-2 upper=2 alpha=0.05 power=0.8
        methodtransfer calc tost_n scale=log ratio=0.95 cv=20% lower=0.8 upper=1.25 alpha=0.05 power=0.9
        methodtransfer calc --list
        methodtransfer calc --batch points.jsonl

      Each number is computed a second time by another engine and held against the first; where there is no second route, a line on
      standard error and the JSON say so.

      A line of a batch is {"fn": "nct_sf", "args": {"t": "2", "df": "5", "ncp": "1"}}; each gives one line, {"value": …} or
      {"error": "…"}, in the same order.

      Exit codes: 0 an answer was given, and for every batch that could be read; 64 wrong usage, or no answer; 66 the batch
      cannot be read; 70 the two engines disagree; 73 the answers cannot be written.
      """)

  @Argument(help: "A function, then its arguments as key=value.", completion: .list(CalcFunction.all.map(\.name)))
  var words: [String] = []

  @Option(help: "A file of calculations, one JSON object a line; - is standard input.", completion: .file())
  var batch: String?

  @Flag(help: "List every function with its arguments and an example.")
  var list = false

  @Flag(help: "Print {\"value\": …}.")
  var json = false

  func validate() throws {
    if batch != nil, list || !words.isEmpty {
      throw ValidationError("--batch takes its functions from the file; give no function and no --list beside it.")
    }
    if list, !words.isEmpty { throw ValidationError("--list shows every function; give no function beside it.") }
  }

  func run() throws {
    if let batch { return try CalcBatch.run(batch) }
    guard let name = words.first else { return try Console.output(CalcFunction.list) }
    let answer: CalcFunction.Answer
    do throws(CalcFault) {
      let arguments = try CalcArguments(try words.dropFirst().map { (word) throws(CalcFault) in try Self.pair(word) })
      answer = try CalcFunction.named(name).answer(arguments)
    } catch {
      throw ValidationError(error.message)
    }
    try answer.hold(name)
    if json { return try Console.output(answer.json + "\n") }
    try Console.output(answer.digits + "\n")
    if let reason = answer.notCrossChecked { Console.message("not cross-checked: \(reason)") }
    if !answer.details.isEmpty {
      Console.message(answer.details.map { "\($0.name) = \($0.count)" }.joined(separator: ", "))
    }
  }

  private static func pair(_ word: String) throws(CalcFault) -> (key: String, text: String) {
    guard let mark = word.firstIndex(of: "="), mark != word.startIndex else {
      throw CalcFault("\(quoted(word)) is not an argument; arguments are written key=value, such as df=5")
    }
    return (String(word[..<mark]), String(word[word.index(after: mark)...]))
  }
}

extension CalcFunction.Answer {
  /// 17 significant digits, which denote one double and no other.
  var digits: String { String(format: "%.17g", value) }

  var json: String {
    let held: JSON = .members([
      "heldTo": .optional(notCrossChecked == nil ? heldTo : nil),
      "notCrossChecked": .optional(notCrossChecked?.description),
    ])
    return "{\"value\": \(digits)" + details.map { ", \"\($0.name)\": \($0.count)" }.joined() + ", "
      + held.line.dropFirst()
  }

  /// - Throws: `ExitCode` where both engines disagree, after both values were named.
  func hold(_ name: String) throws { try Console.hold([CrossChecked("calc \(name)", checks)]) }
}

/// Line by line: nothing but the line at hand and a page of answers is held.
enum CalcBatch {
  static func run(_ path: String) throws {
    let handle: FileHandle
    if path == "-" {
      handle = .standardInput
    } else {
      guard let opened = FileHandle(forReadingAtPath: path) else {
        throw Console.fail(.cannotRead(path: path, reason: "it does not exist, or may not be opened"))
      }
      handle = opened
    }
    var pending: [UInt8] = []
    var isFirst = true
    var answers = ""
    func take(_ line: ArraySlice<UInt8>) throws {
      let start = isFirst && line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      isFirst = false
      do {
        answers += try answer(to: line.dropFirst(start)) + "\n"
      } catch {
        // What was answered before stands.
        try Console.output(answers)
        throw error
      }
      guard answers.utf8.count > 65_536 else { return }
      try Console.output(answers)
      answers = ""
    }
    while true {
      let page: Data?
      do {
        page = try handle.read(upToCount: 65_536)
      } catch {
        throw Console.fail(.cannotRead(path: path, reason: "reading failed"))
      }
      guard let page, !page.isEmpty else { break }
      pending.append(contentsOf: page)
      var start = 0
      while let end = pending[start...].firstIndex(of: 0x0A) {
        try take(pending[start..<end])
        start = end + 1
      }
      pending.removeFirst(start)
      // One line longer than any answer needs is not held, however long it is.
      if pending.count > 1 << 20 { pending.removeSubrange((1 << 17)...) }
    }
    if !pending.isEmpty { try take(pending[...]) }
    try Console.output(answers)
  }

  private static func answer(to line: ArraySlice<UInt8>) throws -> String {
    let answer: CalcFunction.Answer
    let name: String
    do throws(CalcFault) {
      let line = try CalcLine(line)
      name = line.function
      answer = try CalcFunction.named(name).answer(line.arguments)
    } catch {
      return JSON.members(["error": .string(error.message)]).line
    }
    try answer.hold(name)
    return answer.json
  }
}

extension JSON {
  /// On one line.
  fileprivate var line: String {
    text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
  }
}
