internal import Notation
internal import Reporting
internal import Statistics

/// A function that `calc` knows: what it takes, an example, and how it is computed.
struct CalcFunction: Sendable {
  struct Answer: Sendable, Equatable {
    let value: Double
    /// Whole numbers that belong to it, such as the units of each group.
    var details: [(name: String, count: Int)] = []
    /// The number held against the second engine, or chances that it rests on; empty where there is no second route.
    var checks: [CrossCheck] = []

    /// Of the value alone; `nil` where there is no second route.
    init(_ value: Double, second: SecondValue?) {
      self.value = value
      if let second { checks = [CrossCheck(.distribution, "value", first: value, second: second)] }
    }

    init(value: Double, details: [(name: String, count: Int)] = [], checks: [CrossCheck] = []) {
      self.value = value
      self.details = details
      self.checks = checks
    }

    /// Why there is no second route; `nil` where there is one.
    var notCrossChecked: CrossCheck.Reason? {
      checks.isEmpty ? .noRoute : checks.first { $0.hasNoRoute }?.reasonOfNone
    }

    /// To what both engines are held.
    var heldTo: String? { checks.max { $0.tolerance < $1.tolerance }?.heldTo }

    static func == (a: Answer, b: Answer) -> Bool {
      a.value == b.value && a.details.map(\.name) == b.details.map(\.name)
        && a.details.map(\.count) == b.details.map(\.count)
    }
  }

  let name: String
  /// A line for the list.
  let summary: String
  /// The keys that it reads.
  let required: [String]
  let optional: [String]
  /// Arguments that give an answer.
  let example: String
  private let compute: @Sendable (CalcArguments) throws(CalcFault) -> Answer

  init(
    _ name: String, _ summary: String, required: [String], optional: [String] = [], example: String,
    answer: @escaping @Sendable (CalcArguments) throws(CalcFault) -> Answer
  ) {
    self.name = name
    self.summary = summary
    self.required = required
    self.optional = optional
    self.example = example
    compute = answer
  }

  init(
    _ name: String, _ summary: String, required: [String], optional: [String] = [], example: String,
    value: @escaping @Sendable (CalcArguments) throws(CalcFault) -> (first: Double, second: SecondValue?)
  ) {
    self.init(name, summary, required: required, optional: optional, example: example) {
      (arguments: CalcArguments) throws(CalcFault) -> Answer in
      let (first, second) = try value(arguments)
      return Answer(first, second: second)
    }
  }

  /// - Throws: ``CalcFault`` for what is missing, unknown, unreadable or out of range, and where the answer is no finite number.
  func answer(_ arguments: CalcArguments) throws(CalcFault) -> Answer {
    let known = required + optional
    for (key, _) in arguments.pairs where !known.contains(key) {
      throw CalcFault(
        "\(name) does not take \(quoted(key)); it takes \(Spelling.list(known, "and"))"
          + Spelling.hint(key, among: known))
    }
    let missing = required.filter { !arguments.has($0) }
    guard missing.isEmpty else {
      throw CalcFault(
        "\(Spelling.list(missing, "and")) \(missing.count == 1 ? "is" : "are") missing; for example: \(name) \(example)"
      )
    }
    let answer = try compute(arguments)
    guard answer.value.isFinite else {
      throw CalcFault("the answer is beyond the largest number that a double holds")
    }
    return answer
  }

  static let all: [CalcFunction] = distributions + owen + toleranceFactors + powers

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  /// - Throws: ``CalcFault`` with the nearest names.
  static func named(_ name: String) throws(CalcFault) -> CalcFunction {
    if let function = byName[name] { return function }
    let names = all.map(\.name)
    // The same distribution or family, when the ending is what is wrong.
    let family = names.filter { $0.split(separator: "_").first == name.split(separator: "_").first }
    let hint =
      Spelling.nearest(to: name, among: names).map { "; did you mean \($0)?" }
      ?? (family.isEmpty ? "; calc --list shows what there is" : "; there are \(Spelling.list(family, "and"))")
    throw CalcFault("there is no function \(quoted(name))\(hint)")
  }

  /// All functions with their arguments, a line each, and an example each.
  static var list: String {
    var out = ""
    for function in all {
      let optional = function.optional.map { "[\($0)]" }
      out += "\(function.name) \((function.required + optional).joined(separator: " "))\n"
      out += "    \(function.summary)\n    methodtransfer calc \(function.name) \(function.example)\n"
    }
    return out
  }
}
