import Notation
import Testing

@testable import Workbook

/// What is no workbook is told by name, and what would harm is never opened.
struct RefusalTests {
  private func refusal(_ bytes: [UInt8]) -> WorkbookFault? {
    do throws(WorkbookFault) {
      let book = try Workbook(bytes)
      for sheet in book.sheets { _ = try book.table(of: sheet) }
      return nil
    } catch {
      return error
    }
  }

  private func replacing(_ name: String, _ text: String, in parts: [HandMade.Part] = sound) -> [HandMade.Part] {
    parts.map { $0.name == name ? HandMade.Part(name, Array(text.utf8)) : $0 }
  }

  private static let sound = HandMade.parts(rows: "<row><c t=\"s\"><v>0</v></c></row>", texts: "<si><t>LOT7</t></si>")
  private var sound: [HandMade.Part] { Self.sound }

  /// The head of a compound file with one entry in its directory (MS-CFB 2.6.1).
  private func compound(_ name: String) -> [UInt8] {
    [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
      + name.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      + [UInt8](repeating: 0, count: 512)
  }

  @Test func `other files are told by name`() {
    #expect(refusal([]) == .notAWorkbook(.empty))
    #expect(refusal(Array("lab,result\n".utf8)) == .notAWorkbook(.unknown))
    #expect(refusal(Array("<html><body><table>".utf8)) == .notAWorkbook(.html))
    #expect(
      refusal(Array("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>".utf8))
        == .notAWorkbook(.spreadsheetML))
    #expect(refusal(compound("Workbook")) == .notAWorkbook(.xls))
    #expect(refusal(compound("Book")) == .notAWorkbook(.xls))
    #expect(refusal(compound("EncryptedPackage")) == .notAWorkbook(.encrypted))
    #expect(refusal(compound("WordDocument")) == .notAWorkbook(.wordDocument))
    #expect(refusal(compound("Other")) == .notAWorkbook(.otherCompound))
    #expect(refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) == .notAWorkbook(.otherCompound))
    #expect(refusal(HandMade.packed([HandMade.Part("a.txt", [0x61])])) == .notAWorkbook(.otherArchive))
    #expect(refusal(HandMade.packed([])) == .notAWorkbook(.otherArchive))
    let document = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"/>"
    #expect(refusal(HandMade.packed(replacing("xl/workbook.xml", document))) == .notAWorkbook(.wordDocument))
    let binary = String(decoding: sound[0].bytes, as: UTF8.self).replacing("workbook.xml", by: "workbook.bin")
    #expect(refusal(HandMade.packed(replacing("_rels/.rels", binary))) == .notAWorkbook(.xlsb))
  }

  @Test func `a file that was cut or changed on its way is damaged`() throws {
    let whole = HandMade.packed(sound)
    #expect(refusal(whole) == nil)
    for length in stride(from: 4, to: whole.count, by: 37) {
      #expect(refusal(Array(whole.prefix(length))) != nil, "\(length) of \(whole.count) bytes")
    }
    // A letter of a text, which the checksum tells.
    var changed = whole
    let at = try #require(whole.indices.first { whole[$0...].starts(with: "LOT7".utf8) })
    changed[at] = UInt8(ascii: "P")
    #expect(refusal(changed) == .damagedArchive(.checksum, part: "xl/sharedStrings.xml"))
    #expect(refusal(HandMade.packed(sound, flags: 1)) == .damagedArchive(.encrypted, part: "_rels/.rels"))
    #expect(refusal(HandMade.packed(sound, method: 12)) == .damagedArchive(.method, part: "_rels/.rels"))
    #expect(refusal(HandMade.packed(sound, method: 8)) == .damagedArchive(.content, part: "_rels/.rels"))
  }

  @Test func `sizes that lie are found out`() throws {
    let whole = HandMade.packed(sound)
    let name = Array("xl/sharedStrings.xml".utf8)
    // In the directory, where the sizes stand 26 and 22 bytes before the name.
    let entry = try #require(whole.indices.last { whole[$0...].starts(with: name) })
    for (unpacked, packed) in [(5, 5), (100_000, 100_000), (400, nil), (0, 0), (0x7FFF_FFFF, nil)] as [(Int, Int?)] {
      var changed = whole
      changed.replaceSubrange((entry - 22)..<(entry - 18), with: HandMade.little(unpacked, 4))
      if let packed { changed.replaceSubrange((entry - 26)..<(entry - 22), with: HandMade.little(packed, 4)) }
      #expect(refusal(changed) != nil, "\(unpacked)")
    }
  }

  @Test func `two parts of one name are refused`() {
    #expect(
      refusal(HandMade.packed(sound + [HandMade.Part("XL/sharedstrings.xml", [])]))
        == .duplicatePart("XL/sharedstrings.xml"))
  }

  @Test func `parts that are named and missing are said`() {
    for part in ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] {
      guard case .missingPart(part, _) = refusal(HandMade.packed(sound.filter { $0.name != part })) else {
        Issue.record("\(part) was not missed")
        continue
      }
    }
  }

  @Test func `document types and entities are refused, billions of laughs among them`() {
    let laughs =
      "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><sst xmlns=\"\(HandMade.main)\"><si><t>&b;</t></si></sst>"
    #expect(
      refusal(HandMade.packed(replacing("xl/sharedStrings.xml", laughs)))
        == .documentType(part: "xl/sharedStrings.xml", line: 1))
    let outside = "<!DOCTYPE sst SYSTEM \"file:///etc/passwd\"><sst xmlns=\"\(HandMade.main)\"/>"
    #expect(
      refusal(HandMade.packed(replacing("xl/sharedStrings.xml", outside)))
        == .documentType(part: "xl/sharedStrings.xml", line: 1))
  }

  @Test func `links are never followed`() {
    let parts = sound.map { part in
      part.name != "xl/_rels/workbook.xml.rels"
        ? part
        : HandMade.Part(
          part.name,
          Array(
            String(decoding: part.bytes, as: UTF8.self).replacing(
              "Target=\"worksheets/sheet1.xml\"", by: "TargetMode=\"External\" Target=\"http://example.com/sheet1.xml\""
            ).utf8))
    }
    #expect(
      refusal(HandMade.packed(parts))
        == .externalPart("http://example.com/sheet1.xml", namedIn: "xl/_rels/workbook.xml.rels"))
  }

  @Test func `XML that breaks is refused with its place`() {
    guard
      case .syntax(_, "xl/sharedStrings.xml", 2, _) = refusal(
        HandMade.packed(replacing("xl/sharedStrings.xml", "<sst xmlns=\"\(HandMade.main)\">\n<si>")))
    else {
      Issue.record("an element that is never closed was read")
      return
    }
    #expect(refusal(HandMade.packed(replacing("xl/sharedStrings.xml", ""))) != nil)
  }

  @Test func `elements within elements and texts without end have a limit`() {
    let deep = "<sst xmlns=\"\(HandMade.main)\"><extLst>" + String(repeating: "<a>", count: 300)
    #expect(
      refusal(HandMade.packed(replacing("xl/sharedStrings.xml", deep))) == .limit(.depth, part: "xl/sharedStrings.xml"))
    let long = "<sst xmlns=\"\(HandMade.main)\"><si><t>" + String(repeating: "x", count: 300_000) + "</t></si></sst>"
    #expect(
      refusal(HandMade.packed(replacing("xl/sharedStrings.xml", long)))
        == .limit(.textLength, part: "xl/sharedStrings.xml"))
    let name = "<sst xmlns=\"\(HandMade.main)\" a=\"" + String(repeating: "x", count: 3_000_000) + "\"/>"
    #expect(
      refusal(HandMade.packed(replacing("xl/sharedStrings.xml", name)))
        == .limit(.textLength, part: "xl/sharedStrings.xml"))
  }

  @Test func `a few bytes that say a sheet full of cells are refused`() {
    let names = "urn:oasis:names:tc:opendocument:xmlns"
    let cell = "<t:table-cell t:number-columns-repeated=\"16384\" o:value-type=\"float\" o:value=\"1\"/>"
    let content =
      "<o:document-content xmlns:o=\"\(names):office:1.0\" xmlns:t=\"\(names):table:1.0\"><o:body><o:spreadsheet><t:table t:name=\"Sheet1\">"
      + "<t:table-row t:number-rows-repeated=\"1048576\">\(cell)</t:table-row></t:table></o:spreadsheet></o:body></o:document-content>"
    #expect(
      refusal(HandMade.packed([HandMade.Part("content.xml", Array(content.utf8))]))
        == .limit(.cells, part: "content.xml"))
  }

  @Test func `a bomb is not unpacked`() throws {
    // Golden/workbooks.py: 64 MiB of blanks in 65 kB.
    let bytes = try Golden.bytes("bomb.xlsx")
    #expect(refusal(bytes) == .limit(.ratio, part: "xl/worksheets/sheet1.xml"))
  }

  @Test func `macros are said and not looked at`() throws {
    let parts = replacing(
      "xl/_rels/workbook.xml.rels",
      String(decoding: sound.last!.bytes, as: UTF8.self).replacing("</Relationships>", by: "")
        + "<Relationship Id=\"r9\" Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"vbaProject.bin\"/></Relationships>"
    )
    let book = try Workbook(HandMade.packed(parts))
    #expect(book.hasMacros)
    #expect(try book.table(of: book.sheets[0]).described == ["A1": ["text", "LOT7", "", ""]])
  }

  @Test func `sheets without cells are said`() throws {
    let book = try Workbook(Golden.bytes("xlsxwriter.xlsx"))
    let chart = try #require(book.sheet(named: "Chart"))
    #expect(throws: WorkbookFault.noCells(sheet: "Chart")) { try book.table(of: chart) }
    #expect(book.sheet(named: "chart") == nil)
  }
}

extension String {
  /// With the first place where `piece` stands changed.
  fileprivate func replacing(_ piece: String, by other: String) -> String {
    guard let place = firstRange(of: piece) else { return self }
    return self[..<place.lowerBound] + other + self[place.upperBound...]
  }
}
