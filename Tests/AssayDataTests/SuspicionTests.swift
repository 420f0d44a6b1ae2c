import AssayData
import Notation
import Testing

/// What is read or refused with a word of what it probably is.
struct SuspicionTests {
  typealias Case = ImportRuleTests.Case

  /// A table of the columns lab, run and result, with each laboratory's results.
  private static func table(_ a: [String], _ b: [String]) -> String {
    "lab,run,result\n" + a.enumerated().map { "LabA,\($0),\($1)\n" }.joined()
      + b.enumerated().map { "LabB,\($0),\($1)\n" }.joined()
  }

  private static let log = Study.vocabulary(mustBePositive: true)
  private static let percents = ["95", "100", "105"]

  static let scales: [Case] = [
    Case(
      "a fraction for a percent is found beside a bias", table(percents, ["1.00", "1.05", "1.10"]), Study.small(), log,
      is: "E_SCALE", at: 5, says: ["about 1/100 of those of \"LabA\"", "0.0105", "data.scaleCheck: off"]),
    Case(
      "a percent for a fraction is found beside a bias", table(["1.00", "1.05", "1.10"], percents), Study.small(), log,
      is: "E_SCALE", at: 5, says: ["about 100 times those of \"LabA\""]),
    Case(
      "thirty percent below is near on the log scale", table(percents, ["69.9", "70.1", "71"].map { $0 + "e1" }),
      Study.small(), log, is: "E_SCALE", says: ["10 times"]),
    Case(
      "thirty-five percent below is another potency", table(percents, ["64", "65", "66"].map { $0 + "e1" }),
      Study.small(), log, is: nil),
    Case(
      "a factor of ten below is near as far as one above", table(["705", "706", "707"], ["97", "98", "99"]),
      Study.small(), log, is: "E_SCALE", says: ["1/10 of"]),
    Case(
      "on the linear scale eight percent is near", table(percents, ["1.08", "1.08", "1.09"]), is: "E_SCALE",
      says: ["1/100 of"]),
    Case("on the linear scale fifteen percent is not", table(percents, ["1.15", "1.15", "1.16"]), is: nil),
    Case(
      "where results are below zero only a plain factor is near",
      "lab,run,s,result\nLabA,1,A,10\nLabB,1,A,105\nLabA,2,Z,-1\nLabA,3,Z,1\n", Study.small([.sample: "s"]), is: nil),
  ]

  static let slips: [Case] = [
    Case(
      "a dropped decimal comma is told", table(["109.8", "110.2", "1096", "108.9", "110.1"], ["110"]),
      is: "W_OUTLIER", at: 4, 3, says: ["1096", "10 times the others at \"LabA\"", "108.9 to 110.2", "slipped", "kept"]),
    Case(
      "a value of a hundredth is told", table(["109.8", "110.2", "1.096", "108.9", "110.1"], ["110"]),
      is: "W_OUTLIER", at: 4, 3, says: ["1/100 of the others"]),
    Case("four values are too few to say so", table(["109.8", "110.2", "1096", "108.9"], ["110"]), is: nil),
    Case("five times is no slip", table(["109.8", "110.2", "550", "108.9", "110.1"], ["110"]), is: nil),
    Case("among widely spread values nothing slips", table(["1", "5", "10", "40", "100"], ["10"]), is: nil),
    Case("two that differ from all others are none", table(["10", "11", "100", "101", "10", "11"], ["10"]), is: nil),
    Case("values about zero have no factor", table(["0.1", "0.1", "1", "-0.1", "0.1", "0.1"], ["0.1"]), is: nil),
    Case(
      "each sample has its own others",
      "lab,run,s,result\n"
        + (1...5).map {
          "LabA,\($0),A,\(10 + $0)\nLabB,\($0),A,\(11 + $0)\nLabA,\($0),B,\(110 + $0)\nLabB,\($0),B,\(111 + $0)\n"
        }
        .joined(),
      Study.small([.sample: "s"]), is: nil),
  ]

  static let german = Study.small([.analyst: "Prüfer"]) { $0.encoding = .windows1252 }

  static let encodings: [Case] = [
    Case(
      "a file saved again as UTF-8 is named by its header", "lab,run,Prüfer,result\nLabA,1,X,5\n", german,
      is: "E_ENCODING", at: 1, says: ["this file is UTF-8", "Prüfer", "PrÃ¼fer", "data.encoding: utf-8"]),
    Case(
      "a file saved again as UTF-8 with a byte that windows-1252 lacks is named", "lab,run,Á,result\nLabA,1,X,5\n",
      german,
      is: "E_ENCODING", says: ["this file is UTF-8", "data.encoding: utf-8"]),
    Case(
      "a header that is missing in any encoding is missing", "lab,run,Prüferin,result\nLabA,1,X,5\n", german,
      is: "E_COLUMN_MISSING"),
    Case(
      "the header's line is found below a preamble", "Ü,\"x\ny\n\nlab;run;Prüfer;result\nLabA;1;X;5\n",
      Study.small([.analyst: "Prüfer"]) { ($0.encoding, $0.headerLine, $0.delimiter) = (.latin1, 4, 0x3B) },
      is: "E_ENCODING", at: 4, says: ["iso-8859-1"]),
    Case(
      "a line separator in a header is refused", "lab,run\u{2028},result\nLabA,1,5\n", is: "E_CONTROL", at: 1, 2,
      says: ["U+2028"]),
    Case(
      "an invisible character in a header is refused", "lab,run,re\u{200B}sult\nLabA,1,5\n", is: "E_CONTROL", at: 1, 3,
      says: ["U+200B"]),
    Case(
      "a header may hold an invisible character that is declared", "lab,run,re\u{AD}sult\nLabA,1,5\nLabB,1,5.1\n",
      Study.small([.value: "re\u{AD}sult"]), is: nil),
    Case(
      "a line break in a quoted header is a blank", "lab,\"ru\nn\",result\nLabA,1,5\nLabB,1,5.1\n",
      Study.small([.run: "ru n"]), is: "W_HEADER", at: 1, 2),
  ]

  static let rows: [Case] = [
    Case(
      "a censored result without a number is not advised to be halved",
      ImportRuleTests.plain + "\nLabA,2,<LOQ\n", is: "E_CENSORED", at: 4, 3,
      says: ["no number", "data.censoredWords: {\"<LOQ\": 0.05}"]),
    Case(
      "a result below a number may be halved", ImportRuleTests.plain + "\nLabA,2,<0.05\n", is: "E_CENSORED", at: 4, 3,
      says: ["half-limit", "before there are data"]),
    Case(
      "a result above a limit is not advised to be halved", ImportRuleTests.plain + "\nLabA,2,>200\n", is: "E_CENSORED",
      at: 4, 3, says: ["nothing stands for a value above a limit"]),
    Case(
      "a column that nothing rests on may be taken out of the protocol", ImportRuleTests.plain,
      Study.small([.unit: "unit"]), is: "E_COLUMN_MISSING", at: 1,
      says: ["\"unit\" (unit)", "or remove data.columns.unit if the file has none"]),
    Case(
      "a row with an unquoted decimal comma is named so", "lab,run,result,unit\nLabA,1,109,6,mg/mL\n",
      Study.small([.unit: "unit"]), is: "E_RAGGED", at: 2,
      says: ["5 fields", "\"109\" and \"6\"", "decimal comma", "without quotes"]),
    Case(
      "a level with an unquoted decimal comma is named so", "lab,run,lvl,result\nLabA,1,0,5,109,6\n",
      Study.small([.level: "lvl"]), is: "E_RAGGED", at: 2, says: ["\"0\" and \"5\""]),
  ]

  static let labels: [Case] = [
    Case(
      "a mean among runs is told", "lab,run,result\nLabA,R1,5\nLabB,R1,5.1\nLabA,R1 MW,5.2\nLabB,R1 MW,5.1\n",
      is: "W_SUMMARY", at: 4, says: ["\"R1 MW\"", "1 result"]),
    Case(
      "a laboratory may name all its runs SD", "lab,run,result\nLabA,R1,5\nLabB,SD-1,5.1\nLabB,SD-2,5.2\n", is: nil),
    Case("a run may be called SDX1", "lab,run,result\nLabA,SDX1,5\nLabB,CV2,5.1\n", is: nil),
    Case(
      "a sample that a spreadsheet made a date of is told",
      "lab,run,s,result\nLabA,1,3-2,5\nLabA,1,03. Jan,6\nLabB,1,3-2,5.1\nLabB,1,03. Jan,6.1\n",
      Study.small([.sample: "s"]), is: "W_DATE_LIKE", at: 3, says: ["2 results", "\"03. Jan\""]),
    Case(
      "samples that are all dates are dates", "lab,run,s,result\nLabA,1,2026-01-03,5\nLabB,1,2026-01-03,5.1\n",
      Study.small([.sample: "s"]), is: nil),
    Case(
      "one laboratory may name its runs by dates", "lab,run,result\nLabA,R1,5\nLabB,2026-01-03,5.1\n", is: nil),
    Case(
      "a date among the runs of one laboratory is told",
      "lab,run,result\nLabA,R1,5\nLabA,03-Jan,5.2\nLabB,2026-01-03,5.1\n", is: "W_DATE_LIKE", at: 3, says: ["1 result"]),
  ]

  @Test(arguments: scales + slips + encodings + rows + labels)
  func `each suspicion is told by its code, place and words`(rule: Case) {
    ImportRuleTests().`each fault is told by its code, place and words`(rule: rule)
  }

  @Test(arguments: [
    "03. Jan", "3-Jan", "3 Mai 26", "Jan-03", "Mrz 26", "2026-01-03", "2026-01-03 00:00:00", "2026-01-03T00:00",
    "03.01.2026",
    "3/1/26", "12/31/2026", "31-Dez-2026",
  ])
  func `a date as spreadsheets write it is recognised`(name: String) {
    #expect(warns(of: name), "\(name)")
  }

  @Test(arguments: [
    "LOT-7", "3-1", "MAR-05", "Jan", "Jansen-03", "2026", "2026-13-03", "32. Jan", "1.2.3", "12.5", "A 03. Jan", "007",
    "1-2-3",
    "10:30", "Mai-X", "-03. Jan",
  ])
  func `a name that is no date is not`(name: String) {
    #expect(!warns(of: name), "\(name)")
  }

  private func warns(of name: String) -> Bool {
    Study.problems("lab,run,s,result\nLabA,1,X,5\nLabA,1,\(name),6\n", Study.small([.sample: "s"]))
      .contains { $0.code == "W_DATE_LIKE" }
  }
}
