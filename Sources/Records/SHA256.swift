internal import CCrypto
public import Notation

extension Fingerprint {
  /// The SHA-256 of bytes, by OpenSSL's libcrypto.
  ///
  /// - Throws: ``RecordError/digest`` when libcrypto gives none.
  public init(of data: [UInt8]) throws(RecordError) {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let done = unsafe data.withUnsafeBytes { data in
      unsafe digest.withUnsafeMutableBufferPointer { digest in
        unsafe EVP_Digest(data.baseAddress, data.count, digest.baseAddress, &length, EVP_sha256(), nil)
      }
    }
    guard done == 1, length == 32, let made = Fingerprint(bytes: digest) else { throw .digest }
    self = made
  }
}
