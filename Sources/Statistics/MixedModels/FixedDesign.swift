/// The columns of the fixed effects: an intercept, and indicators of every level but the first of each factor.
///
/// Rows that agree in all fixed factors share a **cell**, so the matrix is kept one row a cell.
struct FixedDesign: Sendable {
  /// `(intercept)` first.
  let names: [String]
  /// The fixed factors in the order in which they first occur, with the original codes of their levels.
  let factors: [(name: String, labels: [Int])]
  /// For each column, its level (not 0) in each factor, or 0 where the factor does not enter.
  let pattern: [[Int]]
  /// For each data row.
  let cell: [Int]
  let cells: Int
  /// cells × columns, row-major; the intercept included.
  let rows: [Double]

  var columns: Int { names.count }

  init(_ terms: [FixedTerm], values: Int) throws(MixedModelError) {
    var factors: [(name: String, labels: [Int])] = []
    var codes: [[Int]] = []
    for term in terms {
      for factor in term.factors where !factors.contains(where: { $0.name == factor.name }) {
        guard factor.codes.count == values else {
          throw .lengths(factor: factor.name, codes: factor.codes.count, values: values)
        }
        let dense = DenseCodes(factor.codes)
        if dense.count < 2 { throw .oneLevel(factor: factor.name) }
        factors.append((factor.name, dense.labels))
        codes.append(dense.codes)
      }
    }
    var names = ["(intercept)"]
    var pattern = [[Int](repeating: 0, count: factors.count)]
    for term in terms {
      var partial: [(name: String, levels: [Int])] = [("", [Int](repeating: 0, count: factors.count))]
      for factor in term.factors {
        guard let position = factors.firstIndex(where: { $0.name == factor.name }) else { continue }
        partial = partial.flatMap { before in
          (1..<factors[position].labels.count).map { level in
            var levels = before.levels
            levels[position] = level
            let name = "\(factor.name) \(factors[position].labels[level])"
            return (before.name.isEmpty ? name : "\(before.name) : \(name)", levels)
          }
        }
      }
      names += partial.map { $0.name }
      pattern += partial.map { $0.levels }
    }
    // Cells: the combinations of levels that occur, in the order of levels.
    var cell = [Int](repeating: 0, count: values)
    var cells = 1
    for (factor, dense) in zip(factors, codes) {
      let joined = DenseCodes(zip(cell, dense).map { $0 * factor.labels.count + $1 })
      (cell, cells) = (joined.codes, joined.count)
    }
    var levels = [[Int]](repeating: [], count: cells)
    for i in cell.indices where levels[cell[i]].isEmpty { levels[cell[i]] = codes.map { $0[i] } }
    self.names = names
    self.factors = factors
    self.pattern = pattern
    self.cell = cell
    self.cells = cells
    rows = levels.flatMap { here in pattern.map { FixedDesign.indicator($0, here) } }
    try checkRank()
  }

  private static func indicator(_ pattern: [Int], _ levels: [Int]) -> Double {
    zip(pattern, levels).allSatisfy { $0 == 0 || $0 == $1 } ? 1 : 0
  }

  /// The row of the matrix for given codes of the factors, or `nil` where a code is not a level.
  func row(_ codes: [String: Int]) -> [Double]? {
    var levels: [Int] = []
    for factor in factors {
      guard let code = codes[factor.name], let level = factor.labels.firstIndex(of: code) else { return nil }
      levels.append(level)
    }
    return pattern.map { FixedDesign.indicator($0, levels) }
  }

  /// Whether every cell has a mean of its own.
  var isSaturated: Bool { cells == columns }

  private func checkRank() throws(MixedModelError) {
    guard columns > 1 else { return }
    var basis = OrthonormalBasis(dimension: cells)
    var dependent: [String] = []
    for j in 0..<columns {
      let column = (0..<cells).map { rows[$0 * columns + j] }
      if basis.append(column).isDependent { dependent.append(names[j]) }
    }
    if !dependent.isEmpty { throw .collinear(columns: dependent) }
  }
}
