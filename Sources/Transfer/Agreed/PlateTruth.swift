/// What is taken as true of planned plates: the reference's curve, how it is read, and how unlike it a test's curve is by
/// chance alone. Every test is truly like the reference, but for what varies from run to run.
public struct PlateTruth: Sendable, Hashable {
  /// The curve of the reference, on the scale of the transformed response.
  public enum Curve: Sendable, Hashable {
    /// Slope above zero for a curve that rises with the dose; asymmetry 1 for four parameters.
    case sigmoid(lower: Double, upper: Double, ec50: Double, slope: Double, asymmetry: Double)
    /// Over ln dose.
    case line(intercept: Double, slope: Double)
  }

  public let curve: Curve
  /// Of every preparation, above zero.
  public let doses: [Double]
  /// Wells of each preparation and dose.
  public let replicates: Int
  /// Of one well, on the scale of the transformed response.
  public let residualSD: Double
  /// Between runs, of ln of a test's slope and of ln of its upper asymptote over the reference's; 0 where nothing but wells
  /// varies.
  public let slopeSD: Double
  public let upperSD: Double

  public init(
    curve: Curve, doses: [Double], replicates: Int, residualSD: Double, slopeSD: Double = 0, upperSD: Double = 0
  ) {
    self.curve = curve
    self.doses = doses
    self.replicates = replicates
    self.residualSD = residualSD
    self.slopeSD = slopeSD
    self.upperSD = upperSD
  }
}
