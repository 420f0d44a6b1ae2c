/// `intermediate-precision`: an upper limit on one laboratory's variation from several sources.
struct IntermediatePrecision: CriterionKind {
  let terms: PrecisionLimit

  var facts: Facts { terms.facts(name: "intermediate-precision") }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    try PrecisionJudge(asked, kind: terms, sources: terms.sources).prepared
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { terms.boundaries(assumed, sources: terms.sources) }
  func exclusion(_ assumed: Assumed) -> String? { terms.exclusion(assumed, sources: terms.sources) }
  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> Double? {
    terms.chance(planned, sources: terms.sources, alpha: criterion.alpha)
  }
}
