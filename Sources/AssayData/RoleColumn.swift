internal import Notation

extension Role {
  /// Its place among all roles, which is how columns are kept.
  var index: Int {
    switch self {
    case .laboratory: 0
    case .attribute: 1
    case .sample: 2
    case .level: 3
    case .analyst: 4
    case .day: 5
    case .run: 6
    case .replicate: 7
    case .value: 8
    case .unit: 9
    case .lot: 10
    case .instrument: 11
    case .referenceLot: 12
    case .date: 13
    case .validity: 14
    case .status: 15
    case .preparation: 16
    case .dose: 17
    case .plate: 18
    case .well: 19
    case .assumedPotency: 20
    case .dilution: 21
    case .block: 22
    case .row: 23
    case .column: 24
    case .qualifier: 25
    case .reason: 26
    case .deviation: 27
    }
  }

  /// Whether it tells results apart, as against saying something of one.
  var isIdentity: Bool {
    switch self {
    case .value, .unit, .validity, .status, .assumedPotency, .dilution, .qualifier, .reason, .deviation: false
    default: !isCircumstance
    }
  }

  /// Whether the name of a statistic there would make a row one of statistics, as against saying something of a result.
  var namesWhatIsMeasured: Bool {
    switch self {
    case .laboratory, .sample, .level, .run, .replicate, .preparation, .dose: true
    default: false
    }
  }

  /// Whether its cells are names that may happen to be a statistic's, as an analyst's initials are.
  var mayBeNamedLikeStatistic: Bool {
    switch self {
    case .analyst, .day, .lot, .instrument, .date, .referenceLot, .plate, .well, .block, .row, .column: true
    default: false
    }
  }

  /// Whether it says under which circumstances a result came to be: another one does not make it another result.
  var isCircumstance: Bool {
    switch self {
    case .date, .instrument, .lot, .referenceLot: true
    default: false
    }
  }

  /// Whether its cells are names, of which two spellings may be meant as one.
  var holdsNames: Bool {
    // A well may be spelt in several ways, all of which are understood.
    (isIdentity || isCircumstance) && self != .well
  }

  /// Whether its labels are each laboratory's own, so that two laboratories may spell one differently.
  var isWithinLaboratory: Bool {
    switch self {
    case .analyst, .day, .run, .instrument, .date, .plate, .well, .block, .row, .column: true
    default: false
    }
  }
}

/// The names of one role over all files, and each result's.
struct RoleColumn {
  /// Two names that may be meant as one.
  struct Clash {
    let first: Int
    let second: Int
    let place: Place
    /// Numbers that are equal, such as 01 and 1, rather than spellings of one name.
    let isNumeric: Bool
  }

  let role: Role
  private(set) var levels: [String] = []
  var codes: [Int32] = []
  /// Whether any file gives this role.
  var isPresent = false
  private(set) var clashes: [Clash] = []
  /// For roles of numbers the value of each name.
  private(set) var numbers: [ExactDecimal] = []

  private var names = Interner()
  private var foldedNames = Interner()
  /// The first name of each of `foldedNames`.
  private var firstOfFolded: [Int32] = []
  /// Names beyond ASCII, compared as Unicode does: canonically equal ones are one key.
  private var firstOfFoldedText: [String: Int32] = [:]
  private var numericNames = Interner()
  private var firstOfNumeric: [Int32] = []
  private var levelOfNumber: [ExactDecimal: Int] = [:]

  init(role: Role) { self.role = role }

  /// Appends every `step`th of `rows`, from `first` on.
  mutating func append(_ rows: [Int32], from first: Int, by step: Int) {
    codes.append(contentsOf: (0..<rows.count / step).lazy.map { rows[first + $0 * step] })
  }

  /// The number of a name, and whether it is new.
  mutating func code(of bytes: [UInt8], at place: Place) -> (code: Int, isNew: Bool) {
    let code = names.intern(bytes)
    guard code == levels.count else { return (code, false) }
    levels.append(String(decoding: bytes, as: UTF8.self))
    noteClash(of: code, bytes, place)
    return (code, true)
  }

  /// The number of a level, which is one however its number is written, and whether it was first written otherwise.
  mutating func code(ofNumber number: ExactDecimal) -> (code: Int, isRespelt: Bool) {
    let text = number.description
    if let known = levelOfNumber[number] { return (known, !levels[known].utf8.elementsEqual(text.utf8)) }
    levelOfNumber[number] = levels.count
    levels.append(text)
    numbers.append(number)
    return (levels.count - 1, false)
  }

  /// A name that folds to the same as `text` but is not it, byte for byte.
  private mutating func noteClash(of code: Int, _ bytes: [UInt8], _ place: Place) {
    let text = levels[code]
    var key: [UInt8] = []
    if bytes.allSatisfy({ $0 < 0x80 && $0 > 0x20 }) {
      key = bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    } else {
      let fold = alikeKey(text)
      key = Array(fold.utf8)
      if key.contains(where: { $0 >= 0x80 }) {
        if let first = firstOfFoldedText[fold] {
          clashes.append(Clash(first: Int(first), second: code, place: place, isNumeric: false))
        } else {
          firstOfFoldedText[fold] = Int32(code)
        }
        return
      }
    }
    let entry = foldedNames.intern(key)
    if entry < firstOfFolded.count {
      clashes.append(Clash(first: Int(firstOfFolded[entry]), second: code, place: place, isNumeric: false))
      return
    }
    firstOfFolded.append(Int32(code))
    noteNumericClash(of: code, bytes, place)
  }

  private mutating func noteNumericClash(of code: Int, _ bytes: [UInt8], _ place: Place) {
    guard let first = bytes.first, first >= 0x30, first <= 0x39, role != .replicate else { return }
    var key: [UInt8]
    if bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      key = Array(bytes.drop { $0 == 0x30 })
    } else {
      guard let number = try? NumberGrammar.point.read(bytes[...]), bytes.contains(0x2E) else { return }
      key = Array(number.description.utf8)
      if key.contains(0x2E) {
        while key.last == 0x30 { key.removeLast() }
        if key.last == 0x2E { key.removeLast() }
      }
      key = Array(key.drop { $0 == 0x30 })
    }
    let entry = numericNames.intern(key)
    if entry < firstOfNumeric.count {
      clashes.append(Clash(first: Int(firstOfNumeric[entry]), second: code, place: place, isNumeric: true))
    } else {
      firstOfNumeric.append(Int32(code))
    }
  }
}
