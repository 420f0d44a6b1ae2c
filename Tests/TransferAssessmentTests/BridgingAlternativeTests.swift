import Testing
import Transfer

/// What is left out of a bridging study, and whether it is much.
struct BridgingAlternativeTests {
  /// Two runs a day. Without one day of three a third of the runs is lost, without one of two half of them.
  @Test(arguments: [(6, false), (4, true)])
  func `days are few where there are two, and one of them holds more than a third`(runs: Int, isCoarse: Bool) throws {
    let study = try BridgingSource.one(Array(BridgingTests.six.prefix(runs))).study()
    let days = study.leftOut.filter { $0.scenario.factor == .day }
    #expect(days.count == runs / 2 && days.allSatisfy { $0.scenario.isCoarse == isCoarse })
    let units = study.leftOut.filter { $0.scenario.factor == .unit && $0.scenario.name == "day" }
    #expect(units.map(\.scenario.isCoarse) == [isCoarse])
  }
}
