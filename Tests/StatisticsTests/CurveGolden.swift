import Statistics
import Testing

extension Golden {
  /// Dose-response sets with certified fits, and peers' figures beside them.
  struct Curves: Decodable, Sendable {
    struct Fit: Decodable, Sendable {
      let levels: [String]
      /// Slopes, lower and upper asymptotes, ln EC50s, each in the order of the levels where it is not common.
      let par: [Double]
      let se: [Double]
      let rss: Double
      let df: Int
    }
    struct Potency: Decodable, Sendable {
      let pair: String
      let ratio: Double
      let ln: Double
      let se: Double
      let onLn: [Double]
      let onRatio: [Double]
      let g: Double
      let fieller: [Double]?
    }
    struct Set: Decodable, Sendable, CustomTestStringConvertible {
      let id: String
      let dose: [Double]
      let y: [Double]
      let curve: [String]
      let parallel: Fit?
      let free: Fit?
      let potencies: [Potency]?
      let f: Double?
      let drcFive: Double?
      let drcParallel: Double?
      let drcLnPotency: Double?
      let drcErrors: [Double]?
      let drcLevels: [String]?
      var testDescription: String { id }

      /// The preparations in the order of their names, the first as reference.
      func data(_ model: SigmoidModel = .fourParameter, change: (Double, Double) -> (Double, Double) = { ($0, $1) })
        throws -> CurveData
      {
        let levels = Array(Swift.Set(curve)).sorted()
        let preparations = levels.map { level in
          let rows = curve.indices.filter { curve[$0] == level }.map { change(dose[$0], y[$0]) }
          return CurvePreparation(name: level, doses: rows.map(\.0), responses: rows.map(\.1))
        }
        return try CurveData(
          reference: preparations[0], tests: Array(preparations.dropFirst()),
          settings: CurveSettings(model: model, zeroDose: .asymptote))
      }
    }
    struct Peer: Decodable, Sendable {
      let par: [Double]
      let ss: Double
    }
    struct Weighted: Decodable, Sendable {
      let id: String
      let dose: [Double]
      let y: [Double]
      let curve: [String]
      let w: [Double]
      let residualTimesWeight: Peer
      let residualTimesRoot: Peer
    }
    let sets: [Set]
    let weighted: [Weighted]
  }

  static let curves = Golden.load("dose-response-curves", as: Curves.self)
}
