/// The unweighted sums of squares of one layout: everything about them that does not depend on the values, so that
/// many studies of one layout share it.
///
/// Results are y = sample (fixed) + effects of the sources + ε, all random ones normal and independent. For each source S has
/// E S = Σ eᵢ σᵢ² + e_E σ_E² and ν degrees of freedom; where its eigenvalues differ it is taken for chi-square with u of them,
/// estimated from the components. The residual is S_E, pooled within cells.
public final class UnweightedSums: Sendable {
  public let layout: UnweightedLayout
  private let chain: ChainSquares?
  private let general: LayoutSquares?
  let moments: [SourceMoments]

  /// - Throws: ``UnweightedError`` where a source has no degrees of freedom.
  public convenience init(_ layout: UnweightedLayout) throws(UnweightedError) {
    try self.init(layout, byMatrices: false)
  }

  /// - Parameter byMatrices: whether closed forms are left alone where there are any; for tests of the one against the other.
  init(_ layout: UnweightedLayout, byMatrices: Bool) throws(UnweightedError) {
    self.layout = layout
    for (index, source) in layout.sources.enumerated() where source.levels < 2 { throw .oneLevel(source: index) }
    chain = byMatrices ? nil : ChainSquares(layout)
    general = chain == nil ? LayoutSquares(layout) : nil
    moments = chain?.moments ?? general?.moments ?? []
    for (index, moments) in moments.enumerated() where moments.rank < 1 { throw .notSeparable(source: index) }
  }

  /// Of the mean square within cells; zero where no cell holds two results.
  public var residualDegreesOfFreedom: Int { layout.residualDegreesOfFreedom }
  var hasResidual: Bool { residualDegreesOfFreedom > 0 }

  /// ν of each source.
  public var degreesOfFreedom: [Int] { moments.map({ $0.rank }) }

  /// Whether the degrees of freedom of every sum of squares are known beforehand.
  public var areChiSquare: Bool { moments.allSatisfy({ $0.isChiSquare }) }

  /// e of the source `part` in S of `source`.
  public func expectation(of source: Int, part: Int) -> Double { moments[source].expected[part] }
  /// e_E in S of `source`.
  public func residualExpectation(of source: Int) -> Double { moments[source].expectedResidual }

  /// The sums of squares of one study.
  ///
  /// - Parameter values: in the order of the labels that the layout was made of.
  public func squares(_ values: [Double]) throws(SampleError) -> UnweightedSquares {
    precondition(values.count == layout.order.count, "\(layout.order.count) labels but \(values.count) values")
    if let bad = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    // The least value is the same whatever the order.
    let least = values.min() ?? 0
    let ordered = layout.order.map { values[$0] - least }
    let means = layout.resultsOfCells.map { orderFreeMean(ordered[$0]) }
    var squares = chain?.values(means, sources: moments.count) ?? general?.values(means) ?? []
    var residual = try MeanSquare.within(ordered, groups: layout.resultsOfCells, name: "")?.value
    let largest = ordered.max() ?? 0
    let floor = 1e-24 * largest * largest
    for i in squares.indices where squares[i] < floor { squares[i] = 0 }
    if let value = residual, value < floor { residual = 0 }
    guard squares.allSatisfy({ $0.isFinite }), residual?.isFinite ?? true else { throw .notFinite(index: 0) }
    return UnweightedSquares(values: squares, residual: residual, degreesOfFreedom: freedom(squares, residual))
  }

  /// Components by equating each S to its expectation, finest first, none below zero.
  public func components(_ squares: [Double], residual: Double?) -> [Double] {
    var found = [Double](repeating: 0, count: squares.count)
    for k in layout.coarseToFine.reversed() {
      var rest = squares[k] - moments[k].expectedResidual * (residual ?? 0)
      for i in moments[k].parts where i != k { rest -= moments[k].expected[i] * found[i] }
      found[k] = max(0, rest)
    }
    return found
  }

  /// What the sums of squares would be on average, with the degrees of freedom that they would have, if these were the components.
  public func expected(_ components: [Double], residual: Double?) -> UnweightedSquares {
    let squares = moments.map { moments in
      zip(moments.expected, components).reduce(moments.expectedResidual * (residual ?? 0)) { $0 + $1.0 * $1.1 }
    }
    return UnweightedSquares(
      values: squares, residual: hasResidual ? residual : nil,
      degreesOfFreedom: moments.map { $0.degreesOfFreedom(components, residual: residual ?? 0) })
  }

  private func freedom(_ squares: [Double], _ residual: Double?) -> [Double] {
    if areChiSquare { return moments.map { Double($0.rank) } }
    let components = components(squares, residual: residual)
    return moments.map { $0.degreesOfFreedom(components, residual: residual ?? 0) }
  }
}

/// The sums of squares of one study.
public struct UnweightedSquares: Sendable, Equatable {
  /// S of each source, on the scale of a mean of one of its levels.
  public let values: [Double]
  /// S_E; `nil` where no cell holds two results, and the finest source carries the residual.
  public let residual: Double?
  /// u of each source.
  public let degreesOfFreedom: [Double]

  /// The sources' and S_E.
  var all: [Double] { values + (residual.map { [$0] } ?? []) }
}

/// Why a layout says nothing of a source.
public enum UnweightedError: Error, Equatable, Sendable {
  /// By its place among the layout's sources.
  case oneLevel(source: Int)
  /// Its effects cannot be told from those of the sources and samples that remain.
  case notSeparable(source: Int)
}

extension UnweightedSums {
  /// Whether the levels of a source fall into groups that share nothing, so that it has fewer degrees of freedom than one less
  /// than its levels.
  public func isSplit(_ source: Int) -> Bool {
    layout.holders(of: source).isEmpty && layout.sources[source].levels < layout.counts.count
      && !layout.samplesHold(source) && moments[source].rank < layout.sources[source].levels - 1
      && layout.sources[source].parts.contains { if case .named = $0 { true } else { false } }
  }

  /// The variance of a weighted mean of the results, with Satterthwaite's degrees of freedom.
  ///
  /// By the triangular system of a total variance whose weights are the sums of squares of the mean's weights on each source's
  /// levels; a negative coefficient is left out, which raises the variance.
  ///
  /// - Parameters:
  ///   - weights: of the results, in the order of the labels that the layout was made of.
  ///   - fixed: a source whose levels are fixed, so that its variance is no part of the mean's.
  /// - Returns: `nil` where nothing varies.
  public func varianceOfMean(_ squares: UnweightedSquares, weights: [Double], without fixed: Int? = nil) -> (
    variance: Double, degreesOfFreedom: Double
  )? {
    let ofCells = layout.resultsOfCells.map { range in range.reduce(0) { $0 + weights[layout.order[$1]] } }
    let ofSources = layout.sources.indices.map { source -> Double in
      if source == fixed { return 0 }
      var sums = [Double](repeating: 0, count: layout.sources[source].levels)
      for (cell, label) in layout.sources[source].labels.enumerated() { sums[label] += ofCells[cell] }
      return sums.reduce(0) { $0 + $1 * $1 }
    }
    let coefficients = UnweightedCoefficients(
      self, weights: ofSources, residualWeight: weights.reduce(0) { $0 + $1 * $1 }
    ).raised
    let values = squares.all
    let parts = coefficients.indices.filter { coefficients[$0] > 0 && values[$0] > 0 }.map { i in
      (
        variance: coefficients[i] * values[i],
        degreesOfFreedom: i < moments.count ? squares.degreesOfFreedom[i] : Double(residualDegreesOfFreedom)
      )
    }.sorted { ($0.variance, $0.degreesOfFreedom) < ($1.variance, $1.degreesOfFreedom) }
    guard let freedom = satterthwaite(parts) else { return nil }
    return (parts.reduce(0) { $0 + $1.variance }, freedom)
  }
}

extension UnweightedLayout {
  /// Whether each level of a source lies in one sample.
  fileprivate func samplesHold(_ source: Int) -> Bool {
    guard samples > 1 else { return false }
    var holder: [Int: Int] = [:]
    for (cell, label) in sources[source].labels.enumerated() {
      if let known = holder[label], known != sampleOfCell[cell] { return false }
      holder[label] = sampleOfCell[cell]
    }
    return true
  }
}
