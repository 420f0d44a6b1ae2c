internal import Notation

/// Whether a receiving laboratory reports on another scale: its medians are 10, 100 or 1000 times the sender's, or
/// a part of them, on every sample that both tested.
struct ScaleCheck {
  let checks: StudyChecks
  let cells: SampleCells

  /// On the log scale laboratories may well differ by a bias of tens of percent besides; on the linear one by less, and
  /// where values below zero occur, ten times may be a real difference.
  private static let (logTolerance, positiveTolerance, tolerance) = (0.3, 0.1, 0.03)

  func run(_ problems: inout ProblemCollector) {
    let store = checks.store
    let laboratories = store.columns[Role.laboratory.index]
    guard let sender = checks.vocabulary.laboratories.first,
      let sending = laboratories.levels.firstIndex(where: { $0.utf8.elementsEqual(sender.utf8) })
    else { return }
    let medians = cells.medians()
    let cellRows = cells.groups.firstRows.map(Int.init)
    let attributes = cellRows.map { store.columns[Role.attribute.index].codes[$0] }
    let tolerances = tolerances(medians, attributes)
    // A sample is all its laboratories' cells.
    let samples = Grouping(
      checks.codes([.attribute, .sample, .level]).map { codes in cellRows.map { codes[$0] } }, count: cellRows.count)
    var sendersCell = [Int](repeating: -1, count: samples.firstRows.count)
    for (cell, row) in cellRows.enumerated() where Int(laboratories.codes[row]) == sending {
      sendersCell[Int(samples.ids[cell])] = cell
    }
    /// Of one attribute and receiving laboratory: the factor all samples share so far, `nil` when there is none.
    var shared: [(attribute: Int32, laboratory: Int32, factor: TenfoldFactor?, ratio: Double, row: Int)] = []
    for (cell, row) in cellRows.enumerated() where Int(laboratories.codes[row]) != sending {
      let other = sendersCell[Int(samples.ids[cell])]
      guard other >= 0 else { continue }
      let (attribute, laboratory) = (attributes[cell], laboratories.codes[row])
      var factor: TenfoldFactor?
      var ratio = 1.0
      if let a = medians[cell], let b = medians[other] {
        ratio = a / b
        factor = TenfoldFactor(ratio, within: tolerances[Int(attribute)])
      }
      if let index = shared.firstIndex(where: { $0.attribute == attribute && $0.laboratory == laboratory }) {
        if shared[index].factor != factor { shared[index].factor = nil }
      } else {
        shared.append((attribute, laboratory, factor, ratio, row))
      }
    }
    for entry in shared {
      guard let factor = entry.factor else { continue }
      let unit: Double = entry.ratio < 1 ? 1_000_000 : 100
      problems.error(
        "E_SCALE", store.place(of: entry.row),
        "the results of \(store.name(.laboratory, of: entry.row)) for \(store.name(.attribute, of: entry.row)) are "
          + "about \(factor.phrase) those of \(quoted(sender)) on every sample (ratio of medians "
          + "\((entry.ratio * unit).rounded() / unit)): another unit or scale? "
          + "Declare data.scaleCheck: off if the difference is real")
    }
  }

  /// How near to a power of ten is near, by the number of the attribute.
  private func tolerances(_ medians: [Double?], _ attributes: [Int32]) -> [Double] {
    let names = checks.store.columns[Role.attribute.index].levels
    var tolerances = names.map { name in
      let isLog = checks.vocabulary.attributes.contains { $0.id.utf8.elementsEqual(name.utf8) && $0.mustBePositive }
      return isLog ? Self.logTolerance : Self.positiveTolerance
    }
    for (cell, attribute) in attributes.enumerated() where medians[cell] == nil {
      tolerances[Int(attribute)] = Self.tolerance
    }
    return tolerances
  }
}
