/// Rows that agree in every one of some columns of codes, numbered in the order of their first row.
struct Grouping {
  /// The group of each row, or -1 for a row that was left out.
  private(set) var ids: [Int32]
  /// The first row of each group.
  private(set) var firstRows: [Int32] = []

  /// - Parameter includes: Which rows to group; `nil` for all.
  init(_ columns: [[Int32]], count: Int, includes: [Bool]? = nil) {
    ids = Array(repeating: -1, count: count)
    // Column by column, so that each is read in the order it lies in memory.
    var hashes = [UInt64](repeating: UInt64.random(in: .min ... .max), count: count)
    for column in columns {
      for row in 0..<count {
        let mixed = (hashes[row] ^ UInt64(UInt32(bitPattern: column[row]))) &* 0x9E37_79B9_7F4A_7C15
        hashes[row] = mixed ^ (mixed >> 29)
      }
    }
    // The upper half of a slot is a hash, the lower the group plus one; zero is free.
    var slots = [UInt64](repeating: 0, count: 64)
    var previous = -1
    for row in 0..<count {
      if let includes, !includes[row] { continue }
      if previous >= 0, hashes[previous] == hashes[row], Self.agree(columns, previous, row) {
        ids[row] = ids[previous]
        continue
      }
      previous = row
      let tag = hashes[row] & 0xFFFF_FFFF_0000_0000
      var slot = Int(truncatingIfNeeded: hashes[row] >> 20) & (slots.count - 1)
      while slots[slot] != 0 {
        let group = Int(slots[slot] & 0xFFFF_FFFF) - 1
        if slots[slot] & 0xFFFF_FFFF_0000_0000 == tag, Self.agree(columns, Int(firstRows[group]), row) {
          ids[row] = Int32(group)
          break
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      guard ids[row] < 0 else { continue }
      ids[row] = Int32(firstRows.count)
      firstRows.append(Int32(row))
      slots[slot] = tag | UInt64(firstRows.count)
      if firstRows.count * 2 > slots.count { slots = rehashed(hashes, into: slots.count * 4) }
    }
  }

  private func rehashed(_ hashes: [UInt64], into size: Int) -> [UInt64] {
    var slots = [UInt64](repeating: 0, count: size)
    for (group, row) in firstRows.enumerated() {
      let hash = hashes[Int(row)]
      var slot = Int(truncatingIfNeeded: hash >> 20) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(group + 1)
    }
    return slots
  }

  private static func agree(_ columns: [[Int32]], _ a: Int, _ b: Int) -> Bool {
    for column in columns where column[a] != column[b] { return false }
    return true
  }
}
