internal import RealModule

/// A stream of random numbers named by a seed and a place: the n-th number is a hash of both and n.
///
/// The finaliser is SplitMix64's (Steele, Lea & Flood 2014). A block of studies has a stream of its own, so the answer does
/// not depend on which thread took which block.
struct CounterRandom {
  private let key: UInt64
  private var counter: UInt64 = 0

  init(seed: UInt64, design: Int, block: Int) {
    var key = CounterRandom.mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
    key = CounterRandom.mixed(key ^ UInt64(design) &+ 0xD1B5_4A32_D192_ED03)
    self.key = CounterRandom.mixed(key ^ UInt64(block) &+ 0x8CB9_2BA7_2F3D_8DD7)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Strictly between 0 and 1.
  mutating func uniform() -> Double {
    counter &+= 1
    return (Double(CounterRandom.mixed(key &+ counter &* 0x9E37_79B9_7F4A_7C15) >> 11) + 0.5) / 9_007_199_254_740_992
  }

  /// Standard normal (Box and Muller 1958).
  mutating func normal() -> Double { (-2 * Double.log(uniform())).squareRoot() * Double.cos(2 * Double.pi * uniform()) }

  /// Chi-square: two degrees of freedom for each uniform, the odd one by a squared normal.
  mutating func chiSquare(_ degreesOfFreedom: Int) -> Double {
    var sum = 0.0
    for _ in 0..<degreesOfFreedom / 2 { sum -= 2 * Double.log(uniform()) }
    if degreesOfFreedom % 2 == 1 {
      let z = normal()
      sum += z * z
    }
    return sum
  }
}
