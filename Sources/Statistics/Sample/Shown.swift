internal import Elementary

/// A number as a sentence shows it: four significant digits without zeros at their end, and a power of ten only where
/// the number is small or large. For reading; what is computed with is the number itself.
func shown(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "-∞" : "∞" }
  guard value != 0 else { return "0" }
  var exponent = Int((ln(value.magnitude) / ln(10)).rounded(.down))
  func digits(_ exponent: Int) -> Double {
    // In two steps, since one power may be beyond any double.
    let shift = 3 - exponent
    let scaled = value.magnitude * power(10, Double(shift / 2))
    return (scaled * power(10, Double(shift - shift / 2))).rounded()
  }
  var whole = digits(exponent)
  if whole >= 10_000 {
    exponent += 1
    whole = digits(exponent)
  } else if whole < 1000 {
    exponent -= 1
    whole = digits(exponent)
  }
  var text = Array("\(Int(whole))")
  while text.count > 1, text.last == "0" { text.removeLast() }
  let sign = value < 0 ? "-" : ""
  guard (-4...5).contains(exponent) else {
    let rest = text.count > 1 ? "." + String(text.dropFirst()) : ""
    return "\(sign)\(text[0])\(rest)e\(exponent)"
  }
  if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(text) }
  while text.count <= exponent { text.append("0") }
  let point = exponent + 1
  return sign + String(text[..<point]) + (text.count > point ? "." + String(text[point...]) : "")
}

/// A level as a percentage, with the digits that it was meant with.
func shown(level: Double) -> String { "\(shown((level * 1e12).rounded() / 1e10)) %" }
