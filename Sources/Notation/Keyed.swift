extension Dictionary {
  /// Values by key; of several that share a key what `combine` makes of the one before and the next: the first, unless said.
  public init(
    keyed pairs: some Sequence<(Key, Value)>, combine: (Value, Value) -> Value = { first, _ in first }
  ) {
    self = [:]
    for (key, value) in pairs { self[key] = self[key].map { combine($0, value) } ?? value }
  }

  /// With the values of another, which stand where both have the key.
  public func overlaid(with other: [Key: Value]) -> [Key: Value] {
    other.reduce(into: self) { $0[$1.key] = $1.value }
  }
}
