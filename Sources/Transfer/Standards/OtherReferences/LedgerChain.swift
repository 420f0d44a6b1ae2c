public import Notation
public import Statistics

extension StandardsLedger {
  /// All standards as links of a chain, in the order in which they are written: link i is `standards[i]`.
  ///
  /// The ln ratio is that of the measured ratio; where the rule is offset and no ratio is written, that of the two values.
  ///
  /// - Throws: ``Rejection`` where correlations are stated that no errors can have together, or where a ratio cannot be
  ///   computed with.
  public func chain() throws(Rejection) -> StandardsChain {
    let places = Dictionary(keyed: standards.enumerated().map { ($1.id, $0) })
    let links = standards.map { standard in
      let value = AnalysisScale.log.position(of: standard.value.double)
      let correlations = Dictionary(
        keyed: standard.correlations.compactMap { one in places[one.other].map { ($0, one.value) } })
      guard let comparator = standard.comparator.flatMap({ places[$0] }) else {
        return StandardsChain.Link(
          comparator: nil, lnValue: value, lnRatio: 0, standardUncertainty: standard.standardUncertainty,
          degreesOfFreedom: standard.degreesOfFreedom, correlations: correlations)
      }
      let ratio =
        standard.ratio.map { AnalysisScale.log.centred([$0], on: ExactDecimal(1))[0] }
        ?? AnalysisScale.log.centred([standard.value], on: standards[comparator].value)[0]
      return StandardsChain.Link(
        comparator: comparator, lnValue: value, isCarriedOver: standard.rule == .equivalence, lnRatio: ratio,
        standardUncertainty: standard.standardUncertainty, degreesOfFreedom: standard.degreesOfFreedom,
        correlations: correlations)
    }
    do throws(ChainError) {
      return try StandardsChain(links)
    } catch {
      throw rejection(error)
    }
  }

  /// A fault in the names of the standards, at the last one that it is about.
  private func rejection(_ fault: ChainError) -> Rejection {
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
