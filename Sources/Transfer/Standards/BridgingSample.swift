internal import Notation
internal import Statistics

/// The ln ratios of a bridging study by laboratory, one for each unit of replication.
struct BridgingSample: Sendable {
  struct Unit: Sendable {
    let laboratory: Int
    let name: String
    let analyst: String?
    let day: String?
    /// The mean over its runs.
    let lnRatio: Double
    let runs: Int
  }

  /// Names of all laboratories of the protocol.
  let names: [String]
  /// Laboratories that have units, in the order of the protocol.
  let groups: [(laboratory: Int, units: [Unit])]

  /// - Parameter unit: the name of the unit that a pair belongs to; that of the protocol unless another one is given.
  init(_ pairs: [StandardPair], laboratories: [String], unit: (StandardPair) -> String = { $0.unit }) {
    names = laboratories
    groups = laboratories.indices.compactMap { laboratory in
      let members = pairs.filter { $0.laboratoryIndex == laboratory }.grouped(by: unit)
      let means = members.map { try? Moments($0.value.compactMap { $0.lnRatio }).mean }
      let common = Self.common(means.compactMap { $0 })
      let units = zip(members, means).compactMap { member, mean -> Unit? in
        guard let mean else { return nil }
        let runs = member.value
        return Unit(
          laboratory: laboratory, name: member.key, analyst: Self.common(runs.map { $0.analyst }),
          day: Self.common(runs.map { $0.day }), lnRatio: common ?? mean, runs: runs.count)
      }
      return units.isEmpty ? nil : (laboratory, units)
    }
  }

  init(names: [String], groups: [(laboratory: Int, units: [Unit])]) {
    self.names = names
    self.groups = groups.filter { !$0.units.isEmpty }
  }

  /// The ln ratio that all have but for rounding, as 110/100 and 220/200 have one; `nil` where they vary.
  private static func common(_ lnRatios: [Double]) -> Double? {
    guard let least = lnRatios.min(), let greatest = lnRatios.max(), greatest - least <= rounding else { return nil }
    return least
  }

  /// No results tell ratios apart that differ by less than this share.
  static let rounding = 1e-13

  /// Laboratories of the protocol that have no unit.
  var absent: [String] {
    names.indices.filter { index in !groups.contains { $0.laboratory == index } }.map { names[$0] }
  }

  /// The name that all have; `nil` where they differ or one has none.
  private static func common(_ names: [String?]) -> String? {
    guard let first = names.first ?? nil, names.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  var all: [Unit] { groups.flatMap { $0.units } }
  var units: Int { groups.reduce(0) { $0 + $1.units.count } }

  /// Why there is no estimate, in the words of the study.
  func words(_ obstacle: RatioError, _ attribute: Attribute) -> String {
    func name(_ group: Int) -> String { group < groups.count ? names[groups[group].laboratory] : "a laboratory" }
    let units = attribute.unitOfReplication.plural
    return switch obstacle {
    case .nothing: "no \(attribute.unitOfReplication.rawValue) gives a ratio of the two standards"
    case .tooFewValues(let group, let needed, let found):
      "\(name(group)) has \(found) \(found == 1 ? attribute.unitOfReplication.rawValue : units) with a ratio where a standard error needs at least \(needed)"
    case .tooFewGroups(let needed, let found):
      "\(found) laboratory has a ratio, and this way of combining laboratories needs \(needed)"
    case .noRepeats:
      "no laboratory has a second \(attribute.unitOfReplication.rawValue), so nothing is known of the variation within one"
    case .noVariation:
      "the ratios do not vary, so there is no standard error: were averages or copies typed in?"
    case .noStandardError(let group):
      "the ratios of \(name(group)) do not vary, so that laboratory would take all the weight: were averages or copies typed in?"
    default: obstacle.description
    }
  }

  func ratios() throws(RatioError) -> GroupedRatios {
    try GroupedRatios(groups.map { $0.units.map({ $0.lnRatio }) })
  }

  func without(_ isLeftOut: (Unit) -> Bool) -> BridgingSample {
    BridgingSample(names: names, groups: groups.map { ($0.laboratory, $0.units.filter { !isLeftOut($0) }) })
  }

  /// The same with each analyst, or each day, of a laboratory as one unit; `nil` where a unit names none.
  func replicated(by key: (Unit) -> String?) -> BridgingSample? {
    guard all.allSatisfy({ key($0) != nil }) else { return nil }
    return BridgingSample(
      names: names,
      groups: groups.map { laboratory, units in
        (
          laboratory,
          units.grouped { key($0) ?? "" }.compactMap { name, own in
            guard let mean = try? Moments(own.map({ $0.lnRatio })).mean else { return nil }
            return Unit(
              laboratory: laboratory, name: name, analyst: nil, day: nil, lnRatio: mean,
              runs: own.reduce(0) { $0 + $1.runs })
          }
        )
      })
  }

  /// What a reader of a finding on the ratio must know.
  func remarks(_ judge: BridgingJudge) -> [String] {
    var remarks: [String] = []
    let unit = judge.attribute.unitOfReplication
    for (laboratory, units) in groups where units.count == 2 {
      remarks.append("rests on two \(unit.plural) at \(names[laboratory]): its variation is hardly known")
    }
    if groups.count > 1 {
      remarks.append(
        judge.consensus.holdsBeyondTheseGroups
          ? "laboratories are taken as a sample of all that could have measured, so the interval rests on \(groups.count) of them"
          : "valid for these \(groups.count) laboratories: they are not taken as a sample of others")
    }
    // Weights from few runs are themselves guesses: simulated coverage of a 95 % interval, docs/verification.md.
    let least = groups.map { $0.units.count }.min() ?? 0
    switch judge.consensus {
    case .randomEffects where groups.count > 1 && least < 10, .mandelPaule where groups.count > 1 && least < 10,
      .derSimonianLaird where groups.count > 1 && least < 10:
      remarks.append(
        "with as few as \(least) \(least == 1 ? unit.rawValue : unit.plural) a laboratory a mean weighted so has an interval that is too narrow (89 to 93 % in place of 95 % where laboratories agree); laboratory-means keeps its level"
      )
    default: break
    }
    if !unit.factorsAbove.isEmpty {
      remarks.append("valid for these \(unit.factorsAbove): they are not modelled as random")
    }
    return remarks
  }

  /// How many units a laboratory a new study would need.
  func unitsNeeded(_ criterion: Criterion, _ judge: BridgingJudge) -> UnitsNeeded? {
    guard let ratios = try? ratios(), let estimate = try? judge.estimate(ratios),
      !judge.consensus.holdsBeyondTheseGroups
    else { return nil }
    return criterion.kind.room.unitsOfRatio(criterion, ratios, estimate, judge)
  }
}

/// Laboratories of equal size with the variances observed, and what the chain adds that no run removes.
struct SizeOfBridging: StudySize {
  /// Of one unit, laboratory by laboratory.
  private let variances: [Double]
  private let constant: (variance: Double, degreesOfFreedom: Double)?
  /// Sizes are reported a laboratory.
  let groups = 1

  init(_ ratios: GroupedRatios, constant: (variance: Double, degreesOfFreedom: Double)?) {
    let known = ratios.groups.filter { $0.count > 1 }.map { $0.variance }
    let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
    variances = ratios.groups.map { $0.count > 1 ? $0.variance : mean }
    self.constant = constant
  }

  func precision(units: Int) -> (variance: Double, degreesOfFreedom: Double) {
    let (n, k) = (Double(units), Double(variances.count))
    var parts: [(variance: Double, degreesOfFreedom: Double)] = variances.map { ($0 / (n * k * k), n - 1) }
    if let constant { parts.append(constant) }
    return (parts.reduce(0) { $0 + $1.variance }, satterthwaite(parts) ?? n - 1)
  }
}
