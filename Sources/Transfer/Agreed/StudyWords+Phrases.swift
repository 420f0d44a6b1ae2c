public import AssayData

/// Phrases that take names: of groups, of units, of columns.
extension StudyWords {
  /// "repeatability"; in a comparison "variation within runs".
  ///
  /// - Parameter units: the units of replication, such as "runs".
  public func repeatability(within units: String) -> String {
    variationWithin.map { "\($0) \(units)" } ?? "repeatability"
  }

  /// What a column was taken for: its role, with what the role stands for where that is something else.
  public func meaning(_ role: Role) -> String {
    let word = noun.word(for: role)
    return word == role.rawValue ? word : "\(word) (role \(role.rawValue))"
  }

  /// A unit of replication with the word that the study's own files head its column with, where that is another one and the
  /// unit need not be what its role says: "run (here: batch)".
  public func unit(_ unit: String, header: String?) -> String {
    guard relation == .comparison, let header, header.lowercased() != unit else { return unit }
    return "\(unit) (here: \(header))"
  }

  /// The groups as the subject of a sentence on how they differ or agree: "the laboratories", or by their names.
  public func subject(sending: String, receiving: String) -> String {
    switch relation {
    case .passage: "the \(groups)"
    case .comparison: "\(receiving) and \(sending)"
    }
  }

  /// The heading of the line that names the groups: "Sending → receiving".
  public var groupsHeading: String {
    switch relation {
    case .passage: "\(sending) → \(receiving.lowercased())"
    case .comparison: "\(receiving) against \(sending.lowercased())"
    }
  }

  /// The groups with the letters that stand for them: "Site A (S) → Site B (R)".
  public func lettered(sending: String, receiving: String) -> String {
    switch relation {
    case .passage: "\(sending) (\(sendingLetter)) → \(receiving) (\(receivingLetter))"
    case .comparison: comparison(sending, receiving)
    }
  }

  /// The same for the head of every page: "Site A (S) to Site B (R)".
  public func runningHead(sending: String, receiving: String) -> String {
    switch relation {
    case .passage: "\(sending) (\(sendingLetter)) to \(receiving) (\(receivingLetter))"
    case .comparison: comparison(sending, receiving)
    }
  }

  private func comparison(_ sending: String, _ receiving: String) -> String {
    "\(receiving) (\(receivingLetter)) against \(sending) (\(sendingLetter))"
  }

  /// What a conclusion says that the study is of: "from Site A to Site B".
  public func course(sending: String, receiving: String) -> String {
    switch relation {
    case .passage: "from \(sending) to \(receiving)"
    case .comparison: "of \(receiving) against \(sending)"
    }
  }

  /// A remark on what stands above the unit of replication, such as "analysts and days".
  public func validity(above factors: String) -> String {
    scopeOfUnits.map { "valid for what took part: \($0)" }
      ?? "valid for these \(factors): they are not modelled as random"
  }
}
