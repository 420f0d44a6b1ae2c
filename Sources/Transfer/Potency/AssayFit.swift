internal import Notation
internal import Statistics

extension PotencyAssay {
  /// The reference and one or more tests, fitted with what is common to their curves or lines held equal.
  public struct Fit: Sendable {
    /// A preparation's curve or line in the fit.
    public struct Curve: Sendable {
      public let name: String
      public let parameters: [Parameter]
      /// For the eye: over the doses, on the scale of the transformed response.
      public let points: [(dose: Double, response: Double)]
    }

    /// A reading in the fit, on the scale of the transformed response.
    public struct Mark: Sendable, Hashable {
      /// Its index in ``PotencyAssay/readings``.
      public let reading: Int
      public let fitted: Double
      public let residual: Double
    }

    /// The reference first.
    public let curves: [Curve]
    public let marks: [Mark]
    /// Of a valid assay.
    public let conditions: [Condition]
    /// What the second engine is held against.
    let grounds: Grounds

    /// The test preparations in it.
    public var tests: [String] { curves.dropFirst().map { $0.name } }

    /// A preparation's curve with what is common held equal; `nil` where it is not in the fit.
    public func curve(of preparation: String) -> Curve? { curves.first { $0.name == preparation } }
  }

  /// What was fitted.
  enum Grounds: Sendable {
    case curves(SigmoidFit)
    case lines(LineFit, LineAssay.Layout)
  }

  /// The fit that the potency of a test rests on; `nil` where it has none.
  public func fit(of test: String) -> Fit? { fits.first { $0.tests.contains(test) } }

  /// Names of the conditions that the fit of a test does not meet, each once.
  public func conditionsNotMet(_ test: String) -> [String] {
    (fit(of: test)?.conditions ?? []).filter { $0.outcome == .notMet }.map { $0.name }.uniqued
  }

  /// The conditions of every fit, one after the other.
  public var conditions: [Condition] { fits.flatMap { $0.conditions } }

  /// Each reading's residual on the transformed scale, in the order of ``readings``; of a reading of the reference that is in
  /// several fits their mean. `nil` for readings of a preparation that is in no fit, and empty without a fit.
  public var residuals: [Double?] { means { $0.residual } }

  /// Each reading's fitted value, likewise.
  public var fitted: [Double?] { means { $0.fitted } }

  private func means(_ value: (Fit.Mark) -> Double) -> [Double?] {
    guard !fits.isEmpty else { return [] }
    var (sums, counts) = ([Double](repeating: 0, count: readings.count), [Int](repeating: 0, count: readings.count))
    for mark in fits.flatMap({ $0.marks }) {
      sums[mark.reading] += value(mark)
      counts[mark.reading] += 1
    }
    return zip(sums, counts).map { $1 == 0 ? nil : $0 / Double($1) }
  }
}
