import AssayData
import Notation
import Testing

/// Each rule of the import, by the smallest table that meets it.
struct ImportRuleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let claim: String
    let bytes: [UInt8]
    let mapping: Mapping
    let vocabulary: StudyVocabulary
    /// `nil` when nothing may be said at all.
    let code: String?
    let line: Int?
    let column: Int?
    let words: [String]
    var testDescription: String { claim }

    init(
      _ claim: String, _ text: String, _ mapping: Mapping = Study.small(),
      _ vocabulary: StudyVocabulary = Study.vocabulary(), is code: String?, at line: Int? = nil, _ column: Int? = nil,
      says words: [String] = []
    ) {
      self.init(
        claim, bytes: Array(text.utf8), mapping, vocabulary, is: code, at: line, column, says: words)
    }

    init(
      _ claim: String, bytes: [UInt8], _ mapping: Mapping = Study.small(),
      _ vocabulary: StudyVocabulary = Study.vocabulary(), is code: String?, at line: Int? = nil, _ column: Int? = nil,
      says words: [String] = []
    ) {
      self.claim = claim
      self.bytes = bytes
      self.mapping = mapping
      self.vocabulary = vocabulary
      self.code = code
      self.line = line
      self.column = column
      self.words = words
    }
  }

  static let decoding: [Case] = [
    Case("gzip is named", bytes: [0x1F, 0x8B, 8, 0], is: "E_BINARY", says: ["gzip"]),
    Case("an old Excel file is named", bytes: [0xD0, 0xCF, 0x11, 0xE0, 1], is: "E_BINARY", says: ["xls"]),
    Case("UTF-16 without a mark is recognised", bytes: Encoded.utf16(plain), is: "E_ENCODING", says: ["data.encoding"]),
    Case(
      "UTF-16 declared and without order is refused", bytes: [0x4E, 0x2D, 0x65, 0x87],
      Study.small { $0.encoding = .utf16 }, is: "E_ENCODING", says: ["byte order mark"]),
    Case(
      "UTF-16 cut in a character is refused", bytes: [0xFF, 0xFE] + Encoded.utf16(plain).dropLast(), is: "E_ENCODING",
      at: 3,
      3, says: ["cut"]),
    Case(
      "a byte that windows-1252 lacks is refused",
      bytes: Array("lab,run,result\nLab".utf8) + [0x81] + Array(",1,2\n".utf8),
      Study.small { $0.encoding = .windows1252 }, is: "E_ENCODING", at: 2, 1, says: ["0x81"]),
    Case(
      "bytes that are not UTF-8 have their field named",
      bytes: Array("lab,run,result\nLabA,".utf8) + [0xFC] + Array(",2\n".utf8),
      is: "E_UTF8", at: 2, 2, says: ["0xFC", "windows-1252"]),
    Case(
      "windows-1252 is read where it is declared",
      bytes: Array("lab,run,result\nPr".utf8) + [0xFC] + Array("fer,1,2\nLabA,1,2\n".utf8),
      Study.small { $0.encoding = .windows1252 }, Study.vocabulary(laboratories: ["LabA", "Prüfer"]), is: nil),
    Case("NUL is named", "lab,run,result\nLabA,R\u{0}1,1\n", is: "E_NUL", at: 2, 2, says: ["NUL"]),
    Case(
      "a control character is named by its code", "lab,run,result\nLabA,R\u{7}1,1\n", is: "E_CONTROL", at: 2, 2,
      says: ["0x07"]),
    Case(
      "a mark that reorders text is refused", "lab,run,result\nLabA,R\u{202E}1,1\n", is: "E_CONTROL", at: 2, 2,
      says: ["U+202E"]),
  ]

  static let plain = "lab,run,result\nLabA,1,5.0\nLabB,1,5.1"

  static let grammar: [Case] = [
    Case("quoted fields are plain fields", "lab,run,result\n\"LabA\",\"R,1\",\"5.0\"\nLabB,1,5.1\n", is: nil),
    Case(
      "an unclosed quote is told where it opened", "lab,run,result\nLabA,1,5.0\nLabA,\"2,5.0\nLabB,1,5.1\n",
      is: "E_QUOTE", at: 3, 2),
    Case(
      "a long row is told with both widths", plain + "\nLabA,2,5.0,9\n", is: "E_RAGGED", at: 4,
      says: ["4 fields", "header has 3"]),
    Case("a line of delimiters is blank", plain + "\n,,\n", is: "W_BLANK", at: 4),
    Case(
      "a line break in a field counts as a line", "lab,run,result\nLabA,\"R\n1\",5.0\nLabB,1,x\n", is: "E_NUMBER",
      at: 4, 3),
    Case("CR line ends are read", (plain + "\n").replacing("\n", with: "\r"), is: nil),
    Case(
      "mixed line ends are told where they begin", "lab,run,result\r\nLabA,1,5.0\nLabB,1,5.1\n", is: "W_EOL", at: 2,
      says: ["mixed"]),
    Case("Excel's sep line is passed over", "sep=,\n" + plain, is: "W_SEPARATOR", at: 1),
    Case("another sep line names the key", "sep=;\n" + plain, is: "E_DELIMITER", at: 1, says: ["data.delimiter", ";"]),
    Case(
      "another delimiter names the key", plain.replacing(",", with: "\t"), is: "E_DELIMITER", at: 1,
      says: ["tab", "data.delimiter"]),
    Case(
      "a preamble that is declared is passed over", "x\n\"y\n" + plain + "\n", Study.small { $0.headerLine = 3 },
      is: nil),
    Case(
      "a preamble that is not declared is told", "x,y\n\n" + plain, is: "E_HEADER", at: 1, says: ["data.headerLine: 3"]),
    Case(
      "a header line beyond the file is told", plain, Study.small { $0.headerLine = 9 }, is: "E_HEADER",
      says: ["line 9"]),
    Case("a header alone is no study", "lab,run,result\n", is: "E_EMPTY", says: ["no results"]),
    Case(
      "all missing columns are named at once", "lab,x\nLabA,1\n", is: "E_COLUMN_MISSING", at: 1,
      says: ["\"run\"", "\"result\""]),
    Case(
      "an exact header does not win over a similar one", "lab,run,result,RESULT\nLabA,1,5,x\nLabB,1,5.1,y\n",
      is: "E_COLUMN", at: 1, 4, says: ["\"result\" (field 3)", "\"RESULT\" (field 4)", "in case"]),
    Case(
      "two similar headers are not chosen between", "lab,run,Result,RESULT\nLabA,1,5,x\n", is: "E_COLUMN", at: 1, 4,
      says: ["\"Result\"", "\"RESULT\""]),
    Case(
      "a role that a criterion rests on must be declared", plain, Study.small(), Study.vocabulary(mandatory: [.day]),
      is: "E_COLUMN_MISSING", says: ["day"]),
  ]

  static let cells: [Case] = [
    Case(
      "a zero replicate is refused", "lab,run,rep,result\nLabA,1,0,5\n", Study.small([.replicate: "rep"]),
      is: "E_INTEGER", at: 2, 3),
    Case(
      "replicate 01 is replicate 1", "lab,run,rep,result\nLabA,1,1,5\nLabA,1,01,6\n", Study.small([.replicate: "rep"]),
      is: "E_DUPLICATE", at: 3, says: ["two values", "line 2"]),
    Case(
      "a level that is no number is refused", "lab,run,lvl,result\nLabA,1,50 %,5\n", Study.small([.level: "lvl"]),
      is: "E_NUMBER", at: 2, 3),
    Case(
      "a decimal comma names the mark", "lab;run;result\nLabA;1;5,0\n", Study.small { $0.delimiter = 0x3B },
      is: "E_DECIMAL_COMMA", says: ["decimal mark"]),
    Case(
      "a point where the comma is declared too", "lab;run;result\nLabA;1;5.0\n",
      Study.small { ($0.delimiter, $0.numbers) = (0x3B, .comma) }, is: "E_DECIMAL_POINT", says: ["decimal mark"]),
    Case(
      "half a limit stands for a value below it, if declared", plain + "\nLabA,2,< 0.05\n",
      Study.small { $0.censored = .halfLimit }, is: "W_CENSORED", at: 4, 3),
    Case(
      "nothing stands for a value above a limit", plain + "\nLabA,2,>0.05\n", Study.small { $0.censored = .halfLimit },
      is: "E_CENSORED", at: 4, 3),
    Case(
      "a declared missing code is kept and told", plain + "\nLabA,2,ND\n", Study.small { $0.missing = ["ND"] },
      is: "W_MISSING", at: 4, 3),
    Case(
      "an empty result names its laboratory", plain + "\nLabB,2,\n", is: "E_MISSING", at: 4, 3,
      says: ["LabB", "data.missing"]),
    Case("an empty run is not filled down", plain + "\nLabB,,5\n", is: "E_MISSING", at: 4, 2, says: ["run"]),
    Case(
      "zero has no logarithm", plain + "\nLabB,2,0\n", Study.small(), Study.vocabulary(mustBePositive: true),
      is: "E_LOG_DOMAIN", at: 4, 3),
    Case("huge values are told", "lab,run,result\nLabA,1,1e150\nLabB,1,1.1e150\n", is: "W_RANGE", says: ["scale"]),
    Case(
      "a value of 50001 characters is cut in the message",
      "lab,run,result\nLabA,1," + String(repeating: "1", count: 50_000) + "x\n", is: "E_NUMBER",
      says: ["50001 characters"]),
    Case(
      "a field beyond the limit is refused", "lab,run,result\nLabA," + String(repeating: "1", count: 70_000) + ",1\n",
      is: "E_LIMIT", at: 2, 2),
    Case(
      "a quoted field beyond the limit is refused",
      "lab,run,result\nLabA,\"" + String(repeating: "\"\"", count: 70_000) + "\",1\n", is: "E_LIMIT", at: 2, 2),
    Case(
      "a quote left open over many lines is a quote's fault",
      "lab,run,result\nLabA,\"1,1\n" + String(repeating: "LabA,1,1\n", count: 9_000), is: "E_QUOTE", at: 2, 2),
    Case(
      "too many columns are refused", String(repeating: "a,", count: 1_100) + "b\n", is: "E_LIMIT", at: 1,
      says: ["1024"]),
    Case(
      "a unit must be the protocol's", "lab,run,result,unit\nLabA,1,5,%\nLabB,1,5,mg/mL\n",
      Study.small([.unit: "unit"]), is: "E_UNIT", at: 2, 4, says: ["%", "mg/mL"]),
    Case(
      "a unit may be declared another name", "lab,run,result,unit\nLabA,1,5,mg/ml\nLabB,1,5.1,mg/mL\n",
      Study.small([.unit: "unit"]) { $0.aliases = [.unit: ["mg/ml": "mg/mL"]] }, is: nil),
    Case(
      "another reference lot is refused", "lab,run,result,ref\nLabA,1,5,RS-03\nLabB,1,5,RS-04\n",
      Study.small([.referenceLot: "ref"]), Study.vocabulary(reference: "RS-03"), is: "E_REFERENCE_LOT", at: 3, 4,
      says: ["RS-04", "RS-03"]),
  ]

  static let names: [Case] = [
    Case(
      "a row of statistics is no sample", "lab,run,sample,result\nLabA,1,A,5\nLabA,1,%CV,5\n",
      Study.small([.sample: "sample"]), is: "E_ROW", at: 3, 3, says: ["%CV", "data.rows: {ignore: {sample:"]),
    Case(
      "a summary row may open with a column that is not used",
      "x,lab,run,result\n,LabA,1,5\n,LabB,1,5.1\nSD,LabA,,0.1\n", is: "E_ROW", at: 4, says: ["SD"]),
    Case(
      "an analyst may be called SD", "a,lab,run,result\nSD,LabA,1,5\nMM,LabB,1,5.1\n", Study.small([.analyst: "a"]),
      is: "W_SUMMARY", at: 2, 1),
    Case(
      "a sample may be called N", "lab,run,sample,result\nLabA,1,N,5\nLabB,1,N,5.1\n", Study.small([.sample: "sample"]),
      is: nil),
    Case(
      "samples that differ in case are not two", "lab,run,sample,result\nLabA,1,Lot 7,5\nLabB,1,LOT 7,5.1\n",
      Study.small([.sample: "sample"]), is: "E_NAME_CLASH", at: 3, 3, says: ["case"]),
    Case(
      "samples that differ in blanks are not two", "lab,run,sample,result\nLabA,1,Lot 7,5\nLabB,1,Lot  7,5.1\n",
      Study.small([.sample: "sample"]), is: "E_NAME_CLASH", at: 3, 3, says: ["blanks"]),
    Case(
      "an alias makes one of two spellings", "lab,run,sample,result\nLabA,1,Lot 7,5\nLabB,1,LOT7,5.1\n",
      Study.small([.sample: "sample"]) { $0.aliases = [.sample: ["Lot 7": "LOT7"]] }, is: nil),
    Case(
      "runs of one laboratory that differ in case are not two", "lab,run,result\nLabA,r1,5\nLabA,R1,5\nLabB,1,5.1\n",
      is: "E_NAME_CLASH", at: 3, 2),
    Case("runs of two laboratories may differ in case", "lab,run,result\nLabA,r1,5\nLabB,R1,5.1\n", is: nil),
    Case(
      "levels of one number are one", "lab,run,lvl,result\nLabA,1,50,5\nLabB,1,50.0,5.1\n",
      Study.small([.level: "lvl"]), is: "W_NAME_CLASH", at: 3, 3),
    Case(
      "an unknown attribute is refused", "lab,run,test,result\nLabA,1,purity,5\n", Study.small([.attribute: "test"]),
      is: "E_ATTRIBUTE", at: 2, 3, says: ["purity", "content"]),
    Case(
      "an attribute that differs in case is a clash", "lab,run,test,result\nLabA,1,Content,5\n",
      Study.small([.attribute: "test"]), is: "E_NAME_CLASH", at: 2, 3),
    Case(
      "several attributes need a column", plain, Study.small(), Study.vocabulary(attributes: ["a", "b"]),
      is: "E_ATTRIBUTE", says: ["data.columns.attribute"]),
    Case(
      "a name longer than 200 characters is refused", "lab,run,result\nLabA,\(String(repeating: "x", count: 201)),5\n",
      is: "E_LIMIT", at: 2, 2, says: ["200"]),
    Case(
      "a date is no path", "lab,run,day,result\nLabA,1,03/02/2026,5\nLabB,1,04/02/2026,5.1\n",
      Study.small([.day: "day"]), is: nil),
    Case(
      "an invisible character is told", "lab,run,result\nLabA,R\u{AD}1,5\nLabB,1,5.1\n", is: "W_INVISIBLE", at: 2, 2,
      says: ["U+00AD"]),
    Case("a negative number is no formula", "lab,run,result\nLabA,-1,5\nLabB,1,5.1\n", is: nil),
    Case("a laboratory without results is told", "lab,run,result\nLabA,1,5\n", is: "W_LABS", says: ["LabB"]),
    Case(
      "a source's laboratory contradicts a column", plain, Study.small { $0.laboratory = "LabA" }, is: "E_LABS", at: 3,
      1, says: ["LabA", "LabB"]),
    Case(
      "a source's laboratory must be the protocol's", "run,result\n1,5\n", Study.small { $0.laboratory = "LabX" },
      is: "E_LABS", says: ["LabX", "LabB"]),
    Case(
      "more than 50 laboratories are refused", "lab,run,result\n" + (1...60).map { "L\($0),1,5\n" }.joined(),
      is: "E_LIMIT", says: ["50 laboratories"]),
  ]

  static let studies: [Case] = [
    Case(
      "an unknown status is refused", "lab,run,ok,result\nLabA,1,perhaps,5\n", Study.small([.validity: "ok"]),
      is: "E_STATUS", at: 2, 3, says: ["perhaps", "data.validityWords"]),
    Case(
      "an excluded row is told and needs no number",
      "lab,run,st,result\nLabA,1,Final,5\nLabB,1,final,5.1\nLabA,2,CANCELLED,void\n", Study.small([.status: "st"]),
      is: "W_EXCLUDED", at: 4, 4, says: ["CANCELLED"]),
    Case(
      "a run with valid and invalid rows is told",
      "lab,run,ok,result\nLabA,1,valid,5\nLabA,1,invalid,7\nLabB,1,valid,5.1\n", Study.small([.validity: "ok"]),
      is: "W_VALIDITY_MIXED", at: 3),
    Case(
      "one result twice is refused", "lab,run,rep,result\nLabA,1,1,5\nLabB,1,1,5.1\nLabA,1,1,5.0\n",
      Study.small([.replicate: "rep"]), is: "E_DUPLICATE", at: 4, says: ["line 2"]),
    Case("rows without replicates are replicates", "lab,run,result\nLabA,1,5\nLabA,1,6\nLabB,1,5.1\n", is: nil),
    Case(
      "rows without replicates that agree are told", "lab,run,result\nLabA,1,5\nLabA,1,5.0\nLabB,1,5.1\n",
      is: "W_DUPLICATE", at: 3),
    Case(
      "a run over two days is told", "lab,run,day,result\nLabA,1,Mon,5\nLabA,1,Tue,6\nLabB,1,Mon,5.1\n",
      Study.small([.day: "day"]), is: "W_RUN_SPANS", at: 3, says: ["data.runsWithin: [day]"]),
    Case(
      "a run numbered anew in each day is not", "lab,run,day,result\nLabA,1,Mon,5\nLabA,1,Tue,6\nLabB,1,Mon,5.1\n",
      Study.small([.day: "day"]) { $0.runsWithin = [.day] }, is: nil),
    Case(
      "an analyst of two laboratories is told", "lab,run,a,result\nLabA,1,X,5\nLabB,1,X,5.1\n",
      Study.small([.analyst: "a"]), is: "W_NESTING", at: 3, says: ["different persons"]),
    Case(
      "another scale is refused", "lab,run,result\nLabA,1,0.95\nLabA,2,0.96\nLabB,1,95.2\nLabB,2,95.9\n", is: "E_SCALE",
      at: 4, says: ["LabA", "LabB", "100", "data.scaleCheck: off"]),
    Case(
      "another scale may be declared", "lab,run,result\nLabA,1,0.95\nLabB,1,95.2\n",
      Study.small { $0.scaleCheck = false }, is: nil),
    Case(
      "a scale that one sample contradicts is none",
      "lab,run,s,result\nLabA,1,A,1\nLabB,1,A,10\nLabA,1,B,5\nLabB,1,B,5.1\n", Study.small([.sample: "s"]), is: nil),
  ]

  @Test(arguments: decoding + grammar + cells + names + studies)
  func `each fault is told by its code, place and words`(rule: Case) {
    let problems = Study.problems(rule.bytes, rule.mapping, rule.vocabulary)
    let text = problems.map(\.description).joined(separator: "\n")
    guard let code = rule.code else {
      #expect(problems.isEmpty, "\(text)")
      return
    }
    let found = problems.first { $0.code == code }
    #expect(found != nil, "\(text)")
    #expect(rule.line == nil || found?.location?.line == rule.line, "\(text)")
    #expect(rule.column == nil || found?.location?.column == rule.column, "\(text)")
    for word in rule.words { #expect(found?.message.contains(word) == true, "\(text)") }
  }
}

/// Text in other encodings, for tests.
enum Encoded {
  static func utf16(_ text: String, bigEndian: Bool = false) -> [UInt8] {
    text.utf16.flatMap { unit in
      let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
      return bigEndian ? [high, low] : [low, high]
    }
  }
}
