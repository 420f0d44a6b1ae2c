internal import Notation

extension AssayData {
  /// All results as one tidy table, CSV: a column for each role that any file gives, in the order of
  /// ``Role``, then `file`, `line`, `field` and `standing`.
  ///
  /// Numbers are written with a point. Where none was measured, the value is the cell as the file has it (`n.a.`, `<0.05`),
  /// and `standing` says what it was taken for. Text is written by ``CSVText``.
  ///
  /// - Parameter notPlanned: rows of names that a design does not list, which are judged nowhere; their standing says so.
  public func normalisedTable(notPlanned: Set<Int> = []) -> String {
    let roles = Role.allCases.filter { $0 == .value || factors[$0] != nil }
    var out = (roles.map { $0.rawValue } + ["file", "line", "field", "standing"]).joined(separator: ",") + "\r\n"
    let names = roles.map { role in
      (factors[role]?.levels ?? []).map { role.isNumeric || role == .replicate ? $0 : CSVText.field($0, isName: true) }
    }
    let fileNames = files.map { CSVText.field($0.name, isName: true) }
    for row in 0..<count {
      for (index, role) in roles.enumerated() {
        if index > 0 { out += "," }
        if role == .value {
          switch shown(row) {
          case .number(let value): out += value.description
          case .text(let text): out += CSVText.field(text, isName: true)
          case .nothing: break
          }
        } else if let code = factors[role]?.codes[row], code >= 0 {
          out += names[index][Int(code)]
        }
      }
      let isOther = !notPlanned.isEmpty && notPlanned.contains(row) && isUsable(row)
      out +=
        ",\(fileNames[Int(fileIndex[row])]),\(lines[row]),\(fields[row]),\(isOther ? "not planned" : CSVText.field(Self.word(standing(of: row))))\r\n"
    }
    return out
  }

  /// How many results one run of one sample has.
  public struct Count: Sendable, Hashable {
    /// As the study calls it.
    public let laboratory: String
    /// The attribute's id.
    public let attribute: String
    /// The preparation, for readings of dose-response; `nil` where results name no sample.
    public let sample: String?
    /// `nil` where results name no run.
    public let run: String?
    /// Rows of the files, usable or not.
    public let results: Int
    /// How many of them may be used.
    public let usable: Int
  }

  /// Results by laboratory, attribute, sample and run, in the order of their first appearance.
  public func counts() -> [Count] {
    let roles: [Role] = [.laboratory, .attribute, .sample, .preparation, .run]
    let groups = Grouping(roles.compactMap { factors[$0]?.codes }, count: count)
    var results = [Int](repeating: 0, count: groups.firstRows.count)
    for id in groups.ids { results[Int(id)] += 1 }
    var usable = results
    for row in exceptions.keys where !isUsable(row) { usable[Int(groups.ids[row])] -= 1 }
    return groups.firstRows.enumerated().map { group, row in
      Count(
        laboratory: name(.laboratory, of: Int(row)) ?? "", attribute: name(.attribute, of: Int(row)) ?? "",
        sample: name(.sample, of: Int(row)) ?? name(.preparation, of: Int(row)), run: name(.run, of: Int(row)),
        results: results[group],
        usable: usable[group])
    }
  }

  private static func word(_ standing: Standing) -> String {
    switch standing {
    case .used: "used"
    case .missing: "missing"
    case .invalid(let word): "invalid: \(word)"
    case .cancelled(let word): "cancelled: \(word)"
    case .leftOut(let column, let word): "left out: \(column) \(word)"
    case .censoredAtHalf: "censored at half the limit"
    case .noPotency(let reason): "no potency: \(reason)"
    case .unusedReading(let word): "well not used: \(word ?? "missing")"
    case .notSimilar(let criteria): "not shown similar: \(criteria.joined(separator: ", "))"
    }
  }
}
