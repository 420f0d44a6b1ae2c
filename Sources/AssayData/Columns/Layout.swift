/// How a table holds its results.
public enum Layout: Sendable, Hashable {
  /// One row a result.
  case long
  /// One row for several results, each of which has a column.
  case wide(Wide, columns: [ValueColumn])

  /// What tells the columns of a wide table apart.
  public enum Wide: String, Sendable, Hashable, CaseIterable {
    /// One row a series, with a column for each replicate, in this order.
    case byReplicate = "wide-by-replicate"
    /// One row a series, with a column for each laboratory.
    case byLaboratory = "wide-by-laboratory"
    /// One row a run, with a column for each sample.
    case bySample = "wide-by-sample"
    /// One row a sample, with a column for each attribute, or several that are its replicates.
    case byAttribute = "wide-by-attribute"

    /// What is named over each column.
    public var role: Role {
      switch self {
      case .byReplicate: .replicate
      case .byLaboratory: .laboratory
      case .bySample: .sample
      case .byAttribute: .attribute
      }
    }
  }

  /// A column of results.
  public struct ValueColumn: Sendable, Hashable {
    /// As the file spells it.
    public let header: String
    /// What its results are of, beside what their row says.
    public let names: [Role: String]

    /// - Parameter names: what the results of the column are of: `[.attribute: "assay", .replicate: "2"]`.
    public init(_ header: String, _ names: [Role: String]) {
      self.header = header
      self.names = names
    }
  }

  /// A column for each replicate, in this order.
  public static func wideByReplicate(columns: [String]) -> Layout {
    .wide(
      .byReplicate, columns: columns.enumerated().map { ValueColumn($0.element, [.replicate: String($0.offset + 1)]) })
  }

  /// `nil` of a long table.
  public var wide: Wide? { if case .wide(let wide, _) = self { wide } else { nil } }

  /// Those of a wide table.
  public var valueColumns: [ValueColumn] { if case .wide(_, let columns) = self { columns } else { [] } }

  /// The names that the columns of a wide table have for a role.
  public func names(_ role: Role) -> [String] { valueColumns.compactMap { $0.names[role] } }

  /// Roles that the columns of a wide table say of every result.
  public var roles: Set<Role> {
    guard let wide else { return [] }
    var roles: Set<Role> = [.value, wide.role]
    for column in valueColumns { roles.formUnion(column.names.keys) }
    return roles
  }
}
