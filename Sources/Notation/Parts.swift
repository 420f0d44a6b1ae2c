// What string processing of the standard library does, for a core that is compiled without it.

extension String {
  /// Whether another text is part of this one, character by character as a reader sees them.
  public func holds(_ part: String) -> Bool { range(of: Array(part), in: Array(self)) != nil }

  /// With each of a character replaced.
  public func replacing(each character: Character, by text: String) -> String {
    var replaced = ""
    for one in self { if one == character { replaced += text } else { replaced.append(one) } }
    return replaced
  }

  /// What stands before and after the first place of another text; `nil` where it is no part.
  public func parted(by part: String) -> (before: String, after: String)? {
    let characters = Array(self)
    guard let found = range(of: Array(part), in: characters) else { return nil }
    return (String(characters[..<found.lowerBound]), String(characters[found.upperBound...]))
  }

  private func range(of part: [Character], in text: [Character]) -> Range<Int>? {
    guard text.count >= part.count else { return nil }
    for start in 0...text.count - part.count where text[start..<start + part.count].elementsEqual(part) {
      return start..<start + part.count
    }
    return nil
  }
}
