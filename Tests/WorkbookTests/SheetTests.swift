import Notation
import Testing

@testable import Workbook

/// Sheets as the standard allows them and no program at hand writes them.
struct SheetTests {
  private static let styles =
    "<numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
    + "<xf numFmtId=\"164\"/><xf numFmtId=\"20\"/><xf numFmtId=\"170\"/><xf numFmtId=\"46\"/></cellXfs>"

  private func cells(
    _ rows: String, beside: String = "", texts: String? = nil, namespace: String = HandMade.main
  ) throws -> [String: [String]] {
    try HandMade.table(
      HandMade.parts(rows: rows, beside: beside, styles: Self.styles, texts: texts, namespace: namespace)
    ).described
  }

  @Test(arguments: [HandMade.main, HandMade.strict])
  func `cells and rows without a name stand behind the ones before`(namespace: String) throws {
    let found = try cells(
      "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r=\"4\"><c r=\"B4\"><v>5</v></c><c><v>6</v></c></row><row><c><v>7</v></c></row>",
      namespace: namespace)
    #expect(found.mapValues { $0[1] } == ["A1": "1", "C1": "3", "B4": "5", "C4": "6", "A5": "7"])
  }

  @Test func `names of elements may have any prefix`() throws {
    let parts = HandMade.parts(rows: "").map { part in
      part.name != "xl/worksheets/sheet1.xml"
        ? part
        : HandMade.Part(
          part.name,
          Array(
            "<x:worksheet xmlns:x=\"\(HandMade.main)\" xmlns=\"urn:other\"><x:sheetData><x:row><x:c r=\"B1\"><x:v>9</x:v></x:c></x:row></x:sheetData><more/></x:worksheet>"
              .utf8))
    }
    #expect(try HandMade.table(parts).described == ["B1": ["number", "9", "", ""]])
  }

  @Test func `XML may be UTF-16`() throws {
    let parts = HandMade.parts(rows: "<row><c t=\"inlineStr\"><is><t>µg 平均 \u{1F9EA}</t></is></c></row>").map { part in
      let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + String(decoding: part.bytes, as: UTF8.self)
      return HandMade.Part(part.name, [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    }
    #expect(try HandMade.table(parts).described == ["A1": ["text", "µg 平均 \u{1F9EA}", "", ""]])
  }

  @Test func `runs are joined, readings of characters left out, blanks and escapes kept`() throws {
    let found = try cells(
      "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"inlineStr\"><is><r><rPr><b/></rPr><t>in</t></r><r><t>line</t></r></is></c></row>",
      texts:
        "<si><r><t>LO</t></r><r><rPr><b/></rPr><t>T7</t></r></si><si><t>課長</t><rPh sb=\"0\" eb=\"1\"><t>カチョウ</t></rPh><phoneticPr fontId=\"1\"/></si>"
        + "<si><t xml:space=\"preserve\"> a_x000A_b_x005F_x0041__xD83E__xDDEA__xD83E_ &amp;#65; </t></si>")
    #expect(found["A1"]?[1] == "LOT7" && found["B1"]?[1] == "課長" && found["D1"]?[1] == "inline")
    #expect(found["C1"]?[1] == " a\nb_x0041_\u{1F9EA}_xD83E_ &#65; ")
  }

  @Test func `days are counted from 1900 or 1904, with times to the millisecond`() throws {
    let rows =
      "<row><c s=\"1\"><v>46083</v></c><c s=\"2\"><v>46083.34375</v></c><c s=\"1\"><v>0.5</v></c><c s=\"4\"><v>0.99999999999</v></c><c s=\"6\"><v>2.25</v></c>"
      + "<c s=\"1\"><v>60</v></c><c s=\"2\"><v>46083</v></c><c s=\"1\"><v>46082.9999999999</v></c></row>"
    #expect(
      try cells(rows).mapValues { [$0[0], $0[1], $0[3]] } == [
        "A1": ["date", "2026-03-02", ""], "B1": ["dateAndTime", "2026-03-02T08:15:00", ""],
        "C1": ["number", "0.5", "noDate"],
        "D1": ["dateAndTime", "1900-01-01T00:00:00", ""], "E1": ["time", "54:00:00", ""],
        "F1": ["number", "60", "noDate"],
        "G1": ["dateAndTime", "2026-03-02T00:00:00", ""], "H1": ["date", "2026-03-02", ""],
      ])
    let from1904 = HandMade.parts(
      rows: "<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>60</v></c><c s=\"1\"><v>44621</v></c></row>",
      styles: Self.styles,
      workbook: "<workbookPr date1904=\"1\"/>")
    #expect(
      try HandMade.table(from1904).described.mapValues { $0[1] } == [
        "A1": "1904-01-01", "B1": "1904-03-01", "C1": "2026-03-02",
      ])
  }

  @Test func `dates may be stored as ISO 8601 writes them`() throws {
    let found = try cells(
      "<row><c t=\"d\"><v>2026-03-02</v></c><c t=\"d\" s=\"1\"><v>2026-03-02T00:00:00</v></c><c t=\"d\" s=\"2\"><v>2026-03-02T08:15:00.250Z</v></c><c t=\"d\"><v>2026-02-30</v></c><c t=\"d\"><v>08:15</v></c></row>"
    )
    #expect(
      found.mapValues { [$0[0], $0[1], $0[3]] } == [
        "A1": ["date", "2026-03-02", ""], "B1": ["date", "2026-03-02", ""],
        "C1": ["dateAndTime", "2026-03-02T08:15:00.250", ""], "D1": ["blank", "2026-02-30", "noDate"],
        "E1": ["time", "08:15:00", ""],
      ])
  }

  @Test func `formulas are known by their kind, those of a group by its first`() throws {
    let found = try cells(
      "<row><c><f>_xlfn.STDEV.S(A1:C1)</f><v>1</v></c><c><f t=\"shared\" ref=\"B1:C1\" si=\"0\">AVERAGE(A1:A9)</f><v>2</v></c><c><f t=\"shared\" si=\"0\"/><v>3</v></c>"
        + "<c><f>'AVERAGE(x)'!A1&amp;\"MEDIAN(\"</f><v>4</v></c><c><f>average (A1)</f><v>5</v></c><c t=\"str\"><f>\"\"</f><v></v></c><c><f>A1</f></c><c><f>A1</f><v/></c></row>"
    )
    #expect(
      found.mapValues { [$0[1], $0[2], $0[3]] } == [
        "A1": ["1", "fs", ""], "B1": ["2", "fs", ""], "C1": ["3", "fs", ""], "D1": ["4", "f", ""],
        "E1": ["5", "f", ""],
        "F1": ["", "f", ""], "G1": ["", "f", "notComputed"], "H1": ["", "f", "notComputed"],
      ])
  }

  @Test func `a range is read alone, and the rest is not`() throws {
    let parts = HandMade.parts(
      rows:
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" t=\"e\"><v>#N/A</v></c></row><row r=\"3\"><c r=\"B3\"><v>2</v></c><c r=\"C3\"><v>3</v></c></row><row r=\"5\"><c r=\"C5\"><v>4</v></c></row>",
      beside: "<mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"C3:C4\"/></mergeCells>")
    let table = try HandMade.table(parts, in: CellRange("B2:C5"))
    #expect(table.described.mapValues { $0[1] } == ["B3": "2", "C3": "3", "C5": "4"])
    #expect(table.rows.map { $0.number } == [3, 5] && table.faultCount == 0)
    #expect(table.mergedCells == [CellRange("C3:C4")])
    #expect(table.range == CellRange("B2:C5"))
    let blank = table.cell(table.rows[1], column: 2)
    #expect(blank.kind == .blank && blank.address == CellAddress("B5") && table.text(of: blank).isEmpty)
    #expect(table.text(of: table.cell(table.rows[1], column: 3)) == "4")
    #expect(try HandMade.table(parts).range == CellRange("A1:C5"))
    #expect(try HandMade.table(parts, in: CellRange("A:B")).range == CellRange("A1:B5"))
    for range in ["A1:D5", "A1:C6", "D1:D1", "A:D"] {
      #expect(throws: WorkbookFault.rangeBeyondSheet(CellRange(range)!, used: CellRange("A1:C5"))) {
        try HandMade.table(parts, in: CellRange(range))
      }
    }
  }

  @Test func `cells that are formatted and hold nothing are not there`() throws {
    let table = try HandMade.table(
      HandMade.parts(
        rows:
          "<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"C2\" s=\"1\"/></row><row r=\"900000\"><c r=\"XFD900000\" s=\"1\"/></row>",
        styles: Self.styles))
    #expect(table.range == CellRange("B2:B2") && table.rows.count == 1)
    let empty = try HandMade.table(HandMade.parts(rows: ""))
    #expect(empty.range == nil && empty.rows.isEmpty)
    #expect(throws: WorkbookFault.rangeBeyondSheet(CellRange("A1:B2")!, used: nil)) {
      try HandMade.table(HandMade.parts(rows: ""), in: CellRange("A1:B2"))
    }
  }

  @Test func `no value is made of what is not clear`() throws {
    let found = try cells(
      "<row><c t=\"e\"><v>#DIV/0!</v></c><c s=\"5\"><v>46083</v></c><c><v>NaN</v></c><c s=\"1\"><v>-5</v></c><c s=\"1\"><v>3000000</v></c></row>"
    )
    #expect(
      found.mapValues { [$0[1], $0[3]] } == [
        "A1": ["#DIV/0!", "error"], "B1": ["46083", "unknownFormat"], "C1": ["NaN", "noNumber"],
        "D1": ["-5", "noDate"],
        "E1": ["3000000", "noDate"],
      ])
  }

  @Test(arguments: [
    "<row r=\"2\"/><row r=\"2\"/>", "<row r=\"2\"/><row r=\"1\"/>", "<row r=\"0\"/>", "<row r=\"x\"/>",
    "<row r=\"1048577\"/>",
    "<row><c r=\"B1\"/><c r=\"A1\"/></row>", "<row><c r=\"A1\"/><c r=\"A1\"/></row>",
    "<row r=\"3\"><c r=\"A4\"/></row>",
    "<row><c r=\"XFE1\"/></row>", "<row><c t=\"s\"><v>0</v></c></row>",
    "<row><c t=\"s\"/></row>".replacing("/></row>", with: "><v/></c></row>"),
    "<row><c t=\"q\"><v>1</v></c></row>", "<row><c s=\"7\"><v>1</v></c></row>", "<row><c s=\"-1\"><v>1</v></c></row>",
    "<row><c><v>1</v><v>2</v></c></row>", "<row><c><v>1<v>2</v></v></c></row>", "<row><c><v>1</v><f>A1</f></c></row>",
    "<row><c><w>1</w></c></row>", "<row><d/></row>", "<rov/>", "<row q=\"1\"/>", "<row><c q=\"1\"/></row>",
    "<row>5</row>",
    "<row><c>5</c></row>", "<row><c t=\"b\"><v>2</v></c></row>", "<row hidden=\"maybe\"/>",
    "<row><c t=\"n\"><is><t>5</t></is></c></row>",
  ])
  func `a sheet that breaks the standard is refused at its line`(rows: String) throws {
    do {
      let found = try cells("\n" + rows)
      Issue.record("\(rows) was read as \(found)")
    } catch WorkbookFault.malformed(_, let part, let line, _) {
      #expect(part == "xl/worksheets/sheet1.xml" && line == 2)
    }
  }

  @Test func `hidden and filtered rows and columns are said`() throws {
    let table = try HandMade.table(
      HandMade.parts(
        rows: (1...5).map {
          "<row r=\"\($0)\"\($0 == 2 || $0 == 5 ? " hidden=\"1\"" : "")><c><v>\($0)</v></c><c/><c><v>1</v></c></row>"
        }.joined(),
        beside: "<autoFilter ref=\"A1:C4\"><filterColumn colId=\"0\"/></autoFilter>")
    )
    #expect(table.rows.filter { $0.isHidden }.map { $0.number } == [2, 5])
    #expect(table.rows.filter { $0.isFiltered }.map { $0.number } == [2])
  }
}

extension String {
  fileprivate func replacing(_ piece: String, with other: String) -> String {
    hasSuffix(piece) ? dropLast(piece.count) + other : self
  }
}
