internal import Transfer

extension Attribute {
  /// A study takes time and memory in proportion to its results.
  static let mostPlannedResults = 200_000

  /// Refuses a design that could not be laid out, before it is.
  func checkPlannedSize(laboratories: Int) throws(PlanningObstacle) {
    guard let design else { return }
    let samples = max(1, design.samples.count)
    let isMatched = samples > 1 && samples == design.levels.count
    let runs = max(design.runs?.largest ?? 1, design.days?.largest ?? 1, design.analysts?.largest ?? 1)
    let results =
      Double(laboratories) * Double(samples) * Double(isMatched ? 1 : max(1, design.levels.count)) * Double(runs)
      * Double(design.replicates?.largest ?? 1)
    guard results <= Double(Self.mostPlannedResults) else {
      throw PlanningObstacle(
        "\(id): the design has \(Int(min(results, 1e15))) results; plans are made up to \(Self.mostPlannedResults)")
    }
  }
}
