import Foundation
import Testing

@testable import Statistics

struct ShownTests {
  @Test(arguments: [
    (0.0, "0"), (0.42, "0.42"), (100.04, "100"), (100.06, "100.1"), (99.996, "100"), (0.00123449, "0.001234"),
    (-0.000099996, "-0.0001"), (0.00001234, "1.234e-5"), (123456.7, "123500"), (1_234_567, "1.235e6"), (-1, "-1"),
    (999_960, "1e6"), (.leastNonzeroMagnitude, "4.941e-324"), (.greatestFiniteMagnitude, "1.798e308"), (.infinity, "∞"),
    (1000, "1000"),
  ])
  func `a number is shown in four significant digits`(value: Double, text: String) {
    #expect(shown(value) == text)
  }

  @Test func `results print as one would read them, from two samples`() throws {
    let limits = try Margin(lower: -1, upper: 1)
    let test = try EquivalenceTest(test: [10.2, 10.4, 10.9], reference: [10.1, 9.9, 10.3], limits: limits)
    let same = try EquivalenceTest(
      test: MeanEstimate(Moments([10.2, 10.4, 10.9])), reference: MeanEstimate(Moments([10.1, 9.9, 10.3])),
      margin: limits)
    #expect(test == same)
    #expect("\(test)".hasPrefix("estimate 0.4, 90 % interval ["))
    #expect("\(test)".contains("] inside [-1, 1]: p = ") == test.shows(alpha: 0.05))
    #expect(test.debugDescription.hasPrefix("\(test) (standard error "))
    #expect(test.summary(alpha: 0.025).contains("95 % interval"))
    let ratio = try RatioTest(
      test: [10.2, 10.4, 10.9], reference: [10.1, 9.9, 10.3], limits: Margin(lower: 0.9, upper: 1.1))
    #expect("\(ratio)".hasPrefix("ratio 1.04, 90 % interval [") && "\(ratio)".contains("inside [0.9, 1.1]: p = "))
    let far = try EquivalenceTest(test: [20, 21, 22], reference: [10, 11, 12], limits: limits)
    #expect("\(far)".contains("] outside [-1, 1]: p = ") && !far.shows(alpha: 0.05))
    #expect("\(ConfidenceSet.exclusive(below: 0.2, above: 3))" == "everything outside (0.2, 3)")
    #expect("\(ConfidenceSet.bounded(lower: nil, upper: 2))" == "(-∞, 2]")
    #expect(throws: SampleError.tooFew(needed: 2, found: 1)) {
      try EquivalenceTest(test: [1], reference: [1, 2], limits: limits)
    }
  }

  @Test func `the module names no laboratory, sender or receiver`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Statistics")
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.path)
    where name.hasSuffix(".swift") || name.hasSuffix(".md") {
      let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8).lowercased()
      for word in ["laborator", "sending", "receiving", "sender", "receiver"] {
        #expect(!text.contains(word), "\(name): \(word)")
      }
    }
  }
}
