internal import Notation

/// The pairs of a group and a value that have been met, by the first row of each.
///
/// An open-addressed table of row numbers: a million rows that name no replicate need some ten megabytes and no set a group.
struct RepeatedValues {
  private var slots: [Int32] = []
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  /// The first row before that had this row's group and value, or `nil` when there is none and this one is the first.
  @discardableResult
  mutating func insert(_ row: Int, _ groups: [Int32], _ store: ResultStore) -> Int? {
    if slots.isEmpty {
      var size = 64
      while size < capacity * 2 { size *= 2 }
      slots = Array(repeating: -1, count: size)
    }
    let value = store.values[row]
    // Equal values have equal doubles however they are written, so the double may choose the slot.
    var key = value.double.bitPattern ^ (UInt64(bitPattern: Int64(groups[row])) &* 0x9E37_79B9_7F4A_7C15)
    key ^= key >> 32
    key = key &* 0xD6E8_FEB8_6659_FD93
    key ^= key >> 32
    var slot = Int(truncatingIfNeeded: key) & (slots.count - 1)
    while slots[slot] >= 0 {
      let other = Int(slots[slot])
      if groups[other] == groups[row], store.values[other] == value { return other }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(row)
    return nil
  }
}
