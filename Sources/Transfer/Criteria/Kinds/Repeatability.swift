/// `repeatability`: an upper limit on one laboratory's variation within a unit of replication.
struct Repeatability: CriterionKind {
  let terms: PrecisionLimit

  var facts: Facts { terms.facts(name: "repeatability") }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    try PrecisionJudge(asked, kind: terms, sources: nil).prepared
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { terms.boundaries(assumed, sources: nil) }
  func exclusion(_ assumed: Assumed) -> String? { terms.exclusion(assumed, sources: nil) }
  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> Double? {
    terms.chance(planned, sources: nil, alpha: criterion.alpha)
  }
}
