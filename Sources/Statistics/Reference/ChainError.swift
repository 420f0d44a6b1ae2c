/// Why links do not make a chain of standards. Links are counted from 0, in the order given.
public enum ChainError: Error, Equatable, Sendable, CustomStringConvertible {
  case nothing
  /// A comparator that is no link.
  case noSuchComparator(link: Int, comparator: Int)
  /// Links that rest on each other, each on the next and the last on the first.
  case loop([Int])
  /// A ln value or ln ratio that is not finite, or is beyond 1e100.
  case notFinite(link: Int)
  /// A primary is measured against nothing.
  case ratioOfPrimary(link: Int)
  /// Negative, not finite, or beyond 1e100.
  case standardUncertainty(link: Int, value: Double)
  case degreesOfFreedom(link: Int, value: Double)
  /// A correlation with a link that is not there.
  case noSuchPartner(link: Int, partner: Int)
  case correlationWithItself(link: Int)
  /// Not between -1 and 1.
  case correlation(link: Int, partner: Int, value: Double)
  /// Two links that state different correlations with each other.
  case contradiction(link: Int, partner: Int, stated: Double, byPartner: Double)
  /// Correlations that no errors can have together, and none of which could be left out for that to be so.
  case impossibleCorrelations(links: [Int])
  /// Two standards that rest on different primaries cannot be compared through the chain.
  case differentPrimaries(Int, Int)

  public var description: String {
    switch self {
    case .nothing: "there are no links"
    case .noSuchComparator(let link, let comparator): "link \(link) has the comparator \(comparator), which is no link"
    case .loop(let links):
      "links \(ChainError.list(links)) rest on each other in a circle, so none of them reaches a primary"
    case .notFinite(let link): "the ln value or ln ratio of link \(link) is not a finite number, or is beyond 1e100"
    case .ratioOfPrimary(let link):
      "link \(link) is a primary, which is measured against nothing, and has a ln ratio other than 0"
    case .standardUncertainty(let link, let value):
      "the standard uncertainty of link \(link) is \(value); it must be finite and not negative"
    case .degreesOfFreedom(let link, let value): "the degrees of freedom of link \(link) are \(value), not above zero"
    case .noSuchPartner(let link, let partner): "link \(link) is correlated with \(partner), which is no link"
    case .correlationWithItself(let link): "link \(link) states a correlation with itself"
    case .correlation(let link, let partner, let value):
      "the correlation of links \(link) and \(partner) is \(value); it must lie between -1 and 1"
    case .contradiction(let link, let partner, let stated, let byPartner):
      "link \(link) states a correlation of \(stated) with link \(partner), which states \(byPartner)"
    case .impossibleCorrelations(let links):
      "no errors can have the correlations that links \(ChainError.list(links)) state with each other: their matrix is "
        + "not positive semidefinite; rounding of correlations near their bound may do this"
    case .differentPrimaries(let one, let other):
      "standards \(one) and \(other) rest on different primaries, so the chain says nothing of their ratio"
    }
  }

  private static func list(_ links: [Int]) -> String { links.map(String.init).joined(separator: ", ") }
}
