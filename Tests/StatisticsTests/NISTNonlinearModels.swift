import Foundation
import Statistics

/// A value with its derivatives, by which the models below have analytic Jacobians (forward differentiation).
struct Dual {
  var value: Double
  var partials: [Double]

  func map(_ value: Double, _ slope: Double) -> Dual { Dual(value: value, partials: partials.map { $0 * slope }) }

  static func + (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value + b.value, partials: zip(a.partials, b.partials).map { $0 + $1 })
  }
  static func - (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value - b.value, partials: zip(a.partials, b.partials).map { $0 - $1 })
  }
  static func * (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value * b.value, partials: zip(a.partials, b.partials).map { $0 * b.value + a.value * $1 })
  }
  static func / (a: Dual, b: Dual) -> Dual {
    let q = a.value / b.value
    return Dual(value: q, partials: zip(a.partials, b.partials).map { ($0 - q * $1) / b.value })
  }
  static func + (a: Dual, b: Double) -> Dual { a.map(a.value + b, 1) }
  static func + (a: Double, b: Dual) -> Dual { b.map(a + b.value, 1) }
  static func - (a: Double, b: Dual) -> Dual { b.map(a - b.value, -1) }
  static func * (a: Dual, b: Double) -> Dual { a.map(a.value * b, b) }
  static func * (a: Double, b: Dual) -> Dual { b.map(a * b.value, a) }
  static func / (a: Double, b: Dual) -> Dual { b.map(a / b.value, -a / (b.value * b.value)) }
  static prefix func - (a: Dual) -> Dual { a.map(-a.value, -1) }

  static func exp(_ a: Dual) -> Dual { a.map(Foundation.exp(a.value), Foundation.exp(a.value)) }
  static func log(_ a: Dual) -> Dual { a.map(Foundation.log(a.value), 1 / a.value) }
  static func sin(_ a: Dual) -> Dual { a.map(Foundation.sin(a.value), Foundation.cos(a.value)) }
  static func cos(_ a: Dual) -> Dual { a.map(Foundation.cos(a.value), -Foundation.sin(a.value)) }
  static func atan(_ a: Dual) -> Dual { a.map(Foundation.atan(a.value), 1 / (1 + a.value * a.value)) }
  static func power(_ a: Dual, _ b: Dual) -> Dual { exp(b * log(a)) }
  static func power(_ a: Double, _ b: Dual) -> Dual { exp(b * Foundation.log(a)) }
}

/// The models of NIST's nonlinear sets.
enum NISTModels {
  static func fitted(_ id: String, _ b: [Dual], _ x: [Double]) -> Dual {
    let t = x[0]
    switch id {
    case "Bennett5": return b[0] * Dual.power(b[1] + t, -1.0 / b[2])
    case "BoxBOD", "Misra1a": return b[0] * (1 - Dual.exp(-b[1] * t))
    case "Chwirut1", "Chwirut2": return Dual.exp(-b[0] * t) / (b[1] + b[2] * t)
    case "DanWood": return b[0] * Dual.power(t, b[1])
    case "ENSO":
      let two = 2 * Double.pi * t
      let seasons = b[0] + b[1] * cos(two / 12) + b[2] * sin(two / 12)
      let one = b[4] * Dual.cos(two / b[3]) + b[5] * Dual.sin(two / b[3])
      return seasons + one + b[7] * Dual.cos(two / b[6]) + b[8] * Dual.sin(two / b[6])
    case "Eckerle4":
      let z = (t - b[2]) / b[1]
      return b[0] / b[1] * Dual.exp(-0.5 * (z * z))
    case "Gauss1", "Gauss2", "Gauss3":
      let (one, two) = ((t - b[3]) / b[4], (t - b[6]) / b[7])
      return b[0] * Dual.exp(-b[1] * t) + b[2] * Dual.exp(-(one * one)) + b[5] * Dual.exp(-(two * two))
    case "Hahn1", "Thurber":
      let above = b[0] + b[1] * t + b[2] * (t * t) + b[3] * (t * t * t)
      return above / (1 + b[4] * t + b[5] * (t * t) + b[6] * (t * t * t))
    case "Kirby2": return (b[0] + b[1] * t + b[2] * (t * t)) / (1 + b[3] * t + b[4] * (t * t))
    case "Lanczos1", "Lanczos2", "Lanczos3":
      return b[0] * Dual.exp(-b[1] * t) + b[2] * Dual.exp(-b[3] * t) + b[4] * Dual.exp(-b[5] * t)
    case "MGH09": return b[0] * (t * t + t * b[1]) / (t * t + t * b[2] + b[3])
    case "MGH10": return b[0] * Dual.exp(b[1] / (t + b[2]))
    case "MGH17": return b[0] + b[1] * Dual.exp(-t * b[3]) + b[2] * Dual.exp(-t * b[4])
    case "Misra1b":
      let q = 1 + b[1] * (t / 2)
      return b[0] * (1 - 1 / (q * q))
    case "Misra1c": return b[0] * (1 - Dual.exp(-0.5 * Dual.log(1 + 2 * t * b[1])))
    case "Misra1d": return b[0] * b[1] * t / (1 + b[1] * t)
    case "Nelson": return b[0] - b[1] * t * Dual.exp(-b[2] * x[1])
    case "Rat42": return b[0] / (1 + Dual.exp(b[1] - b[2] * t))
    case "Rat43": return b[0] / Dual.exp(Dual.log(1 + Dual.exp(b[1] - b[2] * t)) / b[3])
    case "Roszman1": return b[0] - b[1] * t - Dual.atan(b[2] / (t - b[3])) * (1 / Double.pi)
    default: preconditionFailure("no model is known for \(id)")
    }
  }

  /// A set as a problem of least squares; one set is fitted on the logarithm of its response.
  static func model(_ set: Golden.NonlinearSets.Set) -> GeneralModel {
    let y = set.id == "Nelson" ? set.y.map { log($0) } : set.y
    let rows = y.indices.map { i in set.x.map { $0[i] } }
    let id = set.id
    @Sendable func duals(_ parameters: [Double]) -> [Dual] {
      let p = parameters.count
      let seeds = parameters.enumerated().map { j, value in
        Dual(value: value, partials: (0..<p).map { $0 == j ? 1 : 0 })
      }
      return rows.map { fitted(id, seeds, $0) }
    }
    return GeneralModel(
      count: y.count,
      residuals: { parameters in
        let constants = parameters.map { Dual(value: $0, partials: []) }
        return zip(rows, y).map { fitted(id, constants, $0).value - $1 }
      },
      jacobian: { parameters in
        let found = duals(parameters)
        return parameters.indices.flatMap { j in found.map { $0.partials[j] } }
      })
  }
}

extension Golden {
  struct NonlinearSets: Decodable, Sendable {
    struct Set: Decodable, Sendable {
      let id: String
      let starts: [[Double]]
      let estimates: [String]
      let deviations: [String]
      let rss: String
      let df: Int
      let y: [Double]
      let x: [[Double]]
    }
    let sets: [Set]
  }
}
