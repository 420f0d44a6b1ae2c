internal import Elementary

/// Data and design of y = Xβ + Σ Zₖuₖ + ε, checked and reduced once, ready to be fitted at any components.
///
/// Nested factors are kept as a tree, any other shape as a projection; never as a matrix of rows by rows. Values are
/// centred on one of them and scaled by a power of two, both of which are exact, so that offsets and units cost no digit.
struct MixedModel: Sendable {
  private enum Engine: Sendable {
    case nested(NestedTree)
    case crossed(CrossedReduction)
  }

  /// Random factors outermost first, `residual` last.
  let names: [String]
  let fixed: FixedDesign
  let rowCount: Int
  /// What was subtracted from the values, and the power of two they were then divided by.
  let pivot: Double
  let scale: Double
  let isNested: Bool
  private let engine: Engine
  /// With more outermost nodes than these, those of one shape are put together: figures differ by rounding, and a pass over the
  /// tree takes time with the number of shapes.
  private static let mostSingly = 64
  /// In the scaled values; `nil` for nested factors with fixed effects that vary inside the outermost.
  let sequential: [SequentialSquare]?

  /// - Parameters:
  ///   - needsSquares: whether sums of squares are wanted even where they are not to be had cheaply.
  ///   - forceCrossed: whether nested factors are projected all the same.
  init(
    _ values: [Double], random: [ModelFactor], fixed terms: [FixedTerm], arrangement: RandomArrangement,
    needsSquares: Bool = false, forceCrossed: Bool = false
  ) throws(MixedModelError) {
    if let bad = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    let fixed = try FixedDesign(terms, values: values.count)
    let design = try RandomDesign(random, arrangement: arrangement, fixed: fixed, values: values.count)
    let pivot = value(atRank: values.count / 2, of: values)
    let largest = values.reduce(0) { max($0, ($1 - pivot).magnitude) }
    guard largest > 0 else { throw .noVariation }
    let scale = Double(sign: .plus, exponent: largest.exponent, significand: 1)
    let centred = values.map { ($0 - pivot) / scale }
    names = design.names + ["residual"]
    self.fixed = fixed
    rowCount = values.count
    self.pivot = pivot
    self.scale = scale
    let noise = Double(values.count) * 1e-31
    isNested = design.isNested && !forceCrossed
    if isNested {
      let tree = NestedTree(design, fixed: fixed, values: centred)
      guard tree.sweptResidual > noise else { throw .noResidualVariation }
      engine = .nested(design.counts[0] > Self.mostSingly ? tree.merged ?? tree : tree)
      // The tree has no closed form for fixed effects that vary inside the outermost groups; the projection has.
      if let closed = tree.sequential() {
        sequential = closed
      } else if needsSquares, design.holdsInProportion(fixed) {
        sequential = tree.sequentialOfProportionalCells()
      } else if needsSquares {
        sequential = try CrossedReduction(design, fixed: fixed, values: centred).sequential
      } else {
        sequential = nil
      }
    } else {
      let reduction = try CrossedReduction(design, fixed: fixed, values: centred)
      if reduction.residualDegreesOfFreedom == 0 { throw .noResidualDegreesOfFreedom }
      guard reduction.residualSumOfSquares > noise else { throw .noResidualVariation }
      engine = .crossed(reduction)
      sequential = reduction.sequential
    }
  }

  /// In the scaled values.
  func criterion(_ kind: LikelihoodKind, at theta: [Double]) -> CriterionPoint? {
    switch engine {
    case .nested(let tree): tree.criterion(kind, at: theta)
    case .crossed(let reduction): reduction.criterion(kind, at: theta)
    }
  }

  /// The same for likelihoods alone, in a fraction of the time where many groups are of one shape; they differ by rounding.
  var sketch: MixedModel {
    guard case .nested(let tree) = engine, let pooled = tree.pooled else { return self }
    return MixedModel(self, engine: .nested(pooled))
  }

  private init(_ whole: MixedModel, engine: Engine) {
    names = whole.names
    fixed = whole.fixed
    rowCount = whole.rowCount
    pivot = whole.pivot
    scale = whole.scale
    isNested = whole.isNested
    sequential = whole.sequential
    self.engine = engine
  }

  /// In the scaled values.
  func fixedInformation(at theta: [Double]) -> FixedInformation? {
    switch engine {
    case .nested(let tree): tree.fixedInformation(at: theta)
    case .crossed(let reduction): reduction.fixedInformation(at: theta)
    }
  }

  /// From a criterion of the scaled values, with the constants that lme4 counts: (n - p) ln 2π restricted, n ln 2π full.
  func minusTwiceLogLikelihood(_ value: Double, kind: LikelihoodKind) -> Double {
    let n = Double(kind == .restricted ? rowCount - fixed.columns : rowCount)
    return value + n * (ln(2 * Double.pi) + 2 * ln(scale))
  }

  /// Components of the scaled values that a fit may start from.
  var start: [Double] {
    let p = names.count
    if let sequential, let estimates = AnovaTable.components(of: sequential) {
      let residual = estimates[p - 1]
      if residual > 0 { return estimates.map { max(0, $0) } }
    }
    return equalShares
  }

  /// One and the same for each component.
  var equalShares: [Double] { [Double](repeating: 0.1 / Double(names.count), count: names.count) }
}

extension NestedTree {
  /// Of the values about the innermost groups, less what fixed columns that vary within groups explain.
  var sweptResidual: Double {
    let m = columns
    // Sweeping one column after the other; a column without variation within groups explains nothing.
    var products = within
    for j in 0..<(m - 1) {
      let pivot = products[j * m + j]
      if pivot <= 1e-10 * within[j * m + j] { continue }
      for i in (j + 1)..<m {
        let factor = products[i * m + j] / pivot
        for k in (j + 1)..<m { products[i * m + k] -= factor * products[j * m + k] }
      }
    }
    return products[m * m - 1]
  }
}
