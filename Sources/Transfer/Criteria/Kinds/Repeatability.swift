/// `repeatability`: an upper limit on one laboratory's variation within a unit of replication.
struct Repeatability: CriterionKind {
  let terms: PrecisionLimit

  var facts: Facts { terms.facts(name: "repeatability") }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    try PrecisionJudge(asked, kind: terms, sources: nil).prepared
  }
}
