internal import Notation
internal import Statistics

/// A reading that would fit its replicates and the doses beside it if its decimal stood one, two or three places elsewhere.
///
/// A well is held against its replicates and against the medians of the next lower and the next higher dose of the same
/// preparation in the same run, and never against the fit, which it spoils. It is one where it lies outside of what these span
/// by more than six times the noise there (where that is at most a fifth of the response, or by more than eight times it on ln
/// scale) and a factor of four, and inside, give or take a half, when it is multiplied by 10, 100 or 1000 or divided by them.
/// The noise is the median scatter of replicates at responses of that size, over all runs of the laboratory, so that neither
/// the well nor a few like it hide it. What a curve does between two doses is inside what they span, however steep it is.
public struct SlippedWell: Sendable, Hashable {
  /// Of the assay among those that were looked at.
  public let assay: Int
  public let reading: DoseReading
  /// What it would have to be multiplied by: 1000 where it is a thousandth of what it should be.
  public let factor: Double
  /// What its replicates and neighbours span.
  public let lower: Double
  public let upper: Double

  /// In the order of the runs and of their readings.
  public static func all(in assays: [PotencyAssay]) -> [SlippedWell] {
    var found: [SlippedWell] = []
    let laboratories = assays.map { $0.laboratory }.uniqued
    let groups = assays.map { assay in DoseGroup.all(of: assay.readings).filter { $0.dose > 0 } }
    for laboratory in laboratories {
      let own = assays.indices.filter { assays[$0].laboratory == laboratory }
      let noise = Noise(own.flatMap { groups[$0] })
      for index in own {
        for name in groups[index].map({ $0.preparation }).uniqued {
          found += Self.wells(
            groups[index].filter { $0.preparation == name }, assays[index].readings, assay: index, noise)
        }
      }
    }
    return found.sorted { ($0.assay, $0.reading.row) < ($1.assay, $1.reading.row) }
  }

  /// The worst first, each taken out before the next is looked for, because it speaks for those beside it.
  private static func wells(
    _ groups: [DoseGroup], _ readings: [DoseReading], assay: Int, _ noise: Noise
  ) -> [SlippedWell] {
    var doses = groups.map { group in group.members.map { readings[$0] } }
    var found: [SlippedWell] = []
    while found.count < 8 {
      var worst: (place: (Int, Int), well: SlippedWell)?
      for (i, wells) in doses.enumerated() {
        for (j, well) in wells.enumerated() {
          guard let span = span(doses, i, j), let factor = factor(well.response, span, noise) else { continue }
          let slipped = SlippedWell(
            assay: assay, reading: well, factor: factor, lower: span.lowerBound, upper: span.upperBound)
          if worst.map({ slipped.distance > $0.well.distance }) ?? true { worst = ((i, j), slipped) }
        }
      }
      guard let worst else { break }
      found.append(worst.well)
      doses[worst.place.0].remove(at: worst.place.1)
    }
    return found
  }

  /// How far it lies from what it should be, as a factor.
  private var distance: Double { max(factor, 1 / factor) }

  /// What the other wells of a dose and the next doses span; `nil` where nothing tells.
  private static func span(_ doses: [[DoseReading]], _ i: Int, _ j: Int) -> ClosedRange<Double>? {
    func median(_ wells: [DoseReading]) -> Double? {
      wells.isEmpty ? nil : wells.map { $0.response }.sorted().median
    }
    func next(_ step: Int) -> [Double] {
      var found: [Double] = []
      var k = i + step
      while doses.indices.contains(k), found.count < 2 {
        if let value = median(doses[k]) { found.append(value) }
        k += step
      }
      return found
    }
    let replicates = median(doses[i].indices.filter { $0 != j }.map { doses[i][$0] })
    let (below, above) = (next(-1), next(1))
    var known = [replicates, below.first, above.first].compactMap { $0 }
    if replicates == nil, below.isEmpty || above.isEmpty {
      // At an end without replicates the curve may go on as it came, but not turn back.
      let inner = below.isEmpty ? above : below
      guard inner.count == 2 else { return nil }
      let value = doses[i][j].response
      guard (inner[0] - inner[1]) * (value - inner[0]) < 0 else { return nil }
      known = [inner[0]]
    }
    guard let low = known.min(), let high = known.max(), low > 0 else { return nil }
    return low...high
  }

  /// The power of ten that brings a response into a span; `nil` where it needs none, or none does.
  private static func factor(_ response: Double, _ span: ClosedRange<Double>, _ noise: Noise) -> Double? {
    guard response > 0, response < span.lowerBound / 4 || response > span.upperBound * 4 else { return nil }
    let distance = response < span.lowerBound ? span.lowerBound - response : response - span.upperBound
    let sd = noise.standardDeviation(near: (span.lowerBound + span.upperBound) / 2)
    let apart = response < span.lowerBound ? span.lowerBound / response : response / span.upperBound
    // Where replicates scatter in proportion to the response, what is far on ln scale is not so far in the response.
    let isFar =
      distance > 6 * sd.absolute
      || (sd.relative <= 0.2 && AnalysisScale.log.position(of: apart) > 8 * sd.relative)
    guard isFar else { return nil }
    let powers: [Double] = response < span.lowerBound ? [10, 100, 1000] : [0.1, 0.01, 0.001]
    return powers.first { power in
      response * power >= span.lowerBound / 1.5 && response * power <= span.upperBound * 1.5
    }
  }

  /// How far replicates lie apart, by the size of their response.
  private struct Noise {
    /// By response.
    private let scatter: [(response: Double, sd: Double)]
    private static let most = 25
    private static let least = 7

    init(_ groups: [DoseGroup]) {
      var found: [(response: Double, sd: Double)] = groups.filter { $0.count > 1 }.map { group in
        let freedom = Double(group.count - 1)
        // The median of the root of chi-square over its df, by Wilson and Hilferty.
        let ninth = 1 - 2 / (9 * freedom)
        return (group.median, (group.squares / freedom).squareRoot() / (ninth * ninth.squareRoot()))
      }
      if found.isEmpty {
        // Without replicates: how far each dose lies from the middle of its neighbours, which the bend of the curve only widens.
        for (i, group) in groups.enumerated() where i > 0 && i + 1 < groups.count {
          let (before, after) = (groups[i - 1], groups[i + 1])
          guard before.preparation == group.preparation, after.preparation == group.preparation else { continue }
          let apart = (group.median - (before.median + after.median) / 2).magnitude
          // The median of |z| is 0.674, and the variance of such a difference 1.5 times that of a well.
          found.append((group.median, apart / 0.6745 / 1.5.squareRoot()))
        }
      }
      scatter = found.sorted { ($0.response, $0.sd) < ($1.response, $1.sd) }
    }

    /// Of single readings near a response, as it is and over the response; endless where nothing tells.
    func standardDeviation(near response: Double) -> (absolute: Double, relative: Double) {
      guard !scatter.isEmpty else { return (.infinity, .infinity) }
      let number = min(scatter.count, max(Self.least, min(Self.most, scatter.count / 4)))
      let nearest = scatter.map { (abs($0.response - response), $0.sd) }.sorted { $0 < $1 }.prefix(number).map { $0.1 }
      // Where many replicates agree to the last digit, at the end of a reader's range say, what the rest show.
      let isCoarse = nearest.count { $0 == 0 } * 3 >= nearest.count
      let shown = isCoarse ? scatter.map { $0.sd }.filter { $0 > 0 } : nearest
      guard !shown.isEmpty else { return (.infinity, .infinity) }
      let sd = shown.sorted().median
      return (sd, response > 0 ? sd / response : .infinity)
    }
  }
}

extension SlippedWell {
  /// "a thousandth of", "100 times".
  public var multiple: String {
    switch factor {
    case 10: "a tenth of"
    case 100: "a hundredth of"
    case 1000: "a thousandth of"
    default: "\(Int((1 / factor).rounded())) times"
    }
  }

  /// What is found, and what to look at, without its place.
  var words: String {
    let well = reading.well.map { " of well \(visible($0))" } ?? ""
    func number(_ value: Double) -> String {
      value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    }
    return
      "the response \(number(reading.response))\(well), \(visible(reading.preparation)) at dose \(number(reading.dose)), is about "
      + "\(multiple) what its replicates and the doses beside it span (\(fiveDigits(lower)) to \(fiveDigits(upper))): has a "
      + "decimal slipped? Compare it with the reader's own record; it is used as it stands"
  }
}
