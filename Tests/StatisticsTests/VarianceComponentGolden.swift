import Statistics
import Testing

/// Golden figures of variance components and mixed models.
extension Golden {
  struct FactorCodes: Decodable, Sendable {
    let name: String
    let codes: [Int]
    var factor: ModelFactor { ModelFactor(name, codes) }
  }

  struct Components: Decodable, Sendable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let id: String
      let arrangement: String
      let interaction: Bool
      let factors: [FactorCodes]
      let values: [String]
      let reml: [Double]
      let logLikelihood: Double
      let mean: Double
      let standardError: Double
      let anova: [Double]
      let sumsOfSquares: [Double]
      let anovaTotalDF: Double
      let truncatedTotalDF: Double?
      var testDescription: String { id }

      var y: [Double] { values.compactMap { Double($0) } }
      var reading: RandomArrangement { arrangement == "nested" ? .nested : .asCoded }
      var random: [ModelFactor] {
        let own = factors.map(\.factor)
        return interaction ? own + [.interaction(own[0], own[1])] : own
      }
    }
    let cases: [Case]
  }

  struct PublishedComponents: Decodable, Sendable {
    struct Interval: Decodable, Sendable {
      let kind: String
      let ends: [String]
    }
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let id: String
      let factors: [FactorCodes]
      let values: [String]
      let components: [String]
      let intervals: [Interval]
      let meanSquares: [Double]
      let degreesOfFreedom: [Int]
      let totalDF: Double?
      var testDescription: String { id }
      var y: [Double] { values.compactMap { Double($0) } }
    }
    let cases: [Case]
  }

  struct MixedModels: Decodable, Sendable {
    struct Transfer: Decodable, Sendable, CustomTestStringConvertible {
      let id: String
      let lab: [Int]
      let day: [Int]
      let y: [String]
      let reml: [Double]
      let estimate: Double
      let se: Double
      let dfSatterthwaite: Double
      let seKR: Double
      let dfKR: Double
      let lowerKR: Double
      let upperKR: Double
      let anovaDF: Double
      let anova: [Double]
      let anovaEffect: Double
      var testDescription: String { id }
      var values: [Double] { y.compactMap { Double($0) } }
    }
    struct Profile: Decodable, Sendable, CustomTestStringConvertible {
      let id: String
      let lab: [Int]
      let day: [Int]
      let y: [String]
      let lab_: [Double]
      let day_: [Double]
      let residual: [Double]
      var testDescription: String { id }
      var values: [Double] { y.compactMap { Double($0) } }
    }
    let transfers: [Transfer]
    let profiles: [Profile]
  }

  struct OneWay: Decodable, Sendable {
    struct Set: Decodable, Sendable, CustomTestStringConvertible {
      let id: String
      let certified: String
      let exact: String
      let fromDoubles: String
      let attainable: Double
      let means: [String]
      let replicates: Int
      let groups: [[String]]
      var testDescription: String { id }
    }
    let sets: [Set]
  }
}
