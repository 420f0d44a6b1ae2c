internal import Notation

/// What stays as it is of a laboratory while something is left out at another, so that it is worked out once.
///
/// Leaving out each of a hundred runs would else lay out the other laboratory a hundred times, and fit its mixed model as often.
/// The pivot that all results are centred on is a median of them and may move to its neighbour: what rests on it is kept for
/// each pivot, so that every bit is that of a judgement from the start.
struct UntouchedLaboratories {
  private let study: Study
  /// The values that are left out, ascending.
  private var gone: [ExactDecimal] = []

  /// What is the same whatever is left out, and what was worked out of a laboratory once; apart, since a copy is made for all that is
  /// left out.
  private final class Study {
    let evaluator: Evaluator
    let criterion: Criterion
    /// How many results each laboratory has.
    let counts: [Int32: Int]
    /// Of all of them, ascending.
    let values: [ExactDecimal]
    var layouts: [Int32: CellLayout] = [:]
    var cells: [Int32: [ExactDecimal: LaboratoryCells]] = [:]

    init(_ rows: [StudyRow], _ criterion: Criterion, _ evaluator: Evaluator) {
      self.evaluator = evaluator
      self.criterion = criterion
      var counts: [Int32: Int] = [:]
      for row in rows { counts[row.laboratory, default: 0] += 1 }
      self.counts = counts
      values = rows.map { $0.value }.sorted()
    }
  }

  /// - Parameter rows: all that the question of the criterion is about.
  /// - Returns: `nil` where values stand in for results below a limit, which change while the rows stay.
  init?(_ rows: [StudyRow], _ criterion: Criterion, _ evaluator: Evaluator) {
    guard rows.allSatisfy({ $0.limit == nil }) else { return nil }
    study = Study(rows, criterion, evaluator)
  }

  /// The same while some of the rows are left out.
  func without(_ rows: [StudyRow]) -> UntouchedLaboratories {
    var rest = self
    rest.gone = rows.map { $0.value }.sorted()
    return rest
  }

  /// The frame of all that is not left out, from where its values stand among all; `nil` where so many are no longer all of it.
  func frame(_ attribute: Attribute, of count: Int) -> AnalysisFrame? {
    let values = study.values
    guard count > 0, count == values.count - gone.count else { return nil }
    func kept(_ place: Int) -> ExactDecimal {
      var place = place
      for value in gone where !(values[place] < value) { place += 1 }
      return values[place]
    }
    return AnalysisFrame(
      attribute, pivot: kept(count / 2),
      largest: max(kept(0).double.magnitude, kept(count - 1).double.magnitude))
  }

  /// The laboratory of `rows` where they are all of its results.
  ///
  /// - Parameter rows: some or all of one laboratory's results, in their order.
  private func untouched(_ rows: [StudyRow]) -> Int32? {
    guard let laboratory = rows.first?.laboratory, study.counts[laboratory] == rows.count else { return nil }
    return laboratory
  }

  func layout(_ rows: [StudyRow]) -> CellLayout {
    guard let laboratory = untouched(rows) else { return CellLayout(rows) }
    if let layout = study.layouts[laboratory] { return layout }
    let layout = CellLayout(rows)
    study.layouts[laboratory] = layout
    return layout
  }

  /// - Parameter make: forms the results of `rows` in the frame.
  func cells(
    _ rows: [StudyRow], _ frame: AnalysisFrame, make: () throws(DesignObstacle) -> LaboratoryCells
  ) throws(DesignObstacle) -> LaboratoryCells {
    guard let laboratory = untouched(rows), frame.factor == 1 else { return try make() }
    if let known = study.cells[laboratory]?[frame.pivot] { return known }
    var made = try make()
    let evaluator = study.evaluator
    if made.unitMeans == nil, evaluator.attribute.unitOfReplication != .sample,
      study.criterion.facts.comparesMeans
    {
      // What has no mean says so where it is asked for.
      let mean = try? LaboratoryMean(
        made, pivot: frame.centre, laboratory: evaluator.laboratories[Int(laboratory)],
        unit: evaluator.attribute.unitOfReplication, rule: study.criterion.facts.degreesOfFreedom)
      made.knownMean = mean.map(KnownMean.init)
    }
    study.cells[laboratory, default: [:]][frame.pivot] = made
    return made
  }
}
