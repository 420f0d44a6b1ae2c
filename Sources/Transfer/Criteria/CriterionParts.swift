extension Criterion {
  /// Whether both laboratories take part.
  var comparesLaboratories: Bool {
    switch kind {
    case .meanDifference, .meanRatio, .precisionRatio: true
    case .recovery, .repeatability, .intermediatePrecision, .similarity, .dilutionLinearity, .assignedValue, .drift:
      false
    }
  }

  /// Whether a pooled finding shows each sample beside, because opposite biases cancel.
  var comparesMeans: Bool {
    switch kind {
    case .meanDifference, .meanRatio: true
    case .recovery, .repeatability, .intermediatePrecision, .precisionRatio, .similarity, .dilutionLinearity,
      .assignedValue, .drift:
      false
    }
  }

  /// Whether it is a limit on an SD or on a ratio of SDs.
  var isOfPrecision: Bool {
    switch kind {
    case .repeatability, .intermediatePrecision, .precisionRatio: true
    case .meanDifference, .meanRatio, .recovery, .similarity, .dilutionLinearity, .assignedValue, .drift: false
    }
  }

  /// Whether results are taken in percent of their own nominal value.
  var isRecovery: Bool { if case .recovery = kind { true } else { false } }

  /// The laboratories that take part, 0 the sending one.
  func laboratories(receiver: Int) -> Set<Int32> {
    switch kind {
    case .meanDifference, .meanRatio, .precisionRatio, .similarity: [0, Int32(receiver + 1)]
    case .recovery, .dilutionLinearity: [Int32(receiver + 1)]
    // Of standards, not of laboratories.
    case .assignedValue, .drift: []
    case .repeatability(let kind), .intermediatePrecision(let kind):
      kind.laboratory == .sending ? [0] : [Int32(receiver + 1)]
    }
  }
}
