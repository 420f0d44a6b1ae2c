internal import Notation
internal import Statistics

/// The potency of one run as it is combined with others: that of its plate, or the mean of ln over its plates.
struct RunPotency {
  let lnPotency: Double
  /// With the standard error that the limits of its plates imply; `nil` where one of them has none.
  let independent: IndependentPotency?
  let meetsAll: Bool

  /// Of the runs that have a potency, in the order of their first plates.
  static func all(_ entries: [PotencyGroup.Entry]) -> [RunPotency] {
    entries.filter { $0.potency != nil }.grouped { $0.run }.map { RunPotency($0.value) }
  }

  private init(_ plates: [PotencyGroup.Entry]) {
    let logs = plates.compactMap { $0.potency }.map { AnalysisScale.log.position(of: $0.potency) }
    let count = Double(logs.count)
    lnPotency = logs.reduce(0, +) / count
    meetsAll = plates.allSatisfy { $0.notMet.isEmpty }
    let own = plates.compactMap { $0.independent }
    guard own.count == plates.count else {
      independent = nil
      return
    }
    guard own.count > 1 else {
      independent = own.first
      return
    }
    // Welch and Satterthwaite: the variance of a mean of independent plates and its degrees of freedom.
    let variances = own.map { $0.standardError * $0.standardError }
    let sum = variances.reduce(0, +)
    let parts = zip(variances, own).reduce(0) { $0 + $1.0 * $1.0 / ($1.1.degreesOfFreedom ?? .infinity) }
    independent = IndependentPotency(
      lnPotency: lnPotency, standardError: sum.squareRoot() / count,
      degreesOfFreedom: parts > 0 ? sum * sum / parts : nil)
  }
}
