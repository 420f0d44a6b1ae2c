internal import CGSL

/// A status that a GSL routine returned in place of an answer.
public struct GSLError: Error, Equatable, Sendable, CustomStringConvertible {
  /// GSL's own code, as `gsl_errno.h` numbers it.
  public let status: Int32
  /// The routine that reported it.
  public let routine: String

  public var description: String {
    let reason = unsafe String(cString: gsl_strerror(status))
    return "\(routine): \(reason) (GSL status \(status))"
  }

  static func check(_ status: Int32, _ routine: String) throws(GSLError) {
    if status != 0 { throw GSLError(status: status, routine: routine) }
  }
}

/// GSL prints and aborts on its first error unless told otherwise.
///
/// The handler is one global of the process, so it is set once, here, and each wrapper that can fail reads this
/// before it calls in. Afterwards errors come back as statuses.
enum Runtime {
  static let ready: Void = { _ = unsafe gsl_set_error_handler_off() }()
}
