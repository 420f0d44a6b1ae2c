public import Notation

/// What a column says beside the results that changes what they are, or may.
public struct ColumnRemark: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Names of statistics: rows that may be means or standard deviations of the others.
    case statistics
    /// Marks such as `<` and `ND`: numbers that may be limits.
    case qualifiers
    /// Words in place of results that the protocol declares to mean that an attribute was not tested.
    case notTested
  }
  public let kind: Kind
  public let header: String
  /// The words or marks, the first ones.
  public let words: [String]
  /// Rows that hold one of them.
  public let rows: Int
  /// The first of them.
  public let location: SourceLocation
}

/// Tells what a ``ColumnWatch`` found.
struct ColumnReview {
  let watch: ColumnWatch
  /// Where a message says that rows are declared: `data.rows`.
  let authority: Authority

  /// - Parameters:
  ///   - neighbours: looked at only where a statistic is named, for the results that name one.
  ///   - remarks: what is not an error, for the report.
  func tell(
    _ neighbours: ([Int]) -> NeighbourStatistic, _ remarks: inout [FoundRemark], _ problems: inout ProblemCollector
  ) {
    for field in watch.fields where !field.found.isEmpty {
      tellStatistics(field, neighbours, &remarks, &problems)
      tellQualifiers(field, &remarks, &problems)
    }
  }

  private func tellStatistics(
    _ field: ColumnWatch.Field, _ neighbours: ([Int]) -> NeighbourStatistic, _ remarks: inout [FoundRemark],
    _ problems: inout ProblemCollector
  ) {
    let (found, phrases) = (watch.statistics(field), watch.phrases(field))
    guard !found.isEmpty || !phrases.isEmpty else { return }
    let check = neighbours((found + phrases).flatMap { $0.results.map { $0.row } })
    for one in phrases { tellAgreeing(one, in: field, agreeing(one, check), &problems) }
    var doubtful: [ColumnWatch.Found] = []
    for one in found {
      if field.isLabel, !Statistic.isLabelAsOften(one.text) {
        problems.headline = Self.headline
        problems.error(
          "E_ROW", one.place,
          "\(quoted(one.text)) in the column \(quoted(field.header)) names a statistic: "
            + Self.mend(field.header, one.text, authority))
        continue
      }
      let agreeing = agreeing(one, check)
      tellAgreeing(one, in: field, agreeing, &problems)
      if agreeing.isEmpty { doubtful.append(one) }
    }
    guard let first = doubtful.map({ $0.place }).min() else { return }
    let remark = FoundRemark(
      kind: .statistics, header: field.header, words: doubtful.prefix(3).map { $0.text },
      rows: doubtful.reduce(0) { $0 + $1.rows }, place: first)
    remarks.append(remark)
    problems.warning(
      "W_SUMMARY", first,
      "\(remark.what) \(remark.rows == 1 ? "names a statistic" : "name statistics"), and \(remark.rows == 1 ? "its number is" : "their numbers are") "
        + "taken as results; this is the first. W\(Self.mend(field.header, doubtful[0].text, authority).dropFirst())"
    )
  }

  private func tellAgreeing(
    _ found: ColumnWatch.Found, in field: ColumnWatch.Field, _ lines: [Int], _ problems: inout ProblemCollector
  ) {
    for line in lines {
      problems.headline = Self.headline
      var place = found.place
      place.line = line
      problems.error(
        "E_ROW", place,
        "\(quoted(found.text)) stands in the column \(quoted(field.header)), and the number is that statistic of the results around "
          + "it: \(Self.mend(field.header, found.text, authority))")
    }
  }

  /// Lines of those results whose number is the statistic that is named, where that is no chance.
  private func agreeing(_ found: ColumnWatch.Found, _ check: NeighbourStatistic) -> [Int] {
    let statistic: Statistic
    switch found.remark {
    case .statistic(let named), .phrase(let named): statistic = named
    case .qualifier: return []
    }
    var lines: [Int] = []
    var chance = 1.0
    for result in found.results {
      guard let own = check.chanceOfAgreement(result.row, statistic) else { continue }
      chance *= own
      lines.append(result.line)
    }
    return lines.count * 2 >= found.results.count && chance < 0.01 ? lines : []
  }

  private func tellQualifiers(
    _ field: ColumnWatch.Field, _ remarks: inout [FoundRemark], _ problems: inout ProblemCollector
  ) {
    let found = watch.qualifiers(field)
    guard let first = found.map({ $0.place }).min() else { return }
    let remark = FoundRemark(
      kind: .qualifiers, header: field.header, words: found.prefix(3).map { $0.text },
      rows: found.reduce(0) { $0 + $1.rows },
      place: first)
    remarks.append(remark)
    problems.warning(
      "W_QUALIFIER", first,
      "\(remark.what) \(remark.rows == 1 ? "qualifies a number" : "qualify numbers") that \(remark.rows == 1 ? "is" : "are") taken as "
        + "measured; this is the first. \(authority.mendOfQualifiers(field.header))")
  }

  /// What a reader is told above the rows themselves.
  static let headline = "nothing is judged: rows of statistics stand among the results"

  /// How a row of a statistic is left out, and how a name is said to be one.
  static func mend(_ header: String, _ word: String, _ authority: Authority) -> String {
    "where such a row is no result, declare \(authority.rows("ignore", header, word)), by which it is left out, and said to be; "
      + "where it is a name, declare \(authority.rows("use", header, word))"
  }
}

/// A ``ColumnRemark`` whose file is known by its number.
struct FoundRemark {
  let kind: ColumnRemark.Kind
  let header: String
  let words: [String]
  let rows: Int
  let place: Place

  /// `"<" in the column "qual" (2 rows)`.
  var what: String {
    "\(words.map { quoted($0) }.joined(separator: ", ")) in the column \(quoted(header)) (\(rows) \(rows == 1 ? "row" : "rows"))"
  }
}

extension Authority {
  /// `data.rows: {ignore: {aggregation: [mean]}}` or `--ignore-rows "aggregation=mean"`.
  func rows(_ rule: String, _ header: String, _ word: String) -> String {
    switch self {
    case .studyProtocol: "data.rows: {\(rule): {\(Self.flow(header)): [\(Self.flow(word))]}}"
    case .commandLine: "--\(rule)-rows \(quoted("\(header)=\(word)"))"
    }
  }

  /// What can be done about a column of qualifiers that nothing declares.
  func mendOfQualifiers(_ header: String) -> String {
    switch self {
    case .studyProtocol:
      "Declare it as data.columns.qualifier, and data.censored, before there are data; or declare its words under data.rows.use "
        + "where they say nothing of the results"
    case .commandLine:
      "A result below a limit has no place in this calculation: have the number measured; or declare \(rows("use", header, "…")) "
        + "where the marks say nothing of the results"
    }
  }

  /// A text as a flow mapping of YAML takes it, quoted where it might be taken for something else.
  private static func flow(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true
      && text.allSatisfy { $0.isLetter || $0.isNumber || " _.-".contains($0) } && text.last != " "
    return isPlain ? visible(text) : quoted(text)
  }
}
