/// All that is explained, as one collection in which every word has one meaning.
struct Explanations {
  /// In the order of the list: criterion kinds first, then the other terms.
  let all: [Explanation]

  /// Those that the program carries.
  static func carried() throws(ProseFault) -> Explanations { try read.get() }

  /// The terms that a shell completes; none where the texts are at fault, which running says.
  static var terms: [String] { ((try? carried())?.all ?? []).map(\.term) }

  private static let read = Result { () throws(ProseFault) in try Explanations(Prose.files(in: "explain/")) }

  /// Reads files of explanations, and refuses a word with two entries and a reference to an entry that is not there.
  init(_ files: [(path: String, text: String)]) throws(ProseFault) {
    var placed: [(file: String, line: Int, entry: Explanation)] = []
    for file in files {
      for (line, entry) in try ExplanationReader.entries(file.text, file: file.path) {
        placed.append((file.path, line, entry))
      }
    }
    var meant: [String: String] = [:]
    for (file, line, entry) in placed {
      for word in [entry.term] + entry.synonyms {
        if let other = meant.updateValue(entry.term, forKey: Self.key(word)) {
          throw ProseFault(file: file, line: line, "\(word) is explained as \(other) already")
        }
      }
    }
    for (file, line, entry) in placed {
      for word in entry.related where meant[Self.key(word)] != word {
        throw ProseFault(file: file, line: line, "\(entry.term) refers to \(word), which has no entry")
      }
    }
    all = placed.map(\.entry)
  }

  /// The entry that a word asks for.
  subscript(word: String) -> Explanation? {
    let key = Self.key(word)
    return all.first { Self.key($0.term) == key || $0.synonyms.contains { Self.key($0) == key } }
  }

  /// `Unit of replication`, `unit_of_replication` and the protocol's `unitOfReplication` are `unit-of-replication`.
  static func key(_ word: String) -> String {
    var out = ""
    var previous: Character = "-"
    for character in word {
      let isBreak = character == " " || character == "_"
      if character.isUppercase, previous.isLowercase { out += "-" }
      out += isBreak ? "-" : character.lowercased()
      previous = character
    }
    return out
  }
}
