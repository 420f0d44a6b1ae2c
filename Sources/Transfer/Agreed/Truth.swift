public import Notation

/// What is taken as true of both laboratories' results, on the analysis scale: standard deviations of ln on the log scale.
public struct Truth: Sendable, Hashable {
  /// Receiving less sending.
  public var bias: Double
  /// Between runs of one laboratory.
  public var runSD: Double
  /// Between results of one sample in one run.
  public var repeatabilitySD: Double
  /// Every SD of a receiving laboratory over the sending one's.
  public var sdRatio: Double
  /// Between analysts, and between days.
  public var analystSD: Double
  public var daySD: Double
  /// Of a sample in a run about what the run does to all samples.
  public var runBySampleSD: Double
  /// The level of results on the linear scale, where the design names none.
  public var mean: ExactDecimal?
  /// Of the true ln ratio of two standards, between laboratories; bridging studies only.
  public var laboratorySD: Double
  /// Of the plates that results come from, for what depends on curves; `nil` where nothing is said of them.
  public var plates: PlateTruth?

  public init(
    bias: Double, runSD: Double, repeatabilitySD: Double, sdRatio: Double, analystSD: Double = 0, daySD: Double = 0,
    runBySampleSD: Double = 0, mean: ExactDecimal? = nil,
    laboratorySD: Double = 0, plates: PlateTruth? = nil
  ) {
    self.plates = plates
    self.bias = bias
    self.runSD = runSD
    self.repeatabilitySD = repeatabilitySD
    self.sdRatio = sdRatio
    self.analystSD = analystSD
    self.daySD = daySD
    self.runBySampleSD = runBySampleSD
    self.mean = mean
    self.laboratorySD = laboratorySD
  }

  /// Whether no result would vary.
  public var isConstant: Bool {
    runSD == 0 && repeatabilitySD == 0 && analystSD == 0 && daySD == 0 && runBySampleSD == 0
  }

  /// The same with another bias.
  public func with(bias: Double) -> Truth {
    var truth = self
    truth.bias = bias
    return truth
  }

  /// The same with every standard deviation multiplied by a factor.
  public func scaled(by factor: Double) -> Truth {
    var truth = self
    truth.runSD *= factor
    truth.repeatabilitySD *= factor
    truth.analystSD *= factor
    truth.daySD *= factor
    truth.runBySampleSD *= factor
    truth.laboratorySD *= factor
    return truth
  }

  /// The same with laboratories that agree in everything.
  public var agreeing: Truth {
    var truth = self
    truth.bias = 0
    truth.sdRatio = 1
    return truth
  }
}
