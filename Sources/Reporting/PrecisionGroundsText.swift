internal import Notation
internal import Transfer

/// What bounds on intermediate precision hold for and can reach, in sentences.
struct PrecisionGroundsText {
  /// A criterion, and what one of its findings says.
  struct Source {
    let criterion: Criterion
    let grounds: PrecisionGrounds
  }

  private let sources: [Source]
  /// No more sentences than these of what a bound can reach.
  private static let most = 3

  init(_ sources: [Source]) { self.sources = sources }

  /// Of a judged study; none where no bound on intermediate precision was computed.
  var judged: [RichText] {
    guard !sources.isEmpty else { return [] }
    return these + reaches
      + ["Bounds of precision take results as normal: with heavier tails than that they cover less than they say."]
  }

  /// "Valid for these 2 analysts of Site B alone", a criterion each.
  private var these: [RichText] {
    var said = InOrder<PrecisionGrounds.These, [String]>()
    for source in sources {
      for these in source.grounds.these {
        if said[these]?.contains(source.criterion.id) != true { said[these, default: []].append(source.criterion.id) }
      }
    }
    return said.map { these, ids in
      let one = ids.count == 1
      return
        "\(RichText(visible(ids.prefix(3).joined(separator: ", ")))) \(RichText(one ? "is" : "are")) valid for these \(RichText(Wording.count(these.levels, these.source))) of \(RichText(visible(these.laboratory))) alone and \(RichText(one ? "says" : "say")) nothing of other \(RichText(these.source))s."
    }
  }

  /// For each source with next to no degrees of freedom what the bound can reach and which design would do.
  var reaches: [RichText] {
    struct Key: Hashable {
      let laboratory: String
      let source: String
      let degreesOfFreedom: Int
      let over: String?
    }
    var groups = InOrder<Key, [(id: String, reach: PrecisionReach)]>()
    for source in sources {
      for reach in source.grounds.reaches {
        let key = Key(
          laboratory: reach.laboratory, source: reach.source, degreesOfFreedom: reach.degreesOfFreedom,
          over: reach.over)
        groups[key, default: []].append((source.criterion.id, reach))
      }
    }
    var lines = groups.prefix(Self.most).map { Self.sentence($0.value) }
    if groups.count > Self.most {
      let rest = groups.keys.dropFirst(Self.most).map { "\($0.source) at \($0.laboratory)" }
      lines.append(
        RichText(
          "So it is with \(visible(Spelling.first(3, of: rest)))."
        ))
    }
    return lines
  }

  private static func sentence(_ group: [(id: String, reach: PrecisionReach)]) -> RichText {
    guard let reach = group.first?.reach else { return "" }
    let simple = !reach.alternatives.isEmpty
    let who =
      simple
      ? Wording.count(reach.levels, reach.source)
      : "\(reach.source) (\(Wording.count(reach.degreesOfFreedom, "degree")) of freedom)"
    let between = simple ? (reach.levels == 2 ? "between the two" : "between them") : "at it"
    let seen = Set(group.map { $0.reach.seen }).count == 1 ? reach.seen.map { " (\(number($0)))" } ?? "" : ""
    let over = reach.over.map { " over that of \($0)" } ?? ""
    let limits = group.map { _, reach in
      "the limit \(Numbers.shortest(reach.limit)) only if that \(reach.over == nil ? "SD" : "ratio") is below \(number(reach.greatest))"
    }.uniqued
    let shown =
      limits.prefix(2).joined(separator: ", ") + (limits.count > 2 ? " and \(limits.count - 2) more likewise" : "")
    var text =
      "\(who) at \(reach.laboratory): the bound is at least \(factor(reach.factor)) times the SD seen \(between)\(seen)\(over), so it can meet \(shown)."
    if simple {
      let ways = reach.alternatives.filter { $0.levels > reach.levels }
        .map {
          "with \($0.levels)\($0.levels == reach.alternatives[0].levels ? " \(reach.source)s the factor is" : " it is") \(Numbers.estimate($0.factor, decimals: 1))"
        }
      text += " \(ways.joined(separator: ", ").prefix(1).uppercased())\(ways.joined(separator: ", ").dropFirst())."
    } else {
      text += " More levels of the sources that cross give it more degrees of freedom."
    }
    if group.contains(where: { $0.reach.canBeFixed }) {
      text +=
        " Or declare the \(reach.source)s as these (fixedSource: \(reach.source)), valid for them alone, in a new protocol."
    }
    return RichText(visible(text))
  }

  /// To one decimal, not upwards: the bound is at least that.
  private static func factor(_ value: Double) -> String { Numbers.lowerBound(value, decimals: 1) }

  /// Three significant digits, not upwards.
  private static func number(_ value: Double) -> String {
    value.isFinite && value > 0
      ? Numbers.lowerBound(value, decimals: max(0, Numbers.decimals(standardError: value) + 1)) : "0"
  }
}
