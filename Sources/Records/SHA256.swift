internal import CCrypto

/// The SHA-256 digest of bytes, by OpenSSL's libcrypto.
public struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
  /// 32 bytes.
  public let bytes: [UInt8]

  /// - Throws: ``RecordError/digest`` when libcrypto gives none.
  public init(of data: [UInt8]) throws(RecordError) {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let done = unsafe data.withUnsafeBytes { data in
      unsafe digest.withUnsafeMutableBufferPointer { digest in
        unsafe EVP_Digest(data.baseAddress, data.count, digest.baseAddress, &length, EVP_sha256(), nil)
      }
    }
    guard done == 1, length == 32 else { throw .digest }
    bytes = digest
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
