/// How a part of a workbook names others (ECMA-376 part 2, 9).
struct Relationships {
  struct Target {
    /// The last word of the type: `worksheet`, `styles`, `sharedStrings`.
    let type: String
    /// The part, or a place elsewhere.
    let target: String
    let isExternal: Bool
  }

  /// The file that says them.
  let part: String
  private let targets: [String: Target]

  subscript(_ id: String) -> Target? { targets[id] }

  func first(ofType type: String) -> Target? {
    // Of several the one whose name comes first: the order of a dictionary means nothing.
    targets.sorted { $0.key < $1.key }.first { $0.value.type == type }?.value
  }

  /// The relationships of a part; of the whole package for an empty name.
  ///
  /// - Returns: `nil` where it names none.
  init?(of part: String, in archive: Archive) throws(WorkbookFault) {
    let folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
    let own = "\(folder)_rels/\(part.dropFirst(folder.count)).rels"
    guard archive[own] != nil else { return nil }
    let reader = RelationshipReader(part: own, folder: folder)
    try reader.read(from: archive, namedIn: own)
    self.part = own
    targets = reader.targets
  }

  /// The part that a target names, from the folder of the part that names it.
  static func resolved(_ target: String, from folder: String) -> String {
    let path = target.hasPrefix("/") ? target : "/" + folder + target
    var names: [Substring] = []
    for name in path.split(separator: "/") {
      if name == ".." { _ = names.popLast() } else if name != "." { names.append(name) }
    }
    return names.joined(separator: "/")
  }
}

private final class RelationshipReader: PartReader {
  private(set) var targets: [String: Relationships.Target] = [:]
  private let folder: String
  private var hasRoot = false

  init(part: String, folder: String) {
    self.folder = folder
    super.init(part: part)
  }

  override func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    guard name.namespace == .package else { throw malformed("an element that is no relationship") }
    if !hasRoot {
      guard name.local == "Relationships" else { throw malformed("the part holds no relationships") }
      hasRoot = true
      return
    }
    guard name.local == "Relationship", let id = attributes.value("Id")?.text,
      let type = attributes.value("Type")?.text, let target = attributes.value("Target")?.text
    else { throw malformed("a relationship without id, type or target") }
    let mode = attributes.value("TargetMode")?.text ?? "Internal"
    guard mode == "Internal" || mode == "External" else { throw malformed("a relationship that leads nowhere known") }
    guard targets.count < Limits.parts else { throw .limit(.parts, part: part) }
    let isExternal = mode == "External"
    let known = Relationships.Target(
      type: type.split(separator: "/").last.map(String.init) ?? type,
      target: isExternal ? target : Relationships.resolved(target, from: folder), isExternal: isExternal)
    guard targets.updateValue(known, forKey: id) == nil else { throw malformed("two relationships of one id") }
  }

  override func text(_ text: XMLBytes) throws(WorkbookFault) {
    guard !text.hasInk else { throw malformed("characters where none belong") }
  }
}
