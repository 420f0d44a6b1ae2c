internal import Notation
internal import Statistics
internal import Transfer

/// How a precision study names and prints what it found.
struct PrecisionWords {
  let request: PrecisionRequest

  var isLog: Bool { request.scale == .log }
  /// `95 %`.
  var level: String {
    let percent = ExactDecimal(shortest: request.level).map {
      ExactDecimal(significand: $0.significand, exponent: Int($0.exponent) + 2).description
    }
    let text = percent ?? "\(request.level * 100)"
    return "\(text)\(Numbers.noBreakSpace)%"
  }
  /// Of the analysis scale.
  var spread: String { isLog ? "SD of ln" : "SD" }
  var percent: String { isLog ? "%GCV" : "%CV" }

  var method: String {
    switch request.method {
    case .anova: "analysis of variance (Henderson's method 1)"
    case .reml: "restricted maximum likelihood (REML)"
    case .ml: "maximum likelihood (ML)"
    }
  }

  /// `run within day within lab`, or `day × run`.
  var sources: String {
    let names = request.factors.map { visible($0) }
    return request.arrangement == .nested
      ? names.reversed().joined(separator: " within ") : names.joined(separator: " × ")
  }

  func name(_ method: PrecisionInterval.Method) -> String {
    switch method {
    case .chiSquare: "chi-square"
    case .modifiedLargeSample: "modified large sample"
    case .satterthwaite: "chi-square with Satterthwaite's df"
    case .profile: request.method == .ml ? "profile likelihood (ML)" : "profile likelihood (restricted)"
    case .wald: "Wald, as it comes"
    }
  }

  /// How often each method's ends miss a sum of components, as simulated in balanced designs (`docs/verification.md`).
  func coverage(of methods: [PrecisionInterval.Method]) -> String {
    let found = PrecisionInterval.Method.allCases.filter(methods.contains).compactMap { method -> String? in
      switch method {
      case .chiSquare: "chi-square on one mean square is exact"
      case .modifiedLargeSample: "modified large sample at most 3.3 %"
      case .satterthwaite: "Satterthwaite's upper end up to 7 % with runs alone and 19 % with two groups outermost"
      case .profile: "the profile's upper end up to 6 %"
      case .wald: nil
      }
    }
    guard !found.isEmpty else { return "" }
    return
      "What they cover: of normal data in balanced designs, each end of a 95 % interval of a sum should miss in 2.5 % of studies; simulated worst cases: \(found.joined(separator: "; "))."
  }

  func name(_ standing: PrecisionQuantity.Standing) -> String? {
    switch standing {
    case .estimated: nil
    case .negative: "negative"
    case .setToZero: "set to 0"
    case .atZero: "at 0"
    }
  }

  // MARK: - Digits

  /// Decimals that show the smallest of some numbers to three digits, but no more than six of the greatest.
  func decimals(_ values: [Double]) -> Int {
    let sizes = values.map { $0.magnitude }.filter { $0 > 0 && $0.isFinite }
    guard let least = sizes.min(), let most = sizes.max() else { return 3 }
    return min(Numbers.decimals(standardError: least) + 1, Numbers.decimals(standardError: most) + 4)
  }

  /// Four digits of one number.
  func number(_ value: Double) -> String {
    Numbers.estimate(value, decimals: value == 0 ? 0 : Numbers.decimals(standardError: value.magnitude) + 2)
  }

  /// Outward, in as many digits as the number beside it; the upper end may be unbounded.
  func interval(_ lower: Double, _ upper: Double, decimals: Int) -> String {
    Numbers.interval(lower, upper, decimals: decimals)
  }

  /// A mean in digits that its spread leaves.
  func mean(_ value: Double, spread: Double) -> String {
    let unit = isLog ? value * spread : spread
    return unit > 0 ? Numbers.estimate(value, decimals: max(0, Numbers.decimals(standardError: unit))) : number(value)
  }
}
