/// What a pooled finding holds: the same question at each of its items, and how each item stands to the others.
///
/// Opposite biases of two lots or levels cancel in a pooled mean, and one imprecise level is lost among precise ones. The pooled
/// verdict stands; a reader has to see what it was made of.
public struct PooledItems: Sendable {
  /// One item beside the others.
  public struct Member: Sendable {
    /// The same criterion at this item alone.
    public let finding: Finding
    /// How far it is from the mean of the others; `nil` where the data give no standard error, and of precisions.
    public let departure: ItemDeparture?
    /// The p-value below which a departure is more than chance: 0.05 over the number of items, and over the ways of parting
    /// the results where there are several.
    public let threshold: Double
    /// Whether its own estimate lies beyond a limit that the pooled estimate keeps.
    public let isBeyondLimit: Bool

    /// Whether it departs from the others by more than chance.
    public var departs: Bool { departure.map { $0.pValue < threshold } ?? false }
    public var passesAlone: Bool { finding.verdict == .pass }
  }

  /// By sample, by level, and by sample at its level; empty where there are not several.
  public let bySample: [Member]
  public let byLevel: [Member]
  public let bySampleAndLevel: [Member]

  public static let none = PooledItems(bySample: [], byLevel: [], bySampleAndLevel: [])

  /// The conventional level at which departures are told, before it is shared among items.
  public static let level = 0.05

  /// The items that a reader must know by name: beyond a limit by themselves, or further from the others than chance explains.
  /// The smallest p-value stands first.
  ///
  /// Levels that only repeat the samples are not named again, nor a sample at a level where either is named already.
  public var apart: [Member] {
    let samples = bySample.filter { $0.isBeyondLimit || $0.departs }
    let levels = levelsRepeatSamples ? [] : byLevel.filter { $0.isBeyondLimit || $0.departs }
    let named = Set((samples + levels).map(\.finding.item))
    let cells = bySampleAndLevel.filter { cell in
      guard case .sampleAtLevel(let sample, let level) = cell.finding.item else { return false }
      return cell.departs && !named.contains(.sample(sample)) && !named.contains(.level(level))
    }
    return (samples + levels + cells).enumerated().sorted { a, b in
      let (p, q) = (a.element.departure?.pValue ?? 1, b.element.departure?.pValue ?? 1)
      return p == q ? a.offset < b.offset : p < q
    }.map(\.element)
  }

  /// Samples and levels together.
  public var count: Int { bySample.count + byLevel.count }

  /// Samples, or levels, that would not pass by themselves and are not ``apart``: they are too few results, no more.
  public func tooFew(_ members: [Member]) -> Int {
    members.count { !$0.passesAlone && !$0.isBeyondLimit && !$0.departs }
  }

  /// Whether each sample was measured at a level of its own, so that both part the results alike.
  public var levelsRepeatSamples: Bool {
    !bySample.isEmpty && bySample.count == byLevel.count && bySampleAndLevel.isEmpty
  }
}

/// How far one item's mean is from the mean of the other items, between the laboratories or from nominal.
public struct ItemDeparture: Sendable, Equatable {
  /// On the analysis scale, and on ln for ratios.
  public let estimate: Double
  public let standardError: Double
  /// `nil` where the p-value is a mean of those at each laboratory's own.
  public let degreesOfFreedom: Double?
  /// Two-sided, of no departure; not adjusted for the number of items.
  public let pValue: Double
}
