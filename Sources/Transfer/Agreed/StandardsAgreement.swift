internal import Notation

/// What the standards of a protocol or a ledger must agree in. Linear in their number, but for what a message spells out.
extension Reader {
  mutating func agree(_ placed: [PlacedStandard]) -> Bool {
    // Each rests on the one before: a chain is followed only where it can be.
    guard areDistinct(placed) else { return false }
    let index = Dictionary(keyed: placed.enumerated().map { ($1.standard.id, $0) })
    guard haveNoGaps(placed, index), let order = fromThePrimaries(placed, index) else { return false }
    let unitsAgree = haveOneUnit(placed, index, order)
    let correlationsAgree = haveSoundCorrelations(placed, index)
    var valuesAgree = true
    for one in placed {
      guard let comparator = one.standard.comparator.flatMap({ index[$0] }) else { continue }
      valuesAgree = valueFollows(one, from: placed[comparator].standard) && valuesAgree
      warnOfDate(one, placed[comparator].standard)
    }
    return unitsAgree && correlationsAgree && valuesAgree
  }

  // MARK: - One name, one standard, one value

  private mutating func areDistinct(_ placed: [PlacedStandard]) -> Bool {
    var isGood = true
    /// What a name, or one that nobody could tell from it, stands for already.
    var names: [String: (name: String, owner: PlacedStandard, isLot: Bool)] = [:]
    for one in placed {
      for (name, key) in [(one.standard.id, "id"), (one.standard.lot, "lot")] {
        guard let name else { continue }
        let isLot = key == "lot"
        guard let known = names[likeness(name)] else {
          names[likeness(name)] = (name, one, isLot)
          continue
        }
        // A standard may be called by its lot.
        if isLot, known.owner.standard.id == one.standard.id { continue }
        error(
          "E_STANDARD_TWICE", at: one.place(key), twice(name, isLot, of: one.standard, known))
        isGood = false
      }
    }
    return isGood
  }

  private func twice(
    _ name: String, _ isLot: Bool, of standard: Standard,
    _ known: (name: String, owner: PlacedStandard, isLot: Bool)
  ) -> String {
    let other = known.owner.standard
    let line = known.owner.place(known.isLot ? "lot" : "id").line.map { "line \($0)" } ?? "another line"
    if known.name != name {
      return
        "the \(isLot ? "lot" : "id") \(quoted(name)) differs only by case or blanks from \(quoted(known.name)) "
        + "(\(line)); name them so that nobody confuses them"
    }
    switch (known.isLot, isLot) {
    case (false, false):
      return
        "the standard \(quoted(name)) stands on \(line) already, with the value \(other.value), and here with "
        + "\(standard.value); a standard has one value: keep the entry that holds"
    case (true, true):
      return
        "the lot \(quoted(name)) is that of \(quoted(other.id)) (\(line), value \(other.value)) and of \(quoted(standard.id)) "
        + "(value \(standard.value)); a lot has one value: keep the entry that holds"
    default:
      return
        "the name \(quoted(name)) is the id of one standard and the lot of another (\(line)); give them names that nobody "
        + "confuses"
    }
  }

  // MARK: - The chain

  private mutating func haveNoGaps(_ placed: [PlacedStandard], _ index: [String: Int]) -> Bool {
    var isGood = true
    for one in placed {
      guard let comparator = one.standard.comparator else { continue }
      let id = one.standard.id
      if comparator == id {
        error(
          "E_STANDARD_LOOP", at: one.place("comparator"),
          "the standard \(quoted(id)) is its own comparator; name the standard that it was measured against")
        isGood = false
      } else if index[comparator] == nil {
        let byLot = placed.first { $0.standard.lot == comparator }?.standard.id
        error(
          "E_STANDARD_GAP", at: one.place("comparator"),
          "the chain has a gap: \(quoted(id)) was measured against \(quoted(comparator)), which is not among the standards"
            + (byLot.map { "; that is the lot of \(quoted($0)): write comparator: \($0)" }
              ?? "; add it, with its own comparator, back to the primary"
              + Spelling.hint(comparator, among: placed.map { $0.standard.id })))
        isGood = false
      }
    }
    return isGood
  }

  /// The standards in an order in which every comparator stands before what was measured against it; `nil` where chains run
  /// in loops, each of which is reported once.
  private mutating func fromThePrimaries(_ placed: [PlacedStandard], _ index: [String: Int]) -> [Int]? {
    enum State { case unseen, onTheWay, reached }
    var states = [State](repeating: .unseen, count: placed.count)
    var order: [Int] = []
    var hasLoops = false
    for start in placed.indices where states[start] == .unseen {
      var walk: [Int] = []
      var next: Int? = start
      while let here = next, states[here] == .unseen {
        states[here] = .onTheWay
        walk.append(here)
        next = placed[here].standard.comparator.flatMap { index[$0] }
      }
      if let here = next, states[here] == .onTheWay, let first = walk.firstIndex(of: here) {
        hasLoops = true
        let loop = (walk[first...] + [here]).map { quoted(placed[$0].standard.id) }
        let shown = loop.count <= 12 ? loop : loop.prefix(6) + ["… (\(loop.count - 7) more)"] + loop.suffix(1)
        error(
          "E_STANDARD_LOOP", at: placed[here].place("comparator"),
          "the chain runs in a loop: \(shown.joined(separator: " was measured against ")); one of them is a primary, "
            + "which has no comparator")
      }
      for one in walk { states[one] = .reached }
      order += walk.reversed()
    }
    return hasLoops ? nil : order
  }

  /// Values of standards that go back to one primary are in one unit.
  private mutating func haveOneUnit(_ placed: [PlacedStandard], _ index: [String: Int], _ order: [Int]) -> Bool {
    var isGood = true
    var primaries = [Int](repeating: 0, count: placed.count)
    /// The standard that says the unit, by primary.
    var first: [Int: Standard] = [:]
    for here in order {
      let standard = placed[here].standard
      let primary = standard.comparator.flatMap { index[$0] }.map { primaries[$0] } ?? here
      primaries[here] = primary
      guard let unit = standard.unit else { continue }
      guard let other = first[primary], let its = other.unit else {
        first[primary] = standard
        continue
      }
      guard unit != its else { continue }
      error(
        "E_STANDARD_UNIT", at: placed[here].place("unit"),
        "the value of \(quoted(standard.id)) is in \(quoted(unit)), that of \(quoted(other.id)), which goes back to the same "
          + "primary, in \(quoted(its)); nothing is converted: give all values that go back to one primary in one unit")
      isGood = false
    }
    return isGood
  }

  private mutating func haveSoundCorrelations(_ placed: [PlacedStandard], _ index: [String: Int]) -> Bool {
    var isGood = true
    for (here, one) in placed.enumerated() {
      let id = one.standard.id
      for correlation in one.standard.correlations {
        let place = one.place("correlations")
        guard let other = index[correlation.other] else {
          error(
            "E_STANDARD", at: place,
            "the correlation of \(quoted(id)) is with \(quoted(correlation.other)), which is not among the standards"
              + Spelling.hint(correlation.other, among: placed.map { $0.standard.id }))
          isGood = false
          continue
        }
        guard other != here else {
          error("E_STANDARD", at: place, "the standard \(quoted(id)) is correlated with itself; name another one")
          isGood = false
          continue
        }
        guard let back = placed[other].standard.correlations.first(where: { index[$0.other] == here }),
          back.value != correlation.value
        else { continue }
        // Told once, at the later of the two.
        isGood = false
        guard other < here else { continue }
        error(
          "E_STANDARD", at: place,
          "the correlation of \(quoted(id)) with \(quoted(correlation.other)) is \(correlation.value) here and \(back.value) on "
            + "line \(placed[other].place("correlations").line ?? 0); it is one figure: say it once")
      }
    }
    return isGood
  }

  // MARK: - Values and dates

  /// The value is what the rule makes of the comparator's and of the ratio, as far as the digits go that are written.
  private mutating func valueFollows(_ one: PlacedStandard, from comparator: Standard) -> Bool {
    let standard = one.standard
    guard let rule = standard.rule else { return true }
    switch rule {
    case .equivalence:
      guard standard.value != comparator.value else { return true }
      error(
        "E_STANDARD_VALUE", at: one.place("value"),
        "under the rule equivalence \(quoted(standard.id)) carries over the value of \(quoted(comparator.id)), \(comparator.value), "
          + "but its value is \(standard.value); write that value, or rule: offset")
    case .offset:
      guard let ratio = standard.ratio else { return true }
      let expected = comparator.value.double * ratio.double
      let room =
        standard.value.unitOfLastPlace / 2 + comparator.value.double * ratio.unitOfLastPlace / 2 + expected * 1e-12
      guard expected.isFinite, (standard.value.double - expected).magnitude > room else { return true }
      error(
        "E_STANDARD_VALUE", at: one.place("value"),
        "under the rule offset \(quoted(standard.id)) has its comparator's value times the ratio, \(comparator.value) × \(ratio)"
          + " = \(ExactDecimal.product(comparator.value, ratio)), but its value is \(standard.value); correct the figure that is wrong"
      )
    }
    return false
  }

  private mutating func warnOfDate(_ one: PlacedStandard, _ comparator: Standard) {
    guard let date = one.standard.date, let before = comparator.date, date < before else { return }
    warn(
      "W_STANDARD_DATE", at: one.place("date"),
      "\(quoted(one.standard.id)) has the date \(date), before that of its comparator \(quoted(comparator.id)), \(before)"
    )
  }
}

extension ExactDecimal {
  /// One in the last digit that is written.
  fileprivate var unitOfLastPlace: Double { ExactDecimal(significand: 1, exponent: Int(exponent)).double }

  /// As it is written out: exactly where the digits fit.
  fileprivate static func product(_ a: ExactDecimal, _ b: ExactDecimal) -> String {
    let (significand, overflow) = a.significand.multipliedReportingOverflow(by: b.significand)
    guard !overflow else { return "\(a.double * b.double)" }
    return ExactDecimal(significand: significand, exponent: Int(a.exponent) + Int(b.exponent)).description
  }
}
