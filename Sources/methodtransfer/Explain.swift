internal import ArgumentParser
internal import Notation
internal import Reporting
internal import Transfer

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what a criterion, a word of the report or the code of a message means, and how it is misread.",
    discussion: """
      Example:
        methodtransfer explain
        methodtransfer explain mean-ratio
        methodtransfer explain %RSD
        methodtransfer explain E_DECIMAL_COMMA
        methodtransfer explain unit of replication --json
      """)

  @Argument(
    help: "A criterion kind, another term or a code, in any spelling; without one, the list.",
    completion: .list(Explanations.terms))
  var term: [String] = []

  @Flag(help: "Print as JSON: one object, or without a term an array of all.")
  var json = false

  func validate() throws {
    let explained = try Self.explained()
    guard !term.isEmpty, explained[word] == nil else { return }
    // One letter is one change away from any other.
    let near = Explanations.key(word).count > 1 ? Spelling.nearest(to: word, among: explained.words) : nil
    throw ValidationError(
      "\(quoted(word)) is not explained here; "
        + (near.map { "did you mean \($0)?" } ?? "methodtransfer explain lists what is"))
  }

  func run() throws {
    let explained = try Self.explained()
    if let explanation = explained[word] {
      try Console.output(json ? explanation.json.text : explanation.plainText)
    } else {
      try Console.output(json ? JSON.array(explained.all.map(\.json)).text : Explanation.list(of: explained.all))
    }
  }

  private var word: String { term.joined(separator: " ") }

  private static func explained() throws -> Explanations {
    do throws(ProseFault) { return try Explanations.carried() } catch { throw Console.fail(error) }
  }
}
