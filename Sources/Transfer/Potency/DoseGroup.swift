/// The readings of one preparation at one dose of a run.
struct DoseGroup {
  let preparation: String
  let dose: Double
  /// Of the readings, in the order of their run.
  let members: [Int]
  let responses: [Double]

  var count: Int { responses.count }
  var mean: Double { responses.reduce(0, +) / Double(count) }
  var squares: Double {
    let mean = mean
    return responses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }
  var median: Double { responses.median }

  /// By preparation in the order of the readings, then by dose, lowest first.
  static func all(of readings: [DoseReading]) -> [DoseGroup] {
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (index, reading) in readings.enumerated() {
      if members[reading.preparation] == nil { order.append(reading.preparation) }
      members[reading.preparation, default: []].append(index)
    }
    return order.flatMap { name -> [DoseGroup] in
      let own = (members[name] ?? []).sorted { (readings[$0].dose, $0) < (readings[$1].dose, $1) }
      var groups: [DoseGroup] = []
      var from = 0
      for i in 1...own.count where i == own.count || readings[own[i]].dose != readings[own[from]].dose {
        let those = Array(own[from..<i])
        groups.append(
          DoseGroup(
            preparation: name, dose: readings[own[from]].dose, members: those,
            responses: those.map { readings[$0].response }.sorted()))
        from = i
      }
      return groups
    }
  }
}

extension [Double] {
  /// Of sorted numbers; of none 0.
  var median: Double {
    isEmpty ? 0 : count % 2 == 1 ? self[count / 2] : (self[count / 2 - 1] + self[count / 2]) / 2
  }
}
