/// A stream of random numbers that is a function of its place: the n-th number of the s-th stream is the same whoever asks
/// for it, in whatever order and on however many threads.
///
/// Philox4x32-10 of Salmon, Moraes, Dror & Shaw (2011), *Parallel random numbers: as easy as 1, 2, 3*, Proc. SC '11,
/// doi:10.1145/2063384.2063405: ten rounds over a counter of 128 bits (number of the block, part, stream) under a key of 64.
public struct CounterRandom: Sendable {
  private let key: (UInt32, UInt32)
  private let stream: (UInt32, UInt32)
  private let part: UInt32
  private var block: UInt32 = 0
  private var spare: Double?

  /// - Parameters:
  ///   - seed: the key.
  ///   - stream: one for each simulated study, say.
  ///   - part: one for each independent part of a study.
  public init(seed: UInt64, stream: UInt64, part: UInt32 = 0) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = (UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    self.part = part
  }

  /// A number strictly between 0 and 1, in steps of 2⁻⁵³.
  public mutating func uniform() -> Double {
    if let number = spare {
      spare = nil
      return number
    }
    let (a, b, c, d) = Self.philox((block, part, stream.0, stream.1), key: key)
    block &+= 1
    spare = Self.fraction(c, d)
    return Self.fraction(a, b)
  }

  /// A standard normal number, by inversion: one uniform number each, so that streams stay in step.
  public mutating func normal() -> Double { Normal.lowerQuantile(uniform()) }

  private static func fraction(_ high: UInt32, _ low: UInt32) -> Double {
    (Double((UInt64(high) << 32 | UInt64(low)) >> 11) + 0.5) * 0x1p-53
  }

  /// One block of four words.
  static func philox(_ counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)) -> (
    UInt32, UInt32, UInt32, UInt32
  ) {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let first = (0xD251_1F53 as UInt32).multipliedFullWidth(by: c.0)
      let second = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: c.2)
      c = (second.high ^ c.1 ^ k.0, second.low, first.high ^ c.3 ^ k.1, first.low)
      k = (k.0 &+ 0x9E37_79B9, k.1 &+ 0xBB67_AE85)
    }
    return c
  }
}
