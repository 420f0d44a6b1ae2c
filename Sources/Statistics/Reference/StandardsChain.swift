/// Generations of a reference standard, each measured against one before it, back to a primary.
///
/// ln U_k = ln U_primary + Σ ln r_j along the path, and u² = Σ u_j² + 2 ΣΣ ρ_jl u_j u_l. Two comparisons that share the
/// readings of one standard are correlated: their covariance is the variance of its mean where it is the denominator
/// (or the numerator) of both, and less than zero by as much where it is the numerator of one and the denominator of
/// the other; see ``SharedReadings``.
public struct StandardsChain: Sendable, Equatable {
  /// One standard and the comparison that its value comes from.
  public struct Link: Sendable, Equatable {
    /// The link that it was measured against, by index; `nil` for a primary.
    public let comparator: Int?
    /// ln of the value on its label.
    public let lnValue: Double
    /// Whether its comparator's value was carried over (rule `equivalence`); its ln ratio then enters the drift.
    /// Decides no figure here.
    public let isCarriedOver: Bool
    /// ln of its measured value over that of the comparator; 0 for a primary.
    public let lnRatio: Double
    /// Standard uncertainty of ``lnRatio``, and of ``lnValue`` for a primary; may be 0.
    public let standardUncertainty: Double
    /// Of ``standardUncertainty``; `.infinity` where it is taken as known.
    public let degreesOfFreedom: Double
    /// The correlation of the error of ``lnRatio`` with that of other links, by index. Enough that one of the two
    /// states it.
    public let correlations: [Int: Double]

    public init(
      comparator: Int?, lnValue: Double, isCarriedOver: Bool = false, lnRatio: Double, standardUncertainty: Double,
      degreesOfFreedom: Double, correlations: [Int: Double] = [:]
    ) {
      self.comparator = comparator
      self.lnValue = lnValue
      self.isCarriedOver = isCarriedOver
      self.lnRatio = lnRatio
      self.standardUncertainty = standardUncertainty
      self.degreesOfFreedom = degreesOfFreedom
      self.correlations = correlations
    }

    /// A primary standard: its value is given, not measured against another.
    public static func primary(
      lnValue: Double, standardUncertainty: Double = 0, degreesOfFreedom: Double = .infinity
    ) -> Link {
      Link(
        comparator: nil, lnValue: lnValue, lnRatio: 0, standardUncertainty: standardUncertainty,
        degreesOfFreedom: degreesOfFreedom)
    }
  }

  public let links: [Link]
  /// The links from the primary to each one, both included, by index.
  public let paths: [[Int]]
  /// Stated by either, known to both.
  private let correlations: [[Int: Double]]

  /// - Parameter links: in any order; a comparator may stand after what was measured against it.
  /// - Throws: ``ChainError``.
  public init(_ links: [Link]) throws(ChainError) {
    guard !links.isEmpty else { throw .nothing }
    for (index, link) in links.enumerated() { try StandardsChain.check(link, index, count: links.count) }
    self.links = links
    paths = try StandardsChain.paths(of: links)
    correlations = try StandardsChain.mutual(links)
    if let impossible = StandardsChain.impossible(correlations) { throw .impossibleCorrelations(links: impossible) }
  }

  /// The chain with one more standard, a candidate say; its index is the count of links so far.
  public func extended(by link: Link) throws(ChainError) -> StandardsChain { try StandardsChain(links + [link]) }

  /// The correlation of the errors of two links; 0 where neither states one.
  public func correlation(_ link: Int, _ partner: Int) -> Double {
    link == partner ? 1 : correlations[link][partner] ?? 0
  }

  private static func check(_ link: Link, _ index: Int, count: Int) throws(ChainError) {
    if let comparator = link.comparator, !(0..<count).contains(comparator) {
      throw .noSuchComparator(link: index, comparator: comparator)
    }
    // Squares of anything beyond would leave the range of doubles.
    guard link.lnValue.magnitude <= 1e100, link.lnRatio.magnitude <= 1e100 else { throw .notFinite(link: index) }
    guard link.comparator != nil || link.lnRatio == 0 else { throw .ratioOfPrimary(link: index) }
    guard link.standardUncertainty >= 0, link.standardUncertainty <= 1e100 else {
      throw .standardUncertainty(link: index, value: link.standardUncertainty)
    }
    guard link.degreesOfFreedom > 0 else { throw .degreesOfFreedom(link: index, value: link.degreesOfFreedom) }
  }

  private static func paths(of links: [Link]) throws(ChainError) -> [[Int]] {
    var paths = [[Int]](repeating: [], count: links.count)
    for start in links.indices {
      // Up to a primary, or to a link whose path is known.
      var climbed: [Int] = []
      var place: Int? = start
      while let here = place, paths[here].isEmpty {
        if let first = climbed.firstIndex(of: here) {
          // From its lowest index on, so that a loop has one name.
          let loop = climbed[first...]
          let least = loop.indices.min { loop[$0] < loop[$1] } ?? first
          throw .loop(Array(loop[least...] + loop[..<least]))
        }
        climbed.append(here)
        place = links[here].comparator
      }
      var path = place.map { paths[$0] } ?? []
      for link in climbed.reversed() {
        path.append(link)
        paths[link] = path
      }
    }
    return paths
  }

  private static func mutual(_ links: [Link]) throws(ChainError) -> [[Int: Double]] {
    var mutual = links.map { $0.correlations }
    for (index, link) in links.enumerated() {
      // In order, so that of several faults the same one is reported each time.
      for (partner, value) in link.correlations.sorted(by: { $0.key < $1.key }) {
        guard links.indices.contains(partner) else { throw .noSuchPartner(link: index, partner: partner) }
        guard partner != index else { throw .correlationWithItself(link: index) }
        guard value.magnitude <= 1 else { throw .correlation(link: index, partner: partner, value: value) }
        if let other = links[partner].correlations[index], other != value {
          throw .contradiction(link: index, partner: partner, stated: value, byPartner: other)
        }
        mutual[partner][index] = value
      }
    }
    return mutual
  }
}
