internal import Notation

/// `plates` of `planning.truth`: what plates are taken to look like.
extension Reader {
  private static let sigmoidKeys = ["lower", "upper", "ec50", "slope", "asymmetry"]

  mutating func plateTruth(_ node: YAMLNode, _ name: String) -> PlateTruth? {
    let keys = ["doses", "replicates", "residualSD", "slopeSD", "upperSD", "intercept"] + Self.sigmoidKeys
    guard let section = section(node, name, keys: keys) else { return nil }
    let doses = required("doses", section) { reader, node, name -> [ExactDecimal]? in
      guard let nodes = reader.list(node, name, of: "doses"),
        let doses = reader.each(nodes, { $0.positive($1, "a dose") })
      else { return nil }
      return reader.areDistinct(doses, at: nodes, "E_REPEATED") { "the dose \($0) is listed twice" } ? doses : nil
    }
    let replicates = required("replicates", section) { $0.integer($1, $2, from: 1, to: 100) }
    let residual = required("residualSD", section) { $0.positive($1, $2) }
    let slope = required("slope", section) { $0.number($1, $2) }
    let slopeSD = optional("slopeSD", section) { $0.standardDeviation($1, $2) }
    let upperSD = optional("upperSD", section) { $0.standardDeviation($1, $2) }
    if let slope, slope.isZero, let entry = section["slope"] {
      error("E_RANGE", at: entry.value.place, "slope is 0, and a response that does not follow the dose has no potency")
      return nil
    }
    let curve: PlateTruth.Curve?
    if section["intercept"] != nil {
      for key in Self.sigmoidKeys + ["upperSD"] where key != "slope" {
        guard let entry = section[key] else { continue }
        error(
          "E_KEY_UNKNOWN", at: entry.keyPlace,
          "\(key) belongs to a curve, and intercept to a line; a line has intercept and slope, a curve lower, upper, ec50 and slope"
        )
        return nil
      }
      let intercept = optional("intercept", section) { $0.number($1, $2) }
      curve = intercept.flatMap { intercept in slope.map { .line(intercept: intercept.double, slope: $0.double) } }
    } else {
      let lower = required("lower", section) { $0.number($1, $2) }
      let upper = required("upper", section) { $0.number($1, $2) }
      let ec50 = required("ec50", section) { $0.positive($1, $2) }
      let asymmetry =
        section["asymmetry"] == nil ? ExactDecimal(1) : optional("asymmetry", section) { $0.positive($1, $2) }
      guard let lower, let upper, let ec50, let asymmetry, let slope else { return nil }
      guard lower < upper else {
        error("E_RANGE", at: section.place, "lower is \(lower), which is not below upper, \(upper)")
        return nil
      }
      curve = .sigmoid(
        lower: lower.double, upper: upper.double, ec50: ec50.double, slope: slope.double, asymmetry: asymmetry.double)
    }
    guard let curve, let doses, let replicates, let residual, section["slopeSD"] == nil || slopeSD != nil,
      section["upperSD"] == nil || upperSD != nil
    else { return nil }
    return PlateTruth(
      curve: curve, doses: doses.map { $0.double }, replicates: replicates, residualSD: residual.double,
      slopeSD: slopeSD?.double ?? 0, upperSD: upperSD?.double ?? 0)
  }
}
