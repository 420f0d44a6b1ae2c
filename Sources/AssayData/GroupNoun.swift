/// What messages call the groups that results come from: laboratories, or the conditions of a comparison.
///
/// Files and protocols name the role `laboratory` in every study; people see what it stands for.
public struct GroupNoun: Sendable, Hashable {
  /// "laboratory".
  public let one: String
  /// "laboratories".
  public let several: String

  public init(one: String, several: String) {
    self.one = one
    self.several = several
  }

  public static let laboratory = GroupNoun(one: "laboratory", several: "laboratories")

  /// What the names of a role name, in a word.
  public func word(for role: Role) -> String { role == .laboratory ? one : role.rawValue }
}
