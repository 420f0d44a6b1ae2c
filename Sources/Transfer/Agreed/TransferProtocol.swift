public import AssayData
public import Notation

/// What was agreed before any result was judged: laboratories, data, rules, attributes and their criteria.
public struct TransferProtocol: Sendable, Hashable {
  public let study: Study
  /// The laboratory taken as reference; in a bridging study the first of those that take part alike.
  public let sending: String
  /// One or several, each judged against the sender; in a bridging study the others that take part, if there are any.
  public let receiving: [String]
  public let readiness: [ReadinessItem]
  public let planning: Planning?
  /// Reference standards with the comparisons that their values rest on, where the protocol or a ledger names them.
  public let standards: StandardsLedger?
  /// The two standards that are compared, in a bridging study.
  public let comparison: Comparison?
  /// How a results file is read where no source says otherwise.
  public let data: Mapping
  public let sources: [Source]
  public internal(set) var rules: Rules
  public let attributes: [Attribute]
  /// Warnings of the reading, such as an asymmetric limit.
  public let warnings: [Problem]

  /// Every laboratory that takes part, the sender first.
  public var laboratories: [String] { [sending] + receiving }
}

/// What the study is.
public struct Study: Sendable, Hashable {
  /// The question asked; the words of the report follow it.
  public enum Kind: String, CaseIterable, Sendable, Hashable {
    case transfer, comparability, bridging
  }
  public let id: String
  public let title: String
  public let kind: Kind
  public let product: String?
  public let method: String?
}

/// Something that must be in place before a verdict can be a pass.
public struct ReadinessItem: Sendable, Hashable {
  public let item: String
  public let owner: String
  public let done: Bool
  public let evidence: String?
}

/// What `plan` assumes, and what it is to reach.
public struct Planning: Sendable, Hashable {
  public let truth: Truth
  /// A realistic true offset, for the producer's risk.
  public let offset: Double?
  /// The chance of passing that the design is to reach.
  public let power: Double
  /// Never more simulated studies than these.
  public let simulations: Int
  public let seed: UInt64
}

/// One results file or several that share a pattern, with its own way of being read.
public struct Source: Sendable, Hashable {
  /// A file name in which `*` stands for any run of characters.
  public let pattern: String
  public let mapping: Mapping

  /// Whether the file of this name (without folders) is meant. Two Unicode forms of a name are one name here, since some
  /// file systems give back another form than was written.
  public func matches(_ name: String) -> Bool {
    let pattern = Array(pattern)
    let text = Array(name)
    var (p, t) = (0, 0)
    // The last star, and how far it has been stretched: only that one need ever be stretched further.
    var star: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == text[t] {
        (p, t) = (p + 1, t + 1)
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (p, t) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}

/// What is done with what did not go as planned.
public struct Rules: Sendable, Hashable {
  /// `report`: judge what is there and say what is missing, or more; `refuse`: not evaluated.
  public enum OnGap: String, CaseIterable, Sendable, Hashable {
    case report, refuse
  }
  public let missingUnits: OnGap
  /// More usable units or results than were planned.
  public internal(set) var surplusUnits: OnGap
  public let invalidRuns: OnGap

  /// What holds where the protocol declares nothing.
  static let usual = Rules(missingUnits: .report, surplusUnits: .refuse, invalidRuns: .report)
}

extension TransferProtocol {
  /// The same protocol with more than planned reported and never refused: for asking what a verdict would be with results put
  /// back that were excluded, which are more than planned where they were repeated.
  public var reportingSurplus: TransferProtocol {
    var copy = self
    copy.rules.surplusUnits = .report
    return copy
  }
}
