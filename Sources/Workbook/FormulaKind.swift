/// What a cell's formula does, as far as it matters to who reads its value.
public enum FormulaKind: UInt8, Sendable, Hashable {
  /// There is none: the value was typed or written there.
  case none
  /// One that computes a result from others.
  case other
  /// One that averages, or says how far results spread: its cell is of a row of statistics, and no result.
  case statistic
}

extension FormulaKind {
  /// The kind of a formula by the functions that it calls; files name them in English, whatever the program's language.
  init(formula: [UInt8]) {
    var i = 0
    var name: [UInt8] = []
    while i < formula.count {
      let byte = formula[i]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        // A text, or the quoted name of a sheet; a doubled quote opens it again.
        i += 1
        while i < formula.count, formula[i] != byte { i += 1 }
        name.removeAll()
      } else if byte & 0xDF >= 0x41 && byte & 0xDF <= 0x5A || byte >= 0x30 && byte <= 0x39 || byte == 0x2E
        || byte == 0x5F
      {
        name.append(byte & 0xDF >= 0x41 && byte & 0xDF <= 0x5A ? byte & 0xDF : byte)
      } else {
        if byte == UInt8(ascii: "("), Self.isStatistic(name) {
          self = .statistic
          return
        }
        name.removeAll()
      }
      i += 1
    }
    self = .other
  }

  private static func isStatistic(_ name: [UInt8]) -> Bool {
    var text = String(decoding: name, as: UTF8.self)
    // Functions that came later are marked: _xlfn.STDEV.S, and COM.MICROSOFT.STDEV.S in OpenDocument.
    for mark in ["_XLFN.", "_XLWS.", "COM.MICROSOFT.", "ORG.OPENOFFICE.", "ORG.LIBREOFFICE."] where text.hasPrefix(mark)
    {
      text = String(text.dropFirst(mark.count))
    }
    return exact.contains(text) || families.contains { text.hasPrefix($0) }
  }

  private static let exact: Set<String> = [
    "MEDIAN", "GEOMEAN", "HARMEAN", "TRIMMEAN", "SUBTOTAL", "AGGREGATE", "AVEDEV", "DEVSQ", "KURT", "SKEW", "SKEW.P",
    "DAVERAGE", "DSTDEV", "DSTDEVP", "DVAR", "DVARP", "VAR", "VARA", "VARP", "VARPA", "VAR.S", "VAR.P",
  ]

  /// AVERAGEIFS, STDEV.S, MODE.SNGL, CONFIDENCE.T, PERCENTILE.EXC and their like.
  private static let families = ["AVERAGE", "STDEV", "MODE", "CONFIDENCE", "PERCENTILE", "QUARTILE"]
}
