internal import Notation

/// In what steps results are reported: one for each laboratory and cell.
///
/// The step is that of the digits, or a coarser one: what all differences are multiples of, the factor between any two
/// (titres), what all differences are nearly multiples of (a count times a factor, titres as logarithms), or the least distance between
/// two different results of a cell where results without steps would lie closer (a burette's division in percent).
struct ResultSteps {
  private var steps: [Double]
  private var floors: [Double]

  func step(_ series: Int) -> Double { steps[series] }

  /// Whatever the spread, results agree so often: few results without a tie do not speak for less, nor do tables of two digits.
  func floor(_ series: Int) -> Double { floors[series] }

  /// What the results of one laboratory and attribute have in common, whatever their cell.
  private struct Lattice {
    var first: ExactDecimal?
    /// All differences are multiples of this many times ten to the `exponent`; zero while there is none.
    var divisor: UInt128 = 0
    var exponent: Int32 = 0
    /// Different values, until they are too many for titres.
    var distinct: Set<Double> = []
    /// Whether all have at most two digits besides zeros.
    var isShort = true
    var isSettled: Bool { divisor == 1 && !isShort && distinct.count > ResultSteps.mostTitres }

    mutating func take(_ value: ExactDecimal, _ double: Double) {
      if distinct.count <= ResultSteps.mostTitres { distinct.insert(double) }
      if isShort {
        var digits = value.significand.magnitude
        while digits >= 100, digits % 10 == 0 { digits /= 10 }
        isShort = digits < 100
      }
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

    /// What all distances between different results are nearly multiples of, by rounding to steps of `step`: where chance would let them
    /// be in less than one of twenty.
    func nearly(_ step: Double) -> Double {
      guard step > 0, distinct.count >= 3, distinct.count <= ResultSteps.mostTitres else { return 0 }
      let sorted = distinct.sorted()
      let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.sorted()
      for part in 1...4 {
        let least = gaps[0] / Double(part)
        guard least >= 8 * step else { break }
        var (length, multiples, chance) = (gaps[0], Double(part), 1.0)
        for gap in gaps.dropFirst() {
          let size = length / multiples
          let multiple = (gap / size).rounded()
          // Each distance is off by one step at most, and so is the length that the size is of.
          let tolerance = step * (1 + multiple / multiples) * 1.001
          chance *= min(1, 2 * tolerance / size)
          guard multiple > 0, (gap - multiple * size).magnitude <= tolerance else {
            chance = 1
            break
          }
          (length, multiples) = (length + gap, multiples + multiple)
        }
        if chance < 0.05 { return length / multiples }
      }
      return 0
    }
  }

  private static let mostTitres = 24
  /// Continuous results of one sample do not lie so far apart from each other.
  private static let leastFactor = 1.15
  /// Results of two digits of which two of one laboratory differ by such a factor may be from a table, whose steps no digits show;
  /// and how often such results agree.
  private static let (wide, tables) = (3.0, 0.4)

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
    let gaps = ResultGaps(compared, seriesCount: seriesCount, lattices.count, series, lattice)
    let common = lattices.indices.map { group in
      let step = lattices[group].step
      return (step: max(step, lattices[group].nearly(step), gaps.step(group)), factor: lattices[group].factor)
    }
    let isTable = lattices.indices.map { lattices[$0].isShort && gaps.widest($0) >= Self.wide }
    floors = digits.indices.map { one in
      let group = lattice(one)
      return isTable[group]
        ? Self.tables
        : gaps.floor(
          group, of: (group / attributeCount * attributeCount)..<((group / attributeCount + 1) * attributeCount))
    }
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
