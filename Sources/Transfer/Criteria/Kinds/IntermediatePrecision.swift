/// `intermediate-precision`: an upper limit on one laboratory's variation from several sources.
struct IntermediatePrecision: CriterionKind {
  let terms: PrecisionLimit

  static let door = Door(
    name: "intermediate-precision",
    keys: ["limit", "measure", "laboratory", "sources", "fixedSource", "reportable"],
    read: { reader, section, context, scope in
      reader.precisionLimit(section, context, scope, isRepeatability: false).map { .intermediatePrecision($0) }
    })

  var facts: Facts { terms.facts(name: Self.door.name) }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    try PrecisionJudge(asked, kind: terms, sources: terms.sources).prepared
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { terms.boundaries(assumed, sources: terms.sources) }
  func impossibility(_ assumed: Assumed) -> String? { terms.impossibility(assumed, sources: terms.sources) }
  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance? {
    terms.chance(planned, sources: terms.sources, alpha: criterion.alpha)
  }

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: terms.quantity(words.intermediatePrecision),
      short: words.shortIntermediatePrecision)
  }

  func cause(_ finding: NotPassed) -> (Cause, String)? { causeOfSpread(finding) }
}
