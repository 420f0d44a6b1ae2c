public import Statistics

/// One test that the levels of a column have one spread, and what of them it compares.
public struct HomogeneityFinding: Sendable {
  public enum Of: String, Sendable, CaseIterable {
    /// Variances within the innermost groups, pooled in each level.
    case within = "within-groups"
    /// The means of the innermost groups, taken as independent.
    case between = "between-group-means"

    public var words: String { self == .within ? "within groups (repeatability)" : "between group means" }
  }

  public let of: Of
  public let kind: HomogeneityTest.Kind
  public let outcome: Result<HomogeneityTest, HomogeneityError>

  /// All tests that there are; those that these data do not allow say why.
  ///
  /// Within groups the variances are known with their degrees of freedom, which Bartlett's and Cochran's tests take as they
  /// are. Levene's and Brown and Forsythe's need independent deviations, which replicates of a group are not, so they
  /// are made on the means of the innermost groups.
  static func all(_ rows: PrecisionRows, _ request: PrecisionRequest, byLevels: Bool) -> [HomogeneityFinding] {
    let compared = byLevels ? rows.by : rows.factors.first
    guard let compared else { return [] }
    let cells = rows.cells.crossed(with: compared.codes)
    let levels = (compared.codes.max() ?? -1) + 1
    guard levels > 1 else { return [] }
    var values = [[Double]](repeating: [], count: cells.count)
    var levelOfCell = [Int](repeating: 0, count: cells.count)
    for row in rows.values.indices {
      values[cells.codes[row]].append(rows.values[row])
      levelOfCell[cells.codes[row]] = compared.codes[row]
    }
    let ofLevel = (0..<levels).map { level in values.indices.filter { levelOfCell[$0] == level } }
    let within = ofLevel.compactMap { cells in
      (try? MeanSquare.within(cells.map { values[$0] }, name: "")) ?? nil
    }
    let means = ofLevel.map { cells in cells.map { orderFreeMean(values[$0]) } }
    let between = means.compactMap { means in
      means.count < 2
        ? nil
        : (try? Moments(means)).map {
          MeanSquare(name: "", value: $0.variance, degreesOfFreedom: Double(means.count - 1))
        }
    }
    func finding(
      _ of: Of, _ kind: HomogeneityTest.Kind, _ test: () throws(HomogeneityError) -> HomogeneityTest
    ) -> HomogeneityFinding {
      do throws(HomogeneityError) {
        return HomogeneityFinding(of: of, kind: kind, outcome: .success(try test()))
      } catch {
        return HomogeneityFinding(of: of, kind: kind, outcome: .failure(error))
      }
    }
    return [
      finding(.within, .bartlett) { () throws(HomogeneityError) in try .bartlett(within) },
      finding(.within, .cochran) { () throws(HomogeneityError) in try .cochran(within) },
      finding(.between, .brownForsythe) { () throws(HomogeneityError) in try .brownForsythe(means) },
      finding(.between, .levene) { () throws(HomogeneityError) in try .levene(means) },
      finding(.between, .bartlett) { () throws(HomogeneityError) in try .bartlett(between) },
      finding(.between, .cochran) { () throws(HomogeneityError) in try .cochran(between) },
    ]
  }
}
