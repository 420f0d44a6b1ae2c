/// A JSON document whose keys keep the order in which they were given, so that it reads as it was meant and is the same
/// bytes every time.
public enum JSON: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral
{
  case null
  case bool(Bool)
  case integer(Int)
  /// Written in the fewest digits that give the same double; what is not finite is `null`, JSON having no word for it.
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  public struct Member: Sendable, Hashable {
    public let key: String
    public let value: JSON
  }

  /// An object; members that are `nil` are left out.
  public static func members(_ pairs: KeyValuePairs<String, JSON?>) -> JSON {
    .object(pairs.compactMap { key, value in value.map { Member(key: key, value: $0) } })
  }

  /// The members of two objects in one, the others' behind; a value that is no object stays as it is.
  func with(_ others: JSON?) -> JSON {
    guard case .object(let own) = self, case .object(let further) = others else { return self }
    return .object(own + further)
  }

  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// `nil` stays away from an object, or is `null` where it must be said.
  public static func optional(_ value: Double?) -> JSON? { value.map { .number($0) } }
  public static func optional(_ value: Int?) -> JSON? { value.map { .integer($0) } }
  public static func optional(_ value: String?) -> JSON? { value.map { .string($0) } }

  /// Indented by two blanks, with a final newline.
  public var text: String {
    var out = ""
    write(into: &out, indent: 0)
    return out + "\n"
  }

  private func write(into out: inout String, indent: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += "\(value)"
    case .number(let value): out += value.isFinite ? (value == 0 ? "0.0" : "\(value)") : "null"
    case .string(let value): Self.quote(value, into: &out)
    case .array(let values):
      if values.isEmpty {
        out += "[]"
        return
      }
      // Numbers and words stand on one line; what has parts of its own, below each other.
      let flat = values.allSatisfy { $0.isScalar }
      out += "["
      for (i, value) in values.enumerated() {
        if i > 0 { out += flat ? ", " : "," }
        if !flat { out += "\n" + String(repeating: "  ", count: indent + 1) }
        value.write(into: &out, indent: indent + 1)
      }
      if !flat { out += "\n" + String(repeating: "  ", count: indent) }
      out += "]"
    case .object(let members):
      if members.isEmpty {
        out += "{}"
        return
      }
      let flat = members.count <= 6 && members.allSatisfy { $0.value.isScalar }
      out += "{"
      for (i, member) in members.enumerated() {
        if i > 0 { out += flat ? ", " : "," }
        if !flat { out += "\n" + String(repeating: "  ", count: indent + 1) }
        Self.quote(member.key, into: &out)
        out += ": "
        member.value.write(into: &out, indent: indent + 1)
      }
      if !flat { out += "\n" + String(repeating: "  ", count: indent) }
      out += "}"
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    case .null, .bool, .integer, .number, .string: true
    }
  }

  /// Control and format characters are escaped, so that a document shown in a terminal moves nothing.
  private static func quote(_ text: String, into out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case " "..."~": out.unicodeScalars.append(scalar)
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
          for unit in String(scalar).utf16 {
            let hex = String(unit, radix: 16)
            out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
          }
        default: out.unicodeScalars.append(scalar)
        }
      }
    }
    out += "\""
  }
}
