public import Notation

/// Whether readings of one run stand as their declared blocks promise: each treatment, a preparation at a dose, once in each
/// block, or once in each row and each column of a Latin square.
///
/// More in one block than in the others is an error: a label was exchanged, or a cell read twice. What is only missing is
/// told, since readings are lost. A preparation that no reading of a block is of was not planned there.
public struct BlockDesign: Sendable {
  public struct Reading: Sendable {
    public let preparation: String
    public let dose: ExactDecimal
    /// The block, or row and column.
    public let blocks: [String]
    public init(preparation: String, dose: ExactDecimal, blocks: [String]) {
      self.preparation = preparation
      self.dose = dose
      self.blocks = blocks
    }
  }

  public struct Fault: Sendable {
    /// The reading, by its place among those given, that the fault is told of.
    public let reading: Int
    /// Whether something stands where it cannot, rather than only missing.
    public let isError: Bool
    public let message: String
  }

  private let readings: [Reading]
  private let treatments: [String]

  public init(_ readings: [Reading]) {
    self.readings = readings
    treatments = readings.map { "\($0.preparation) at \($0.dose)" }
  }

  /// None where blocks are not declared for all readings alike; then nothing can be promised.
  public var faults: [Fault] {
    switch Set(readings.map({ $0.blocks.count })) {
    case [1]: lines(at: 0, "block", across: nil)
    case [2]: square
    default: []
    }
  }

  // MARK: - Latin square

  private var square: [Fault] {
    var cells: [[String]: Int] = [:]
    var faults: [Fault] = []
    for (place, reading) in readings.enumerated() {
      if let first = cells[reading.blocks] {
        faults.append(
          Fault(
            reading: place, isError: true,
            message: "the cell \(cell(reading.blocks)) stands twice: \(treatments[first]) and \(treatments[place])"))
      } else {
        cells[reading.blocks] = place
      }
    }
    let (rows, columns) = (names(at: 0), names(at: 1))
    let empty = rows.flatMap { row in columns.map { [row, $0] } }.filter { cells[$0] == nil }
    let isTwice = !faults.isEmpty
    if let first = empty.first {
      let others = empty.dropFirst().prefix(3).map { "; nor of \(cell($0))" }.joined()
      let more = empty.count > 4 ? " and \(empty.count - 4) more" : ""
      faults.append(
        Fault(
          reading: faults.first?.reading ?? 0, isError: isTwice,
          message: "no reading is of the cell \(cell(first))\(others)\(more)"))
    }
    // A cell that stands twice explains its treatment twice in its row and column.
    if !isTwice { faults += lines(at: 0, "row", across: "column") + lines(at: 1, "column", across: "row") }
    return faults
  }

  private func cell(_ blocks: [String]) -> String { "row \(quoted(blocks[0])), column \(quoted(blocks[1]))" }

  private func names(at place: Int) -> [String] {
    readings.map { $0.blocks[place] }.uniqued
  }

  // MARK: - One direction

  /// Treatments that stand more often in one block, row or column than in most, and without a second direction those that
  /// stand less often.
  private func lines(at place: Int, _ noun: String, across other: String?) -> [Fault] {
    let lines = names(at: place)
    var members = InOrder<String, [String: [Int]]>()
    var preparations: [String: Set<String>] = [:]
    for (index, reading) in readings.enumerated() {
      members[treatments[index], default: [:]][reading.blocks[place], default: []].append(index)
      preparations[reading.preparation, default: []].insert(reading.blocks[place])
    }
    var faults: [Fault] = []
    for (treatment, own) in members {
      guard let first = own.values.joined().min() else { continue }
      let home = preparations[readings[first].preparation] ?? []
      let expected = lines.filter(home.contains)
      let usual = Self.usual(expected.map { own[$0]?.count ?? 0 })
      let lacking = expected.filter { (own[$0]?.count ?? 0) < usual }
      let without = lacking.isEmpty ? "" : ", and less often in \(list(lacking, noun))"
      for line in expected {
        guard let found = own[line], found.count > usual else { continue }
        let across =
          other.map { other in ": in \(list(found.map { readings[$0].blocks[1 - place] }, other))" } ?? ""
        faults.append(
          Fault(
            reading: found[found.count - 1], isError: true,
            message: "\(visible(treatment)) stands \(Self.times(found.count)) in \(noun) \(quoted(line))\(across)"
              + "\(usual == 1 ? "" : ", and \(Self.times(usual)) elsewhere")\(without)"))
      }
      if other == nil, !lacking.isEmpty, !expected.contains(where: { (own[$0]?.count ?? 0) > usual }) {
        faults.append(
          Fault(
            reading: first, isError: false,
            message: "\(visible(treatment)) stands less often in \(list(lacking, noun)) than in the others"))
      }
    }
    return faults
  }

  /// The middle count of those that have any, the smaller of two.
  private static func usual(_ counts: [Int]) -> Int {
    let sorted = counts.filter { $0 > 0 }.sorted()
    return sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 2]
  }

  private static func times(_ count: Int) -> String {
    switch count {
    case 1: "once"
    case 2: "twice"
    default: "\(count) times"
    }
  }

  private func list(_ names: [String], _ noun: String) -> String {
    let shown = names.prefix(3).map { "\(noun) \(quoted($0))" }.joined(separator: " and ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}

extension StudyChecks {
  /// Tells where the readings of a run do not stand as their blocks promise. A well that is not used was planned all the same.
  func tellBlocks(_ problems: inout ProblemCollector) {
    let roles = [Role.block, .row, .column].filter { store.columns[$0.index].isPresent }
    guard !roles.isEmpty, store.columns[Role.dose.index].isPresent else { return }
    let within = Role.allCases.filter { role in inputs.contains { $0.mapping.runsWithin.contains(role) } }
    let runs = Grouping(codes([.attribute, .laboratory, .run] + within), count: store.count)
    var members = [[Int]](repeating: [], count: runs.firstRows.count)
    for row in 0..<store.count where store.columns[Role.dose.index].codes[row] >= 0 {
      members[Int(runs.ids[row])].append(row)
    }
    func level(_ role: Role, _ row: Int) -> String? {
      let column = store.columns[role.index]
      return column.isPresent && column.codes[row] >= 0 ? column.levels[Int(column.codes[row])] : nil
    }
    for rows in members {
      let doses = store.columns[Role.dose.index]
      let design = BlockDesign(
        rows.map { row in
          BlockDesign.Reading(
            preparation: level(.preparation, row) ?? "", dose: doses.numbers[Int(doses.codes[row])],
            blocks: roles.compactMap { level($0, row) })
        })
      for fault in design.faults {
        var place = store.place(of: rows[fault.reading])
        place.column = 0
        let run = store.columns[Role.run.index].isPresent ? "run \(store.name(.run, of: rows[0])) of " : ""
        let message = "\(run)\(store.name(.laboratory, of: rows[0])): \(fault.message)"
        if fault.isError {
          problems.error("E_BLOCK", place, "\(message); correct the labels, or declare the design that was run")
        } else {
          problems.warning("W_BLOCK", place, message)
        }
      }
    }
  }
}
