/// Numbers distinct byte strings 0, 1, 2 … in the order of their first appearance.
///
/// Compared byte by byte: two Unicode forms of one name are two names here, which is what lets a clash be reported.
struct Interner {
  private var arena: [UInt8] = []
  /// Where each entry ends in `arena`; it starts where the one before ends.
  private var ends: [Int32] = []
  private var hashes: [UInt32] = []
  private var slots = [Int32](repeating: -1, count: 32)
  private var last = 0
  /// Drawn anew in each run so that no file can be written to make every name collide; no output depends on it.
  private let seed = UInt64.random(in: .min ... .max)

  var count: Int { ends.count }

  func bytes(of code: Int) -> ArraySlice<UInt8> { arena[start(of: code)..<Int(ends[code])] }

  /// The number of the bytes from `start` to `end` of `source`; new exactly when it equals the former ``count``.
  mutating func intern(_ source: [UInt8], _ start: Int, _ end: Int) -> Int {
    // Files are sorted more often than not: most cells repeat the one above.
    if last < ends.count, equal(last, source, start, end) { return last }
    last = find(source, start, end)
    return last
  }

  mutating func intern(_ bytes: [UInt8]) -> Int { intern(bytes, 0, bytes.count) }

  /// The number of a field of the record at hand.
  mutating func intern(_ field: RecordReader.Field, of records: RecordReader) -> Int {
    intern(field.isUnescaped ? records.unescaped : records.bytes, field.start, field.end)
  }

  private func start(of code: Int) -> Int { code == 0 ? 0 : Int(ends[code - 1]) }

  private func equal(_ code: Int, _ source: [UInt8], _ start: Int, _ end: Int) -> Bool {
    var own = self.start(of: code)
    guard Int(ends[code]) - own == end - start else { return false }
    var i = start
    while i < end {
      if arena[own] != source[i] { return false }
      own += 1
      i += 1
    }
    return true
  }

  private mutating func find(_ source: [UInt8], _ start: Int, _ end: Int) -> Int {
    var hash = seed
    var i = start
    while i < end {
      hash = (hash ^ UInt64(source[i])) &* 0x100_0000_01B3
      i += 1
    }
    hash = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
    let short = UInt32(truncatingIfNeeded: hash >> 32)
    var slot = Int(truncatingIfNeeded: short) & (slots.count - 1)
    while slots[slot] >= 0 {
      let code = Int(slots[slot])
      if hashes[code] == short, equal(code, source, start, end) { return code }
      slot = (slot + 1) & (slots.count - 1)
    }
    let code = ends.count
    arena.append(contentsOf: source[start..<end])
    ends.append(Int32(arena.count))
    hashes.append(short)
    slots[slot] = Int32(code)
    if ends.count * 2 > slots.count { grow() }
    return code
  }

  private mutating func grow() {
    var wider = [Int32](repeating: -1, count: slots.count * 2)
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (wider.count - 1)
      while wider[slot] >= 0 { slot = (slot + 1) & (wider.count - 1) }
      wider[slot] = Int32(code)
    }
    slots = wider
  }
}
