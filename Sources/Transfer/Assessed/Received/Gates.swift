internal import Notation

/// What the protocol's rules on what did not go as planned make of an attribute, worked out once.
struct Gates: Sendable {
  /// Why nothing is evaluated; `nil` where nothing planned is missing, or the rule is to report it.
  let missing: String?
  /// By laboratory, why nothing is evaluated that it has a part in.
  private let surpluses: [String: String]

  init(_ completeness: Completeness, _ rules: Rules) {
    missing = rules.missingUnits == .refuse ? Self.missing(completeness) : nil
    var surpluses: [String: [Departure]] = [:]
    if rules.surplusUnits == .refuse {
      for surplus in completeness.surpluses { surpluses[surplus.laboratory, default: []].append(surplus) }
    }
    self.surpluses = surpluses.mapValues { own in
      "\(Self.capped(own.map({ $0.asSurplus }))), and the protocol's rule for more than planned (surplusUnits) is to refuse"
    }
  }

  /// The first that has more than planned of these laboratories.
  func surplus(at laboratories: [String]) -> String? {
    surpluses.isEmpty ? nil : laboratories.lazy.compactMap { surpluses[$0] }.first
  }

  private static func missing(_ completeness: Completeness) -> String? {
    if completeness.isShort {
      return
        "planned results are missing, and the protocol's rule for that is to refuse: \(capped(completeness.shortages.map { $0.asShortage }))"
    }
    guard let first = completeness.unverified.first else { return nil }
    return
      "\(first.words), and the protocol's rule for missing units is to refuse; map the column, or take the number out of the design"
  }

  static func capped(_ words: [String]) -> String {
    Spelling.first(3, of: words, separator: "; ")
  }
}
