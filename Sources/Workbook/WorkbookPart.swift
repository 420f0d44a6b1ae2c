/// Reads the part that names the sheets.
final class WorkbookPart: PartReader {
  struct NamedSheet {
    let name: String
    let visibility: Workbook.Sheet.Visibility
    /// Of the relationship that leads to its part.
    let relationship: String
  }

  private(set) var sheets: [NamedSheet] = []
  private(set) var dateSystem = DateSystem.from1900
  /// Formulas are to be computed when the file is opened: what is stored of them was never computed, or is not of these values.
  private(set) var computesOnLoad = false
  private var path: [Place] = []

  private enum Place { case workbook, sheets, other }

  override func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    switch path.last {
    case nil:
      guard name.namespace == .main, name.local == "workbook" else {
        if name.local == "document" { throw .notAWorkbook(.wordDocument) }
        if name.local == "presentation" { throw .notAWorkbook(.presentation) }
        throw .notAWorkbook(.otherArchive)
      }
      path.append(.workbook)
    case .workbook where name.namespace == .main && name.local == "sheets":
      path.append(.sheets)
    case .workbook where name.namespace == .main && name.local == "workbookPr":
      try expect(Self.propertyAttributes, of: attributes)
      if let value = attributes.value("date1904") {
        guard let is1904 = value.flag else { throw malformed("date1904 is neither true nor false") }
        dateSystem = is1904 ? .from1904 : .from1900
      }
      path.append(.other)
    case .workbook where name.namespace == .main && name.local == "calcPr":
      try expect(Self.calculationAttributes, of: attributes)
      if let value = attributes.value("fullCalcOnLoad") {
        guard let computes = value.flag else { throw malformed("fullCalcOnLoad is neither true nor false") }
        computesOnLoad = computes
      }
      path.append(.other)
    case .workbook where name.namespace == .main && !Self.known.contains(name.local.text):
      throw malformed("the element \(name.local.text) is not of a workbook")
    case .sheets:
      try readSheet(name, attributes)
      path.append(.other)
    default: path.append(.other)
    }
  }

  override func text(_ text: XMLBytes) throws(WorkbookFault) {
    guard path.last == .other || !text.hasInk else { throw malformed("characters where none belong") }
  }

  override func end() throws(WorkbookFault) { path.removeLast() }

  private func readSheet(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    guard name.namespace == .main, name.local == "sheet" else { throw malformed("what is among the sheets is none") }
    try expect(["name", "sheetId", "state"], of: attributes)
    guard let title = attributes.value("name")?.text, !title.isEmpty,
      let relationship = attributes.value("id", in: .relationship)?.text
    else { throw malformed("a sheet without name or part") }
    let visibility: Workbook.Sheet.Visibility
    switch attributes.value("state")?.text ?? "visible" {
    case "visible": visibility = .visible
    case "hidden": visibility = .hidden
    case "veryHidden": visibility = .veryHidden
    default: throw malformed("a sheet that is neither visible nor hidden")
    }
    guard sheets.count < Limits.sheets else { throw .limit(.sheets, part: part) }
    guard !sheets.contains(where: { $0.name.utf8.elementsEqual(title.utf8) }) else {
      throw malformed("two sheets of one name")
    }
    sheets.append(NamedSheet(name: title, visibility: visibility, relationship: relationship))
  }

  /// ECMA-376 part 1, 18.2.28.
  private static let propertyAttributes: Set<String> = [
    "date1904", "dateCompatibility", "showObjects", "showBorderUnselectedObjects", "filterPrivacy", "promptedSolutions",
    "showInkAnnotation", "backupFile", "saveExternalLinkValues", "updateLinks", "codeName", "hidePivotFieldList",
    "showPivotChartFilter", "allowRefreshQuery", "publishItems", "checkCompatibility", "autoCompressPictures",
    "refreshAllConnections", "defaultThemeVersion",
  ]

  /// ECMA-376 part 1, 18.2.2.
  private static let calculationAttributes: Set<String> = [
    "calcId", "calcMode", "fullCalcOnLoad", "refMode", "iterate", "iterateCount", "iterateDelta", "fullPrecision",
    "calcCompleted", "calcOnSave", "concurrentCalc", "concurrentManualCount", "forceFullCalc",
  ]

  /// The elements of a workbook (ECMA-376 part 1, 18.2.27).
  private static let known: Set<String> = [
    "fileVersion", "fileSharing", "workbookProtection", "bookViews", "functionGroups", "externalReferences",
    "definedNames",
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
  ]
}
