public import Notation
public import Transfer

/// Why there is no dossier of what was handed over.
public enum DossierError: Error, Sendable, Equatable {
  /// A file is not taken.
  ///
  /// - warnings: what is to be said of the files besides, before the errors.
  case rejected(Rejection, warnings: [Problem])
  /// The files are sound, and no plan can be made of the protocol, which is named.
  case noPlan(PlanningObstacle, file: String)
  /// A number did not hold when it was computed again, so that no verdict is given: a fault of the program.
  case selfCheck(String, warnings: [Problem])
  /// Two engines gave unlike numbers, which are named, so that nothing is reported: a fault of the program.
  case enginesApart(String)
  /// No hash could be computed.
  case noFingerprint
}
