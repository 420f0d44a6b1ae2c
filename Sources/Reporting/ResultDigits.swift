internal import Notation

/// How the results of one column are printed: one rule for all of them.
///
/// As the file has them, where a person can read that. In powers of ten, with the digits that the results carry, where one is
/// 10⁹ or more, or none reaches 0.0001. In common decimals, five digits for the greatest, where they were computed and have
/// the digits of a double. Nothing is decided on what is printed, and a CSV file holds all digits.
struct ResultDigits {
  private enum Rule {
    case written
    case decimals(Int)
    case powersOfTen(digits: Int)
  }

  private let rule: Rule
  /// Decimals that a mean of such results is printed in: one more than the results have.
  let decimalsOfMeans: Int

  /// - Parameter declared: the digits that the protocol asks for in reports.
  init(_ values: some Sequence<ExactDecimal>, declared: Int? = nil) {
    var (fraction, carried) = (0, 0)
    var powers: ClosedRange<Int>? = nil
    for value in values {
      fraction = max(fraction, value.fractionDigits)
      guard !value.isZero else { continue }
      let power = Numbers.leadingPower(value)
      powers = powers.map { min($0.lowerBound, power)...max($0.upperBound, power) } ?? power...power
      carried = max(carried, Numbers.carriedDigits(value))
    }
    let size = powers?.upperBound ?? 0
    if size >= 9 || size < -4 && fraction > Self.readableDecimals {
      let digits = min(max(carried, 2), 6)
      rule = .powersOfTen(digits: digits)
      decimalsOfMeans = digits - size
    } else if fraction > Self.readableDecimals {
      let decimals = min(max(4 - size, 2 - (powers?.lowerBound ?? 0), 0), Self.readableDecimals)
      rule = .decimals(decimals)
      decimalsOfMeans = declared.map { $0 + 1 } ?? decimals
    } else {
      rule = .written
      decimalsOfMeans = declared.map { $0 + 1 } ?? min(fraction + 1, Self.readableDecimals)
    }
  }

  /// More than these no reader takes in, and no laboratory measures.
  private static let readableDecimals = 8

  func text(_ value: ExactDecimal) -> String {
    switch rule {
    case .written: value.description
    case .decimals(let decimals): Numbers.estimate(value, decimals: decimals)
    case .powersOfTen(let digits): Numbers.powerOfTen(value, digits: digits)
    }
  }
}
