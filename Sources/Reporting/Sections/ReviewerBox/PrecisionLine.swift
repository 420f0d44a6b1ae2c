internal import Transfer

extension ReviewerBox {
  /// What bounds on intermediate precision hold for, how low they can be, and what they rest on.
  var precision: [RichText] {
    PrecisionGroundsText(
      context.findings.compactMap { text in
        text.finding.evidence?.precision.map { .init(criterion: text.criterion, grounds: $0) }
      }
    ).judged
  }
}
