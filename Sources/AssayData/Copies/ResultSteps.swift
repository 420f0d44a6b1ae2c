internal import Notation

/// In what steps results are reported: one for each laboratory and cell.
///
/// The step is that of the digits, or a coarser one: what all differences are multiples of, the factor between any two
/// (titres), or the least distance between two different results of a cell where results without steps would lie closer
/// (a count times a factor, a burette's division in percent).
struct ResultSteps {
  private var steps: [Double]
  private var floors: [Double]

  func step(_ series: Int) -> Double { steps[series] }

  /// The least chance of an agreement that so few results can speak for.
  func floor(_ series: Int) -> Double { floors[series] }

  /// What the results of one laboratory and attribute have in common, whatever their cell.
  private struct Lattice {
    var first: ExactDecimal?
    /// All differences are multiples of this many times ten to the `exponent`; zero while there is none.
    var divisor: UInt128 = 0
    var exponent: Int32 = 0
    /// Different values, until they are too many for titres.
    var distinct: Set<Double> = []
    var isSettled: Bool { divisor == 1 && distinct.count > ResultSteps.mostTitres }

    mutating func take(_ value: ExactDecimal, _ double: Double) {
      if distinct.count <= ResultSteps.mostTitres { distinct.insert(double) }
      guard let first else {
        (self.first, exponent) = (value, value.exponent)
        return
      }
      guard let difference = value.exactly(minus: first) else { return }
      var size = difference.significand.magnitude
      // One exponent for the divisor and the difference.
      while difference.exponent < exponent, divisor < UInt128.max / 10 {
        divisor *= 10
        exponent -= 1
      }
      for _ in 0..<max(0, difference.exponent - exponent) where size < UInt128.max / 10 { size *= 10 }
      while size != 0 { (divisor, size) = (size, divisor % size) }
    }

    /// The common step, where a difference was met.
    var step: Double {
      divisor == 0 ? 0 : ExactDecimal(significand: Int128(clamping: divisor), exponent: Int(exponent)).double
    }

    /// For titres: the factor that any two of at least three different results are powers of, within 5 % of its own step.
    var factor: Double? {
      guard distinct.count >= 3, distinct.count <= ResultSteps.mostTitres else { return nil }
      let sorted = distinct.sorted()
      guard sorted[0] > 0 else { return nil }
      let ratios = zip(sorted.dropFirst(), sorted).map { $0 / $1 }
      guard let least = ratios.min(), least > ResultSteps.leastFactor else { return nil }
      for ratio in ratios {
        var rest = ratio
        while rest > 1 + (least - 1) / 2 { rest /= least }
        guard (rest - 1).magnitude <= 0.05 * (least - 1) else { return nil }
      }
      return least
    }
  }

  private static let mostTitres = 24
  /// Continuous results of one sample do not lie so far apart from each other.
  private static let leastFactor = 1.15

  /// The digits of one laboratory's results of a cell.
  private struct Digits {
    var least: Int32 = .max
    var atLeast = 0
    var count = 0
    /// The sum of the steps that each result was written in.
    var sum = 0.0
    var middle = 0.0
  }

  init(
    _ compared: ComparedResults, _ store: ResultStore, seriesCount: Int, _ series: (ComparedResults.Entry) -> Int
  ) {
    let attributeCount = store.columns[Role.attribute.index].levels.count
    let cellCount = max(compared.attributes.count, 1)
    var digits = [Digits](repeating: Digits(), count: seriesCount)
    var lattices = [Lattice](
      repeating: Lattice(), count: store.columns[Role.laboratory.index].levels.count * attributeCount)
    func lattice(_ series: Int) -> Int {
      series / cellCount * attributeCount + Int(compared.attributes[series % cellCount])
    }
    for entry in compared.entries {
      let (one, value) = (series(entry), store.values[Int(entry.row)])
      if value.exponent < digits[one].least { (digits[one].least, digits[one].atLeast) = (value.exponent, 0) }
      if value.exponent == digits[one].least { digits[one].atLeast += 1 }
      digits[one].count += 1
      digits[one].sum += Self.power(value.exponent)
      digits[one].middle += entry.value.magnitude
      let group = lattice(one)
      if !lattices[group].isSettled { lattices[group].take(value, entry.value) }
    }
    let gaps = Gaps(compared, seriesCount: seriesCount, lattices.count, series, lattice)
    let common = lattices.indices.map { (step: max(lattices[$0].step, gaps.step($0)), factor: lattices[$0].factor) }
    floors = digits.indices.map { gaps.floor(lattice($0)) }
    steps = digits.indices.map { one in
      let found = digits[one]
      guard found.count > 0 else { return 0 }
      // Where a quarter has fewer digits, these are no zeros that were dropped from the end.
      let written = found.atLeast * 4 >= found.count * 3 ? Self.power(found.least) : found.sum / Double(found.count)
      let (step, factor) = common[lattice(one)]
      let ofTitres = factor.map { found.middle / Double(found.count) * ($0 - 1) } ?? 0
      return max(written, step, ofTitres)
    }
  }

  private static func power(_ exponent: Int32) -> Double {
    ExactDecimal(significand: 1, exponent: Int(exponent)).double
  }
}

extension ResultSteps {
  /// How close different results of one cell come, over the cells of a laboratory and attribute.
  private struct Gaps {
    private struct Group {
      var least = Double.infinity
      var pairs = 0.0
      /// Pairs for each unit of distance, were there no steps.
      var density = 0.0
    }
    private var groups: [Group]

    /// Of each cell so many results are looked at.
    private static let most = 300
    /// The chance that the least of all distances is above g is e^-m, if m are expected below: 0.018 for four.
    private static let expected = 4.0

    init(
      _ compared: ComparedResults, seriesCount: Int, _ groupCount: Int, _ series: (ComparedResults.Entry) -> Int,
      _ group: (Int) -> Int
    ) {
      var values = [[Double]](repeating: [], count: seriesCount)
      for entry in compared.entries {
        let one = series(entry)
        if values[one].count < Self.most { values[one].append(entry.value) }
      }
      groups = [Group](repeating: Group(), count: groupCount)
      for one in values.indices where values[one].count > 1 {
        values[one].sort()
        let (sorted, count) = (values[one], Double(values[one].count))
        let found = group(one)
        // Only different results: copies lie no closer to others than what they are copies of.
        var different = 1.0
        for (value, next) in zip(sorted, sorted.dropFirst()) where next > value {
          groups[found].least = min(groups[found].least, next - value)
          different += 1
        }
        groups[found].pairs += count * (count - 1) / 2
        // Of a normal distribution the middle half is 1.349 s wide, and the mean distance from the middle 0.798 s; |x - y| has
        // the density 1 / (√π s) at zero.
        let middle = sorted[sorted.count / 2]
        let distance = sorted.reduce(0) { $0 + ($1 - middle).magnitude } / count
        let spread = max((sorted[(sorted.count * 3) / 4] - sorted[sorted.count / 4]) / 1.349, distance / 0.798)
        if spread > 0 { groups[found].density += different * (different - 1) * AgreementChance.normal / spread }
      }
    }

    /// The least distance, where results without steps would have come closer.
    func step(_ group: Int) -> Double {
      let found = groups[group]
      return found.least.isFinite && found.least * found.density > Self.expected ? found.least : 0
    }

    /// Steps that nothing shows may still be there, of the size that half an agreement among all pairs would go with.
    func floor(_ group: Int) -> Double { groups[group].pairs > 0 ? 0.5 / groups[group].pairs : 1 }
  }
}
