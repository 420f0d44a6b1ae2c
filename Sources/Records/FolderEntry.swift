/// Something in a folder, or in a folder below it.
public struct FolderEntry: Sendable, Hashable {
  /// What stands there itself, links not followed.
  public enum Kind: Sendable, Hashable {
    case file
    case folder
    /// A link, a device, a pipe: nothing that this program writes.
    case other
  }

  /// From the folder on: "tables/results.csv".
  public let name: String
  public let kind: Kind
}
