internal import ArgumentParser
internal import Dossier
internal import Glibc
internal import Notation
internal import Records
internal import Reporting
internal import Transfer

/// Exit codes, after `sysexits`.
enum Exit {
  static let rejected: Int32 = 65
  static let unreadable: Int32 = 66
  static let internalFault: Int32 = 70
  static let refusedBySystem: Int32 = 71
  static let unwritable: Int32 = 73
}

/// Standard output for data, standard error for messages.
enum Console {
  /// Prints data, and fails when not all of it arrived.
  static func output(_ text: String) throws {
    guard Files.print(text) else {
      message("methodtransfer: error: standard output cannot be written")
      throw ExitCode(Exit.unwritable)
    }
  }

  static func message(_ line: String) { _ = Files.print(line + "\n", toStandardError: true) }

  /// One line each, the first twenty, then how many more there were.
  static func show(_ problems: [Problem]) {
    for problem in problems.prefix(20) { message(problem.description) }
    if problems.count > 20 { message("… and \(problems.count - 20) more") }
  }

  /// Says what has no second value on this machine.
  static func tell(_ checks: [CrossChecked]) {
    if let words = checks.withoutValueMessage { message("methodtransfer: note: \(visible(words))") }
  }

  /// The same, after it was seen that both engines agree.
  ///
  /// - Throws: `ExitCode` where they do not, after both values were named.
  static func hold(_ checks: [CrossChecked]) throws {
    do throws(DossierError) { try checks.hold() } catch { throw fail(error) }
    tell(checks)
  }

  /// Whether verdict words may be coloured.
  static var colour: Bool {
    guard Files.isTerminal(), getenvText("NO_COLOR")?.isEmpty ?? true else { return false }
    return getenvText("TERM") != "dumb"
  }

  static func getenvText(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(cString: value)
  }

  /// Prints why an input was refused, and answers the code to end with.
  static func reject(_ rejection: Rejection) -> ExitCode {
    if let headline = rejection.headline { message("methodtransfer: \(headline)") }
    show(rejection.problems.filter { $0.severity == .error })
    return ExitCode(Exit.rejected)
  }

  /// Prints why there is no dossier, after what else is to be said of the files, and answers the code to end with.
  static func fail(_ error: DossierError) -> ExitCode {
    switch error {
    case .rejected(let rejection, let warnings):
      show(warnings)
      return reject(rejection)
    case .noPlan(let obstacle, let file):
      message("\(visible(file)): error: \(visible(obstacle.description))")
      return ExitCode(Exit.rejected)
    case .selfCheck(let name, let warnings):
      show(warnings)
      message("methodtransfer: error: a self-check failed, so no verdict is given: \(visible(name))")
      return ExitCode(Exit.internalFault)
    case .enginesApart(let apart):
      message("methodtransfer: error: a self-check failed, so nothing is reported: \(visible(apart))")
      return ExitCode(Exit.internalFault)
    case .noFingerprint: return fail(RecordError.digest)
    }
  }

  /// Ends with the code that goes with the fault.
  static func fail(_ error: RecordError) -> ExitCode {
    message("methodtransfer: error: \(visible(error.description))")
    switch error {
    case .digest: return ExitCode(Exit.internalFault)
    case .cannotRead: return ExitCode(Exit.unreadable)
    case .tooLarge: return ExitCode(Exit.rejected)
    case .cannotWrite, .foreignFile, .foreignContents, .otherReport, .holdsInput: return ExitCode(Exit.unwritable)
    }
  }

  /// A text that the program carries is not as it must be, which is the program's own fault.
  static func fail(_ fault: ProseFault) -> ExitCode {
    message("methodtransfer: error: \(fault)")
    return ExitCode(Exit.internalFault)
  }
}
