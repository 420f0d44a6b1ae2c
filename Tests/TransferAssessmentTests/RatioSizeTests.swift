import Testing
import Transfer

/// What a new study of a ratio of SDs would need, against the F distribution by SciPy.
///
/// Within runs the sending laboratory's pairs differ by 1 and the receiving one's by 1.5, so the variances are in the ratio 2.25.
/// At `n` runs a laboratory the upper bound lies below 3 with the chance that F(n, n) · ratio < 9 · F_0.05(n, n).
struct RatioSizeTests {
  static let criterion = "kind: precision-ratio, of: repeatability, limit: 3"
  static let rows =
    Row.runs("S", ["49.5 50.5", "49.7 50.7", "49.2 50.2", "49.6 50.6"])
    + Row.runs("R", ["49.25 50.75", "49.45 50.95", "48.95 50.45", "49.35 50.85"])

  @Test func `the size for a ratio of SDs is the smallest at which F reaches the power`() throws {
    let finding = try Study(Plan(Self.criterion), Self.rows).finding()
    #expect(finding.verdict == .inconclusive)
    let needed = try #require(finding.unitsNeeded)
    #expect(needed.atZero?.power80 == 6 && needed.atZero?.power90 == 8)
    #expect(needed.atObserved.power80 == 14 && needed.atObserved.power90 == 19)
  }

  /// The receiving laboratory has three degrees of freedom in four runs, and is taken to have 0.75 in each later on.
  @Test func `a lost replicate makes the size larger by its degree of freedom`() throws {
    let needed = try #require(try Study(Plan(Self.criterion), Array(Self.rows.dropLast())).finding().unitsNeeded)
    #expect(needed.atZero?.power80 == 8 && needed.atZero?.power90 == 10)
    #expect(needed.atObserved.power80 == 17 && needed.atObserved.power90 == 22)
  }

  @Test func `no size reaches a limit below the ratio observed`() throws {
    let study = Study(Plan("kind: precision-ratio, of: repeatability, limit: 1.4"), Self.rows)
    let needed = try #require(try study.finding().unitsNeeded)
    #expect(needed.atObserved.power80 == nil && needed.atObserved.power90 == nil)
    #expect(needed.atZero?.power80 == 56 && needed.atZero?.power90 == 77)
  }

  /// Repeatability and the runs' variation together; the figures of the balanced study are near those with one result lost.
  @Test func `intermediate precision of a layout with a lost result needs what the whole layout needs`() throws {
    let plan = Plan("kind: precision-ratio, of: intermediate, sources: [run], limit: 3")
    let whole = try #require(try Study(plan, Self.rows).finding().unitsNeeded)
    let lost = try #require(try Study(plan, Array(Self.rows.dropLast())).finding().unitsNeeded)
    #expect(whole.atZero?.power80 == 5 && whole.atZero?.power90 == 6)
    #expect(whole.atObserved.power80 == 9 && whole.atObserved.power90 == 12)
    #expect(lost == whole)
  }

  /// Means of 10 and 14 with the variance 0.06 of four runs each.
  @Test(arguments: [("lower", "1.39, 1.5", "1.39, 1.395"), ("upper", "0.5, 1.41", "1.405, 1.41")])
  func `a limit that is not judged has no say in the size for a ratio of means`(
    direction: String, wide: String, narrow: String
  ) throws {
    let rows = Row.runs("S", ["10", "10.3", "9.7", "10"]) + Row.runs("R", ["14", "14.3", "13.7", "14"])
    let sizes = try [wide, narrow].map { limits in
      try Study(Plan("kind: mean-ratio, direction: \(direction), limits: [\(limits)]"), rows).finding().unitsNeeded
    }
    #expect(sizes[0]?.atObserved.power80 == (direction == "lower" ? 110 : 112))
    #expect(sizes[0] == sizes[1])
  }
}
