internal import AssayData
internal import Notation
internal import Statistics

/// One usable result, its names as numbers.
struct StudyRow: Sendable {
  /// The row of the data it came from.
  let index: Int
  /// 0 the sending laboratory, then each receiving one in the protocol's order.
  let laboratory: Int32
  let sample: Int32
  let level: Int32
  /// The sample at its level: what is compared like with like.
  let group: Int32
  /// The independent unit, unique in its laboratory.
  let unit: Int32
  let analyst: Int32
  let day: Int32
  let run: Int32
  let value: ExactDecimal
  /// The limit that it is below, where half of it stands as the value.
  var limit: ExactDecimal? = nil
}

extension StudyRow {
  /// The same row in another unit of replication; `nil` where it has no entry there.
  func inUnit(of role: Role) -> StudyRow? {
    let code: Int32
    switch role {
    case .run: code = run
    case .day: code = day
    case .analyst: code = analyst
    case .sample: code = sample
    default: return nil
    }
    guard code >= 0 else { return nil }
    return StudyRow(
      index: index, laboratory: laboratory, sample: sample, level: level, group: group, unit: code, analyst: analyst,
      day: day, run: run, value: value, limit: limit)
  }

  /// The same row with another value in place of a result below a limit.
  func standing(at value: ExactDecimal) -> StudyRow {
    StudyRow(
      index: index, laboratory: laboratory, sample: sample, level: level, group: group, unit: unit, analyst: analyst,
      day: day, run: run, value: value, limit: limit)
  }
}

/// A row of an attribute that may not be used: what it was of is known all the same.
struct LostRow: Sendable {
  let index: Int
  let laboratory: Int32
  let sample: Int32
  let level: Int32
  /// Whether it stands for a run that was fitted and gave no potency.
  let isFitted: Bool
  /// Whether it is a single well, which is no result.
  let isReading: Bool
}

/// The results of one attribute.
struct StudyRows: Sendable {
  let attribute: Attribute
  /// The usable ones, in the order of the data.
  let rows: [StudyRow]
  /// The others. Wells of a reference preparation are of no sample, and are none of them.
  let lost: [LostRow]
  /// Potencies of preparations that were not shown similar in their run: for criteria on their curves alone.
  let notSimilar: [StudyRow]
  let sampleNames: [String]
  let levelNames: [String]
  let levelValues: [ExactDecimal]
  let runsWithin: [Role]

  /// The same results in another unit of replication; `nil` where one has no entry there.
  func replicated(by unit: Attribute.UnitOfReplication) -> StudyRows? {
    guard let role = unit.role else { return nil }
    let moved = rows.compactMap { $0.inUnit(of: role) }
    guard moved.count == rows.count else { return nil }
    return holding(moved, of: attribute.replicated(by: unit))
  }

  /// The same study with other rows, judged as another attribute where one is given.
  func holding(_ rows: [StudyRow], of attribute: Attribute? = nil) -> StudyRows {
    StudyRows(
      attribute: attribute ?? self.attribute, rows: rows, lost: lost, notSimilar: notSimilar, sampleNames: sampleNames,
      levelNames: levelNames,
      levelValues: levelValues, runsWithin: runsWithin)
  }

  init(
    attribute: Attribute, rows: [StudyRow], lost: [LostRow] = [], notSimilar: [StudyRow] = [], sampleNames: [String],
    levelNames: [String], levelValues: [ExactDecimal], runsWithin: [Role]
  ) {
    self.notSimilar = notSimilar
    self.attribute = attribute
    self.rows = rows
    self.lost = lost
    self.sampleNames = sampleNames
    self.levelNames = levelNames
    self.levelValues = levelValues
    self.runsWithin = runsWithin
  }

  /// Interns combinations of codes.
  private struct Combinations<Key: Hashable> {
    private var codes: [Key: Int32] = [:]
    mutating func code(_ key: Key) -> Int32 {
      if let code = codes[key] { return code }
      let code = Int32(codes.count)
      codes[key] = code
      return code
    }
  }

  init(_ attribute: Attribute, of data: AssayData, laboratories: [String], only: Bool, runsWithin: [Role]) {
    func codes(_ role: Role) -> [Int32]? { data.factors[role]?.codes }
    let laboratoryFactor = data.factors[.laboratory]
    let laboratoryOf = (laboratoryFactor?.levels ?? []).map { name in
      Int32(laboratories.firstIndex { $0.utf8.elementsEqual(name.utf8) } ?? -1)
    }
    let own = OwnRows(attribute, in: data, isOnly: only)
    let (samples, levels) = (codes(.sample), codes(.level))
    let (analysts, days, runs) = (codes(.analyst), codes(.day), codes(.run))
    let within = runsWithin.compactMap(codes)
    var groups = Combinations<SIMD2<Int32>>()
    var runUnits = Combinations<[Int32]>()
    var rows: [StudyRow] = []
    // Of one attribute nearly every row of the data is one of its results.
    if only { rows.reserveCapacity(data.count) }
    var lost: [LostRow] = []
    let sampleNames = data.factors[.sample]?.levels ?? []
    // The reference preparation of each laboratory, whose wells are of no sample.
    let references = laboratories.map { attribute.doseResponse?.used(by: $0).reference }
    var notSimilar: [StudyRow] = []
    for i in 0..<data.count {
      guard own.contains(i) else { continue }
      guard let code = laboratoryFactor?.codes[i], code >= 0, laboratoryOf[Int(code)] >= 0 else { continue }
      let laboratory = laboratoryOf[Int(code)]
      let sample = samples?[i] ?? -1
      let level = levels?[i] ?? -1
      if !data.isUsable(i) {
        if sample >= 0, let reference = references[Int(laboratory)], sampleNames[Int(sample)] == reference { continue }
        lost.append(
          LostRow(
            index: i, laboratory: laboratory, sample: sample, level: level, isFitted: data.standing(of: i).isFitted,
            isReading: data.standing(of: i).isReading))
        guard data.standing(of: i).isOfCurves else { continue }
      }
      let run = runs.map { $0[i] } ?? -1
      let runUnit = within.isEmpty ? run : runUnits.code([laboratory, run] + within.map { $0[i] })
      let unit: Int32 =
        switch attribute.unitOfReplication {
        case .run: runUnit
        case .day: days?[i] ?? -1
        case .analyst: analysts?[i] ?? -1
        case .sample: sample
        case .result: Int32(i)
        }
      let row = StudyRow(
        index: i, laboratory: laboratory, sample: sample, level: level,
        group: levels == nil ? sample : groups.code(SIMD2(sample, level)), unit: unit, analyst: analysts?[i] ?? -1,
        day: days?[i] ?? -1, run: runUnit, value: data.values[i], limit: data.limit(of: i))
      if data.isUsable(i) { rows.append(row) } else { notSimilar.append(row) }
    }
    self.notSimilar = notSimilar
    self.attribute = attribute
    self.rows = rows
    self.lost = lost
    self.sampleNames = sampleNames
    levelNames = data.factors[.level]?.levels ?? []
    levelValues = data.levelValues
    self.runsWithin = runsWithin
  }
}

extension AssayData.Standing {
  fileprivate var isFitted: Bool { if case .noPotency = self { true } else { isOfCurves } }
  /// Whether a potency is there, and only what is required of the likeness of its curve is not shown.
  fileprivate var isOfCurves: Bool { if case .notSimilar = self { true } else { false } }
  fileprivate var isReading: Bool { if case .unusedReading = self { true } else { false } }
}
