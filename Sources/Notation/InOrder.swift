/// Values by key, in the order in which the keys were met first: what is reported follows the file, never a hash table.
public struct InOrder<Key: Hashable, Value> {
  /// As they were met.
  public private(set) var keys: [Key] = []
  private var values: [Key: Value] = [:]

  /// Without any key.
  public init() {}

  /// Whether no key was met.
  public var isEmpty: Bool { keys.isEmpty }
  /// How many keys were met.
  public var count: Int { keys.count }

  /// The value of a key; `nil` where it was not met.
  public subscript(_ key: Key) -> Value? { values[key] }

  /// The value of a key, which is met now if it was not before.
  public subscript(_ key: Key, default initial: @autoclosure () -> Value) -> Value {
    get { values[key] ?? initial() }
    _modify {
      if values[key] == nil { keys.append(key) }
      yield &values[key, default: initial()]
    }
  }
}

extension InOrder: Sequence {
  /// Keys with their values, in the order in which the keys were met.
  public struct Iterator: IteratorProtocol {
    private let values: [Key: Value]
    private var keys: IndexingIterator<[Key]>

    fileprivate init(_ all: InOrder) { (values, keys) = (all.values, all.keys.makeIterator()) }

    /// The next of them; `nil` behind the last.
    public mutating func next() -> (key: Key, value: Value)? {
      keys.next().flatMap { key in values[key].map { (key, $0) } }
    }
  }

  /// Begins with the key that was met first.
  public func makeIterator() -> Iterator { Iterator(self) }
}

extension InOrder: Sendable where Key: Sendable, Value: Sendable {}

extension Sequence {
  /// The elements by key, the keys in the order in which they were met first.
  public func grouped<Key: Hashable>(by key: (Element) -> Key) -> InOrder<Key, [Element]> {
    var groups = InOrder<Key, [Element]>()
    for element in self { groups[key(element), default: []].append(element) }
    return groups
  }

  /// The elements by what is found of each, the least first.
  @inlinable
  public func sorted<Key: Comparable>(on key: (Element) -> Key) -> [Element] { sorted { key($0) < key($1) } }

  /// The first of the elements that share a key, each in its place.
  public func uniqued<Key: Hashable>(on key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return filter { seen.insert(key($0)).inserted }
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it was met first.
  public var uniqued: [Element] { uniqued { $0 } }
}
