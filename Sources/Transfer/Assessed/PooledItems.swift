/// What a pooled finding holds: the same question at each of its items, and how each item stands to the others.
///
/// Opposite biases of two lots or levels cancel in a pooled mean, and one imprecise level is lost among precise ones. The pooled
/// verdict stands; a reader has to see what it was made of.
public struct PooledItems: Sendable {
  /// One item beside the others.
  public struct Member: Sendable {
    /// The same criterion at this item alone.
    public let finding: Finding
    /// How far it is from the mean of the others; `nil` where the data give no standard error.
    public let departure: ItemDeparture?
    /// The p-value below which a departure is more than chance: 0.05 over the number of items, and over the ways of parting
    /// the results where there are several.
    public let threshold: Double
    /// Whether its own estimate lies beyond a limit that the pooled estimate keeps.
    public let isBeyondLimit: Bool

    /// Whether it departs from the others by more than chance.
    public var departs: Bool { departure.map { $0.pValue < threshold } ?? false }
    public var passesAlone: Bool { finding.verdict == .pass }

    /// Whether a reader must know it by name: beyond a limit by itself, or further from the others than chance explains. The SD of
    /// one item is known from so few degrees of freedom that both are asked of it, unless it fails by itself.
    public var isApart: Bool {
      finding.criterion.facts.isOfPrecision
        ? isBeyondLimit && (departs || finding.verdict == .fail) : isBeyondLimit || departs
    }
  }

  /// By sample, by level, and by sample at its level; empty where there are not several.
  public let bySample: [Member]
  public let byLevel: [Member]
  public let bySampleAndLevel: [Member]

  public static let none = PooledItems(bySample: [], byLevel: [], bySampleAndLevel: [])

  /// The conventional level at which departures are reported, before it is shared among items.
  public static let level = 0.05

  /// The items that a reader must know by name: those that do not pass by themselves first, then by p-value.
  ///
  /// Levels that only repeat the samples are not named again, nor a sample at a level where either is named already.
  public var apart: [Member] {
    let samples = bySample.filter { $0.isApart }
    let levels = levelsRepeatSamples ? [] : byLevel.filter { $0.isApart }
    let named = Set((samples + levels).map { $0.finding.item })
    let cells = bySampleAndLevel.filter { cell in
      guard case .sampleAtLevel(let sample, let level) = cell.finding.item else { return false }
      return cell.departs && cell.isApart && !named.contains(.sample(sample)) && !named.contains(.level(level))
    }
    return (samples + levels + cells).enumerated().sorted { a, b in
      func rank(_ member: Member) -> (Int, Double) { (member.passesAlone ? 1 : 0, member.departure?.pValue ?? 1) }
      let (p, q) = (rank(a.element), rank(b.element))
      return p == q ? a.offset < b.offset : p < q
    }.map { $0.element }
  }

  /// Samples and levels together.
  public var count: Int { bySample.count + byLevel.count }

  /// Samples, or levels, that would not pass by themselves and are not ``apart``: they are too few results, no more. Lots that are units are
  /// never meant to.
  public func tooFew(_ members: [Member]) -> Int {
    members.count { !$0.passesAlone && !$0.isApart && $0.finding.attribute.unitOfReplication != .sample }
  }

  /// Whether each sample was measured at a level of its own, so that both part the results alike.
  public var levelsRepeatSamples: Bool {
    !bySample.isEmpty && bySample.count == byLevel.count && bySampleAndLevel.isEmpty
  }
}

/// How far one item's mean is from the mean of the other items, between the laboratories or from nominal.
public struct ItemDeparture: Sendable, Equatable {
  /// On the analysis scale; on ln for ratios and for SDs.
  public let estimate: Double
  public let standardError: Double
  /// `nil` where the p-value is a mean of those at each laboratory's own.
  public let degreesOfFreedom: Double?
  /// Two-sided, of no departure; not adjusted for the number of items.
  public let pValue: Double
}
