internal import AssayData
internal import Notation

/// Results below a limit: what is done with them, and the words that stand for one.
extension Reader {
  mutating func censoring(_ node: YAMLNode, _ name: String) -> CensoringPolicy? {
    guard node.scalar != "maximum-likelihood" else {
      error(
        "E_UNSUPPORTED", at: node.place,
        "maximum-likelihood for censored results is not judged by this version; use refuse or half-limit, or a version that does"
      )
      return nil
    }
    return word(node, name)
  }

  /// Each word with the limit that it stands below: `{ND: 0.05}`.
  ///
  /// - Parameter missing: texts that are declared to mean that there is no result.
  mutating func censoredWords(_ node: YAMLNode, _ name: String, _ missing: [String]) -> [String: ExactDecimal]? {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping from each word to its limit, such as {ND: 0.05}")
      return nil
    }
    var words: [String: ExactDecimal] = [:]
    var isGood = true
    for entry in entries {
      let key = YAMLNode(place: entry.keyPlace, content: .quoted(entry.key))
      guard let word = fileText(key, "word of \(name)"),
        let limit = number(entry.value, "the limit of \(quoted(entry.key))")
      else {
        isGood = false
        continue
      }
      if !limit.isPositive {
        error(
          "E_RANGE", at: entry.value.place,
          "the limit of \(quoted(word)) is \(limit), expected the limit that such a result is below, a number above zero"
        )
        isGood = false
      }
      if let read = try? NumberGrammar.point.read(word), read.isPositive {
        error(
          "E_NAME", at: entry.keyPlace,
          "\(quoted(word)) is a number above zero, which is a result; name the word that stands for one below a limit")
        isGood = false
      }
      if missing.contains(where: { $0.utf8.elementsEqual(word.utf8) }) {
        error(
          "E_REPEATED", at: entry.keyPlace,
          "\(quoted(word)) is declared as missing too; a result below a limit is not missing: leave it out of data.missing"
        )
        isGood = false
      }
      words[word] = limit
    }
    return isGood ? words : nil
  }
}
