/// `intermediate-precision`: an upper limit on one laboratory's variation from several sources.
struct IntermediatePrecision: CriterionKind {
  let terms: PrecisionLimit

  var facts: Facts { terms.facts(name: "intermediate-precision") }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    try PrecisionJudge(asked, kind: terms, sources: terms.sources).prepared
  }
}
