public import Notation
public import Statistics
public import TransferProtocol

extension StandardsLedger {
  /// All standards as links of a chain, in the order in which they are written: link i is `standards[i]`.
  ///
  /// The ln ratio is that of the measured ratio; where the rule is offset and no ratio is written, that of the two values.
  ///
  /// - Throws: ``Rejection`` where correlations are stated that no errors can have together, or where a ratio cannot be
  ///   computed with.
  public func chain() throws(Rejection) -> StandardsChain {
    let links = ReferenceChain.links(self)
    do throws(ChainFault) {
      return try StandardsChain(links)
    } catch {
      throw rejection(error)
    }
  }

  /// A fault in the names of the standards, at the last one that it is about.
  private func rejection(_ fault: ChainFault) -> Rejection {
    let (about, message): ([Int], String) =
      switch fault {
      case .impossibleCorrelations(let links):
        (
          links,
          "no errors can have the correlations that are stated between "
            + Spelling.list(links.map { quoted(standards[$0].id) }, "and")
            + ": their matrix is not positive semidefinite; correct them, or leave one out"
        )
      // The rest was seen when the standards were read.
      default: ([], "the standards make no chain: \(fault)")
      }
    let place = about.compactMap { standards[$0].location }.max { ($0.line ?? 0) < ($1.line ?? 0) }
    return Rejection([Problem(.error, "E_STANDARD", at: place ?? standards.first?.location, message)])
  }
}
