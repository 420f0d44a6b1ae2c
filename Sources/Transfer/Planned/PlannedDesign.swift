internal import Notation

/// How many of what a design asks of one laboratory, and how they meet.
struct PlannedDesign {
  let samples: [String]
  let levels: [ExactDecimal]
  private let attribute: Attribute
  private let runs: Int
  private let analysts: Int?
  private let days: Int?
  let replicates: Int
  /// Whether each sample has runs of its own.
  private let hasOwnRuns: Bool

  /// - Parameter laboratory: its name, since planned numbers may be given by laboratory.
  /// - Throws: ``PlanningObstacle`` where the design does not say how many units there are.
  init(_ attribute: Attribute, at laboratory: String) throws(PlanningObstacle) {
    guard let design = attribute.design else {
      throw PlanningObstacle("\(quoted(attribute.id)) has no design: say how many runs and replicates are planned")
    }
    let unit = attribute.unitOfReplication
    func own(_ value: Attribute.Design.Count?) -> Int? { value?.at(laboratory) }
    func count(_ value: Attribute.Design.Count?, _ key: String) throws(PlanningObstacle) -> Int {
      guard let value = own(value) else {
        throw PlanningObstacle(
          "the design of \(quoted(attribute.id)) does not say \(key), and its unit of replication is \(unit.rawValue)")
      }
      return value
    }
    self.attribute = attribute
    samples = design.samples.isEmpty ? ["sample"] : design.samples
    levels = design.levels
    analysts = unit == .analyst ? try count(design.analysts, "analysts") : own(design.analysts)
    days = unit == .day ? try count(design.days, "days") : own(design.days)
    switch unit {
    case .run: runs = try count(design.runs, "runs")
    case .result:
      guard design.runs != nil || design.replicates != nil else {
        throw PlanningObstacle(
          "the design of \(quoted(attribute.id)) says neither runs nor replicates, so the number of results is open")
      }
      runs = own(design.runs) ?? 1
    case .day: runs = max(own(design.runs) ?? 0, days ?? 1)
    case .analyst: runs = max(own(design.runs) ?? 0, analysts ?? 1, days ?? 1)
    case .sample: runs = own(design.runs) ?? 1
    }
    replicates = own(design.replicates) ?? 1
    hasOwnRuns = design.samplesPerRun == .one
  }

  /// The analyst and the day of a run: every analyst on every day in turn where there are runs enough, else the days and
  /// the analysts side by side, so that none is left without a run.
  private func place(ofRun run: Int) -> (analyst: Int, day: Int) {
    guard let analysts, let days else { return (analysts.map { run % $0 } ?? -1, days.map { run % $0 } ?? -1) }
    return runs >= analysts * days ? (run % analysts, run / analysts % days) : (run % analysts, run % days)
  }

  /// The runs of one laboratory that hold everything, each of them one place.
  func placesOfRuns(laboratory: Int) -> [PlannedStudy.Place] {
    (0..<runs).map { run in
      let (analyst, day) = place(ofRun: run)
      let unit =
        switch attribute.unitOfReplication {
        case .day: day
        case .analyst: analyst
        case .run, .sample, .result: run
        }
      return PlannedStudy.Place(
        laboratory: laboratory, sample: 0, level: -1, analyst: analyst, day: day, run: run, unit: unit, preparation: 0)
    }
  }

  /// For each test preparation of a run its nominal potency, where it has one: each sample, at each of its levels.
  static func preparations(_ design: Attribute.Design?) -> [Double?] {
    let (samples, levels) = (max(1, design?.samples.count ?? 0), design?.levels ?? [])
    return (0..<samples).flatMap { sample in
      levelsOf(sample, samples: samples, levels: levels.count).map { $0 < 0 ? nil : levels[$0].double }
    }
  }

  /// Samples with a level each are matched; else every sample is measured at every level.
  private static func levelsOf(_ sample: Int, samples: Int, levels: Int) -> [Int] {
    levels == 0 ? [-1] : samples == levels && samples > 1 ? [sample] : Array(0..<levels)
  }

  /// The results of one laboratory.
  func places(laboratory: Int) -> [PlannedStudy.Place] {
    var places: [PlannedStudy.Place] = []
    var results = 0
    var preparation = 0
    for sample in samples.indices {
      for level in Self.levelsOf(sample, samples: samples.count, levels: levels.count) {
        defer { preparation += 1 }
        for run in 0..<runs {
          let number = hasOwnRuns ? sample * runs + run : run
          let (analyst, day) = place(ofRun: run)
          for _ in 0..<replicates {
            let unit =
              switch attribute.unitOfReplication {
              case .run: number
              case .day: day
              case .analyst: analyst
              case .sample: sample
              case .result: results
              }
            places.append(
              PlannedStudy.Place(
                laboratory: laboratory, sample: sample, level: level, analyst: analyst, day: day, run: number,
                unit: unit, preparation: preparation))
            results += 1
          }
        }
      }
    }
    return places
  }
}
