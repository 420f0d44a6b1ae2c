public import Notation
internal import Statistics

/// Why variances cannot be estimated from results as they are, in words, with what can.
public struct PrecisionObstacle: Error, Sendable, Equatable {
  /// A stable name for programs, such as `E_CONFOUNDED`.
  public let code: String
  public let reason: String
  /// What can still be estimated, or how to mend it.
  public let remedy: String

  init(code: String, reason: String, remedy: String) {
    self.code = code
    self.reason = reason
    self.remedy = remedy
  }

  /// One sentence or two.
  public var message: String { "\(reason); \(remedy)" }

  /// As a problem of a file.
  public func problem(file: String, of part: String? = nil) -> Problem {
    Problem(.error, code, at: SourceLocation(file: file), (part.map { "\($0): " } ?? "") + message)
  }

  static let tooLarge = PrecisionObstacle(
    code: "E_NUMBER_RANGE", reason: "the results are too large to be squared",
    remedy: "report them in a larger unit")

  init(_ error: MixedModelError, _ rows: PrecisionRows, _ request: PrecisionRequest) {
    let words = Words(rows: rows, request: request)
    switch error {
    case .oneLevel(let factor):
      self.init(
        code: "E_ONE_LEVEL",
        reason: "\(visible(factor)) has a single level, so variation between levels has no estimate",
        remedy: words.without([factor]))
    case .oneLevelPerRow(let factor):
      self.init(
        code: "E_NO_REPLICATES",
        reason:
          "\(visible(factor)) has one level for each result, so its variation cannot be told from that of repeated results",
        remedy: words.without([factor], residual: "\(visible(factor)) and repeatability together"))
    case .confounded(let one, let other):
      self.init(
        code: "E_CONFOUNDED",
        reason:
          "\(visible(one)) and \(visible(other)) divide the results alike, so their variation cannot be told apart",
        remedy: words.without([other], merged: (one, other)))
    case .absorbedByFixedEffects(let factor):
      let by = request.by.map { visible($0) } ?? "the fixed effects"
      self.init(
        code: "E_CONFOUNDED",
        reason:
          "\(visible(factor)) does not vary within the levels of \(by), so its variation cannot be told from theirs",
        remedy: words.without([factor]))
    case .noVariation:
      self.init(
        code: "E_ZERO_VARIANCE", reason: "all results are the same",
        remedy: "no variance can be estimated; report more digits, or see that no copies were typed in")
    case .noResidualVariation:
      self.init(
        code: "E_ZERO_VARIANCE",
        reason:
          "results do not vary within groups that should repeat with an error (were averages or copies typed in?)",
        remedy: words.oneRowEach)
    case .noResidualDegreesOfFreedom:
      let last = request.factors[request.factors.count - 1]
      self.init(
        code: "E_NO_REPLICATES", reason: "the factors leave no result over to estimate repeatability from",
        remedy: words.without([rows.factors.last?.name ?? last]))
    case .notEstimable(let factor):
      self.init(
        code: "E_NOT_ESTIMABLE", reason: "these results do not tell the variance of \(visible(factor)) from the others",
        remedy: words.without([factor]))
    case .notConverged(let iterations, _, _):
      self.init(
        code: "E_NOT_CONVERGED",
        reason: "the fit did not reach its maximum in \(iterations) steps, so it has no answer",
        remedy: "ask for --method anova, which needs no iteration")
    case .notFinite: self = .tooLarge
    case .lengths, .collinear, .contrast, .noLikelihood:
      self.init(code: "E_DESIGN", reason: error.description, remedy: "name other factors")
    }
  }

  /// Finds out what can be estimated by trying.
  private struct Words {
    let rows: PrecisionRows
    let request: PrecisionRequest

    /// What an analysis without some factors gives; leaves out more where it must.
    func without(
      _ names: [String], residual: String? = nil, merged: (String, String)? = nil
    ) -> String {
      var dropped = Set(rows.factors.indices.filter { names.contains(rows.factors[$0].name) })
      while dropped.count < rows.factors.count {
        let left = rows.dropping(dropped)
        do throws(MixedModelError) {
          _ = try VarianceComponents(
            left.values, random: left.factors, fixed: left.by.map { [FixedTerm($0)] } ?? [],
            arrangement: request.arrangement, method: request.method)
          return said(left.factors.map { $0.name }, residual: residual, merged: merged)
        } catch {
          guard let next = offender(error, left) else { break }
          let index = rows.factors.indices.first { !dropped.contains($0) && rows.factors[$0].name == next }
          guard let index else { break }
          dropped.insert(index)
        }
      }
      return only
    }

    private func said(_ names: [String], residual: String?, merged: (String, String)?) -> String {
      let list = Spelling.list(names.map { visible($0) }, "and")
      let residualWords = residual.map { ", the residual then being \($0)" } ?? ""
      var mergedWords = ""
      if let merged, names.contains(merged.0) {
        mergedWords = ", that of \(visible(merged.0)) then being both together"
      }
      return
        "what can be estimated: the variance of \(list) and the residual\(residualWords)\(mergedWords) "
        + "(--factors \(names.map { visible($0) }.joined(separator: ",")))"
    }

    /// The factor that stands in the way of a smaller analysis.
    private func offender(_ error: MixedModelError, _ rows: PrecisionRows) -> String? {
      switch error {
      case .oneLevel(let name), .oneLevelPerRow(let name), .absorbedByFixedEffects(let name), .notEstimable(let name):
        name
      case .confounded(_, let name): name
      case .noResidualDegreesOfFreedom: rows.factors.last?.name
      default: nil
      }
    }

    private var only: String {
      let count = rows.values.count
      guard count > 1, rows.values.contains(where: { $0 != rows.values[0] }) else {
        return "with \(count == 1 ? "one result" : "these results") no variance can be estimated"
      }
      return
        "what can be estimated: the SD of the \(count) results as one group, which says nothing of its sources; name other factors"
    }

    /// Repeats that are copies: one of each kept, the innermost factor becomes the residual.
    var oneRowEach: String {
      let names = rows.factors.dropLast().map { $0.name }
      guard let last = rows.factors.last?.name else { return only }
      let kept = "one row for each \(visible(last))"
      if names.isEmpty {
        return
          "what can be estimated from \(kept): the SD between levels of \(visible(last)), as one group; nothing of repeatability"
      }
      return
        "what can be estimated from \(kept): the variance of \(Spelling.list(names.map { visible($0) }, "and")) and, as the residual, of \(visible(last)) "
        + "(--factors \(names.map { visible($0) }.joined(separator: ","))); nothing of repeatability"
    }
  }
}
