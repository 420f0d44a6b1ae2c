internal import Statistics

/// `verification coverage [studies]`, `verification layouts [studies]`, `verification distributions`, `verification planning`,
/// `verification potencies`, `verification bridging` and `verification copies` print the parts of `docs/verification.md`,
/// `verification engines [studies]` one of `docs/two-engines.md`;
/// `verification calculations`, `verification plans`, `verification curves` and `verification engine-times` time,
/// `verification plates` prints what `curves.c` reads, and `verification digits` answers what `digits.py` asks.
@main
struct Verification {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.elementsEqual(["distributions"]) { return try DistributionsReport.print() }
    if arguments.elementsEqual(["calculations"]) { return try CalculationTimes.print() }
    if arguments.elementsEqual(["planning"]) { return try PlanningReport(studies: 100_000).print() }
    if arguments.elementsEqual(["plans"]) { return try PlanningReport.times() }
    if arguments.elementsEqual(["potencies"]) { return try PotencyCoverage.print() }
    if arguments.elementsEqual(["bridging"]) { return await BridgingCoverage(studies: 100_000).print() }
    if arguments.elementsEqual(["copies"]) { return CopiesReport(studies: 100).print() }
    if arguments.elementsEqual(["curves"]) { return try CurveTimes.printTimes() }
    if arguments.elementsEqual(["plates"]) { return CurveTimes.printPlates() }
    if arguments.elementsEqual(["digits"]) { return DigitsAnswers.print() }
    if arguments.elementsEqual(["engine-times"]) { return try EngineTimes.print() }
    if arguments.first == "engines", arguments.count <= 2 {
      return try EnginesReport.print(studies: arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000)
    }
    let thousands = arguments.dropFirst().first.map { Int($0) ?? 0 } ?? 100
    let isKnown = arguments.first == "coverage" || arguments.first == "layouts"
    guard isKnown, arguments.count <= 2 else {
      print(
        """
        usage: verification coverage [studies a design, in thousands; 100 where not said]
               verification layouts [studies a point, in thousands; 100 where not said]
               verification distributions
               verification planning
               verification potencies
               verification bridging
               verification copies
               verification engines [studies; 10000 where not said]
               verification calculations
               verification plans
               verification curves
               verification plates
               verification digits, which reads questions
        """)
      return
    }
    guard thousands > 0, thousands <= 10_000 else {
      print("the number of studies is in thousands, from 1 to 10000")
      return
    }
    if arguments.first == "layouts" { return await LayoutCoverage(studies: thousands * 1_000).print() }
    await CoverageReport(studies: thousands * 1_000).print()
  }
}
