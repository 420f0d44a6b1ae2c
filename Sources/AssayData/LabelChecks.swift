internal import Notation

/// Names that are sound and yet look as though they were something else.
struct LabelChecks {
  let checks: StudyChecks

  func run(_ remarks: inout [FoundRemark], _ problems: inout ProblemCollector) {
    tellSummaries(&remarks, &problems)
    for role in [Role.sample, .preparation, .lot, .referenceLot, .run, .analyst, .instrument] {
      tellDates(role, &problems)
    }
  }

  // MARK: - Means among runs

  private func tellSummaries(_ remarks: inout [FoundRemark], _ problems: inout ProblemCollector) {
    let store = checks.store
    let column = store.columns[Role.run.index]
    guard column.isPresent else { return }
    let names = Set(
      checks.inputs.flatMap { input in
        (input.mapping.columns[.run]?.headers ?? []).flatMap { Array(input.mapping.rows.names(in: $0)) }
      })
    let isSummary = column.levels.map { holdsSummaryWord($0) && !names.contains(folded($0)) }
    guard isSummary.contains(true) else { return }
    // Where every run of a laboratory has such a word, it is how runs are named there: SD-01 of a scale-down model.
    let laboratories = store.columns[Role.laboratory.index].codes
    var plain: UInt64 = 0
    for (row, code) in column.codes.enumerated() where code < 0 || !isSummary[Int(code)] {
      plain |= 1 << UInt64(laboratories[row] & 63)
    }
    // A label is told of once at each laboratory.
    let groups = Grouping(checks.codes([.run, .laboratory]), count: store.count, includes: checks.usable)
    var counts = [Int](repeating: 0, count: groups.firstRows.count)
    for id in groups.ids where id >= 0 { counts[Int(id)] += 1 }
    for (group, row) in groups.firstRows.enumerated() {
      let (row, count) = (Int(row), counts[group])
      guard column.codes[row] >= 0, isSummary[Int(column.codes[row])],
        plain >> UInt64(laboratories[row] & 63) & 1 == 1
      else { continue }
      var place = store.place(of: row)
      place.column = 0
      let header = checks.inputs[place.file].mapping.columns[.run]?.headers.first ?? Role.run.rawValue
      let label = column.levels[Int(column.codes[row])]
      remarks.append(FoundRemark(kind: .statistics, header: header, words: [label], rows: count, place: place))
      problems.warning(
        "W_SUMMARY", place,
        "the run \(quoted(label)) of \(store.name(.laboratory, of: row)) (\(count) "
          + "\(count == 1 ? "result" : "results")) is named like a row of statistics, and is taken as a run: "
          + ColumnReview.mend(header, label, .studyProtocol))
    }
  }

  // MARK: - Dates that a spreadsheet made

  private func tellDates(_ role: Role, _ problems: inout ProblemCollector) {
    let store = checks.store
    let column = store.columns[role.index]
    guard column.isPresent else { return }
    let isDate = column.levels.map(looksLikeDate)
    guard isDate.contains(true), isDate.contains(false) else { return }
    // Labels that are each laboratory's own are compared with those of the same laboratory: another may date its runs.
    var (dated, plain): (UInt64, UInt64) = (0, 0)
    let laboratories = store.columns[Role.laboratory.index].codes
    func bit(_ row: Int) -> UInt64 { role.isWithinLaboratory ? 1 << UInt64(laboratories[row] & 63) : 1 }
    for (row, code) in column.codes.enumerated() where code >= 0 {
      if isDate[Int(code)] { dated |= bit(row) } else { plain |= bit(row) }
    }
    let mixed = dated & plain
    guard mixed != 0 else { return }
    var names: [Int32] = []
    var seen = [Bool](repeating: false, count: isDate.count)
    var (count, first): (Int, Int?) = (0, nil)
    for (row, code) in column.codes.enumerated() where code >= 0 && isDate[Int(code)] && bit(row) & mixed != 0 {
      count += 1
      first = first ?? row
      if !seen[Int(code)] {
        seen[Int(code)] = true
        names.append(code)
      }
    }
    guard let first else { return }
    let shown = names.prefix(3).map { quoted(column.levels[Int($0)]) }.joined(separator: ", ")
    var place = store.place(of: first)
    place.column = 0
    problems.warning(
      "W_DATE_LIKE", place,
      "\(count) \(count == 1 ? "result has" : "results have") a \(role.rawValue) that looks like a date among others that do "
        + "not (\(shown)\(names.count > 3 ? " and \(names.count - 3) more" : "")); a spreadsheet may have changed the name; "
        + "this is the first")
  }
}

/// Whether one of the words of a label names a statistic: "R01 MW", "Mean-1".
func holdsSummaryWord(_ label: String) -> Bool {
  // By bytes, for a file may have a million labels: only words that are all letters are compared.
  var word: [UInt8] = []
  var isWord = true
  func isSummary() -> Bool { isWord && word.count > 1 && summaryTokens.contains(String(decoding: word, as: UTF8.self)) }
  for byte in label.utf8 {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A: if word.count < 16 { word.append(byte | 0x20) } else { isWord = false }
    case 0x30...0x39, 0x80...: isWord = false
    default:
      if isSummary() { return true }
      word.removeAll(keepingCapacity: true)
      isWord = true
    }
  }
  return isSummary()
}

private let summaryTokens: Set<String> = [
  "mw", "mittelwert", "mittel", "mean", "average", "avg", "median", "sd", "stdev", "stabw", "cv", "vk", "rsd", "gcv",
]

/// Whether a name is written as spreadsheets write dates: 03. Jan, 3-Jan-26, Jan-03, 2026-01-03, 03.01.2026, 3/1/26.
func looksLikeDate(_ name: String) -> Bool {
  guard name.utf8.count <= 32, mayOpenDate(name) else { return false }
  // A time of day may follow, as in 2026-01-03 00:00:00.
  var date = name[...]
  if name.contains(":") {
    date = name.prefix { $0 != ":" }
    guard let blank = date.lastIndex(where: { $0 == " " || $0 == "T" }) else { return false }
    date = date[..<blank]
  }
  let parts = date.split { " .-/,".contains($0) }.map(String.init)
  guard parts.count == 2 || parts.count == 3 else { return false }
  let separators = Set(date.filter { ".-/".contains($0) })
  func number(_ part: String, _ range: ClosedRange<Int>, digits: ClosedRange<Int>) -> Bool {
    digits.contains(part.utf8.count) && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      && Int(part).map(range.contains) == true
  }
  func day(_ part: String) -> Bool { number(part, 1...31, digits: 1...2) }
  func month(_ part: String) -> Bool { number(part, 1...12, digits: 1...2) }
  func year(_ part: String) -> Bool { number(part, 1900...2099, digits: 4...4) }
  func twoOrFour(_ part: String) -> Bool { year(part) || number(part, 0...99, digits: 2...2) }
  func named(_ part: String) -> Bool { monthNames.contains(part.lowercased()) }
  if parts.count == 2 {
    if day(parts[0]), named(parts[1]) { return true }
    // In capitals it may as well be a code: MAR-05.
    return named(parts[0]) && twoOrFour(parts[1]) && parts[0] == parts[0].capitalisedFirst
  }
  if day(parts[0]), named(parts[1]), twoOrFour(parts[2]) { return true }
  guard separators.count == 1 else { return false }
  if year(parts[0]), month(parts[1]), day(parts[2]) { return separators == ["-"] || separators == ["/"] }
  let isDayAndMonth = (day(parts[0]) && month(parts[1])) || (month(parts[0]) && day(parts[1]))
  return isDayAndMonth && (year(parts[2]) || (separators == ["/"] && twoOrFour(parts[2])))
}

/// Whether a name opens with digits and a separator or with a word, which settles most names at no cost.
private func mayOpenDate(_ name: String) -> Bool {
  let isDigit: (UInt8) -> Bool = { $0 >= 0x30 && $0 <= 0x39 }
  let digits = name.utf8.prefix(5).prefix(while: isDigit).count
  if digits > 0 { return digits < 5 && name.utf8.dropFirst(digits).first.map { " .-/".utf8.contains($0) } == true }
  return name.utf8.prefix(3).count { !isDigit($0) && !" .-/_".utf8.contains($0) } == 3
}

extension String {
  /// The first letter a capital and the rest small.
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst().lowercased() }
}

/// Months as spreadsheets shorten them or write them out, in English, German, French, Italian and Spanish.
private let monthNames: Set<String> = [
  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "january", "february",
  "march", "april", "june", "july", "august", "september", "october", "november", "december", "mär", "mrz", "mai",
  "okt",
  "dez", "januar", "februar", "märz", "juni", "juli", "oktober", "dezember", "janv", "févr", "mars", "avr", "juin",
  "juil", "août", "déc", "gen", "mag", "giu", "lug", "ago", "set", "ott", "dic", "ene", "abr",
]
