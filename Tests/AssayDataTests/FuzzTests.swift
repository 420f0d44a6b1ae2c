import AssayData
import Notation
import Testing

/// Random damage: never a crash, and never a row lost unsaid.
struct FuzzTests {
  /// SplitMix64 (Steele, Lea & Flood 2014), so that each seed gives the same files everywhere.
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `a damaged file is refused or read whole`(seed: UInt64) {
    var random = Random(state: seed)
    let base = Array(Study.baseline.utf8)
    let pieces: [[UInt8]] = [
      [0], [0xFF], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0x22], [0x22, 0x22], [0x0D], [0x0A], [0x0D, 0x0A], [0x2C], [0x3B],
      [0x09],
      [0xC2, 0xA0], [0xE2, 0x80, 0xA8], [0x2D], [0x3C], Array("1e999".utf8), Array("LabB".utf8), Array("Mean".utf8), [],
      [0x31], [0x35], [0x41], [0x39, 0x39],
    ]
    var (accepted, refused) = (0, 0)
    for _ in 0..<400 {
      var bytes = base
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        let cut = min(bytes.count, at + Int.random(in: 0..<3, using: &random))
        bytes.replaceSubrange(at..<cut, with: pieces.randomElement(using: &random) ?? [])
      }
      do {
        let data = try Study.read(bytes)
        accepted += 1
        let text = String(decoding: bytes, as: UTF8.self)
        let isQuoted = text.contains("\"")
        let rows =
          text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.filter { !$0.allSatisfy { $0 == "," } }.count - 1
        #expect(isQuoted || bytes[0] == 0xFF || data.count == rows, "\(text)")
        #expect(data.files[0].rows == data.count && data.factors.values.allSatisfy { $0.codes.count == data.count })
        _ = data.normalisedTable()
      } catch {
        refused += 1
        #expect(error.errorCount > 0 && !error.problems.isEmpty && error.problems.count <= 20)
      }
    }
    #expect(accepted > 0 && refused > 0)
  }
}
