internal import Elementary

/// A scale from values to positions on a drawing, with ticks at numbers a person would say.
public struct Axis: Sendable, Hashable {
  public enum Scale: Sendable, Hashable {
    case linear
    /// For ratios, potencies and doses; a value has to be positive.
    case logarithmic
  }

  /// A place on the axis with its number.
  public struct Tick: Sendable, Hashable {
    public let value: Double
    public let text: String
    /// A limit of the protocol, written as it is there; drawn bold.
    public let isLimit: Bool
  }

  public let scale: Scale
  /// The ends of what is shown.
  public let lower: Double
  public let upper: Double
  /// The positions of the two ends.
  public let from: Double
  public let to: Double
  /// In the order of their values. Round ones that would touch a limit's number are left out.
  public let ticks: [Tick]

  /// An axis over `values` and `limits`, and 5 % more at either end.
  ///
  /// What cannot be shown (not finite, or not positive on a logarithmic axis) is passed over. Without any width, as with
  /// a single value, a little is shown on either side.
  ///
  /// - Parameters:
  ///   - from: the position of the lower end; with `to` above it (smaller) the axis is taken to be vertical.
  ///   - startsAtZero: that 0, where it is the lowest value, is the very end of the axis.
  public init(
    _ scale: Scale, covering values: [Double], limits: [Limit] = [], from: Double, to: Double,
    startsAtZero: Bool = false, labelSize: Double = 9.5
  ) {
    let shown = (values + limits.map { $0.value }).filter { $0.isFinite && (scale == .linear || $0 > 0) }
    var (low, high) = (shown.min() ?? (scale == .linear ? 0 : 0.5), shown.max() ?? (scale == .linear ? 1 : 2))
    // Half of the greatest double, so that no width overflows.
    (low, high) = (max(low, -0x1p1022), min(high, 0x1p1022))
    switch scale {
    case .linear:
      let least = max(low.magnitude, high.magnitude) * 1e-12
      if high - low <= least {
        let room = low == 0 && high == 0 ? 1 : max(low.magnitude * 0.05, least * 4)
        (low, high) = (low - room, high + room)
      } else {
        let room = (high - low) * 0.05
        let isZeroBased = startsAtZero && low == 0
        (low, high) = (isZeroBased ? 0 : low - room, high + room)
      }
    case .logarithmic:
      let width = ln(high) - ln(low)
      let room = width < 1e-9 ? ln(1.1) : width * 0.05
      (low, high) = (max(low * exponential(-room), .leastNormalMagnitude), min(high * exponential(room), 0x1p1022))
    }
    self.scale = scale
    self.lower = low
    self.upper = high
    self.from = from
    self.to = to
    ticks = Self.chosenTicks(
      Ruler(scale: scale, lower: low, upper: high, from: from, to: to), limits: limits, size: labelSize)
  }

  /// Where `value` lies; the nearer end when it is beyond the axis.
  public func position(_ value: Double) -> Double {
    Ruler(scale: scale, lower: lower, upper: upper, from: from, to: to).position(value)
  }

  /// Whether `value` lies on the axis.
  public func shows(_ value: Double) -> Bool { value >= lower && value <= upper }

  // MARK: - Ticks

  private struct Ruler {
    let scale: Scale
    let lower: Double
    let upper: Double
    let from: Double
    let to: Double

    var isVertical: Bool { to < from }

    func position(_ value: Double) -> Double {
      // Not `value <= lower`: what is not a number has a place too.
      if !(value > lower) { return from }
      if value >= upper { return to }
      let part =
        scale == .linear ? (value - lower) / (upper - lower) : (ln(value) - ln(lower)) / (ln(upper) - ln(lower))
      return from + part * (to - from)
    }

    func overlaps(_ a: Tick, _ b: Tick, size: Double) -> Bool {
      let distance = (position(a.value) - position(b.value)).magnitude
      if isVertical { return distance < size + 2 }
      return distance
        < (TextWidth.of(a.text, size: size, bold: a.isLimit) + TextWidth.of(b.text, size: size, bold: b.isLimit)) / 2
        + 6
    }
  }

  private static func chosenTicks(_ ruler: Ruler, limits: [Limit], size: Double) -> [Tick] {
    let bold = limits.filter { $0.value >= ruler.lower && $0.value <= ruler.upper }
      .map { Tick(value: $0.value, text: $0.text, isLimit: true) }
    // Six are wanted, four to eight are good; a short axis takes what fits.
    func shortfall(_ count: Int) -> Int { [4: 3, 5: 2, 6: 0, 7: 1, 8: 4][count] ?? 20 - count }
    let fitting = candidates(ruler).map { family in
      family.filter { ticks in
        ticks.count <= 8 && zip(ticks, ticks.dropFirst()).allSatisfy { !ruler.overlaps($0, $1, size: size) }
      }.min { shortfall($0.count) < shortfall($1.count) }
    }.compactMap { $0 }
    let best = fitting.first { $0.count >= 4 } ?? fitting.min { shortfall($0.count) < shortfall($1.count) }
    let round = (best ?? []).filter { tick in !bold.contains { ruler.overlaps($0, tick, size: size) } }
    return (round + bold).sorted { $0.value < $1.value }
  }

  /// Families of ticks, the better suited first.
  private static func candidates(_ ruler: Ruler) -> [[[Tick]]] {
    let (low, high) = (ruler.lower, ruler.upper)
    switch ruler.scale {
    case .linear: return [even(low, high)]
    // Within a factor of three a logarithmic axis is nearly even.
    case .logarithmic where high / low < 3: return [even(low, high), decades(low, high)]
    case .logarithmic: return [decades(low, high), even(low, high)]
    }
  }

  /// Evenly spaced, coarse to fine: steps of 1, 2 and 5, and of 2.5 where those do not serve.
  private static func even(_ low: Double, _ high: Double) -> [[Tick]] {
    let top = Int(decimalLogarithm(high - low).rounded(.down)) + 1
    var found: [[Tick]] = []
    for mantissas in [[5, 2, 1], [25]] {
      for power in stride(from: top, through: top - 3, by: -1) {
        for mantissa in mantissas {
          let exponent = mantissa == 25 ? power - 1 : power
          let step = RoundNumber(mantissa, exponent).value
          guard step > 0, step.isFinite, (low / step).magnitude < 1e15, (high / step).magnitude < 1e15 else { continue }
          let first = Int((low / step - 1e-6).rounded(.up))
          let last = Int((high / step + 1e-6).rounded(.down))
          guard first < last, last - first < 12 else { continue }
          let numbers = (first...last).map { RoundNumber($0 * mantissa, exponent) }
          let size = numbers.map { $0.value.magnitude }.max() ?? 0
          let isScientific = size >= 1e7 && exponent >= 4 || size < 1e-4
          found.append(
            numbers.map {
              Tick(value: $0.value, text: isScientific ? $0.scientific : $0.fixed, isLimit: false)
            }.filter { $0.value >= low && $0.value <= high })
        }
      }
      if found.contains(where: { (4...8).contains($0.count) }) { break }
    }
    return found
  }

  /// Round within each power of ten, coarse to fine.
  private static func decades(_ low: Double, _ high: Double) -> [[Tick]] {
    let (first, last) = (Int(decimalLogarithm(low).rounded(.down)), Int(decimalLogarithm(high).rounded(.up)))
    var sets: [(every: Int, tenths: [Int])] = [100, 50, 20, 10, 5, 4, 3, 2].map { ($0, [10]) }
    sets += [(1, [10]), (1, [10, 30]), (1, [10, 20, 50]), (1, [10, 15, 20, 30, 50, 70])]
    return sets.compactMap { set in
      guard (last - first) / set.every <= 40 else { return nil }
      let powers = (first...last).filter { $0 % set.every == 0 }
      let numbers: [RoundNumber] = powers.flatMap { power in set.tenths.map { RoundNumber($0, power - 1) } }
      let (least, most) = (low * (1 - 1e-12), high * (1 + 1e-12))
      let ticks = numbers.filter { $0.value >= least && $0.value <= most }
      guard ticks.count >= 2 else { return nil }
      let isScientific = ticks.contains { $0.value >= 1e6 || $0.value < 1e-4 }
      return ticks.map { number -> Tick in
        let text = isScientific && number.value != 1 ? number.scientific : number.shortest
        return Tick(value: number.value, text: text, isLimit: false)
      }
    }
  }
}

/// A tick's number as whole digits and a power of ten, so that its text is exact.
private struct RoundNumber {
  let digits: Int
  let exponent: Int

  init(_ digits: Int, _ exponent: Int) {
    self.digits = digits
    self.exponent = exponent
  }

  var value: Double { Double("\(digits)e\(exponent)") ?? .infinity }

  /// With as many decimals as the step has.
  var fixed: String {
    let sign = digits < 0 ? "-" : ""
    let text = String(digits.magnitude)
    if digits == 0 { return exponent < 0 ? "0.\(String(repeating: "0", count: -exponent))" : "0" }
    if exponent >= 0 { return "\(sign)\(text)\(String(repeating: "0", count: exponent))" }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - text.count)) + text
    return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
  }

  private var reduced: RoundNumber {
    guard digits != 0 else { return RoundNumber(0, 0) }
    var (d, e) = (digits, exponent)
    while d % 10 == 0 { (d, e) = (d / 10, e + 1) }
    return RoundNumber(d, e)
  }

  /// Without trailing zeros.
  var shortest: String { reduced.fixed }

  /// 2×10⁶
  var scientific: String {
    let number = reduced
    guard number.digits != 0 else { return "0" }
    let text = String(number.digits.magnitude)
    let mantissa = text.count == 1 ? text : "\(text.prefix(1)).\(text.dropFirst())"
    let superscripts: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let power = number.exponent + text.count - 1
    let raised = String(String(power.magnitude).utf8.map { superscripts[Int($0 - 0x30)] })
    return "\(number.digits < 0 ? "-" : "")\(mantissa)×10\(power < 0 ? "⁻" : "")\(raised)"
  }
}
