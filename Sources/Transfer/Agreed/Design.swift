public import Notation

extension Attribute {
  /// What was planned for each laboratory.
  public struct Design: Sendable, Hashable {
    public enum SamplesPerRun: Sendable, Hashable {
      case all
      case one
    }

    /// A planned number: the same at every laboratory, or one for each.
    public enum Count: Sendable, Hashable {
      case each(Int)
      /// Every laboratory of the study is named.
      case byLaboratory([String: Int])

      public func at(_ laboratory: String) -> Int {
        switch self {
        case .each(let count): count
        case .byLaboratory(let counts): counts[laboratory] ?? largest
        }
      }

      /// The largest of all laboratories.
      public var largest: Int {
        switch self {
        case .each(let count): count
        case .byLaboratory(let counts): counts.values.max() ?? 1
        }
      }
    }

    /// Whether a number is given by laboratory.
    public var isByLaboratory: Bool {
      [analysts, days, runs, replicates].contains { if case .byLaboratory? = $0 { true } else { false } }
    }

    public internal(set) var samples: [String]
    public let levels: [ExactDecimal]
    public let analysts: Count?
    public let days: Count?
    /// Runs a laboratory; with `samplesPerRun` one, runs a sample.
    public let runs: Count?
    public let samplesPerRun: SamplesPerRun?
    /// Results of one sample in one run.
    public let replicates: Count?
  }
}

extension Attribute.Design.Count: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self = .each(value) }
}
