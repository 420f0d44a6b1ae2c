import Foundation

/// The schemas of `docs/schema`, and so much of JSON Schema (draft 2020-12) as they use.
struct Schemas: Sendable {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let folder = repository.appendingPathComponent("docs/schema")

  /// By file name.
  let documents: [String: JSONValue]

  static let all: Schemas = {
    do {
      var documents: [String: JSONValue] = [:]
      for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      where file.lastPathComponent.hasSuffix(".schema.json") {
        documents[file.lastPathComponent] = try JSONValue(String(contentsOf: file, encoding: .utf8))
      }
      return Schemas(documents: documents)
    } catch {
      preconditionFailure("docs/schema: \(error)")
    }
  }()

  /// A schema within a document, by its pointer: `result.schema.json#/$defs/receiver`.
  struct Place: Hashable, Sendable, CustomStringConvertible {
    let document: String
    var pointer: String
    var description: String { "\(document)#\(pointer)" }

    func down(_ steps: String...) -> Place {
      Place(document: document, pointer: pointer + "/" + steps.joined(separator: "/"))
    }
  }

  /// A key that a schema declares.
  struct Key: Hashable, Sendable, CustomStringConvertible {
    let of: Place
    let name: String
    var description: String { "\(of).\(name)" }
  }

  subscript(place: Place) -> JSONValue? {
    place.pointer.split(separator: "/").reduce(documents[place.document]) { value, step in
      value?[String(step)] ?? Int(step).flatMap { value?.items.indices.contains($0) == true ? value?.items[$0] : nil }
    }
  }

  /// What a `$ref` at a place refers to.
  func target(_ reference: String, at place: Place) -> Place {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return Place(document: parts[0].isEmpty ? place.document : parts[0], pointer: parts.count > 1 ? parts[1] : "")
  }

  // MARK: - Validation

  /// What is wrong with a value, and which declared keys it has.
  struct Finding {
    var faults: [String] = []
    var keys: Set<Key> = []

    mutating func add(_ other: Finding) {
      faults += other.faults
      keys.formUnion(other.keys)
    }
  }

  func validate(_ value: JSONValue, by document: String) -> Finding {
    check(value, Place(document: document, pointer: ""), "")
  }

  private func check(_ value: JSONValue, _ place: Place, _ path: String) -> Finding {
    var found = Finding()
    guard let schema = self[place] else { return Finding(faults: ["\(place) is not there"]) }
    func fault(_ words: String) { found.faults.append("\(path.isEmpty ? "/" : path): \(words) (\(place))") }

    if let reference = schema["$ref"]?.text { found.add(check(value, target(reference, at: place), path)) }
    if let constant = schema["const"], constant != value { fault("is not \(constant.text ?? "the constant")") }
    if let words = schema["enum"]?.items, !words.contains(value) {
      fault("\(value.text ?? value.type) is none of the words")
    }
    if let type = schema["type"], !Self.holds(type, of: value) { fault("is \(value.type)") }
    if let pattern = schema["pattern"]?.text, let text = value.text,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      fault("“\(text)” is not of the pattern")
    }
    if schema["items"] != nil {
      for (index, item) in value.items.enumerated() { found.add(check(item, place.down("items"), "\(path)/\(index)")) }
    }
    if schema["properties"] != nil || schema["additionalProperties"] != nil {
      found.add(checkMembers(of: value, schema, place, path))
    }
    if let alternatives = schema["anyOf"]?.items {
      let tried = alternatives.indices.map { check(value, place.down("anyOf", "\($0)"), path) }
      found.add(tried.first { $0.faults.isEmpty } ?? tried.min { $0.faults.count < $1.faults.count } ?? Finding())
    }
    return found
  }

  private func checkMembers(of value: JSONValue, _ schema: JSONValue, _ place: Place, _ path: String) -> Finding {
    var found = Finding()
    let declared = schema["properties"]?.members ?? [:]
    for (key, member) in value.members {
      if declared[key] != nil {
        found.keys.insert(Key(of: place, name: key))
        found.add(check(member, place.down("properties", key), "\(path)/\(key)"))
      } else if case .object = schema["additionalProperties"] {
        found.add(check(member, place.down("additionalProperties"), "\(path)/\(key)"))
      } else {
        found.faults.append("\(path)/\(key): no such key (\(place))")
      }
    }
    guard case .object(let members) = value else { return found }
    for key in (schema["required"]?.items ?? []).compactMap(\.text) where members[key] == nil {
      found.faults.append("\(path)/\(key): is missing (\(place))")
    }
    return found
  }

  private static func holds(_ type: JSONValue, of value: JSONValue) -> Bool {
    let words = type.text.map { [$0] } ?? type.items.compactMap(\.text)
    return words.contains(value.type) || (words.contains("number") && value.type == "integer")
  }

  // MARK: - What is declared

  /// Every schema within the documents, however deep, with its place.
  var parts: [(place: Place, schema: JSONValue)] {
    documents.sorted { $0.key < $1.key }.flatMap { name, schema in
      parts(of: schema, Place(document: name, pointer: ""))
    }
  }

  private func parts(of schema: JSONValue, _ place: Place) -> [(place: Place, schema: JSONValue)] {
    var found = [(place: place, schema: schema)]
    for word in ["properties", "$defs"] {
      for (key, inner) in (schema[word]?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
        found += parts(of: inner, place.down(word, key))
      }
    }
    for word in ["items", "additionalProperties"] {
      if let inner = schema[word], case .object = inner { found += parts(of: inner, place.down(word)) }
    }
    for (index, inner) in (schema["anyOf"]?.items ?? []).enumerated() {
      found += parts(of: inner, place.down("anyOf", "\(index)"))
    }
    return found
  }

  var keys: Set<Key> {
    Set(parts.flatMap { place, schema in (schema["properties"]?.members ?? [:]).keys.map { Key(of: place, name: $0) } })
  }
}
