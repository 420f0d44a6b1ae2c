internal import Notation
public import Statistics

/// Rows of results as an analysis takes them.
struct PrecisionRows {
  /// On the analysis scale, less `centre`.
  let values: [Double]
  /// On the analysis scale.
  let centre: Double
  /// Outermost first.
  let factors: [ModelFactor]
  /// A fixed factor whose levels have means of their own; `nil` for a single level.
  let by: ModelFactor?

  /// The rows that remain when some factors are left out.
  func dropping(_ indices: Set<Int>) -> PrecisionRows {
    PrecisionRows(
      values: values, centre: centre,
      factors: factors.indices.filter { !indices.contains($0) }.map { factors[$0] }, by: by)
  }
}

/// Variance components and their sums, from one set of rows.
public struct PrecisionAnalysis: Sendable {
  /// Results used, and levels of each factor (within those outside it where factors are nested).
  public let count: Int
  public let levels: [Int]
  /// On the scale of results: geometric on the log scale. `nil` where several samples have several means.
  public let mean: Double?
  /// The factors outermost first, `residual` last.
  public let components: [PrecisionQuantity]
  /// The sum of all components, as they are shown.
  public let total: PrecisionQuantity
  /// What varies between results of the same levels of all factors. Called repeatability where it is that, which
  /// ``residualIsRepeatability`` says.
  public let residual: PrecisionQuantity
  /// Whether nothing but results of the same group differ in the residual: where factors cross without an interaction
  /// of their own, or samples share the groups, it holds what they do differently in each other.
  public let residualIsRepeatability: Bool
  /// All factors within the laboratory, and the residual. Called intermediate precision where more than one condition of
  /// measurement varied, which ``isIntermediatePrecision`` says.
  public let withinLaboratory: PrecisionQuantity
  /// Whether more varied than days alone, or analysts alone, or instruments alone.
  public let isIntermediatePrecision: Bool
  /// The total, where the first factor is the laboratory.
  public let reproducibility: PrecisionQuantity?
  /// Sums of squares and expected mean squares, for analysis of variance and, in balanced designs, for REML.
  public let table: AnovaTable?
  /// Minus twice the log-likelihood at its maximum, restricted for REML, with all constants.
  public let minusTwoLogLikelihood: Double?
  public let convergence: Convergence?
  public let isBalanced: Bool
  public let replication: ReplicationPlan?
  /// What a reader must know of these estimates.
  public let remarks: [PrecisionRemark]
  /// What of it was held against the second engine.
  public let crossChecks: [CrossCheck]

  init(_ rows: PrecisionRows, _ request: PrecisionRequest) throws(PrecisionObstacle) {
    let fit: VarianceComponents
    do throws(MixedModelError) {
      fit = try VarianceComponents(
        rows.values, random: rows.factors, fixed: rows.by.map { [FixedTerm($0)] } ?? [],
        arrangement: request.arrangement, method: request.method)
    } catch {
      throw PrecisionObstacle(error, rows, request)
    }
    guard fit.components.allSatisfy({ $0.variance.isFinite }) else { throw .tooLarge }
    count = rows.values.count
    levels = rows.levels(nested: request.arrangement == .nested).map { $0.count }
    isBalanced = rows.isBalanced(nested: request.arrangement == .nested)
    // A balanced design is told by its mean squares, whose bounds keep their level; at the boundary too, where the likelihood
    // takes the variation within groups for all there is.
    var table = fit.table
    if request.method == .reml, isBalanced {
      table =
        (try? VarianceComponents(
          rows.values, random: rows.factors, fixed: rows.by.map { [FixedTerm($0)] } ?? [],
          arrangement: request.arrangement, method: .anova))?.table
    }
    self.table = table
    minusTwoLogLikelihood = fit.logLikelihood.map { -2 * $0 }
    convergence = fit.convergence

    let mean = rows.by == nil ? Self.mean(fit, centre: rows.centre, units: levels[0]) : nil
    self.mean = mean.map { request.scale.reported($0.mean) }
    let estimator = PrecisionEstimator(fit: fit, table: table, request: request, mean: mean)
    let last = fit.components.count - 1
    components = fit.components.indices.map { estimator.component($0) }
    total = estimator.sum("total", fit.total)
    residualIsRepeatability = !fit.isCrossed && !(rows.by.map(rows.sharesGroups) ?? false)
    residual = components[last].named(residualIsRepeatability ? "repeatability" : "residual with interaction")
    reproducibility = request.hasLaboratory ? total.named("reproducibility") : nil
    let within = Set(request.factorsWithinLaboratory).union([last])
    isIntermediatePrecision = request.onlyCondition == nil
    let name =
      request.onlyCondition.map { "precision over \(visible($0)) alone" } ?? "intermediate precision"
    let ofWithin = fit.components.indices.map { within.contains($0) ? 1.0 : 0 }
    withinLaboratory = request.hasLaboratory ? estimator.sum(name, ofWithin) : total.named(name)
    replication = ReplicationPlan(estimator)
    remarks = Self.remarks(fit, request, levels: levels, isBalanced: isBalanced, rows: rows)
    crossChecks = Self.crossChecks(
      rows, request, fit, table,
      zip(components, fit.components.indices.map { fit.only($0) }).map { ($0, $1) } + [(total, fit.total)]
        + (request.hasLaboratory ? [(withinLaboratory, ofWithin)] : []))
  }

  /// The mean by generalised least squares at the estimated components, with its standard error.
  private static func mean(_ fit: VarianceComponents, centre: Double, units: Int) -> MeanEstimate? {
    do throws(MixedModelError) {
      let mean = try fit.fixedEffects.contrast([1], rule: .satterthwaite)
      guard mean.degreesOfFreedom.isFinite, mean.degreesOfFreedom > 0 else { return nil }
      return MeanEstimate(
        pivot: centre, centred: mean.estimate, variance: mean.standardError * mean.standardError,
        degreesOfFreedom: mean.degreesOfFreedom, units: units)
    } catch {
      return nil
    }
  }

  private static func remarks(
    _ fit: VarianceComponents, _ request: PrecisionRequest, levels: [Int], isBalanced: Bool, rows: PrecisionRows
  ) -> [PrecisionRemark] {
    var remarks: [PrecisionRemark] = []
    func add(_ subject: PrecisionRemark.Subject, _ words: String) { remarks.append(PrecisionRemark(subject, words)) }
    let negative = fit.components.filter { $0.isNegative }.map { $0.name }
    if !negative.isEmpty {
      let names = negative.map { visible($0) }.joined(separator: ", ")
      add(
        .negative,
        request.truncated
          ? "estimated as negative and set to zero, as asked for: \(names); the total is the sum of the components so set, while intervals rest on the mean squares as they are"
          : "estimated as negative: \(names); shown as estimated, and the total is the sum of the components as estimated, so that it may come out below repeatability"
      )
    }
    if request.method == .anova, let table = fit.table {
      let below = fit.components.indices.filter { index in
        let weights = table.meanSquareWeights(of: fit.only(index))
        let sum = VarianceSum(
          zip(table.meanSquares, weights).map { VarianceSum.Term(coefficient: $1, meanSquare: $0) })
        return sum.upperBound(level: (1 + request.level) / 2) <= 0
      }.map { visible(fit.components[$0].name) }
      if !below.isEmpty {
        add(
          .negative,
          "the interval of \(below.joined(separator: ", ")) lies below zero altogether, where no variance is: groups agree better than their own results let expect; none is shown, and the model is in doubt"
        )
      }
    }
    let atZero = fit.components.filter { $0.isAtZero }.map { visible($0.name) }
    if !atZero.isEmpty {
      add(
        .boundary,
        "the likelihood is greatest with no variance from \(atZero.joined(separator: ", ")): estimated as zero, on the boundary"
      )
    }
    for (name, count) in zip(request.factors, levels) where count < 3 {
      add(.levels, "\(visible(name)) has \(count) levels: fewer than 3 say little of its variation")
    }
    if !isBalanced {
      add(
        .design,
        request.method == .anova
          ? "the design is unbalanced: mean squares (Henderson's method 1, in the order of the factors) are not exactly independent, so their intervals are approximate"
          : "the design is unbalanced")
    }
    if fit.isCrossed {
      let names = request.factors.map { visible($0) }.joined(separator: " and ")
      add(
        .scope,
        "\(names) cross and no interaction is estimated: what there is of it is part of the residual, which is not called repeatability for that"
      )
    }
    if let condition = request.onlyCondition {
      add(
        .scope,
        "of the conditions within the laboratory \(visible(condition)) alone varied: what other analysts, days or instruments would add is not in these figures"
      )
    }
    if !request.hasLaboratory {
      add(
        .scope,
        "the first factor is not called lab, laboratory or site: \(request.onlyCondition == nil ? "intermediate precision" : "the precision over \(visible(request.onlyCondition ?? ""))") is the sum of all components, and there is no reproducibility"
      )
    } else if request.factors.count == 1 {
      add(
        .scope, "no source of variation within the laboratory is named: intermediate precision is repeatability alone")
    }
    if let by = rows.by, rows.sharesGroups(with: by), let name = request.by {
      add(
        .scope,
        "a \(visible(request.factors[request.factors.count - 1])) holds several levels of \(visible(name)): what they do differently in it is part of the residual"
      )
    }
    return remarks
  }
}
