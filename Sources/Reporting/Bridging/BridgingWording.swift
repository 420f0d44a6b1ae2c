internal import Notation
internal import Statistics
internal import Transfer

extension Wording {
  /// The fixed sentence of a criterion on the value of a standard; `nil` for other kinds.
  static func ofStandard(_ text: FindingText, isWhole: Bool) -> RichText? {
    let finding = text.finding
    guard let evidence = finding.evidence else { return nil }
    switch text.criterion.kind {
    case .assignedValue(let kind):
      let what =
        kind.uncertainty == .ratio
        ? "ratio \(visible(finding.receiving))/\(visible(text.sending))"
        : "value of \(visible(finding.receiving)), the whole chain in it"
      let opening =
        "The two-sided \(text.levelShort) interval of the \(what) has a half-width of \(text.upperBound)\u{A0}%"
      return finding.verdict == .pass
        ? "\(opening), inside the limit set in advance (\(kind.limit.description)\u{A0}%)\(end(text, isMet: true, isWhole: isWhole))"
        : "\(opening), more than the limit set in advance (\(kind.limit.description)\u{A0}%): the value is not known as well as was asked for. That says nothing against the standard."
    case .drift(let kind):
      let limits = "\(kind.limits.lower) to \(kind.limits.upper)"
      let opening =
        "The \(text.levelShort) confidence interval of the drift of \(visible(finding.receiving)) against the primary (\(text.interval ?? ""))"
      switch finding.verdict {
      case .pass:
        return "\(opening) lies inside the limits set in advance (\(limits))\(end(text, isMet: true, isWhole: isWhole))"
      case .fail:
        let isAbove = evidence.estimate > kind.limits.upper.double
        return
          "\(opening) lies wholly beyond \(isAbove ? kind.limits.upper.description : kind.limits.lower.description): by all measured ratios the standard has drifted by more than the limit."
      default:
        return
          "\(opening) does not lie inside the limits (\(limits)): that the drift is within them was not shown. The data do not show that it is more, either."
      }
    default: return nil
    }
  }
}
