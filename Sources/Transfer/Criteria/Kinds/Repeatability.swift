/// `repeatability`: an upper limit on one laboratory's variation within a unit of replication.
struct Repeatability: CriterionKind {
  let terms: PrecisionLimit

  static let door = Door(
    name: "repeatability", keys: ["limit", "measure", "laboratory", "reportable"],
    foreign: [
      (
        "sources", "E_SOURCES",
        "repeatability takes no sources: it is the variation within one run; for more, the kind is intermediate-precision"
      )
    ],
    read: { reader, section, context, scope in
      reader.precisionLimit(section, context, scope, isRepeatability: true).map { .repeatability($0) }
    })

  var facts: Facts { terms.facts(name: Self.door.name) }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    try PrecisionJudge(asked, kind: terms, sources: nil).prepared
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { terms.boundaries(assumed, sources: nil) }
  func impossibility(_ assumed: Assumed) -> String? { terms.impossibility(assumed, sources: nil) }
  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance? {
    terms.chance(planned, sources: nil, alpha: criterion.alpha)
  }

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: terms.quantity(words.repeatability(within: attribute.unitOfReplication.plural)),
      short: words.repeatability(within: attribute.unitOfReplication.plural))
  }

  func cause(_ finding: NotPassed) -> (Cause, String)? { causeOfSpread(finding) }
}
