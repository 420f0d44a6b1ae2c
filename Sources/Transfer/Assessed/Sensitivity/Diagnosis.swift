internal import Notation

/// Why a finding is not a pass: bias, imprecision or size; and what of the data a verdict depends on, a pass too.
public struct Diagnosis: Sendable {
  /// The first answer a reader needs.
  public typealias Cause = Transfer.Cause

  public let criterion: Criterion
  public let item: Finding.Item
  public let receiving: String
  /// As judged by the protocol.
  public let verdict: Verdict
  public let cause: Cause
  /// The cause in one or two sentences without figures.
  public let explanation: String
  /// With one run, day, analyst, sample or result left out.
  public let leftOut: [Alternative]
  /// A criterion on means with each other role that the results name as the unit of replication. Analysts and days are not
  /// modelled as random, and this shows what it would cost; so does a run where results were taken as units.
  public let otherUnits: [Alternative]
  /// A comparison of means with each laboratory's own variance where the protocol takes a common one, and the reverse.
  public let otherVariances: [Alternative]
  /// With results that were excluded put back, exclusion by exclusion and all together.
  public let putBack: [Alternative]
  /// The one whose absence moves the estimate most; an arithmetical influence, never a cause.
  public let driver: Alternative?
  /// Why leaving out was not tried, where it was not.
  public let leftOutRemark: String?

  /// How many alternatives would have passed.
  public var wouldPass: Int { leftOut.count { $0.verdict == .pass } }
  /// How many could be computed and would not have passed: a pass that depends on one unit is a fragile one.
  public var wouldNotPass: Int { leftOut.count { $0.evidence != nil && $0.verdict != .pass } }
  /// Those that could be computed and give another verdict.
  public var changes: [Alternative] { alternatives.filter { $0.evidence != nil && $0.verdict != verdict } }
  /// By other units and variances, then with one left out.
  public var alternatives: [Alternative] { otherUnits + otherVariances + leftOut }

  init(
    _ finding: Finding, by evaluator: Evaluator, receiver: Int, transferProtocol: TransferProtocol,
    putBack: [Alternative] = []
  ) {
    criterion = finding.criterion
    item = finding.item
    receiving = finding.receiving
    verdict = finding.verdict
    self.putBack = putBack
    (cause, explanation) = Self.cause(of: finding, transferProtocol: transferProtocol)
    guard let evidence = finding.evidence else {
      (leftOut, otherUnits, otherVariances, driver, leftOutRemark) = ([], [], [], nil, nil)
      return
    }
    let again = Reassessment(finding, by: evaluator, receiver: receiver)
    otherUnits = again.otherUnits()
    otherVariances = again.otherVariances()
    (leftOut, leftOutRemark) = again.leavingOut()
    driver = leftOut.filter { $0.evidence != nil && $0.scenario.factor != .sample }.max { a, b in
      func move(_ one: Alternative) -> Double { abs((one.evidence?.estimate ?? evidence.estimate) - evidence.estimate) }
      return move(a) < move(b)
    }
  }
}
