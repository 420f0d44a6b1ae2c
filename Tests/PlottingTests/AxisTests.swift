import Testing

@testable import Plotting

@Suite struct AxisTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let scale: Axis.Scale
    let values: [Double]
    let ticks: [String]
    var testDescription: String { "\(scale) \(values)" }

    init(_ scale: Axis.Scale, _ values: [Double], _ ticks: [String]) {
      self.scale = scale
      self.values = values
      self.ticks = ticks
    }
  }

  @Test(arguments: [
    Case(.linear, [0, 24], ["0", "5", "10", "15", "20", "25"]),
    Case(.linear, [-2, 2], ["-2", "-1", "0", "1", "2"]),
    Case(.linear, [98.7, 101.2], ["99.0", "99.5", "100.0", "100.5", "101.0"]),
    Case(.linear, [-0.003, -0.001], ["-0.0030", "-0.0025", "-0.0020", "-0.0015", "-0.0010"]),
    Case(
      .linear, [1e12, 1e12 + 4],
      ["1000000000000", "1000000000001", "1000000000002", "1000000000003", "1000000000004"]),
    Case(.linear, [0, 5e8], ["0", "1×10⁸", "2×10⁸", "3×10⁸", "4×10⁸", "5×10⁸"]),
    Case(.linear, [0, 3e-7], ["0", "5×10⁻⁸", "1×10⁻⁷", "1.5×10⁻⁷", "2×10⁻⁷", "2.5×10⁻⁷", "3×10⁻⁷"]),
    Case(.linear, [100, 100], ["96", "98", "100", "102", "104"]),
    Case(.linear, [0], ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    Case(.linear, [], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    Case(.logarithmic, [0.8, 1.25], ["0.8", "0.9", "1.0", "1.1", "1.2"]),
    Case(.logarithmic, [0.995, 1.005], ["0.996", "0.998", "1.000", "1.002", "1.004"]),
    Case(.logarithmic, [0.5, 2], ["0.5", "0.7", "1", "1.5", "2"]),
    Case(.logarithmic, [0.1, 10], ["0.1", "0.2", "0.5", "1", "2", "5", "10"]),
    Case(.logarithmic, [1e-3, 1e3], ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]),
    Case(.logarithmic, [1e-12, 1e12], ["1×10⁻¹²", "1×10⁻⁸", "1×10⁻⁴", "1", "1×10⁴", "1×10⁸", "1×10¹²"]),
    Case(.logarithmic, [50, 200], ["50", "70", "100", "150", "200"]),
    Case(.logarithmic, [7], ["6.4", "6.6", "6.8", "7.0", "7.2", "7.4", "7.6"]),
  ])
  func `ticks stand at numbers a person would say`(c: Case) {
    let axis = Axis(c.scale, covering: c.values, from: 0, to: 600)
    #expect(axis.ticks.map(\.text) == c.ticks)
  }

  @Test(arguments: [
    [0.76, 1.46], [0.2, 40], [1e-9, 1e9], [3.1, 3.1001], [1e-300, 1e300], [1e-307, 1], [0.999999, 1.000001],
    [12.3, 98.7], [0.031, 0.29], [1.7, 1.9],
  ])
  func `there are four to eight ticks on a page-wide axis, in order, within it and apart`(values: [Double]) {
    for scale in [Axis.Scale.linear, .logarithmic] {
      let axis = Axis(scale, covering: values, from: 0, to: 640)
      #expect((3...8).contains(axis.ticks.count), "\(scale) \(values): \(axis.ticks.map(\.text))")
      #expect(axis.ticks.allSatisfy { axis.shows($0.value) })
      let places = axis.ticks.map { axis.position($0.value) }
      #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 10 })
    }
  }

  @Test func `limits are ticks as written, and a round number that would touch one is left out`() {
    let axis = Axis(
      .logarithmic, covering: [0.76, 1.4], limits: [Limit(0.8, "0.80"), Limit(1.25, "1.25")], from: 0, to: 300)
    #expect(axis.ticks.filter(\.isLimit).map(\.text) == ["0.80", "1.25"])
    #expect(!axis.ticks.contains { $0.text == "0.8" || $0.text == "1.2" || $0.text == "1.3" })
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 0, -3])
  func `what a logarithmic axis cannot show is passed over`(value: Double) {
    let axis = Axis(.logarithmic, covering: [0.5, 2, value], from: 0, to: 100)
    #expect(axis == Axis(.logarithmic, covering: [0.5, 2], from: 0, to: 100))
    if !value.isNaN { #expect((0...100).contains(axis.position(value))) }
  }

  @Test func `an axis of amounts may start at zero, and vertical ones run upward`() {
    let axis = Axis(.linear, covering: [0, 10], from: 200, to: 0, startsAtZero: true)
    #expect(axis.lower == 0)
    #expect(axis.position(0) == 200)
    #expect(axis.position(axis.upper) == 0)
    #expect(axis.position(5) < axis.position(4))
  }
}
