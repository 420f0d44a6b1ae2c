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
    completion: .list(Explanations.terms))
  var term: [String] = []

  @Flag(help: "Print as JSON: one object, or without a term an array of all.")
  var json = false

  func validate() throws {
    let explained = try Self.explained()
    guard !term.isEmpty, explained[key] == nil else { return }
    let near = Spelling.nearest(to: key, among: explained.all.map(\.term))
    throw ValidationError(
      "\(quoted(term.joined(separator: " "))) is not explained here; "
        + (near.map { "did you mean \($0)?" } ?? "methodtransfer explain lists what is"))
  }

  func run() throws {
    let explained = try Self.explained()
    if let explanation = explained[key] {
      try Console.output(json ? explanation.json.text : explanation.plainText)
    } else {
      try Console.output(json ? JSON.array(explained.all.map(\.json)).text : Explanation.list(of: explained.all))
    }
  }

  private var key: String { Explanations.key(term.joined(separator: "-")) }

  private static func explained() throws -> Explanations {
    do throws(ProseFault) { return try Explanations.carried() } catch { throw Console.fail(error) }
  }
}
