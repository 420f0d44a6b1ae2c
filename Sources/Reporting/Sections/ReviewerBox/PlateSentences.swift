internal import Notation
internal import Statistics
internal import Transfer

/// What page one says of runs of dose-response readings: tests that are not met beside what chance alone gives, the runs that
/// chance does not explain by name, and wells whose decimal may have slipped.
struct PlateSentences {
  let plates: [PlateRemarks]
  /// Criteria of similarity whose failures page one names elsewhere, as exclusions.
  var namedElsewhere: Set<String> = []

  /// How many runs and wells page one names; the section on data has all.
  private static let most = 3

  var sentences: [RichText] {
    plates.flatMap { remarks -> [RichText] in
      let title = plates.count > 1 ? "\(visible(remarks.attribute)): " : ""
      return [named(remarks), wells(remarks), count(remarks)].compactMap { $0 }.map { "\(title)\($0)" }
    }
  }

  /// Whether a sound study would hardly look like this.
  private func named(_ remarks: PlateRemarks) -> RichText? {
    let shown = remarks.suitability.named.compactMap { one -> String? in
      let words = one.failures.compactMap(words)
      guard !words.isEmpty else { return nil }
      let place = [one.laboratory.map(visible), "run \(visible(one.run))"].compactMap { $0 }.joined(separator: " ")
      let names = one.preparations.isEmpty ? "" : ", \(one.preparations.map(visible).joined(separator: " and "))"
      return "\(place)\(names): \(words.joined(separator: ", "))"
    }
    guard !shown.isEmpty else { return nil }
    let rest = shown.count - min(shown.count, Self.most)
    let list = shown.prefix(Self.most).joined(separator: "; ")
    return rest > 0
      ? "\(strong: "Beyond chance"): \(list); and \(rest) more in \(reference: "runs-potency")."
      : "\(strong: "Beyond chance"): \(list)."
  }

  private func words(_ failure: RunSuitability.Failure) -> String? {
    switch failure {
    case .condition(let name, let p?): "\(name) not met (p\u{A0}\(Numbers.pValueBehindP(p)))"
    case .condition(let name, nil): "\(name) not met"
    case .hook(let p): "the response turns back at the highest dose, a hook (p\u{A0}\(Numbers.pValueBehindP(p)))"
    case .notSimilar(let criteria): notSimilar(criteria.filter { !namedElsewhere.contains($0) })
    }
  }

  private func notSimilar(_ criteria: [String]) -> String? {
    criteria.isEmpty ? nil : "not shown similar by \(criteria.map(visible).joined(separator: ", "))"
  }

  private func wells(_ remarks: PlateRemarks) -> RichText? {
    guard !remarks.wells.isEmpty else { return nil }
    let shown = remarks.wells.prefix(Self.most).map { well in
      let place = [well.laboratory.map(visible), "run \(visible(well.run))"].compactMap { $0 }.joined(separator: " ")
      let reading = well.slipped.reading
      return
        "\(place), \(visible(reading.preparation)) at dose \(Numbers.shortest(reading.dose)) reads \(Numbers.shortest(reading.response)), about \(well.slipped.multiple) what stands beside it (\(visible(well.location.description)))"
    }
    let rest = remarks.wells.count - shown.count
    return
      "\(strong: "Has a decimal slipped?") \(shown.joined(separator: "; "))\(rest > 0 ? "; and \(rest) more among the warnings" : "")."
  }

  /// The count of tests beside chance's; `nil` where none is below its level.
  private func count(_ remarks: PlateRemarks) -> RichText? {
    let found = remarks.suitability
    guard found.missed > 0 else { return nil }
    let level = Numbers.probability(PotencyAssay.conventionalAlpha)
    return
      "Of \(Wording.count(found.tests, "test")) that a run be a valid assay (at \(level), pharmacopoeial), \(found.missed) \(found.missed == 1 ? "finds" : "find") fault, where chance alone gives \(Numbers.estimate(found.expected, decimals: 1)) (so many or more in \(Numbers.probability(found.chanceOfSoMany)) of sound studies); none decides."
  }
}
