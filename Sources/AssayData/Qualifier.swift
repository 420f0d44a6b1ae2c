internal import Notation

/// What a mark beside a number says of it.
enum Qualifier {
  /// The number is the result: `=`, or nothing.
  case none
  /// The result is below the number: `<`.
  case below
  /// `≤`, which says neither that it is below nor that it is not.
  case atMost
  /// `>` or `≥`.
  case above

  /// The signs, as people write them.
  init?(sign text: String) {
    switch text.filter({ $0 != " " }) {
    case "", "=", "==": self = .none
    case "<", "＜", "lt", "LT": self = .below
    case "≤", "<=", "=<", "⩽": self = .atMost
    case ">", "≥", ">=", "=>", "＞", "⩾", "gt", "GT": self = .above
    default: return nil
    }
  }

  /// Whether a cell of a column without a role qualifies the result beside it: a sign, a word for a result that was not found, or
  /// a sign with a number or a limit behind it.
  static func isMark(_ text: String) -> Bool {
    if Qualifier(sign: text) != nil || isBelowLimit(text) { return true }
    guard let first = text.first, "<>≤≥".contains(first) else { return false }
    let rest = text.dropFirst().drop { $0 == "=" || $0 == " " }
    return rest.first?.isNumber == true || isLimit(String(rest))
  }

  /// `=`, which stands beside plain results.
  static func saysNothing(_ text: String) -> Bool {
    if case Qualifier.none? = Qualifier(sign: text) { true } else { false }
  }

  /// Whether a number stands behind the sign, as in a column of specifications.
  static func hasNumber(_ text: String) -> Bool { text.contains { $0.isNumber } }

  /// The first bytes of what may be a mark.
  static let firstBytes: [Bool] = {
    var first = [Bool](repeating: false, count: 256)
    for word in ["<", ">", "=", "≤", "＜", "lt", "gt"] + words {
      guard let byte = word.utf8.first else { continue }
      first[Int(byte)] = true
      if byte >= 0x61, byte <= 0x7A { first[Int(byte - 0x20)] = true }
      if byte >= 0xC0 { for byte in 0xC3...0xEF { first[byte] = true } }
    }
    return first
  }()

  /// Whether a text is one of those that laboratories write for a result below a limit of detection or quantitation, which is
  /// something else than no result: `n.d.`, `BQL`, `<LOQ`, `nicht nachweisbar`.
  static func isBelowLimit(_ text: String) -> Bool {
    guard text.utf8.count <= 48 else { return false }
    let key = folded(text).filter { !" .:()[]-_".contains($0) }
    if key.hasPrefix("<") || key.hasPrefix("≤") { return isLimit(String(key.dropFirst())) }
    return belowLimit.contains(key) || limitsAlone.contains(key)
  }

  /// The name of a limit: `LOQ`, `LLOQ`, `LOD`, `Bestimmungsgrenze`.
  private static func isLimit(_ text: String) -> Bool {
    limits.contains(folded(text).filter { !" .:()[]-_".contains($0) })
  }

  private static let limits: Set<String> = [
    "loq", "lloq", "lod", "llod", "mdl", "mql", "pql", "rl", "mrl", "dl", "ql", "bg", "ng", "nwg", "reportinglimit",
    "detectionlimit", "quantitationlimit", "quantificationlimit", "bestimmungsgrenze", "nachweisgrenze", "lq", "ld",
    "lc",
  ]

  /// A limit's name where a result is awaited: the result was below it.
  private static let limitsAlone: Set<String> = ["loq", "lloq", "lod", "llod", "mdl", "lq", "ld"]

  /// Without blanks, points, hyphens and brackets, in small letters.
  private static let words = [
    "nq", "notquantifiable", "notquantified", "nichtbestimmbar", "ud", "neg", "negative", "negativ", "tftc",
    "toofewtocount", "nd", "notdetected", "nondetect", "nondetected", "undetected", "notdetectable", "undetectable",
    "bql", "bloq",
    "bllq",
    "blq", "bloqd", "blod", "bdl", "bld", "bmdl", "brl", "belowloq", "belowlloq", "belowlod", "belowdetection",
    "belowdetectionlimit", "belowlimitofdetection", "belowlimitofquantitation", "belowlimitofquantification",
    "belowquantitationlimit", "belowreportinglimit", "nn", "nichtnachweisbar", "nichtdetektiert", "nichtnachgewiesen",
    "unterbestimmungsgrenze", "unternachweisgrenze", "unterhalbbestimmungsgrenze", "unterhalbnachweisgrenze", "<bg",
    "<ng",
    "<nwg", "nondétecté", "nondetecte", "nondétectable", "nondetectable", "nodetectado", "nodetectable", "nãodetectado",
    "naodetectado", "nonrilevato", "nonrilevabile", "nietgedetecteerd", "nietaantoonbaar", "ejpåvist", "ejdetekterat",
    "ikkepåvist", "niewykryto", "trace", "traces", "spuren", "検出せず", "不検出", "検出限界未満", "定量下限未満", "未检出",
    "불검출", "необнаружено",
  ]
  private static let belowLimit = Set(words)
}
