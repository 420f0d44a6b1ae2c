/// Reads which number format each style of cells has.
final class StylesPart: PartReader {
  /// What a style makes of a number.
  enum Format {
    case known(NumberFormat)
    /// It names a format that the workbook does not have.
    case unknown
  }

  /// By the number that a cell says.
  private(set) var formats: [Format] = []
  private var codes: [Int: NumberFormat] = [:]
  private var ids: [Int] = []
  private var path: [Place] = []

  private enum Place { case root, codes, cells, other }

  override func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    let isMain = name.namespace == .main
    switch path.last {
    case nil:
      guard isMain, name.local == "styleSheet" else { throw malformed("the part holds no styles") }
      path.append(.root)
    case .root where isMain && name.local == "numFmts": path.append(.codes)
    case .root where isMain && name.local == "cellXfs": path.append(.cells)
    case .root where isMain && !Self.known.contains(name.local.text):
      throw malformed("the element \(name.local.text) is not of styles")
    case .codes:
      guard isMain, name.local == "numFmt", let id = attributes.value("numFmtId")?.number,
        let code = attributes.value("formatCode")?.text
      else { throw malformed("a number format without number or code") }
      guard codes.updateValue(NumberFormat(code: code), forKey: id) == nil else {
        throw malformed("two number formats of one number")
      }
      path.append(.other)
    case .cells:
      guard isMain, name.local == "xf", ids.count < Limits.parts else {
        throw malformed("what is among the styles is none")
      }
      try expect(Self.styleAttributes, of: attributes)
      var id = 0
      if let value = attributes.value("numFmtId") {
        guard let number = value.number else { throw malformed("a style whose number format is no number") }
        id = number
      }
      ids.append(id)
      path.append(.other)
    default: path.append(.other)
    }
  }

  override func text(_ text: XMLBytes) throws(WorkbookFault) {
    guard path.last == .other || !text.hasInk else { throw malformed("characters where none belong") }
  }

  override func end() throws(WorkbookFault) {
    path.removeLast()
    guard path.isEmpty else { return }
    formats = ids.map { id in
      // A code that is written out is what the program shows, whatever its number.
      (codes[id] ?? NumberFormat(builtIn: id)).map { .known($0) } ?? .unknown
    }
  }

  /// ECMA-376 part 1, 18.8.45.
  private static let styleAttributes: Set<String> = [
    "numFmtId", "fontId", "fillId", "borderId", "xfId", "quotePrefix", "pivotButton", "applyNumberFormat", "applyFont",
    "applyFill", "applyBorder", "applyAlignment", "applyProtection",
  ]

  /// The elements of a style sheet (ECMA-376 part 1, 18.8.39).
  private static let known: Set<String> = [
    "fonts", "fills", "borders", "cellStyleXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
  ]
}
