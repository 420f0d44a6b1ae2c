internal import Statistics

extension MeanComparison {
  /// Matched lots: the mean over lots of the differences of lot means.
  func pairs(
    _ terms: MeanTerms, sending s: LaboratoryCells, receiving r: LaboratoryCells, _ frame: AnalysisFrame,
    _ margin: Margin, _ quantity: Evidence.Quantity, _ back: @escaping (Double) -> Double
  ) -> Judgement {
    switch lotsHaveOwnRuns {
    case true?: break
    case false?:
      return .notEvaluated(
        "lots share runs, so their differences are not independent; that needs the run as a random effect, which this version does not evaluate"
      )
    case nil:
      return .notEvaluated(
        "nothing says whether each lot was measured in a run of its own: map a run column, or declare samplesPerRun: 1 in the design"
      )
    }
    for side in [r, s] where Set(side.layout.cells.map({ $0.results.count })).count > 1 {
      return .notEvaluated(
        "the number of results of a lot differs; unbalanced replication is not evaluated by this version")
    }
    // A lot is one unit, at however many levels it was measured.
    let lots = Set((r.layout.cells + s.layout.cells).map { $0.unit }).sorted()
    let (ofReceiving, ofSending) = (r.lotMeans(lots), s.lotMeans(lots))
    guard lots.count >= 2 else {
      return .notEvaluated("1 matched lot where a standard error needs at least 2")
    }
    guard zip(ofReceiving, ofSending).allSatisfy({ $0.levels == $1.levels }),
      Set(ofReceiving.map({ $0.levels.count })).count == 1
    else {
      return .notEvaluated("lots were measured at different numbers of levels; that is not evaluated by this version")
    }
    let (rMeans, sMeans) = (ofReceiving.map { $0.mean }, ofSending.map { $0.mean })
    let differences = zip(rMeans, sMeans).map { $0 - $1 }
    let test: EquivalenceTest
    do throws(SampleError) {
      test = try EquivalenceTest.oneSample(try Moments(centred: differences, pivot: 0), margin: margin)
    } catch {
      return .notEvaluated(
        "the differences between the \(words.groups) do not vary from lot to lot: \(words.whyAlike)")
    }
    return Judgement(Self.outcome(of: test, alpha: criterion.alpha, direction: terms.direction)) { [self] in
      let ln = frame.scale == .log ? ", on ln; the standard error is that of the mean of \(words.differenceOfLn)" : ""
      var details = Self.details(
        of: test, criterion: criterion, limits: terms.limits, direction: terms.direction,
        equivalenceInterval: terms.equivalenceInterval, quantity: quantity,
        method: "paired t on differences of lot means, \(differences.count) lots\(ln)", back: back, frame: frame,
        laboratories: [
          lotFigures(sendingName, sMeans, s, frame), lotFigures(receivingName, rMeans, r, frame),
        ])
      details.sendingUnits = differences.count
      details.receivingUnits = differences.count
      details.unitsNeeded = { [alpha = criterion.alpha, count = differences.count] in
        UnitsNeeded.comparingMeans(
          SizeOfOne(test.standardError * test.standardError, units: count), margin: margin, observed: test.estimate,
          zero: 0, alpha: alpha, direction: terms.direction)
      }
      details.crossChecks = { crossChecks(of: test, receivingLots: rMeans, sendingLots: sMeans) }
      details.remarks.append(
        "matched lots: the verdict is for lots like these, and replicates of a lot are not pairs")
      return details
    }
  }

  private func lotFigures(_ name: String, _ means: [Double], _ cells: LaboratoryCells, _ frame: AnalysisFrame)
    -> LaboratoryFigures
  {
    let moments = try? Moments(centred: means, pivot: frame.centre)
    return LaboratoryFigures(
      laboratory: name, mean: moments.map { frame.reported($0.mean) },
      standardDeviation: moments.map { $0.standardDeviation / frame.factor },
      degreesOfFreedom: moments.map { Double($0.count - 1) }, units: means.count, results: cells.resultCount)
  }
}

extension LaboratoryCells {
  /// Of each lot the groups (levels) it was measured at, and the mean over them.
  fileprivate func lotMeans(_ lots: [Int32]) -> [(levels: Set<Int32>, mean: Double)] {
    lots.map { lot in
      let cells = layout.cells.indices.filter { layout.cells[$0].unit == lot }
      return (
        Set(cells.map { layout.groupCodes[layout.cells[$0].group] }),
        cells.isEmpty ? 0 : orderFreeMean(cells.map { means[$0] })
      )
    }
  }
}
