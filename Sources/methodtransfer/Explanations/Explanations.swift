/// All that is explained, as one collection in which every word has one meaning.
struct Explanations {
  /// In the order of the list: criterion kinds first, then the other terms, then the codes of messages.
  let all: [Explanation]
  /// The place in `all` that a word's key asks for.
  private let places: [String: Int]

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
    var places: [String: Int] = [:]
    for (place, (file, line, entry)) in placed.enumerated() {
      for word in [entry.term] + entry.synonyms {
        let key = Self.key(word)
        guard !key.isEmpty else { throw ProseFault(file: file, line: line, "\(word) has no letter or digit") }
        if let other = places.updateValue(place, forKey: key) {
          throw ProseFault(file: file, line: line, "\(word) is explained as \(placed[other].entry.term) already")
        }
      }
    }
    for (file, line, entry) in placed {
      for word in entry.related where places[Self.key(word)].map({ placed[$0].entry.term }) != word {
        throw ProseFault(file: file, line: line, "\(entry.term) refers to \(word), which has no entry")
      }
    }
    all = placed.map(\.entry)
    self.places = places
  }

  /// The entry that a word asks for: a term or another word for it, in the singular or the plural, however it is written.
  subscript(word: String) -> Explanation? {
    let isPlural = word.hasSuffix("s") || word.hasSuffix("S")
    // The second is for plurals of words such as alpha and CI, whose endings look like those of bias and analysis.
    let place = places[Self.key(word)] ?? (isPlural ? places[Self.key(String(word.dropLast()))] : nil)
    return place.map { all[$0] }
  }

  /// Every word that has an entry, as it is written there.
  var words: [String] { all.flatMap { [$0.term] + $0.synonyms } }

  // MARK: - Words that are one

  /// Whether it is the code of a message, such as `E_NUMBER`, in capitals or not.
  static func isCode(_ word: String) -> Bool {
    let letters = word.uppercased()
    return letters.hasPrefix("E_") || letters.hasPrefix("W_")
  }

  /// `Units of replication`, `unit_of_replication` and the protocol's `unitOfReplication` have one key, and so have `%RSD`
  /// and `rsd`, `p-values` and `P value`, `Welch's test` and `Welch test`. A code is itself in capitals, with or without the brackets of a message.
  static func key(_ word: String) -> String {
    let bare = word.filter { !"[] ".contains($0) }
    if isCode(bare) { return bare.uppercased() }
    let letters = word.lowercased().filter { $0 != "'" && $0 != "\u{2019}" }
    let parts = letters.split { !($0.isLetter || $0.isNumber) }
    return parts.map { singular(String($0)) }.joined()
  }

  /// Without the ending of an English plural; words such as bias and analysis have none.
  private static func singular(_ word: String) -> String {
    guard word.count >= 3 else { return word }
    if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
    let isOfEs = ["sses", "ases", "ises", "xes", "ches", "shes"].contains(where: word.hasSuffix)
    if isOfEs { return String(word.dropLast(2)) }
    let isSingular = ["ss", "us", "is", "as"].contains(where: word.hasSuffix)
    return word.hasSuffix("s") && !isSingular ? String(word.dropLast()) : word
  }
}
