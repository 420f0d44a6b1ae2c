/// What a design asks of one laboratory, as numbers that can be counted in its results.
struct PlannedNumbers {
  let unit: Attribute.UnitOfReplication
  /// Units of replication that each sample at each level is measured in; `nil` where the design does not say, or where
  /// samples or results are the units.
  let units: Int?
  /// Runs that each sample at each level is measured in. Where the design names days and analysts and no runs, from one for
  /// each day or analyst to each analyst on each day.
  let runs: ClosedRange<Int>?
  /// The same, where the design says it in so many words.
  let declaredRuns: Int?
  /// Results of one sample at one level in one run.
  let replicates: Int?
  let analysts: Int?
  let days: Int?
  /// Whether samples have units of their own, so that units are counted by sample.
  let isPerSample: Bool

  /// `nil` without a design.
  init?(_ attribute: Attribute, at laboratory: String) {
    guard let design = attribute.design else { return nil }
    func own(_ count: Attribute.Design.Count?) -> Int? { count?.at(laboratory) }
    unit = attribute.unitOfReplication
    (analysts, days) = (own(design.analysts), own(design.days))
    declaredRuns = own(design.runs)
    isPerSample = design.samplesPerRun == .one
    switch unit {
    case .run: units = declaredRuns
    case .day: units = days
    case .analyst: units = analysts
    case .sample, .result: units = nil
    }
    let crossed = (analysts ?? 1) * (days ?? 1)
    switch (unit, declaredRuns) {
    case (.day, let runs?): self.runs = max(runs, days ?? 1)...max(runs, days ?? 1)
    case (.analyst, let runs?): self.runs = max(runs, analysts ?? 1)...max(runs, analysts ?? 1)
    case (_, let runs?): self.runs = runs...runs
    case (.run, nil): runs = nil
    case (.day, nil): runs = days.map { $0...crossed }
    case (.analyst, nil): runs = analysts.map { $0...crossed }
    case (.sample, nil), (.result, nil): runs = 1...crossed
    }
    // Where each result is a unit, one in each run is what a design says that names runs alone.
    replicates = own(design.replicates) ?? (unit == .result && declaredRuns != nil ? 1 : nil)
  }

  /// Results of one sample at one level; `nil` where the design does not say.
  var results: ClosedRange<Int>? {
    guard let replicates, let runs else { return nil }
    return runs.lowerBound * replicates...runs.upperBound * replicates
  }

  /// Whether replicates are counted in each run, rather than in each unit or altogether.
  var countsInRuns: Bool { declaredRuns != nil || unit == .run }

  /// Results of one sample at one level in one unit that is no run; `nil` where the design does not say.
  var resultsOfUnit: Int? {
    guard !countsInRuns, let units, let runs, let replicates, runs.lowerBound == runs.upperBound,
      runs.lowerBound == units
    else { return nil }
    return replicates
  }
}
