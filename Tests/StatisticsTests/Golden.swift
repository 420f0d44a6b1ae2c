import Foundation
import Testing

/// Golden figures kept as JSON beside the tests; each file names its origin or the script that made it.
enum Golden {
  struct Grid: Decodable, Sendable {
    struct Point: Decodable, Sendable {
      let fn: String
      let args: [String: Argument]
      let value: String
      let cond: Double
    }
    let points: [Point]
  }

  /// A number that a grid holds as text, so that it denotes one double, or as a number.
  struct Argument: Decodable, Sendable {
    let value: Double
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self), let number = Double(text) {
        value = number
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  struct Test: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let design: String
    let scale: String
    let low: Double
    let high: Double
    let alpha: Double
    let x: [Double]
    let y: [Double]?
    let estimate: Double
    let standardError: Double
    let degreesOfFreedom: Double
    let lowerP: Double
    let upperP: Double
    let lower: Double
    let upper: Double
    var testDescription: String { id }
  }

  struct Univariate: Decodable, Sendable {
    struct Set: Decodable, Sendable, CustomTestStringConvertible {
      let name: String
      let certifiedMean: String
      let certifiedSD: String
      let mean: String
      let sd: String
      let data: String
      var testDescription: String { name }
    }
    let sets: [Set]
  }

  static func load<T: Decodable>(_ name: String, as type: T.Type = T.self) -> T {
    let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden")
    guard let url, let data = try? Data(contentsOf: url), let value = try? JSONDecoder().decode(T.self, from: data)
    else { preconditionFailure("the golden file \(name).json cannot be read") }
    return value
  }
}

/// Correct digits: -log10 of the relative error.
func correctDigits(_ found: Double, _ expected: Double) -> Double {
  if found == expected { return 16 }
  return min(16, -log10(expected == 0 ? abs(found) : abs((found - expected) / expected)))
}
