import Statistics
import TestSupport
import Testing

/// Published powers and sample sizes.
struct PowerTableTests {
  struct Tables: Decodable {
    struct Cell: Decodable {
      let target: Double
      let cv: Double
      let truth: Double
      let total: Int
    }
    struct Table: Decodable { let cells: [Cell] }
    let crossover: Table
    let parallel: Table
  }

  static func log(_ low: Double, _ high: Double) throws -> EquivalenceZone {
    .inside(try Margin(lower: AnalysisScale.log.position(of: low), upper: AnalysisScale.log.position(of: high)))
  }

  /// Hauschke, Steinijans & Pigeot (2007), *Bioequivalence Studies in Drug Development*, table 5.1: the total of a 2x2 crossover
  /// on the log scale, SE = s √(2/N) on N - 2 df.
  @Test func `every cell of the table of crossover sizes`() throws {
    let zone = try Self.log(0.8, 1.25)
    let cells = Golden.load("power_tables", as: Tables.self).crossover.cells
    #expect(cells.count == 208)
    for cell in cells {
      let sd = GeometricVariation.standardDeviation(percentLogNormalCV: 100 * cell.cv)
      let half = EquivalencePower.smallest(reaching: cell.target) { n in
        EquivalencePower.power(
          truth: AnalysisScale.log.position(of: cell.truth), standardError: sd / Double(n).squareRoot(),
          degreesOfFreedom: Double(2 * n - 2), zone: zone, alpha: 0.05)
      }
      #expect(half == cell.total / 2, "\(cell)")
    }
  }

  /// Chow & Wang (2001), *J. Pharmacokinet. Biopharm.* 28, 155-169, table III, recomputed exactly by PowerTOST: the total of two
  /// parallel groups, limits ± 0.20 of the reference.
  @Test func `every cell of the table of parallel sizes`() throws {
    let zone = EquivalenceZone.inside(try Margin(lower: -0.2, upper: 0.2))
    let cells = Golden.load("power_tables", as: Tables.self).parallel.cells
    #expect(cells.count == 128)
    for cell in cells {
      let plan = try PlannedComparison.smallest(
        .pooled(cell.cv), truth: cell.truth, zone: zone, alpha: 0.05, target: cell.target)
      #expect(plan?.total == cell.total, "\(cell)")
    }
  }

  /// CRAN PowerTOST manual, help page of `power.TOST`, CV 25 and 30 %: crossovers, one of them with 10 and 12 units.
  @Test(arguments: [
    (0.25, 12, 12, "0.7391155"), (0.25, 10, 12, "0.6912935"), (0.25, 11, 11, "0.6953401"), (0.30, 20, 20, "0.815845"),
  ])
  func `powers of PowerTOST's manual`(cv: Double, first: Int, second: Int, printed: String) throws {
    let sd = GeometricVariation.standardDeviation(percentLogNormalCV: 100 * cv)
    let power = EquivalencePower.power(
      truth: AnalysisScale.log.position(of: 0.95),
      standardError: sd * (0.5 * (1 / Double(first) + 1 / Double(second))).squareRoot(),
      degreesOfFreedom: Double(first + second - 2), zone: try Self.log(0.8, 1.25), alpha: 0.05)
    #expect(prints(power, printed))
  }

  /// PASS documentation, chapter 460, example 1.
  @Test(arguments: [(3, "0.039"), (8, "0.28871"), (15, "0.69339"), (30, "0.94326"), (50, "0.99458")])
  func `powers of PASS`(n: Int, printed: String) throws {
    let zone = EquivalenceZone.inside(try Margin(lower: -19.2, upper: 19.2))
    #expect(prints(try PlannedComparison(.pooled(18), test: n).power(truth: -4, zone: zone, alpha: 0.05), printed))
  }

  struct Size: Sendable, CustomTestStringConvertible {
    let name: String
    let spread: PlannedComparison.Spread
    let truth: Double
    let limit: Double
    let alpha: Double
    let target: Double
    let units: Int
    var testDescription: String { name }
    init(
      _ name: String, _ spread: PlannedComparison.Spread, _ truth: Double, _ limit: Double, _ alpha: Double,
      _ target: Double, _ units: Int
    ) {
      (self.name, self.spread, self.truth, self.limit, self.alpha, self.target, self.units) = (
        name, spread, truth, limit, alpha, target, units
      )
    }
  }

  /// PASS documentation, chapters 460 and 519. Example 3b prints 3305, the nearest to 3305.06, which is short of 90 %.
  @Test(arguments: [
    Size("ex. 2", .pooled(18), -4, 19.2, 0.05, 0.8, 19), Size("ex. 3a", .pooled(100), 0, 10, 0.025, 0.9, 2_600),
    Size("ex. 3b", .pooled(100), 2, 10, 0.025, 0.9, 3_306), Size("ex. 4", .pooled(8), -2, 5, 0.05, 0.8, 89),
    Size("ex. 6", .oneGroup(0.1), 0, 0.05, 0.05, 0.8, 36), Size("ex. 7", .paired(28.284), 0, 20, 0.05, 0.7, 16),
  ])
  func `sizes of PASS`(size: Size) throws {
    let zone = EquivalenceZone.inside(try Margin(lower: -size.limit, upper: size.limit))
    let plan = try PlannedComparison.smallest(
      size.spread, truth: size.truth, zone: zone, alpha: size.alpha, target: size.target)
    #expect(plan?.test == size.units)
  }
}
