public import Notation
internal import Statistics

/// The generations of a reference standard from the primary to one of them, with what each is worth by all measured
/// ratios and how well that is known.
///
/// ln M of a generation is the ln value of its primary plus the ln ratios on the way; their errors add up, with the
/// covariances of comparisons that share readings.
public struct ReferenceChain: Sendable {
  /// A ratio on the scale of values with its two-sided interval.
  public struct Estimate: Sendable, Hashable {
    public let value: Double
    /// Of ln value.
    public let standardUncertainty: Double
    /// Infinite where all that enters is taken as known.
    public let degreesOfFreedom: Double
    public let lower: Double
    public let upper: Double
  }

  public struct Generation: Sendable {
    public let id: String
    public let lot: String?
    public let comparator: String?
    public let rule: Standard.Rule?
    public let date: String?
    /// Whether it is the one that a study is about to give a value.
    public let isCandidate: Bool
    /// The value it was given; for a candidate the one that the rule would give.
    public let value: Double
    /// Measured against its comparator; 1 for a primary.
    public let ratio: Double
    /// Of ln ratio; of ln value for a primary.
    public let ratioUncertainty: Double
    public let ratioDegreesOfFreedom: Double
    /// By all measured ratios back to the primary, whose own uncertainty is in it: what it would be worth had every
    /// generation been given its measured value (always-offset).
    public let measured: Estimate
    /// ``measured`` over ``value``, without the primary's own uncertainty: above 1 where the lot is stronger than it says.
    public let drift: Estimate
    /// ``measured`` over the primary's value: what drift would be had every value been carried over (always-accept).
    public let driftAlwaysAccepted: Estimate
    public let provisional: Bool
    /// Standards on the way to it, itself left out, whose values are provisional.
    public let restsOnProvisional: [String]
    /// Of the variance of ln ``measured``, by the generation whose comparison brings it, in the order of the way.
    public let shares: [Share]
  }

  public struct Share: Sendable, Hashable {
    public let id: String
    public let share: Double
  }

  /// From the primary on.
  public let generations: [Generation]
  /// Of the two-sided intervals.
  public let level: Double

  /// The value of the primary, which every value would be had all been carried over.
  public var primaryValue: Double { generations.first?.value ?? 1 }

  /// What a study measured of a candidate.
  public struct Candidate: Sendable {
    public let id: String
    public let comparator: String
    public let rule: Standard.Rule
    public let lnRatio: Double
    public let standardError: Double
    public let degreesOfFreedom: Double
    public let provisional: Bool
  }

  /// The chain to a standard of the ledger, or to a candidate that is measured against one.
  ///
  /// - Throws: ``Rejection`` where the correlations that the ledger states cannot be together, or where the ratios multiply to
  ///   what is no number any more.
  public init(_ ledger: StandardsLedger, to id: String, candidate: Candidate? = nil, level: Double) throws(Rejection) {
    self.level = level
    let path = ledger.path(to: candidate?.comparator ?? id)
    var chain = try ledger.chain()
    var places = path.compactMap { standard in ledger.standards.firstIndex { $0.id == standard.id } }
    let log = AnalysisScale.log
    var candidateValue = 1.0
    if let candidate, let comparator = places.last {
      let lnCandidate = chain.links[comparator].lnValue + (candidate.rule == .offset ? candidate.lnRatio : 0)
      // A value that is carried over stays the decimal that it is, which exp of ln would not give back.
      candidateValue =
        (path.last?.value.double ?? 1) * (candidate.rule == .offset ? log.reported(candidate.lnRatio) : 1)
      places.append(chain.links.count)
      do throws(ChainError) {
        chain = try chain.extended(
          by: StandardsChain.Link(
            comparator: comparator, lnValue: lnCandidate, isCarriedOver: candidate.rule == .equivalence,
            lnRatio: candidate.lnRatio, standardUncertainty: candidate.standardError,
            degreesOfFreedom: candidate.degreesOfFreedom))
      } catch {
        throw Rejection([
          Problem(.error, "E_STANDARD", at: path.last?.location, "the candidate cannot be put on the chain: \(error)")
        ])
      }
    }
    func estimate(_ found: LnEstimate, exactly value: Double? = nil) -> Estimate {
      let ends = found.interval(level: level)
      let estimate = value ?? log.reported(found.value)
      return Estimate(
        value: estimate, standardUncertainty: found.standardError, degreesOfFreedom: found.degreesOfFreedom,
        lower: found.isExact ? estimate : log.reported(ends.lower),
        upper: found.isExact ? estimate : log.reported(ends.upper))
    }
    let generations = places.enumerated().map { position, place in
      let standard = position < path.count ? path[position] : nil
      let behind = path.prefix(position).filter { $0.provisional }.map { $0.id }
      let link = chain.links[place]
      let found = chain.generation(place)
      return Generation(
        id: standard?.id ?? candidate?.id ?? id, lot: standard?.lot,
        comparator: standard == nil ? candidate?.comparator : standard?.comparator,
        rule: standard == nil ? candidate?.rule : standard?.rule, date: standard?.date, isCandidate: standard == nil,
        value: standard?.value.double ?? candidateValue, ratio: log.reported(link.lnRatio),
        ratioUncertainty: link.standardUncertainty, ratioDegreesOfFreedom: link.degreesOfFreedom,
        measured: estimate(found.lnMeasured, exactly: position == 0 ? standard?.value.double : nil),
        drift: estimate(found.drift),
        driftAlwaysAccepted: estimate(found.accumulated),
        provisional: standard?.provisional ?? candidate?.provisional ?? false, restsOnProvisional: behind,
        shares: found.shares.map { share in
          let index = places.firstIndex(of: share.link) ?? 0
          return Share(id: index < path.count ? path[index].id : candidate?.id ?? id, share: share.share)
        })
    }
    if let far = generations.first(where: { generation in
      [generation.value, generation.measured.value, generation.drift.value].contains { !$0.isFinite || $0 <= 0 }
    }) {
      let place = ledger[far.id]?.location
      throw Rejection([
        Problem(
          .error, "E_STANDARD", at: place ?? path.last?.location,
          "the ratios from the primary to \(quoted(far.id)) multiply to what is beyond the range of numbers; correct the ratio that is wrong"
        )
      ])
    }
    self.generations = generations
  }
}
