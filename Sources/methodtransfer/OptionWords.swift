public import ArgumentParser
public import Transfer

// The words of a protocol's doseResponse are those of the command line.
extension DoseResponse.Model: ExpressibleByArgument {}
extension DoseResponse.Transform: ExpressibleByArgument {}
extension DoseResponse.Weights: ExpressibleByArgument {}
extension DoseResponse.ZeroDose: ExpressibleByArgument {}
extension DoseResponse.Fit: ExpressibleByArgument {}
extension DoseResponse.PlatesOfRun: ExpressibleByArgument {}
extension DoseResponse.Curve: ExpressibleByArgument {}
extension DoseResponse.Interval: ExpressibleByArgument {}
extension DoseResponse.StandardErrors: ExpressibleByArgument {}
extension PotencyCombinationName: ExpressibleByArgument {}
