/// Rows that agree in every one of some columns of codes, numbered in the order of their first row.
struct Grouping {
  /// The group of each row, or -1 for a row that was left out.
  private(set) var ids: [Int32]
  /// The first row of each group.
  private(set) var firstRows: [Int32] = []

  /// - Parameter includes: Which rows to group; `nil` for all.
  init(_ columns: [[Int32]], count: Int, includes: [Bool]? = nil) {
    // The numbers of levels multiply to the number of groups that there could be; where it is small, a table of all of
    // them is quicker than a table of those that are.
    let sizes = columns.map { Int($0.max() ?? 0) + 2 }
    let limit = max(1_024, count / 4)
    var product = 1
    // Not by multiplying first, which 32 bits might not hold.
    for size in sizes { product = product > limit / size ? limit + 1 : product * size }
    if product <= limit {
      self.init(dense: columns, sizes: sizes, product: product, count: count, includes: includes)
    } else {
      self.init(columns, hashes: Self.hashes(columns, count), count: count, includes: includes)
    }
  }

  private init(dense columns: [[Int32]], sizes: [Int], product: Int, count: Int, includes: [Bool]?) {
    ids = Array(repeating: 0, count: count)
    for (column, size) in zip(columns, sizes) {
      let size = Int32(truncatingIfNeeded: size)
      for row in 0..<count { ids[row] = ids[row] &* size &+ column[row] &+ 1 }
    }
    var groups = [Int32](repeating: -1, count: product)
    for row in 0..<count {
      if let includes, !includes[row] {
        ids[row] = -1
        continue
      }
      let key = Int(ids[row])
      if groups[key] < 0 {
        groups[key] = Int32(firstRows.count)
        firstRows.append(Int32(row))
      }
      ids[row] = groups[key]
    }
  }

  private init(_ columns: [[Int32]], hashes: [UInt32], count: Int, includes: [Bool]?) {
    ids = Array(repeating: -1, count: count)
    var slots = [Int32](repeating: -1, count: 64)
    var previous = -1
    for row in 0..<count {
      if let includes, !includes[row] { continue }
      if previous >= 0, hashes[previous] == hashes[row], Self.agree(columns, previous, row) {
        ids[row] = ids[previous]
        continue
      }
      previous = row
      var slot = Int(truncatingIfNeeded: hashes[row]) & (slots.count - 1)
      var found: Int32 = -1
      while slots[slot] >= 0 {
        let first = Int(firstRows[Int(slots[slot])])
        if hashes[first] == hashes[row], Self.agree(columns, first, row) {
          found = slots[slot]
          break
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      if found < 0 {
        found = Int32(firstRows.count)
        firstRows.append(Int32(row))
        slots[slot] = found
        if firstRows.count * 2 > slots.count { slots = rehashed(hashes, into: slots.count * 2) }
      }
      ids[row] = found
    }
  }

  /// Groups only the rows that may agree with another one: every row that does, and a few besides.
  ///
  /// Sixteen bits for each row tell most of the rows apart in little memory; a table then settles the rest.
  init(repeatedIn columns: [[Int32]], count: Int, includes: [Bool]) {
    let hashes = Self.hashes(columns, count)
    var words = 64
    while words * 4 < count { words *= 2 }
    let mask = UInt32(truncatingIfNeeded: words * 64 - 1)
    var seen = [UInt64](repeating: 0, count: words)
    var repeated = seen
    for row in 0..<count where includes[row] {
      let bit = Int(truncatingIfNeeded: hashes[row] & mask)
      let one: UInt64 = 1 << UInt64(bit & 63)
      if seen[bit >> 6] & one == 0 { seen[bit >> 6] |= one } else { repeated[bit >> 6] |= one }
    }
    var candidates = includes
    for row in 0..<count where includes[row] {
      let bit = Int(truncatingIfNeeded: hashes[row] & mask)
      candidates[row] = repeated[bit >> 6] >> UInt64(bit & 63) & 1 == 1
    }
    self.init(columns, hashes: hashes, count: count, includes: candidates)
  }

  /// Column by column, so that each is read in the order it lies in memory.
  private static func hashes(_ columns: [[Int32]], _ count: Int) -> [UInt32] {
    var hashes = [UInt32](repeating: UInt32.random(in: .min ... .max), count: count)
    for column in columns {
      for row in 0..<count {
        let mixed = (UInt64(hashes[row]) << 32 | UInt64(UInt32(bitPattern: column[row]))) &* 0x9E37_79B9_7F4A_7C15
        hashes[row] = UInt32(truncatingIfNeeded: (mixed ^ (mixed >> 32)) >> 16)
      }
    }
    return hashes
  }

  private func rehashed(_ hashes: [UInt32], into size: Int) -> [Int32] {
    var slots = [Int32](repeating: -1, count: size)
    for (group, row) in firstRows.enumerated() {
      var slot = Int(truncatingIfNeeded: hashes[Int(row)]) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(group)
    }
    return slots
  }

  private static func agree(_ columns: [[Int32]], _ a: Int, _ b: Int) -> Bool {
    for column in columns where column[a] != column[b] { return false }
    return true
  }
}
