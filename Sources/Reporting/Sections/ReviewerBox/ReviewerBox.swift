internal import AssayData
internal import Notation
internal import Transfer

/// What a reviewer must know of a judged study, line by line.
///
/// Each line is a property of sentences; what has a line of its own and much to say stands in a file of its own beside this one.
struct ReviewerBox {
  let context: ReportContext

  init(_ context: ReportContext) { self.context = context }

  private var assessment: Assessment { context.assessment }
  private var transferProtocol: TransferProtocol { context.transferProtocol }

  var entries: [Entry] {
    var box = ReviewerEntries()
    let standards = context.bridging.map { BridgingLines(context: $0) }
    box.say("Provisional", standards?.provisional)
    box.say("Exclusion", exclusion)
    box.sayIfAny("Copies", CopyLines(data: assessment.data, transferProtocol: transferProtocol).sentences)
    box.say("Unpaired", standards?.unpaired)
    box.sayIfAny("Below a limit", StandInLine(context: context).sentences)
    box.sayIfAny("Items", PooledItemsText.pageOne(context))
    box.sayIfAny("Specification", SpecificationLine(context).sentences)
    let received = ReceivedLines(assessment.completeness, transferProtocol)
    box.say("Missing", received.missing)
    box.sayIfAny("Surplus", received.surplus)
    box.sayIfAny("Unplanned", received.unplanned)
    box.say(FileRemarks(assessment.data))
    box.say("Runs", assessment.plates.isEmpty ? nil : plates)
    box.say("Criteria", draft.map { RichText($0) })
    box.sayIfAny("Planned", planned.map { RichText($0) })
    box.say(
      "Doses",
      PotencyAssay.doseRemarks(assessment.assays).map { RichText($0.prefix(1).uppercased() + $0.dropFirst() + ".") })
    box.say("Sensitivity", standards?.sensitivity ?? VerdictChanges(context: context).sentences)
    box.sayIfAny("Few units", FewUnits(context: context).sentences)
    box.sayIfAny("Precision", precision)
    box.sayIfAny("Similarity", similarity.map { RichText($0) })
    box.say("Assumption", assumptions.map { RichText($0) })
    box.say("Chain", standards?.chain)
    box.say(context.words.referenceLot, standards == nil ? assessment.references.sentences(transferProtocol) : nil)
    if !assessment.qualityRanges.isEmpty { box.add(QualityRangeText(context).pageOne) }
    box.say("Coverage", coverage)
    box.say("Protocol", ["Not locked: no ledger says that the criteria were frozen before the data."])
    box.say(
      "Readiness",
      transferProtocol.readiness.filter { !$0.done }.map {
        RichText("Open: \(visible($0.item)) (\(visible($0.owner))).")
      })
    box.say("Warnings", warnings.map { RichText($0) })
    return box.entries
  }

  // MARK: - Lines

  /// What was marked and not used, and what the verdict would be with it put back.
  private var exclusion: [RichText] {
    assessment.completeness.compactMap { Exclusions($0, context).sentence } + PutBackLine(context).sentences
  }

  /// What is amiss with runs of readings.
  private var plates: [RichText] {
    let required = transferProtocol.attributes.flatMap { $0.doseResponse?.requireSimilar ?? [] }.map { $0.criterion }
    return PlateSentences(plates: assessment.plates, namedElsewhere: Set(required)).sentences
  }

  private var draft: [String] {
    transferProtocol.isDraft ? ["A limit has the source class example: this study is a draft and cannot pass."] : []
  }

  private var planned: [String] {
    guard let promise = context.promise else { return [] }
    let isOneLot = assessment.references.contains { $0.carried != nil && $0.attribute.doseResponse == nil }
    return [promise.sentence] + (isOneLot ? ["It took one reference lot for all, and is too favourable by that."] : [])
  }

  private static let mostRemarks = 4

  /// What holds of how findings were judged, each remark once.
  private var assumptions: [String] {
    Self.shown(
      context.findings.filter { !$0.isCount }.flatMap { $0.finding.remarks }.uniqued.map {
        "\($0.prefix(1).uppercased())\($0.dropFirst())"
      })
  }

  /// How many runs of each laboratory are similar: a sentence for each criterion.
  private var similarity: [String] {
    Self.shown(
      context.findings.filter { $0.isCount }.grouped { $0.criterion.id }.compactMap { id, texts in
        let remarks = texts.flatMap { $0.finding.remarks }.uniqued
        return remarks.isEmpty ? nil : "\(id): \(remarks.joined(separator: "; "))"
      })
  }

  private static func shown(_ remarks: [String]) -> [String] {
    let shown = remarks.prefix(mostRemarks).map { Wording.ended(visible($0)) }
    let rest = remarks.count - shown.count
    return rest == 0
      ? shown : shown + ["\(Wording.count(rest, "more remark")) stand\(rest == 1 ? "s" : "") with the findings."]
  }

  private var warnings: [String] {
    let count = assessment.allWarnings.count
    return count == 0
      ? [] : ["\(Wording.count(count, "warning")) of the import and the checks, listed in the section on data."]
  }

  /// What was not exercised, attribute by attribute.
  private var coverage: [RichText] {
    let several = context.transferProtocol.attributes.count > 1
    let most = several ? 3 : 5
    var lines: [RichText] = []
    for attribute in context.transferProtocol.attributes {
      let gaps = assessment.coverage.filter { $0.attribute == attribute.id }.compactMap { $0.notExercised }
      guard !gaps.isEmpty else { continue }
      let shown = gaps.prefix(most).joined(separator: "; ")
      let rest: RichText = gaps.count > most ? "; and \(gaps.count - most) more in \(reference: "coverage")" : ""
      lines.append("\(several ? visible(attribute.title) : "Not exercised"): \(shown)\(rest).")
    }
    return several && !lines.isEmpty ? ["Not exercised."] + lines : lines
  }
}
