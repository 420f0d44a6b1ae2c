extension StandardsChain {
  /// What the whole chain says of one standard.
  public struct Generation: Sendable, Equatable {
    /// The link, by index.
    public let link: Int
    /// From its primary to it, both included; the number of steps is one less.
    public let path: [Int]
    /// ln of the value on its label.
    public let lnValue: Double
    /// ln value of its primary, which "always accept" would carry on.
    public let lnPrimary: Double
    /// ln value of the primary and the sum of ln ratios along the path, with the primary's own uncertainty. It is the
    /// value that "always offset" assigns.
    public let lnMeasured: LnEstimate
    /// The sum of ln ratios along the path, without the primary's own uncertainty: what "always accept" lets drift, and
    /// the random error that "always offset" accumulates.
    public let accumulated: LnEstimate
    /// ln measured less ln stated, without the primary's own uncertainty; above 0 the standard is stronger than its
    /// label says.
    public let drift: LnEstimate
    /// What each link of the path contributes to the variance of ``lnMeasured``, covariances attributed half to each;
    /// they add up to 1, and may be negative. Empty where the variance is zero.
    public let shares: [Share]

    public var primary: Int { path[0] }
  }

  /// The share of one link in a variance.
  public struct Share: Sendable, Equatable {
    public let link: Int
    public let share: Double
  }

  /// What the chain says of one standard.
  ///
  /// - Precondition: there is such a link.
  public func generation(_ link: Int) -> Generation {
    precondition(links.indices.contains(link), "there are \(links.count) links, none of them \(link)")
    let path = paths[link]
    let steps = path.dropFirst()
    let whole = spread(of: Contrast(terms: path.map { ($0, 1) }))
    let measured = spread(of: Contrast(terms: steps.map { ($0, 1) }))
    let (stated, primary) = (links[link].lnValue, links[path[0]].lnValue)
    var (sum, total, drift) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    total.add(primary)
    drift.add(primary)
    drift.add(-stated)
    for step in steps {
      sum.add(links[step].lnRatio)
      total.add(links[step].lnRatio)
      drift.add(links[step].lnRatio)
    }
    func estimate(_ value: Double, _ spread: Spread) -> LnEstimate {
      LnEstimate(value, standardError: spread.standardError, degreesOfFreedom: spread.degreesOfFreedom)
    }
    return Generation(
      link: link, path: path, lnValue: stated, lnPrimary: primary, lnMeasured: estimate(total.value, whole),
      accumulated: estimate(sum.value, measured), drift: estimate(drift.value, measured),
      shares: whole.shares.enumerated().map { Share(link: path[$0], share: $1) })
  }

  /// All of them, in the order of the links.
  public var generations: [Generation] { links.indices.map(generation) }

  /// ln of the measured value of one standard over that of another. What both paths have in common cancels, the primary
  /// included.
  ///
  /// - Throws: ``ChainError/differentPrimaries(_:_:)``.
  /// - Precondition: there are such links.
  public func difference(_ link: Int, over other: Int) throws(ChainError) -> LnEstimate {
    let (one, two) = try apart(link, other)
    let found = spread(of: Contrast(terms: one.map { ($0, 1) } + two.map { ($0, -1) }))
    var sum = CompensatedSum()
    for step in one { sum.add(links[step].lnRatio) }
    for step in two { sum.add(-links[step].lnRatio) }
    return LnEstimate(sum.value, standardError: found.standardError, degreesOfFreedom: found.degreesOfFreedom)
  }

  /// The links of each path that the other does not have.
  private func apart(_ link: Int, _ other: Int) throws(ChainError) -> (ArraySlice<Int>, ArraySlice<Int>) {
    precondition(
      links.indices.contains(link) && links.indices.contains(other),
      "there are \(links.count) links, not both \(link) and \(other)")
    let (one, two) = (paths[link], paths[other])
    guard one[0] == two[0] else { throw .differentPrimaries(link, other) }
    let common = zip(one, two).prefix { $0 == $1 }.count
    return (one[common...], two[common...])
  }

  /// The covariance of the ln measured values of two standards, their primaries' uncertainties included.
  ///
  /// - Precondition: there are such links.
  public func covariance(_ link: Int, _ other: Int) -> Double {
    precondition(
      links.indices.contains(link) && links.indices.contains(other),
      "there are \(links.count) links, not both \(link) and \(other)")
    var products: [Double] = []
    for one in paths[link] {
      for two in paths[other] {
        let correlation = correlation(one, two)
        guard correlation != 0 else { continue }
        products.append(links[one].standardUncertainty * links[two].standardUncertainty * correlation)
      }
    }
    var sum = CompensatedSum()
    // By size, so that it does not matter which of the two comes first.
    for product in products.sorted() { sum.add(product) }
    return sum.value
  }
}
