internal import Notation

/// The texts that cells name by number.
struct SharedTexts: Sendable {
  /// All of them, one behind the other: UTF-8.
  var bytes: [UInt8] = []
  /// Where each ends.
  var ends: [UInt32] = []
  /// Whether each looks like a number.
  var looksNumeric: [Bool] = []

  var count: Int { ends.count }

  func range(_ index: Int) -> (start: UInt32, end: UInt32) { (index == 0 ? 0 : ends[index - 1], ends[index]) }
}

/// Reads the part of shared texts.
final class SharedTextsPart: PartReader {
  private(set) var texts = SharedTexts()
  private var place = Place.outside
  private var skipped = 0

  private enum Place { case outside, root, item, run, text, runText }

  override func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    if skipped > 0 {
      skipped += 1
      return
    }
    let isMain = name.namespace == .main
    switch place {
    case .outside:
      guard isMain, name.local == "sst" else { throw malformed("the part holds no shared texts") }
      place = .root
    case .root:
      if isMain, name.local == "si" {
        guard texts.count < Limits.texts else { throw .limit(.texts, part: part) }
        place = .item
      } else {
        guard !isMain || name.local == "extLst" else { throw malformed("what is among the shared texts is none") }
        skipped = 1
      }
    case .item, .run:
      let isRun = place == .run
      if isMain, name.local == "t" {
        place = isRun ? .runText : .text
      } else if isMain, !isRun, name.local == "r" {
        place = .run
      } else {
        // Readings of Chinese characters, and how runs look, are no text of the cell.
        guard !isMain || RichText.isBeside(name.local, inRun: isRun) else {
          throw malformed("an unknown piece of a text")
        }
        skipped = 1
      }
    case .text, .runText: throw malformed("an element within a text")
    }
  }

  override func end() throws(WorkbookFault) {
    if skipped > 0 {
      skipped -= 1
      return
    }
    switch place {
    case .text: place = .item
    case .runText: place = .run
    case .run: place = .item
    case .root: place = .outside
    case .item:
      place = .root
      let start = Int(texts.ends.last ?? 0)
      EscapedText.decode(&texts.bytes, from: start)
      guard texts.bytes.count - start <= Limits.textBytes else { throw .limit(.textLength, part: part) }
      texts.ends.append(UInt32(texts.bytes.count))
      texts.looksNumeric.append(NumericText.looksNumeric(texts.bytes[start...]))
    case .outside: break
    }
  }

  override func text(_ text: XMLBytes) throws(WorkbookFault) {
    guard skipped == 0 else { return }
    if place == .text || place == .runText {
      text.append(to: &texts.bytes)
    } else if text.hasInk {
      throw malformed("characters outside of a text")
    }
  }
}

/// The pieces of a text with changing looks.
enum RichText {
  /// Whether an element is allowed beside the characters of a text and holds none of them.
  static func isBeside(_ name: XMLBytes, inRun: Bool) -> Bool {
    inRun ? name == "rPr" : name == "rPh" || name == "phoneticPr" || name == "extLst"
  }
}

/// Characters that XML cannot hold, as workbooks write them: `_x000D_` (ECMA-376 part 1, 22.9.2.19).
enum EscapedText {
  /// Puts what is meant in the place of what is written, from `start` on.
  static func decode(_ bytes: inout [UInt8], from start: Int) {
    guard bytes.count - start >= 7, let first = next(in: bytes, from: start) else { return }
    var out = Array(bytes[start..<first])
    var i = first
    while i < bytes.count {
      guard let unit = unit(in: bytes, at: i) else {
        out.append(bytes[i])
        i += 1
        continue
      }
      if unit & 0xFC00 == 0xD800, let low = self.unit(in: bytes, at: i + 7), low & 0xFC00 == 0xDC00 {
        append(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF, to: &out)
        i += 14
      } else if let scalar = Unicode.Scalar(unit) {
        append(scalar.value, to: &out)
        i += 7
      } else {
        // Half of a pair is no character: it stays as it is written.
        out.append(bytes[i])
        i += 1
      }
    }
    bytes.replaceSubrange(start..., with: out)
  }

  private static func next(in bytes: [UInt8], from start: Int) -> Int? {
    var i = start
    while i + 6 < bytes.count {
      if bytes[i] == 0x5F, unit(in: bytes, at: i) != nil { return i }
      i += 1
    }
    return nil
  }

  /// The unit of UTF-16 that is written at a place.
  private static func unit(in bytes: [UInt8], at i: Int) -> UInt32? {
    guard i + 6 < bytes.count, bytes[i] == 0x5F, bytes[i + 1] == UInt8(ascii: "x"), bytes[i + 6] == 0x5F else {
      return nil
    }
    var unit: UInt32 = 0
    for byte in bytes[(i + 2)..<(i + 6)] {
      switch byte {
      case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: unit = unit << 4 | UInt32(byte & 0xDF - 0x37)
      default: return nil
      }
    }
    return unit
  }

  private static func append(_ scalar: UInt32, to out: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(scalar) else { return }
    out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

/// Texts that a person would take for numbers.
enum NumericText {
  /// `99.8`, ` 99,8`, `1,234.5`, `98.4 %`: whatever the mark and the blanks around it.
  static func looksNumeric(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, first < 0x3A || first == 0xC2, text.count <= 64 else { return false }
    var trimmed = text
    trim(&trimmed)
    if trimmed.last == UInt8(ascii: "%") {
      trimmed.removeLast()
      trim(&trimmed)
    }
    do throws(NumberGrammar.Fault) {
      _ = try NumberGrammar.point.read(trimmed)
      return true
    } catch {
      switch error {
      case .otherDecimalMark, .thousandsSeparator, .tooManyDigits, .outOfRange: return true
      case .empty, .censored, .notANumber: return false
      }
    }
  }

  /// Blanks and no-break spaces at both ends.
  private static func trim(_ text: inout ArraySlice<UInt8>) {
    while let byte = text.first, byte <= 0x20 { text.removeFirst() }
    while let byte = text.last, byte <= 0x20 { text.removeLast() }
    while text.starts(with: [0xC2, 0xA0]) { text.removeFirst(2) }
    while text.count >= 2, text.suffix(2).elementsEqual([0xC2, 0xA0]) { text.removeLast(2) }
  }
}
