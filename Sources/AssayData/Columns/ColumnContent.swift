/// Where the names of a role stand in a file.
public enum ColumnContent: Sendable, Hashable {
  /// A column by its header, whose cells are the names.
  case column(String)
  /// A part of the cells of a column, by a pattern that may hold the names of other roles too.
  case part(of: String, pattern: CellPattern)
  /// The date in the cells of a column; the name is `2026-03-02`.
  case date(in: String, format: DateFormat)
  /// The cells of several columns together; the name has them in this order.
  case composed([String])
  /// One name for the whole file, which no column holds.
  case constant(String)

  /// What stands between the cells of a composed name.
  public static let joint = ", "

  /// The columns that are looked at, by their headers.
  public var headers: [String] {
    switch self {
    case .column(let header), .part(let header, _), .date(let header, _): [header]
    case .composed(let headers): headers
    case .constant: []
    }
  }

  /// The headers in words; `nil` where no column holds the role.
  public var words: String? { headers.isEmpty ? nil : headers.joined(separator: Self.joint) }

  /// The header of the column whose cells are the names as they stand.
  public var plainHeader: String? { if case .column(let header) = self { header } else { nil } }
}

extension ColumnContent: ExpressibleByStringLiteral {
  public init(stringLiteral header: String) { self = .column(header) }
}
