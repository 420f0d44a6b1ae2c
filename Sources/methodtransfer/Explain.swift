internal import ArgumentParser
internal import Notation
internal import Reporting
internal import TransferProtocol

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what a criterion or a word of the report means: formula, source, and how it is misread.",
    discussion: """
      Example:
        methodtransfer explain
        methodtransfer explain mean-ratio
        methodtransfer explain unit of replication --json
      """)

  @Argument(
    help: "A criterion kind or another term; without one, the list.",
    completion: .list(Explanation.all.map(\.term)))
  var term: [String] = []

  @Flag(help: "Print as JSON: one object, or without a term an array of all.")
  var json = false

  func validate() throws {
    guard !term.isEmpty, explanation == nil else { return }
    let near = Spelling.nearest(to: key, among: Explanation.all.map(\.term))
    throw ValidationError(
      "\(quoted(term.joined(separator: " "))) is not explained here; "
        + (near.map { "did you mean \($0)?" } ?? "methodtransfer explain lists what is"))
  }

  func run() throws {
    if let explanation {
      try Console.output(json ? explanation.json.text : explanation.plainText)
    } else {
      try Console.output(json ? JSON.array(Explanation.all.map(\.json)).text : Explanation.list)
    }
  }

  private var explanation: Explanation? { Explanation.all.first { $0.term == key } }

  /// `Unit of replication`, `unit_of_replication` and the protocol's `unitOfReplication` are `unit-of-replication`.
  private var key: String {
    var out = ""
    var previous: Character = "-"
    for character in term.joined(separator: "-") {
      let isBreak = character == " " || character == "_"
      if character.isUppercase, previous.isLowercase { out += "-" }
      out += isBreak ? "-" : character.lowercased()
      previous = character
    }
    return out
  }
}
