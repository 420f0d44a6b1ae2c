import Foundation
import Statistics
import Testing

/// What many comparisons of both engines come to, by kind.
struct Tally {
  struct Line {
    var count = 0
    var disagreements: [CrossCheck] = []
    var notCrossChecked: [CrossCheck] = []
    /// The fewest digits that both have in common, and where.
    var fewestDigits = 16.0
    var worst: CrossCheck?
  }

  private(set) var lines: [CrossCheck.Kind: Line] = [:]

  mutating func add(_ checks: [CrossCheck]) {
    for check in checks {
      var line = lines[check.kind] ?? Line()
      line.count += 1
      switch check.outcome {
      case .agrees(let digits):
        if digits < line.fewestDigits {
          line.fewestDigits = digits
          line.worst = check
        }
      case .disagrees: line.disagreements.append(check)
      case .notCrossChecked: line.notCrossChecked.append(check)
      }
      lines[check.kind] = line
    }
  }

  /// Whether the digits are printed that `docs/two-engines.md` tabulates.
  static let isShown = ProcessInfo.processInfo.environment["TALLY"] != nil

  /// Holds that nothing disagrees and that at most one in a thousand has no second value.
  func expectAgreement(sourceLocation: SourceLocation = #_sourceLocation) {
    for (kind, line) in lines.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      if Self.isShown {
        print(
          "both engines, \(kind.rawValue): \(line.count) numbers, fewest digits \(line.fewestDigits) of "
            + "\(line.worst?.name ?? "-"), \(line.notCrossChecked.count) not cross-checked")
      }
      #expect(line.disagreements.isEmpty, "\(line.disagreements.prefix(3))", sourceLocation: sourceLocation)
      #expect(
        line.notCrossChecked.count * 1_000 <= line.count, "\(line.notCrossChecked.prefix(3))",
        sourceLocation: sourceLocation)
    }
  }
}

/// How many of many deliberate faults the second engine finds.
struct FaultTally {
  private(set) var tried: [String: Int] = [:]
  private(set) var found: [String: Int] = [:]

  mutating func add(_ fault: String, _ checks: [CrossCheck]) {
    tried[fault, default: 0] += 1
    if checks.contains(where: \.disagrees) { found[fault, default: 0] += 1 }
  }

  /// Holds that each fault is found in 95 of 100 tries.
  func expectFound(sourceLocation: SourceLocation = #_sourceLocation) {
    for (fault, count) in tried.sorted(by: { $0.key < $1.key }) {
      let found = found[fault] ?? 0
      if Tally.isShown { print("fault found, \(fault): \(found) of \(count)") }
      #expect(found * 100 >= count * 95, "\(fault): \(found) of \(count)", sourceLocation: sourceLocation)
    }
  }
}
