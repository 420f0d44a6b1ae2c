internal import AssayData
internal import Notation
internal import Statistics
public import Transfer

extension PrecisionOfTable {
  /// The record of a precision study: `precision.json`, schema `methodtransfer/precision/1`.
  ///
  /// Variances are on the analysis scale, squared; `interval` is the one that is shown first and of the variance, and
  /// `intervals` holds every one by its method. Holds no clock, host or path, so the same input gives the same bytes.
  public func record(_ provenance: TableProvenance) -> JSON {
    var members: [JSON.Member] = [
      .init(key: "schema", value: "methodtransfer/precision/1"),
      .init(key: "version", value: .string(provenance.version)),
      .init(
        key: "inputs",
        value: .array([provenance.input.record(table.file, rows: table.count, used: table.count)])),
      .init(key: "request", value: requestRecord),
    ]
    members += outcome(whole)
    if let by = request.by, !parts.isEmpty {
      members.append(
        .init(
          key: "by",
          value: .members([
            "column": .string(by),
            "levels": .array(
              parts.map { part in
                .object([JSON.Member(key: "level", value: .string(part.name ?? ""))] + outcome(part))
              }),
          ])))
    }
    members.append(
      .init(
        key: "homogeneity",
        value: .members(["column": .optional(compared) ?? .null, "tests": .array(homogeneity.map(Self.record))])))
    members.append(.init(key: "warnings", value: .array(table.warnings.map { $0.record })))
    return .object(members)
  }

  private var requestRecord: JSON {
    func target(_ measure: String, _ value: Double) -> JSON {
      .members(["measure": .string(measure), "value": .number(value)])
    }
    let target: JSON? =
      switch request.target {
      case nil: nil
      case .standardDeviation(let value): target("standardDeviation", value.double)
      case .percent(let value): target(request.scale == .log ? "gcv" : "cv", value.double)
      }
    return .members([
      "value": .string(request.value), "factors": .array(request.factors.map { .string($0) }),
      "arrangement": .string(request.arrangement == .nested ? "nested" : "crossed"),
      "method": .string(request.method.rawValue), "scale": .string(request.scale == .log ? "log" : "linear"),
      "by": .optional(request.by), "level": .number(request.level),
      "negativeEstimates": .string(request.truncated ? "set-to-zero" : "kept"), "target": target,
    ])
  }

  private func outcome(_ part: Part) -> [JSON.Member] {
    var members = [JSON.Member(key: "results", value: .integer(part.count))]
    switch part.outcome {
    case .failure(let obstacle):
      members.append(
        .init(
          key: "obstacle",
          value: .members([
            "code": .string(obstacle.code), "reason": .string(obstacle.reason), "remedy": .string(obstacle.remedy),
          ])))
    case .success(let analysis): members += self.members(analysis)
    }
    return members
  }

  private func members(_ analysis: PrecisionAnalysis) -> [JSON.Member] {
    func member(_ key: String, _ value: JSON?) -> JSON.Member? { value.map { JSON.Member(key: key, value: $0) } }
    let fit: JSON? = analysis.convergence.map {
      .members([
        "minusTwoLogLikelihood": .optional(analysis.minusTwoLogLikelihood), "iterations": .integer($0.iterations),
        "gradient": .number($0.gradient), "step": .number($0.step),
      ])
    }
    let table: JSON? = analysis.table.map { table in
      .array(
        table.lines.map { line in
          .members([
            "name": .string(line.name), "degreesOfFreedom": .integer(line.degreesOfFreedom),
            "sumOfSquares": .number(line.sumOfSquares), "meanSquare": .number(line.meanSquare),
            "expectation": .array(line.coefficients.map { .number($0) }),
          ])
        })
    }
    return [
      member("mean", .optional(analysis.mean)), member("balanced", .bool(analysis.isBalanced)),
      member("levels", .array(analysis.levels.map { .integer($0) })),
      member("components", .array(analysis.components.map(record))),
      member("total", record(analysis.total)),
      member(analysis.residualIsRepeatability ? "repeatability" : "residualWithInteraction", record(analysis.residual)),
      member(
        analysis.isIntermediatePrecision ? "intermediatePrecision" : "precisionOverOneCondition",
        record(analysis.withinLaboratory)),
      member("reproducibility", analysis.reproducibility.map(record)), member("meanSquares", table),
      member("fit", fit), member("formats", .array((analysis.replication?.formats ?? []).map(record))),
      member("cheapest", analysis.replication.flatMap(cheapest)),
      member("remarks", .array(analysis.remarks.map { .string($0.words) })),
      member("crossChecks", analysis.crossChecks.record),
    ].compactMap { $0 }
  }

  private func cheapest(_ plan: ReplicationPlan) -> JSON? {
    guard plan.target != nil else { return nil }
    func format(_ format: ReplicationPlan.Format?) -> JSON { format?.record ?? .null }
    return .members([
      "runsOf": .string(plan.factor), "targetStandardDeviation": .optional(plan.target),
      "byEstimate": format(plan.cheapest), "byUpperBound": format(plan.cheapestByUpperBound),
    ])
  }

  private func record(_ format: ReplicationPlan.Format) -> JSON {
    format.record.with(
      .object(members(format.quantity).filter { $0.key != "name" && $0.key != "intervals" && $0.key != "percent" })
    ).with(
      .members([
        "meetsTarget": format.meetsTarget.map { .bool($0) },
        "upperBoundMeetsTarget": format.upperMeetsTarget.map { .bool($0) },
      ]))
  }

  private func record(_ quantity: PrecisionQuantity) -> JSON { .object(members(quantity)) }

  private func members(_ quantity: PrecisionQuantity) -> [JSON.Member] {
    func interval(_ lower: Double, _ upper: Double, level: Double, of: String, method: String?) -> JSON {
      .interval(
        lower, upper, level: level,
        further: [.init(key: "of", value: .string(of))]
          + (method.map { [.init(key: "method", value: .string($0))] } ?? []))
    }
    func ofVariance(_ found: PrecisionInterval) -> JSON {
      interval(found.lower, found.upper, level: found.level, of: "variance", method: found.method.rawValue)
    }
    var members: [JSON.Member] = [
      .init(key: "name", value: .string(quantity.name)), .init(key: "variance", value: .number(quantity.variance)),
      .init(key: "standardDeviation", value: .number(quantity.standardDeviation)),
    ]
    if let percent = quantity.percentOfTotal { members.append(.init(key: "percent", value: .number(percent))) }
    if let freedom = quantity.degreesOfFreedom {
      members.append(.init(key: "degreesOfFreedom", value: .number(freedom)))
    }
    if let first = quantity.interval {
      let ends = first.standardDeviations
      members.append(.init(key: "interval", value: ofVariance(first)))
      members.append(
        .init(
          key: "standardDeviationInterval",
          value: interval(
            ends.lower, ends.upper, level: first.level, of: "standardDeviation", method: first.method.rawValue)))
    }
    if quantity.intervals.count > 1 {
      members.append(.init(key: "intervals", value: .array(quantity.intervals.map(ofVariance))))
    }
    if let percent = quantity.percent {
      var inner: [JSON.Member] = [
        .init(key: "measure", value: .string(request.scale == .log ? "gcv" : "cv")),
        .init(key: "estimate", value: .number(percent.estimate)),
      ]
      if request.scale == .log {
        inner.append(
          .init(
            key: "logNormalCV", value: .number(GeometricVariation.percentLogNormalCV(quantity.standardDeviation))))
      }
      if let ends = percent.interval {
        inner.append(
          .init(
            key: "interval",
            value: interval(ends.lower, ends.upper, level: request.level, of: "percent", method: percent.method)))
      }
      members.append(.init(key: "coefficientOfVariation", value: .object(inner)))
    }
    members.append(.init(key: "standing", value: .string(quantity.standing.rawValue)))
    return members
  }

  private static func record(_ finding: HomogeneityFinding) -> JSON {
    switch finding.outcome {
    case .success(let test):
      .members([
        "of": .string(finding.of.rawValue), "test": .string(finding.kind.rawValue),
        "statistic": .number(test.statistic),
        "degreesOfFreedom": .number(test.degreesOfFreedom), "second": .optional(test.second),
        "pValue": .number(test.pValue),
      ])
    case .failure(let error):
      .members([
        "of": .string(finding.of.rawValue), "test": .string(finding.kind.rawValue),
        "notEvaluated": .string(error.description),
      ])
    }
  }
}

extension ReplicationPlan.Format {
  /// How often is measured; of which quantity is said beside it.
  fileprivate var record: JSON {
    .members(["runs": .integer(runs), "replicates": .integer(replicates), "results": .integer(results)])
  }
}
