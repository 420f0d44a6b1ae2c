import Foundation
import Statistics
import Testing

extension Golden {
  /// Assays with straight lines, as published and in 60 digits.
  struct LinearAssays: Decodable, Sendable {
    struct Assay: Decodable, Sendable, CustomTestStringConvertible {
      /// As printed: strings of digits.
      struct Printed: Decodable, Sendable {
        /// Effect, then degrees of freedom, sum of squares, mean square, F and p as far as they are printed.
        let anova: [[String?]]
        let slope: String?
        let correlation: String?
        /// Lower limit, potency, upper limit.
        let potencies: [[String]]
      }
      struct Fit: Decodable, Sendable {
        let error: String
        let degreesOfFreedom: Int
        let variance: Double
        let slope: Double
        let slopeStandardError: Double
        /// ln of the potency for parallel lines; `null` where the set is not bounded.
        let potencies: [[Double]?]
      }
      struct Reference: Decodable, Sendable {
        let anova: [Line]
        let fits: [Fit]
        let separateSlopes: [Double]?
      }
      struct Line: Decodable, Sendable {
        let effect: String
        let degreesOfFreedom: Int
        let sumOfSquares: Double
        init(from decoder: any Decoder) throws {
          var list = try decoder.unkeyedContainer()
          effect = try list.decode(String.self)
          degreesOfFreedom = try list.decode(Int.self)
          sumOfSquares = try list.decode(Double.self)
        }
      }
      struct Peer: Decodable, Sendable {
        let s2: Double
        let df: Int
        let slope: Double
        let slopeSE: Double
        let g: Double
        let lnPotency: [Double]?
        let potency: [Double]?
        let F_parallel: Double?
        let p_parallel: Double?
        let F_linearity: Double?
        let p_linearity: Double?
        let F_regression: Double?
        let F_intersection: Double?
        let p_intersection: Double?
      }
      let name: String
      let source: String
      let model: String
      let preparations: [String]
      let design: String
      let scale: String
      let readings: [[Double]]
      let factor: Double
      let printed: Printed?
      let peer: Peer?
      let reference: Reference
      var testDescription: String { name }

      var isParallel: Bool { model == "parallel lines" }

      var layout: AssayDesign {
        switch design {
        case "randomised block": .randomisedBlock(blocks: readings.map { Int($0[3]) })
        case "Latin square": .latinSquare(rows: readings.map { Int($0[3]) }, columns: readings.map { Int($0[4]) })
        default: .completelyRandomised
        }
      }

      var responses: [LinearAssayReading] {
        readings.map { LinearAssayReading(preparation: Int($0[0]), dose: $0[1], response: $0[2]) }
      }

      func parallelLines(_ error: AssayErrorTerm = .withinTreatments) throws -> ParallelLineAssay {
        try ParallelLineAssay(
          responses, preparations: preparations, design: layout,
          scale: AssayResponseScale(rawValue: scale) ?? .asMeasured, errorTerm: error)
      }

      func slopeRatio(_ error: AssayErrorTerm = .withinTreatments) throws -> SlopeRatioAssay {
        try SlopeRatioAssay(
          responses, preparations: preparations, design: layout,
          scale: AssayResponseScale(rawValue: scale) ?? .asMeasured, errorTerm: error)
      }
    }
    let assays: [Assay]

    static let all = Golden.load("linear-assays", as: LinearAssays.self).assays
    static func named(_ name: String) -> Assay {
      guard let found = all.first(where: { $0.name == name }) else { preconditionFailure("no assay \(name)") }
      return found
    }
  }
}

/// Whether `value` is what a publication prints as `text`, which may have an exponent or be ">1000".
func printsAs(_ value: Double, _ text: String) -> Bool {
  if text.hasPrefix(">"), let bound = Double(text.dropFirst()) { return value > bound }
  let parts = text.split(separator: "E")
  guard let printed = Double(text), let mantissa = parts.first else { return false }
  let places = mantissa.split(separator: ".").dropFirst().first?.count ?? 0
  let exponent = parts.count > 1 ? Double(parts[1]) ?? 0 : 0
  return abs(value - printed) <= 0.5000001 * pow(10, exponent - Double(places))
}
