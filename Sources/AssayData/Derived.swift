public import Notation

extension AssayData {
  /// A result that was computed from readings, or the reason why none was.
  public struct Derived: Sendable {
    /// The reading whose place, laboratory, run and other names it has.
    public let row: Int
    /// Its sample.
    public let sample: String
    /// `nil` where there is none, for `reason`.
    public let value: ExactDecimal?
    public let reason: String
    /// Criteria that its preparation does not meet in its run, for which the value may not be used; mostly none.
    public let notSimilar: [String]

    public init(
      row: Int, sample: String, value: ExactDecimal?, reason: String = "", notSimilar: [String] = []
    ) {
      self.notSimilar = notSimilar
      self.row = row
      self.sample = sample
      self.value = value
      self.reason = reason
    }
  }

  /// The same study with results in place of the readings that they were computed from.
  ///
  /// Readings that may not be used stay as such rows, with their preparation for a sample, so that nothing goes unsaid.
  /// Roles of single wells are left out, and of what is said of a reading nothing is taken for said of the potency.
  ///
  /// - Parameters:
  ///   - isReading: whether each row is one.
  ///   - derived: in the order of their rows.
  public func replacing(readings isReading: [Bool], by derived: [Derived]) -> AssayData {
    precondition(isReading.count == count, "\(isReading.count) marks for \(count) rows")
    /// Rows of these data that the new ones stand for, and what is new.
    var rows: [(row: Int, derived: Derived?)] = []
    var next = 0
    for row in 0..<count {
      while next < derived.count, derived[next].row <= row {
        rows.append((derived[next].row, derived[next]))
        next += 1
      }
      if !isReading[row] || !isUsable(row) { rows.append((row, nil)) }
    }
    for rest in derived[next...] { rows.append((rest.row, rest)) }

    var data = self
    data.values = []
    data.exceptions = [:]
    data.cells = [:]
    data.fileIndex = rows.map { fileIndex[$0.row] }
    data.lines = rows.map { lines[$0.row] }
    data.fields = rows.map { fields[$0.row] }
    data.numbers = [:]
    for role in Role.allCases {
      guard let factor = factors[role] else { continue }
      let saysOfReading = role == .reason || role == .deviation
      if Role.ofPlates.contains(role) {
        data.factors[role] = nil
      } else {
        data.factors[role] = Factor(
          levels: factor.levels,
          codes: rows.map { row, derived in
            let isLeftOut = role == .replicate && isReading[row] || saysOfReading && derived != nil
            return isLeftOut ? -1 : factor.codes[row]
          })
      }
    }
    var samples = factors[.sample]?.levels ?? []
    var codes: [String: Int32] = [:]
    for (code, name) in samples.enumerated() { codes[name] = Int32(code) }
    var sampleCodes: [Int32] = []
    for (row, derived) in rows {
      guard isReading[row] else {
        sampleCodes.append(factors[.sample]?.codes[row] ?? -1)
        continue
      }
      let name = derived?.sample ?? self.name(.preparation, of: row) ?? ""
      if codes[name] == nil {
        codes[name] = Int32(samples.count)
        samples.append(name)
      }
      sampleCodes.append(codes[name] ?? -1)
    }
    data.factors[.sample] = Factor(levels: samples, codes: sampleCodes)
    for (index, (row, derived)) in rows.enumerated() {
      guard let derived else {
        data.values.append(isReading[row] ? ExactDecimal(0) : values[row])
        data.cells[index] = cells[row]
        switch exceptions[row] {
        case nil: break
        case .invalid(let word)? where isReading[row], .cancelled(let word)? where isReading[row],
          .leftOut(_, let word)? where isReading[row]:
          data.exceptions[index] = .unusedReading(word: word)
        case .missing? where isReading[row]: data.exceptions[index] = .unusedReading(word: nil)
        case .some(let standing): data.exceptions[index] = standing
        }
        continue
      }
      data.values.append(derived.value ?? ExactDecimal(0))
      if derived.value == nil {
        data.exceptions[index] = .noPotency(reason: derived.reason)
      } else if !derived.notSimilar.isEmpty {
        data.exceptions[index] = .notSimilar(criteria: derived.notSimilar)
      }
    }
    return data
  }
}
