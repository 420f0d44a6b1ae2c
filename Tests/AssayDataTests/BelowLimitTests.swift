import AssayData
import Notation
import Testing

/// Results below a limit: as `<0.05`, and by a word that the protocol declares with its limit.
struct BelowLimitTests {
  private static let limit = ExactDecimal(significand: 5, exponent: -2)
  private static func mapping(_ policy: CensoringPolicy) -> Mapping {
    Study.small {
      $0.censored = policy
      $0.censoredWords = ["ND": limit, "<LOQ": ExactDecimal(significand: 2, exponent: -1), "0": limit]
    }
  }
  private static let text = "lab,run,result\nLabA,1,ND\nLabA,2,<LOQ\nLabA,3,0\nLabA,4,<0.5\nLabB,1,0.1\n"

  @Test func `a declared word stands below its own limit, which is kept with it`() throws {
    let data = try Study.read(Self.text, Self.mapping(.halfLimit))
    #expect(data.values.map(\.double) == [0.025, 0.1, 0.025, 0.25, 0.1])
    #expect(data.standing(of: 0) == .censoredAtHalf(limit: Self.limit))
    #expect(data.standing(of: 1) == .censoredAtHalf(limit: ExactDecimal(significand: 2, exponent: -1)))
    #expect(data.standing(of: 2) == .censoredAtHalf(limit: Self.limit))
    #expect(data.standing(of: 3) == .censoredAtHalf(limit: ExactDecimal(significand: 5, exponent: -1)))
    #expect(data.standing(of: 4) == .used && (0..<5).allSatisfy(data.isUsable))
    #expect(data.warnings.contains { $0.code == "W_CENSORED" && $0.message.contains("4") })
  }

  @Test func `a declared zero has a stand-in on the log scale, where an undeclared one has no logarithm`() throws {
    let log = Study.vocabulary(mustBePositive: true)
    #expect(try Study.read(Self.text, Self.mapping(.halfLimit), log).count == 5)
    let undeclared = Study.problems(Self.text, Study.small { $0.censored = .halfLimit }, log)
    #expect(undeclared.contains { $0.code == "E_LOG_DOMAIN" && $0.location?.line == 4 })
  }

  @Test func `a declared word is refused where censored results are`() {
    let problems = Study.problems(Self.text, Self.mapping(.refuse))
    #expect(problems.prefix(3).allSatisfy { $0.code == "E_CENSORED" && $0.message.contains("data.censored") })
    #expect(problems.first?.location?.line == 2 && problems.first?.message.contains("below 0.05") == true)
  }

  @Test func `a declared word is compared byte by byte`() {
    let problems = Study.problems("lab,run,result\nLabA,1,nd\nLabB,1,0.1\n", Self.mapping(.halfLimit))
    #expect(problems.first?.location?.column == 3 && problems.first?.severity == .error)
  }
}
