internal import AssayData
internal import Notation

/// The usable readings of one run of a laboratory, as they stand in a study's data.
struct RunReadings {
  /// Of the first reading.
  let row: Int
  /// In the order of the data.
  let rows: [Int]
  let laboratory: String?
  /// `nil` where no column names runs.
  let run: String?
  /// Where each plate of a run is fitted by itself.
  let plate: String?
  let readings: [DoseReading]
  /// Each preparation with the row of its first reading, in the order of the data.
  let preparations: [(name: String, row: Int)]
  let assumedPotency: [String: Double]
  let dilution: [String: Double]
  /// Why the run may not be fitted: what the rows of a preparation must agree in, and do not.
  let disagreement: String?

  /// The usable readings among `rows` by laboratory and run, in the order of their first row.
  static func all(
    _ rows: [Int], of data: AssayData, within: [Role], platesOfRun: DoseResponse.PlatesOfRun
  ) -> [RunReadings] {
    let isEach = platesOfRun == .each
    let factors = ([.laboratory, .run] + within + (isEach ? [.plate] : [])).map { data.factors[$0] }
    var place: [[Int32]: Int] = [:]
    var runs: [[Int]] = []
    for row in rows where data.isUsable(row) {
      let key = factors.map { $0?.codes[row] ?? -1 }
      if let found = place[key] {
        runs[found].append(row)
      } else {
        place[key] = runs.count
        runs.append([row])
      }
    }
    return runs.compactMap { rows in rows.first.map { RunReadings(rows, first: $0, data, isOnePlate: isEach) } }
  }

  /// Rows of the readings of an attribute, used or not.
  static func rows(of attribute: Attribute, in data: AssayData, transferProtocol: TransferProtocol) -> [Int] {
    guard let doses = data.factors[.dose] else { return [] }
    let own = OwnRows(attribute, in: data, transferProtocol)
    return (0..<data.count).filter { doses.codes[$0] >= 0 && own.contains($0) }
  }

  private init(_ rows: [Int], first: Int, _ data: AssayData, isOnePlate: Bool) {
    let readings = rows.map { row in
      DoseReading(
        row: row, preparation: data.name(.preparation, of: row) ?? "", dose: data.number(.dose, of: row)?.double ?? 0,
        response: data.values[row].double, plate: data.name(.plate, of: row), well: data.name(.well, of: row),
        blocks: [Role.block, .row, .column].compactMap { data.name($0, of: row) })
    }
    var order: [(name: String, row: Int)] = []
    var disagreement: String?
    var factors: [Role: [String: Double]] = [.assumedPotency: [:], .dilution: [:]]
    for (row, reading) in zip(rows, readings) {
      guard let first = order.first(where: { $0.name == reading.preparation })?.row else {
        order.append((reading.preparation, row))
        for role in [Role.assumedPotency, .dilution] {
          if let number = data.number(role, of: row) { factors[role]?[reading.preparation] = number.double }
        }
        continue
      }
      for role in [Role.assumedPotency, .dilution, .level]
      where data.number(role, of: row) != data.number(role, of: first) {
        disagreement =
          disagreement
          ?? "\(quoted(reading.preparation)) has two values of \(role.rawValue) in this run (line \(data.lines[row]))"
      }
    }
    row = first
    self.rows = rows
    laboratory = data.name(.laboratory, of: first)
    run = data.name(.run, of: first)
    plate = isOnePlate ? data.name(.plate, of: first) : nil
    self.readings = readings
    preparations = order
    assumedPotency = factors[.assumedPotency] ?? [:]
    dilution = factors[.dilution] ?? [:]
    self.disagreement = disagreement
  }
}
