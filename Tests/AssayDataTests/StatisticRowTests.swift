import AssayData
import Notation
import Testing

/// Rows of means, standard deviations and the like among results.
struct StatisticRowTests {
  private static func samples(_ word: String) -> String {
    "lab,run,s,result\nLabA,1,LOT-1,5.0\nLabA,1,\(word),5.1\nLabB,1,LOT-1,5.2\n"
  }
  private static let bySample = Study.small([.sample: "s"])

  @Test(arguments: [
    "Mean", "AVERAGE", "Avg.", "SD", "Std. Dev.", "%CV", "CV (%)", "RSD", "% RSD", "SEM", "n=3", "Min", "max", "Median",
    "Mean (n=3)", "Mittelwert", "MW", "Stabw", "Standardabweichung", "Moyenne", "Écart-type", "ecart type", "Media",
    "Promedio", "Desviación estándar", "Deviazione standard", "Média", "Desvio padrão", "Gemiddelde",
    "Standaarddeviatie", "平均", "平均値", "標準偏差", "变异系数", "Среднее", "Mean (3)", "Mean\u{A0}(n = 3)", "RSD [%]",
    "SD (n-1)", "STDEV.S", "Valeur moyenne", "Valor medio", "Wartość średnia", "Śr.", "Ср. знач.", "odch. std.",
    "Átlag",
    "szórás", "Ortalama", "Μέσος όρος", "ממוצע", "mean_value", "Arith. mean", "Mean*",
  ])
  func `the name of a statistic in place of a sample is refused, in the languages of laboratories`(word: String) throws
  {
    let problem = try IdentityTests.first("E_ROW", Self.samples(word), Self.bySample)
    #expect(problem.location?.line == 3 && problem.location?.column == 3)
    #expect(problem.message.contains("data.rows: {ignore: {s:"), "\(problem)")
    #expect(!problem.message.contains("remove"), "\(problem)")
  }

  @Test(arguments: ["N", "S", "LOT-SD", "Means of transport", "Max Mustermann", "S-D", "SDX", "DS", "DP", "ND", "x"])
  func `what only looks like one is a name`(word: String) throws {
    #expect(try Study.read(Self.samples(word), Self.bySample).factors[.sample]?.levels.last == word)
  }

  @Test(arguments: [Role.laboratory, .run, .replicate, .level, .sample])
  func `it is looked for in every column that says what was measured`(role: Role) throws {
    var names = ["lab": "LabA", "run": "2", "rep": "2", "lvl": "10", "s": "LOT-1"]
    let header = [Role.laboratory: "lab", .run: "run", .replicate: "rep", .level: "lvl", .sample: "s"]
    func row() -> String { ["lab", "run", "rep", "lvl", "s"].compactMap { names[$0] }.joined(separator: ",") }
    let first = row()
    names[header[role] ?? ""] = "Mean"
    let text = "lab,run,rep,lvl,s,result\n\(first),5\n\(row()),5.1\nLabB,1,1,10,LOT-1,5.2\n"
    let problem = try IdentityTests.first("E_ROW", text, Study.small([.replicate: "rep", .level: "lvl", .sample: "s"]))
    #expect(problem.location?.line == 3, "\(problem)")
  }

  @Test func `what the protocol names is never one`() throws {
    let vocabulary = StudyVocabulary(
      laboratories: ["LabA", "LabB"],
      attributes: [.init(id: "content", unitOfMeasurement: "mg/mL", mustBePositive: false)],
      mandatoryRoles: [.run], names: ["SD"])
    #expect(try Study.read(Self.samples("SD"), Self.bySample, vocabulary).count == 3)
    let used = Study.small([.sample: "s"]) { $0.rows = RowRules(use: ["s": ["cv"]]) }
    #expect(try Study.read(Self.samples("CV"), used).count == 3)
    let alias = Study.small([.sample: "s"]) { $0.aliases = [.sample: ["CV": "LOT-2"]] }
    #expect(try Study.read(Self.samples("CV"), alias).factors[.sample]?.levels == ["LOT-1", "LOT-2"])
  }

  @Test func `a word that every row has is a name, and a letter needs another such word beside it`() throws {
    let all = "lab,run,s,result\nLabA,1,STD,5\nLabB,1,STD,5.2\n"
    #expect(try Study.read(all, Self.bySample).count == 2)
    // From the first other name on it is one, told at its first row.
    let problem = try IdentityTests.first("E_ROW", all + "LabB,2,LOT-1,5.1\n", Self.bySample)
    #expect(problem.location?.line == 2)
    #expect(try Study.read(Self.samples("n"), Self.bySample).count == 3)
    let both = try #require(throws: Rejection.self) {
      try Study.read(Self.samples("n") + "LabB,1,Mean,5.2\n", Self.bySample)
    }
    #expect(both.problems.map(\.location?.line) == [3, 5])
    #expect(both.headline?.contains("rows of statistics") == true)
  }

  @Test func `a row that the laboratory excluded is no row of statistics among results`() throws {
    let text = "lab,run,s,ok,result\nLabA,1,A,valid,5\nLabA,1,Mean,invalid,5\nLabB,1,A,valid,5.2\n"
    let data = try Study.read(text, Study.small([.sample: "s", .validity: "ok"]))
    #expect(data.standing(of: 1) == .invalid(word: "invalid"))
  }

  // MARK: - Other columns

  /// Three results a run and a row that `word` marks, with `value` of the three.
  private static func marked(_ word: String, _ value: ([Double]) -> String) -> String {
    var text = "lab,run,kind,result\n"
    for (index, lab) in ["LabA", "LabA", "LabB", "LabB"].enumerated() {
      let results = [98.3 + Double(index) * 0.4, 98.9, 99.4 - Double(index) * 0.3]
      for result in results { text += "\(lab),\(index % 2 + 1),single,\((result * 10).rounded() / 10)\n" }
      text += "\(lab),\(index % 2 + 1),\(word),\(value(results.map { ($0 * 10).rounded() / 10 }))\n"
    }
    return text
  }

  private static func twoDigits(_ value: Double) -> String {
    let hundred = Int((value * 100).rounded())
    return "\(hundred / 100).\(hundred % 100 < 10 ? "0" : "")\(hundred % 100)"
  }

  @Test func `a number that is the mean of the rows around it is refused, whatever column says so`() throws {
    let text = Self.marked("mean") { Self.twoDigits($0.reduce(0, +) / 3) }
    let rejection = try #require(throws: Rejection.self) { try Study.read(text, Study.small()) }
    #expect(rejection.errorCount == 4 && rejection.problems.first?.code == "E_ROW")
    #expect(rejection.problems.first?.location == SourceLocation(file: "results.csv", line: 5, column: 3))
    #expect(rejection.problems.first?.message.contains("data.rows: {ignore: {kind: [mean]}}") == true)
    #expect(rejection.headline?.contains("rows of statistics") == true)
    // The same in a column with a role.
    #expect(throws: Rejection.self) { try Study.read(text, Study.small([.analyst: "kind"])) }
    let ignored = Study.small { $0.rows = RowRules(ignore: ["kind": ["Mean"]]) }
    let data = try Study.read(text, ignored)
    #expect(data.count == 12 && data.warnings.filter { $0.code == "W_IGNORED" }.count == 1)
    #expect(data.ignoredRows.map(\.rows) == [4] && data.ignoredRows[0].location.line == 5)
    let used = Study.small { $0.rows = RowRules(use: ["kind": ["mean"]]) }
    #expect(try Study.read(text, used).warnings.allSatisfy { $0.code != "W_SUMMARY" })
  }

  @Test func `an SD to the file's digits is refused, and a name that happens to be a statistic's is warned of`() throws
  {
    let deviations = Self.marked("SD") { results in
      let mean = results.reduce(0, +) / 3
      return Self.twoDigits((results.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot())
    }
    #expect(throws: Rejection.self) { try Study.read(deviations, Study.small()) }
    let person = Self.marked("SD") { _ in "98.75" }
    for mapping in [Study.small(), Study.small([.analyst: "kind"])] {
      let data = try Study.read(person, mapping)
      let warning = try #require(data.warnings.first { $0.code == "W_SUMMARY" })
      #expect(warning.location == SourceLocation(file: "results.csv", line: 5, column: 3))
      #expect(data.columnRemarks.map(\.rows) == [4] && data.columnRemarks[0].words == ["SD"])
      #expect(data.count == 16)
    }
  }

  @Test(arguments: ["Overall mean", "Grand mean of 3", "Mean ± SD", "mean_of_run", "Average result"])
  func `a longer text is told where its number is the statistic that a word of it names, and only there`(
    phrase: String
  ) throws {
    let text = Self.marked(phrase) { Self.twoDigits($0.reduce(0, +) / 3) }
    let rejection = try #require(throws: Rejection.self) { try Study.read(text, Study.small()) }
    #expect(rejection.errorCount == 4 && rejection.problems.allSatisfy { $0.code == "E_ROW" })
    #expect(rejection.headline?.contains("rows of statistics") == true)
    let remark = try Study.read(Self.marked(phrase) { _ in "98.75" }, Study.small())
    #expect(remark.warnings.allSatisfy { $0.code != "W_SUMMARY" } && remark.count == 16)
  }

  @Test func `a column that says the same throughout says nothing of its rows`() throws {
    let text = "lab,run,kind,result\nLabA,1,mean,5\nLabB,1,mean,5.2\n"
    #expect(try Study.read(text, Study.small()).columnRemarks.isEmpty)
  }

  // MARK: - Rows of another study

  @Test func `rows of another laboratory or test are left out where the protocol says so`() throws {
    let text = "lab,run,test,result\nLabA,1,assay,5\nContract lab,1,assay,9\nLabB,1,assay,5.1\nLabB,1,water,0.3\n"
    let plain = Study.small([.attribute: "test"])
    let vocabulary = Study.vocabulary(attributes: ["assay"])
    let laboratory = try IdentityTests.first("E_LABS", text, plain, vocabulary)
    #expect(laboratory.message.contains("not part of this study"), "\(laboratory)")
    #expect(laboratory.message.contains("data.rows: {ignore: {lab: [Contract lab]}}"), "\(laboratory)")
    let test = try IdentityTests.first("E_ATTRIBUTE", text, plain, vocabulary)
    #expect(test.message.contains("data.rows: {ignore: {test: [water]}}"), "\(test)")
    let rules = Study.small([.attribute: "test"]) {
      $0.rows = RowRules(ignore: ["lab": ["contract lab"], "test": ["water", "colour"]])
    }
    let data = try Study.read(text, rules, vocabulary)
    #expect(data.count == 2 && data.ignoredRows.map(\.rows) == [1, 1])
    // A word that no row has may be misspelt.
    let unused = data.warnings.filter { $0.code == "W_IGNORED" && $0.message.contains("\"colour\"") }
    #expect(unused.count == 1)
  }

  // MARK: - Tables of a command

  @Test func `a table of a command is looked through too`() throws {
    let request = PlainTable.Request(values: ["y"], labels: ["prep"])
    let text = "prep,y\nSTD,1\nMAX,2\nLOT,3\n"
    let refused = try #require(throws: Rejection.self) { try PlainTableTests.read(text, request) }
    #expect(refused.problems.first?.message.contains("--use-rows \"prep=STD\"") != false)
    let named = PlainTable.Request(values: ["y"], labels: ["prep"], names: ["STD", "MAX"])
    #expect(try PlainTableTests.read(text, named).warnings.isEmpty)
    let ignoring = PlainTable.Request(
      values: ["y"], labels: ["prep"], names: ["STD"], rows: RowRules(ignore: ["prep": ["MAX"]]))
    let table = try PlainTableTests.read(text, ignoring)
    #expect(table.count == 2 && table.ignoredRows.map(\.word) == ["MAX"])
    let unmapped = "run,y,kind\n1,5.1,a\n1,5.2,a\n1,9.7,SD\n2,5.1,a\n"
    let seen = try PlainTableTests.read(unmapped, .init(values: ["y"], labels: ["run"]))
    #expect(seen.warnings.map(\.code) == ["W_SUMMARY"] && seen.columnRemarks.map(\.header) == ["kind"])
  }
}
