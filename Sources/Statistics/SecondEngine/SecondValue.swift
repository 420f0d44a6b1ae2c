internal import GSL

/// A number by the second engine, with the tolerance to which another may be held against it.
public enum SecondValue: Sendable, Hashable {
  /// - Parameters:
  ///   - tolerance: relative to the larger of both numbers and of `scale`.
  ///   - scale: what the number is small or large beside, in its unit.
  case found(Double, tolerance: Double, scale: Double)
  case none(CrossCheck.Reason)

  /// Of closed forms, where rounding alone parts the two.
  public static let closedForm = 1e-9

  /// The number, if there is one.
  public var value: Double? {
    if case .found(let value, _, _) = self { value } else { nil }
  }

  /// A computation that may come to no end.
  static func of(
    tolerance: Double = closedForm, scale: Double = 0, _ compute: () throws(CrossCheck.Reason) -> Double
  ) -> SecondValue {
    do throws(CrossCheck.Reason) {
      let value = try compute()
      guard !value.isNaN else { return .none(.illConditioned) }
      return .found(value, tolerance: tolerance, scale: scale)
    } catch {
      return .none(error)
    }
  }

  /// A number of what may not have been found; then why not.
  static func of<Found>(
    _ found: Result<Found, CrossCheck.Reason>, _ value: (Found) -> SecondValue
  ) -> SecondValue {
    switch found {
    case .success(let found): value(found)
    case .failure(let reason): .none(reason)
    }
  }

  /// The number on another scale, where the transformation neither adds nor takes digits.
  public func map(_ transform: (Double) -> Double) -> SecondValue {
    switch self {
    case .found(let value, let tolerance, let scale): .found(transform(value), tolerance: tolerance, scale: scale)
    case .none: self
    }
  }
}

/// The second engine: each function here computes again, by another way, what the first decides by.
///
/// What it calls of GSL the first does not; what the first is made of, its sums, tails, decompositions and searches, it does
/// not call. Both share the input alone: the elementary functions are the C library's here, and the first engine's own there.
public enum SecondEngine {
  /// A routine of GSL that may fail, whose words become the reason why there is no second value.
  static func calling<Value>(_ routine: () throws(GSLError) -> Value) throws(CrossCheck.Reason) -> Value {
    do throws(GSLError) {
      return try routine()
    } catch {
      throw .routine(error.description)
    }
  }
}
