/// Pairs of runs that have so many results in common that they are worth comparing, in time that grows with the results.
///
/// Each result of a run is a token. Where nearly every run has a token that many others have, as with many runs of a coarse
/// method, several results that follow each other in size make one.
struct CopyCandidates {
  struct Pair {
    /// The later of the two runs.
    let copy: Int
    let original: Int
  }

  private(set) var pairs: [Pair] = []

  /// A token that more runs have tells nothing.
  private static let mostRuns = 24
  private static let mostResults = 6
  /// Fewer agreeing results are no copy.
  static let least = 3

  private struct Token {
    let hash: UInt64
    let unit: Int32
  }

  init(_ compared: ComparedResults, isTelling: (ComparedResults.Entry) -> Bool) {
    let sequences = (0..<compared.unitCount).map { unit in
      compared.entries[compared.range(unit)].filter(isTelling).sorted { ($0.cell, $0.value) < ($1.cell, $1.value) }
    }
    let total = sequences.reduce(0) { $0 + $1.count }
    guard total > 0 else { return }
    for length in 1...Self.mostResults {
      var tokens: [Token] = []
      tokens.reserveCapacity(total)
      for (unit, sequence) in sequences.enumerated() where sequence.count >= max(length, Self.least) {
        for end in length...sequence.count {
          var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
          for entry in sequence[(end - length)..<end] {
            hash = Self.mix(hash ^ UInt64(UInt32(bitPattern: entry.cell)))
            // Zero has one pattern.
            hash = Self.mix(hash ^ (entry.value == 0 ? 0 : entry.value.bitPattern))
          }
          tokens.append(Token(hash: hash, unit: Int32(unit)))
        }
      }
      tokens = Self.sorted(tokens)
      var shared: [UInt64: Int] = [:]
      var crowded = 0
      var start = 0
      while start < tokens.count {
        var end = start + 1
        while end < tokens.count, tokens[end].hash == tokens[start].hash { end += 1 }
        if end - start > Self.mostRuns {
          crowded += end - start
        } else {
          for i in start..<end {
            for j in start..<i where tokens[i].unit != tokens[j].unit {
              shared[UInt64(tokens[i].unit) << 32 | UInt64(tokens[j].unit), default: 0] += 1
            }
          }
        }
        start = end
      }
      // A run with a result twice counts it more often; the comparison that follows does not.
      let least = max(1, Self.least - length + 1)
      pairs = shared.filter { $0.value >= least }.keys.sorted().map { key in
        Pair(copy: Int(key >> 32), original: Int(key & 0xFFFF_FFFF))
      }
      if crowded * 4 <= tokens.count { return }
    }
  }

  /// By hash, then by unit. The first bits of a hash are as good as random and part many tokens into parts of a few, each of which is
  /// sorted by itself.
  private static func sorted(_ tokens: [Token]) -> [Token] {
    let bits = max(0, Int.bitWidth - tokens.count.leadingZeroBitCount - 3)
    func part(_ token: Token) -> Int { bits == 0 ? 0 : Int(token.hash >> UInt64(64 - bits)) }
    var starts = [Int](repeating: 0, count: (1 << bits) + 1)
    for token in tokens { starts[part(token) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var next = starts
    var parted = tokens
    for token in tokens {
      parted[next[part(token)]] = token
      next[part(token)] += 1
    }
    for index in 0..<(1 << bits) where starts[index + 1] - starts[index] > 1 {
      parted[starts[index]..<starts[index + 1]].sort { ($0.hash, $0.unit) < ($1.hash, $1.unit) }
    }
    return parted
  }

  /// Of a 64-bit word another that differs in about half of its bits (splitmix64).
  private static func mix(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
