internal import AssayData
public import Notation
internal import Statistics

/// One run in which the candidate standard was measured beside the current one, or relative to it.
public struct StandardPair: Sendable, Hashable {
  public let laboratory: String
  /// Its place among the laboratories of the protocol.
  let laboratoryIndex: Int
  public let run: String
  /// The unit of replication that it belongs to; several runs of one day, say, are one unit where the unit is the day.
  public let unit: String
  public let analyst: String?
  public let day: String?
  /// Geometric means of the run's results; the current one is `nil` where results are relative to it.
  public let current: Double?
  public let candidate: Double?
  public let currentResults: Int
  public let candidateResults: Int
  /// ln of candidate over current; `nil` where the run gives none.
  public let lnRatio: Double?
  /// Why the run gives no ratio.
  public let reason: String?
  /// Rows of the data that it rests on, in their order.
  public let rows: [Int]

  /// Candidate over current.
  public var ratio: Double? { lnRatio.map { AnalysisScale.log.reported($0) } }
}

/// Every run of a bridging study as a pair.
public struct StandardPairs: Sendable {
  /// How the ratio of a run is formed.
  public enum Form: String, Sendable, Hashable {
    /// Both standards are measured in each run: mean ln of the candidate less mean ln of the current one.
    case bothMeasured
    /// Results of the candidate are relative to the current standard: their mean ln, less the ln of what 1 is in their unit.
    case relativeToCurrent
  }

  public let form: Form
  /// What a result of the current standard itself would be, where results are relative to it: 100 for percent, 1 for a
  /// ratio, its value where they are in the unit of values.
  public let unity: ExactDecimal?
  /// By laboratory in the order of the protocol, then in the order of the data.
  public let pairs: [StandardPair]
  /// Further samples of the results, such as the primary, in the order of the data.
  let otherSamples: [String]

  /// Runs that give a ratio.
  public var used: [StandardPair] { pairs.filter { $0.lnRatio != nil } }
  public var unused: [StandardPair] { pairs.filter { $0.lnRatio == nil } }
}

/// The usable results of a bridging study, from which pairs of any two samples are formed.
struct StandardResults {
  let study: StudyRows
  let data: AssayData
  let laboratories: [String]

  /// The code of a sample; `nil` where no usable row has it.
  func code(_ name: String) -> Int32? {
    guard let index = study.sampleNames.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else { return nil }
    return study.rows.contains { $0.sample == Int32(index) } ? Int32(index) : nil
  }

  /// The rows of each run, by laboratory, then in the order of the data.
  var runs: [(laboratory: Int32, rows: [StudyRow])] {
    struct Key: Hashable {
      let laboratory: Int32
      let run: Int32
      let unit: Int32
    }
    var places: [Key: Int] = [:]
    var runs: [(laboratory: Int32, rows: [StudyRow])] = []
    for row in study.rows {
      let key = Key(laboratory: row.laboratory, run: row.run, unit: row.run >= 0 ? -1 : row.unit)
      if let place = places[key] {
        runs[place].rows.append(row)
      } else {
        places[key] = runs.count
        runs.append((row.laboratory, [row]))
      }
    }
    // Stable by laboratory.
    return laboratories.indices.flatMap { laboratory in runs.filter { $0.laboratory == Int32(laboratory) } }
  }

  /// The pairs of two samples in the runs that hold the first; without a second one, of the first over `unity`.
  func pairs(of numerator: Int32, over denominator: Int32?, unity: ExactDecimal?) -> [StandardPair] {
    let frame = AnalysisFrame(
      scale: .log,
      pivot: unity
        ?? AnalysisScale.pivot(
          of: study.rows.filter { $0.sample == numerator || $0.sample == denominator }.map { $0.value })
        ?? ExactDecimal(1))
    return runs.compactMap { run in
      let top = run.rows.filter { $0.sample == numerator }
      let bottom = denominator.map { code in run.rows.filter { $0.sample == code } } ?? []
      guard let first = top.first ?? bottom.first else { return nil }
      func mean(_ rows: [StudyRow]) -> Double? {
        try? Moments(centred: frame.centred(rows.map { $0.value }), pivot: 0).mean
      }
      // A single result is what it is, which exp of ln would not give back.
      func reported(_ rows: [StudyRow], _ mean: Double?) -> Double? {
        rows.count == 1 ? rows[0].value.double : mean.map { frame.reported($0 + frame.centre) }
      }
      let (above, below) = (mean(top), mean(bottom))
      let lnRatio: Double?
      if denominator == nil {
        lnRatio = above
      } else if let above, let below {
        lnRatio = above - below
      } else {
        lnRatio = nil
      }
      func name(_ role: Role) -> String? { data.name(role, of: first.index) }
      let unitRole = study.attribute.unitOfReplication.role ?? .run
      return StandardPair(
        laboratory: laboratories[Int(run.laboratory)], laboratoryIndex: Int(run.laboratory),
        run: name(.run) ?? name(unitRole) ?? "", unit: name(unitRole) ?? "", analyst: name(.analyst), day: name(.day),
        current: denominator == nil ? nil : reported(bottom, below), candidate: reported(top, above),
        currentResults: bottom.count,
        candidateResults: top.count, lnRatio: lnRatio,
        reason: lnRatio != nil
          ? nil
          : top.isEmpty
            ? notSimilar(numerator, in: run.rows) ?? "the candidate has no usable result in this run"
            : bottom.isEmpty
              ? denominator.flatMap { notSimilar($0, in: run.rows) }
                ?? "the current standard has no usable result in this run"
              : "its results are too far apart for a ratio in the range of numbers",
        rows: (top + bottom).map { $0.index }.sorted())
    }
  }
}

extension StandardResults {
  /// That a sample's potency in a run is not used for want of similarity; `nil` where that is not so.
  private func notSimilar(_ sample: Int32, in rows: [StudyRow]) -> String? {
    guard let first = rows.first,
      let lost = study.notSimilar.first(where: {
        $0.sample == sample && $0.laboratory == first.laboratory && $0.run == first.run
      }), case .notSimilar(let criteria) = data.standing(of: lost.index)
    else { return nil }
    return "\(study.sampleNames[Int(sample)]) is \(PotencyAssay.notShown(criteria))"
  }
}

extension StandardPairs {
  /// The pairs of a study's candidate and current standard.
  ///
  /// - Throws: ``Rejection`` where no result is of the candidate, or where a run holds the candidate and no result at all
  ///   of the current standard, which other runs hold.
  init(_ results: StandardResults, transferProtocol: TransferProtocol, comparison: Comparison) throws(Rejection) {
    let attribute = results.study.attribute
    let data = results.data
    let names = data.factors[.sample]?.levels ?? []
    func isNamed(_ name: String) -> Bool { names.contains { $0.utf8.elementsEqual(name.utf8) } }
    let file = data.files.first.map { SourceLocation(file: $0.name) }
    guard let candidate = results.code(comparison.candidate) else {
      throw Rejection([Self.absent(comparison, isNamed(comparison.candidate), names, transferProtocol, data, at: file)])
    }
    guard let form = Self.form(attribute, of: data, transferProtocol: transferProtocol, comparison: comparison) else {
      let reference = Self.reference(of: attribute)
      throw Rejection([
        Problem(
          .error, "E_NO_COMPARATOR", at: file,
          "no result is of the current standard \(quoted(comparison.current))\(Self.hint(comparison.current, comparison, transferProtocol, names)), and "
            + "results are not relative to it (reference is \(reference.map { quoted($0) } ?? "not named")): a candidate is compared with "
            + "what was measured beside it; the samples there are: \(Self.list(names))")
      ])
    }
    self.form = form
    guard form == .bothMeasured else {
      let unity = Self.unity(attribute, transferProtocol.standards?[comparison.current])
      self.unity = unity
      pairs = Self.withLost(results.pairs(of: candidate, over: nil, unity: unity), comparison, results)
      otherSamples = Self.others(names, comparison, data)
      return
    }
    unity = nil
    // -2 is no sample's code: then every result of the current standard is lost.
    let pairs = results.pairs(of: candidate, over: results.code(comparison.current) ?? -2, unity: nil)
    var problems: [Problem] = []
    for pair in pairs where pair.currentResults == 0 && !Self.hasRow(comparison.current, like: pair, results) {
      problems.append(
        Problem(
          .error, "E_NO_COMPARATOR", at: pair.rows.first.map { data.location(of: $0) },
          "the run \(quoted(pair.run)) of \(quoted(pair.laboratory)) has results of the candidate \(quoted(comparison.candidate)) and none of "
            + "the current standard \(quoted(comparison.current)), which other runs have; add its results, with a missing code where they "
            + "were lost, or leave the run out by its validity"))
    }
    guard problems.isEmpty else { throw Rejection(problems) }
    self.pairs = Self.withLost(pairs, comparison, results)
    otherSamples = Self.others(names, comparison, data)
  }

  /// How the ratio of a run is formed; `nil` where the current standard is neither measured nor what results are relative to.
  static func form(
    _ attribute: Attribute, of data: AssayData, transferProtocol: TransferProtocol, comparison: Comparison
  ) -> Form? {
    let isReference =
      reference(of: attribute).map {
        transferProtocol.standards?.standard(named: $0)?.id == comparison.current || $0 == comparison.current
      } ?? false
    let isNamed = data.factors[.sample]?.levels.contains { $0.utf8.elementsEqual(comparison.current.utf8) } ?? false
    // A run of plates that holds the reference alone is reported under its name, but is no measurement of it.
    if isNamed, !(isReference && attribute.doseResponse != nil) { return .bothMeasured }
    return isReference ? .relativeToCurrent : nil
  }

  private static func reference(of attribute: Attribute) -> String? {
    attribute.doseResponse?.reference ?? attribute.reference
  }

  /// Whether the run of a pair has a row of the sample that may not be used: then it was planned and lost, and is reported.
  private static func hasRow(_ sample: String, like pair: StandardPair, _ results: StandardResults) -> Bool {
    guard let row = pair.rows.first, !results.data.exceptions.isEmpty else { return false }
    let data = results.data
    let roles: [Role] = [.laboratory, data.factors[.run] == nil ? .day : .run] + results.study.runsWithin
    return data.exceptions.keys.contains { other in
      data.name(.sample, of: other) == sample && roles.allSatisfy { data.name($0, of: other) == data.name($0, of: row) }
    }
  }

  /// The pairs, and after those of each laboratory its runs of which no result may be used.
  private static func withLost(
    _ pairs: [StandardPair], _ comparison: Comparison, _ results: StandardResults
  ) -> [StandardPair] {
    guard !results.data.exceptions.isEmpty else { return pairs }
    let data = results.data
    struct Key: Hashable {
      let laboratory: String
      let names: [String]
    }
    let unitRole = results.study.attribute.unitOfReplication.role ?? .run
    let roles = [data.factors[.run] == nil ? unitRole : .run] + results.study.runsWithin
    func key(_ row: Int) -> Key {
      Key(laboratory: data.name(.laboratory, of: row) ?? "", names: roles.map { data.name($0, of: row) ?? "" })
    }
    var seen = Set(pairs.compactMap { $0.rows.first.map(key) })
    var lost: [StandardPair] = []
    for (row, standing) in data.exceptions.sorted(on: { $0.key }) {
      let sample = data.name(.sample, of: row)
      guard !data.isUsable(row), sample == comparison.candidate || sample == comparison.current,
        let index = results.laboratories.firstIndex(where: { $0 == data.name(.laboratory, of: row) }),
        seen.insert(key(row)).inserted
      else { continue }
      let reason: String
      switch standing {
      case .noPotency(let words): reason = "no potency: \(words)"
      case .notSimilar(let criteria): reason = "\(sample ?? "") is \(PotencyAssay.notShown(criteria))"
      case .missing: reason = "its results are missing"
      case .invalid(let word): reason = "invalid (\(visible(word)))"
      case .cancelled(let word): reason = "not final (\(visible(word)))"
      case .leftOut(let column, let word): reason = "left out (\(visible(column)) \(visible(word)))"
      case .used, .censoredAtHalf, .unusedReading: reason = "no usable reading"
      }
      lost.append(
        StandardPair(
          laboratory: results.laboratories[index], laboratoryIndex: index, run: data.name(.run, of: row) ?? "",
          unit: data.name(unitRole, of: row) ?? "", analyst: data.name(.analyst, of: row),
          day: data.name(.day, of: row),
          current: nil, candidate: nil, currentResults: 0, candidateResults: 0, lnRatio: nil, reason: reason,
          rows: [row]))
    }
    guard !lost.isEmpty else { return pairs }
    return results.laboratories.indices.flatMap { laboratory in
      pairs.filter { $0.laboratoryIndex == laboratory } + lost.filter { $0.laboratoryIndex == laboratory }
    }
  }

  private static func absent(
    _ comparison: Comparison, _ isNamed: Bool, _ names: [String], _ transferProtocol: TransferProtocol,
    _ data: AssayData,
    at file: SourceLocation?
  ) -> Problem {
    let reason = data.exceptions.sorted(on: { $0.key }).lazy.compactMap { row, standing -> String? in
      guard data.name(.sample, of: row) == comparison.candidate else { return nil }
      switch standing {
      case .noPotency(let reason): return reason
      case .notSimilar(let criteria): return PotencyAssay.notShown(criteria)
      case .used, .missing, .invalid, .cancelled, .leftOut, .censoredAtHalf, .unusedReading: return nil
      }
    }.first
    if isNamed {
      return Problem(
        .error, "E_NO_CANDIDATE", at: file,
        "no result of the candidate \(quoted(comparison.candidate)) may be used"
          + (reason.map { ": no run gave a potency (\($0))" } ?? ": all are missing, invalid or not final"))
    }
    return Problem(
      .error, "E_NO_CANDIDATE", at: file,
      "no result is of the candidate \(quoted(comparison.candidate))\(hint(comparison.candidate, comparison, transferProtocol, names)); the samples there "
        + "are: \(list(names)). Rename it under data.aliases, or correct comparison.candidate")
  }

  /// A name of the results that may be a misspelt one: none that is another standard's.
  private static func hint(
    _ name: String, _ comparison: Comparison, _ transferProtocol: TransferProtocol, _ names: [String]
  ) -> String {
    Spelling.hint(
      name,
      among: names.filter {
        $0 != comparison.current && $0 != comparison.candidate && transferProtocol.standards?.standard(named: $0) == nil
      })
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.prefix(8).map { quoted($0) }.joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }

  /// What the current standard itself would give.
  private static func unity(_ attribute: Attribute, _ current: Standard?) -> ExactDecimal {
    if attribute.unitOfMeasurement == "%" { return ExactDecimal(100) }
    return attribute.isInUnitOfStandards ? current?.value ?? ExactDecimal(1) : ExactDecimal(1)
  }

  private static func others(_ names: [String], _ comparison: Comparison, _ data: AssayData) -> [String] {
    names.filter { $0 != comparison.current && $0 != comparison.candidate }
  }
}

extension StandardPairs {
  /// Results below a limit among those that ratios are formed of.
  func belowLimit(_ evaluator: Evaluator) -> [BelowLimit] {
    let rows = Set(used.flatMap { $0.rows })
    return BelowLimit.counts(
      evaluator.study.rows.filter { rows.contains($0.index) }, laboratories: evaluator.laboratories)
  }
}
