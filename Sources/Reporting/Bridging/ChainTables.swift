internal import Notation
internal import Statistics
internal import Transfer

/// The tables of the chain back to the primary.
struct ChainTables {
  let context: BridgingContext

  private var study: BridgingStudy { context.study }
  private var chain: ReferenceChain { study.chain }
  private var level: String { context.level(chain.level) }

  private func name(_ generation: ReferenceChain.Generation) -> Cell {
    let text = visible(generation.id)
    return generation.isCandidate ? Cell("\(strong: text)", note: "this study") : Cell(RichText(text))
  }

  /// Each generation with the comparison that its value rests on.
  var generations: Table {
    Table(
      "chain",
      caption: "The chain: each standard, the comparison that its value rests on, and what the way back adds up to",
      columns: [
        .init("Standard"), .init("Lot"), .init("Date"), .init("Rule"), .init("Ratio", .right, note: "to comparator"),
        .init("u of ln", .right, note: "this step"), .init("df", .right, note: "this step"),
        .init(context.withUnit("Value"), .right, note: "given"), .init("Measured", .right, note: "all ratios"),
        .init("Interval", .right, note: level), .init("u", .right, note: "whole way"),
        .init("df", .right, note: "whole way"),
        .init("Standing"),
      ],
      rows: chain.generations.map { one in
        Table.Row([
          name(one), Cell(RichText(visible(one.lot ?? ""))), Cell(RichText(one.date ?? "")),
          Cell(RichText(context.rule(one.rule))),
          one.comparator == nil ? .missing : context.ratio(one.ratio),
          Cell(Numbers.estimate(one.ratioUncertainty, decimals: 4), value: one.ratioUncertainty),
          Cell(RichText(context.freedom(one.ratioDegreesOfFreedom))), context.value(one.value),
          context.value(one.measured.value), context.valueInterval(one.measured.lower, one.measured.upper),
          Cell(
            RichText(context.percent(one.measured.standardUncertainty)),
            raw: Numbers.shortest(one.measured.standardUncertainty)),
          Cell(RichText(context.freedom(one.measured.degreesOfFreedom))), Cell(RichText(context.standing(one))),
        ])
      },
      note: RichText(
        "ln measured = ln value of the primary + the ln ratios on the way; the standard uncertainties of the steps add in squares, with covariances where comparisons share readings\(correlations); df by Satterthwaite. A df that is known is that of an uncertainty taken as exact."
      )
    )
  }

  /// " (correlation of RS-03 with RS-02: -0.25)", of standards on the way.
  private var correlations: String {
    let ids = Set(chain.generations.map { $0.id })
    let stated = (context.base.transferProtocol.standards?.standards ?? []).filter { ids.contains($0.id) }.flatMap {
      standard in
      standard.correlations.filter { ids.contains($0.other) }.map {
        "\(visible(standard.id)) with \(visible($0.other)) \(Numbers.shortest($0.value))"
      }
    }
    return stated.isEmpty ? " (none stated)" : " (correlations stated: \(stated.joined(separator: ", ")))"
  }

  /// What each policy would have given.
  var policies: Table {
    Table(
      "policies", caption: "What was given, and what always carrying over or always measuring would have given",
      columns: [
        .init("Standard"), .init("Value", .right, group: "as it was"), .init("Drift", .right, group: "as it was"),
        .init("Interval", .right, group: "as it was", note: level),
        .init("Value", .right, group: "always carried over"), .init("Drift", .right, group: "always carried over"),
        .init("Interval", .right, group: "always carried over", note: level),
        .init("Value", .right, group: "always as measured"),
        .init("Random error, u", .right, group: "always as measured"),
      ],
      rows: chain.generations.map { one in
        Table.Row([
          name(one), context.value(one.value), context.ratio(one.drift.value),
          one.comparator == nil ? .missing : context.ratioInterval(one.drift.lower, one.drift.upper),
          context.value(chain.primaryValue), context.ratio(one.driftAlwaysAccepted.value),
          one.comparator == nil
            ? .missing : context.ratioInterval(one.driftAlwaysAccepted.lower, one.driftAlwaysAccepted.upper),
          context.value(one.measured.value),
          Cell(
            RichText(context.percent(one.measured.standardUncertainty)),
            raw: Numbers.shortest(one.measured.standardUncertainty)),
        ])
      },
      note:
        "Drift is measured over given value, against the primary. Carrying over lets drift accumulate unseen; measuring anew keeps it at 1 and accumulates the random error of every step instead. Neither is free."
    )
  }

  /// The newest against the primary, measured directly.
  var backTest: Table? {
    guard let test = study.backTest else { return nil }
    var entries: [Entry] = [
      Entry("Measured beside \(visible(test.primary))", "\(Wording.count(test.runs, "run")) that hold both")
    ]
    if case .success(let found) = test.direct {
      entries.append(
        Entry(
          "\(context.candidate)/\(visible(test.primary)), directly",
          RichText(
            "\(Numbers.estimate(found.ratio, decimals: context.ratioDecimals)) (\(context.level(found.level)) \(Numbers.interval(found.lower, found.upper, decimals: context.ratioDecimals)))"
          )))
    }
    if let value = test.value {
      entries.append(
        Entry(
          "Value by that",
          RichText(
            "\(Numbers.estimate(value.value, decimals: context.valueDecimals)) (\(Numbers.interval(value.lower, value.upper, decimals: context.valueDecimals)))"
          )))
    }
    if let last = study.chain.generations.last, last.isCandidate {
      entries.append(
        Entry(
          "Value by the chain",
          RichText(
            "\(Numbers.estimate(last.measured.value, decimals: context.valueDecimals)) (\(Numbers.interval(last.measured.lower, last.measured.upper, decimals: context.valueDecimals)))"
          )))
    }
    if let found = test.chainOverDirect {
      let holdsOne = found.lower <= 1 && found.upper >= 1
      entries.append(
        Entry(
          "Chain over direct, \(context.current)",
          RichText(
            "\(Numbers.estimate(found.value, decimals: context.ratioDecimals)) (\(Numbers.interval(found.lower, found.upper, decimals: context.ratioDecimals))): \(holdsOne ? "no disagreement is shown beyond what both leave unknown; agreement within a limit is not shown by that" : "the chain and these runs disagree beyond what both leave unknown")"
          )))
    }
    if let obstacle = test.obstacle { entries.append(Entry("Not computed", RichText(visible(obstacle)))) }
    return Table(
      "back-test", caption: "Back-test: the newest standard against the primary, measured directly",
      heads: ("What", "Figure"),
      keyValues: entries,
      note:
        "The candidate's own readings stand on both sides and cancel, so that chain and runs are compared in what they say of \(context.current) against the primary. Information: it decides nothing."
    )
  }
}
