/// The SHA-256 of bytes: two files with the same one are the same file.
///
/// Source: FIPS 180-4. Whoever has the bytes has it computed (`Records` by libcrypto); the core only carries it.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  /// 32 bytes.
  public let bytes: [UInt8]

  /// - Returns: `nil` unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// 64 hexadecimal digits in lower case.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The first eight digits, for captions and page feet.
  public var short: String { String(description.prefix(8)) }
}
