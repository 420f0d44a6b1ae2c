/// `intermediate-precision`: an upper limit on one laboratory's variation from several sources.
struct IntermediatePrecision: CriterionKind {
  let terms: PrecisionLimit

  var facts: Facts { terms.facts(name: "intermediate-precision") }
}
