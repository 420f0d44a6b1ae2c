internal import AssayData
internal import Notation
internal import Transfer

extension Completeness {
  /// `{entries, shortages, surplus, further, unverified, excluded}` of an attribute.
  func record(_ data: AssayData) -> JSON {
    .object(
      members + [
        JSON.Member(
          key: "excluded",
          value: .array(
            excluded.map { entry in
              .members([
                "file": .string(data.location(of: entry.row).file),
                "line": .optional(data.location(of: entry.row).line),
                "reason": .string(entry.reason), "stated": data.statedReason(of: entry.row)?.record,
                "cell": data.shown(entry.row).record,
              ])
            }))
      ])
  }

  /// The same without rows of the data, which may not be those of the files.
  var planRecord: JSON { .object(members) }

  private var members: [JSON.Member] {
    let entries = JSON.array(
      self.entries.map {
        .members([
          "laboratory": .string($0.laboratory), "sample": .optional($0.sample),
          "level": $0.level.map { .number($0.double) }, "planned": .bool($0.isPlanned),
          "plannedUnits": .optional($0.plannedUnits), "receivedUnits": .integer($0.receivedUnits),
          "plannedResults": .optional($0.plannedResults), "receivedResults": .integer($0.receivedResults),
          "usedResults": .integer($0.usedResults),
        ])
      })
    let unverified = JSON.array(
      self.unverified.map {
        .members([
          "counted": .string($0.counted.rawValue), "planned": .integer($0.planned),
          "laboratories": .array($0.laboratories.map { .string($0) }),
        ])
      })
    func departures(_ departures: [Departure]) -> JSON { .array(departures.map { $0.record }) }
    return [
      JSON.Member(key: "entries", value: entries), JSON.Member(key: "shortages", value: departures(shortages)),
      JSON.Member(key: "surplus", value: departures(surpluses)),
      JSON.Member(key: "further", value: departures(further)), JSON.Member(key: "unverified", value: unverified),
    ]
  }
}

extension Departure {
  fileprivate var record: JSON {
    .members([
      "laboratory": .string(laboratory), "counted": .string(counted.rawValue), "sample": .optional(sample),
      "level": level.map { .number($0.double) }, "run": .optional(run), "planned": .integer(planned),
      "received": .integer(received), "names": names.isEmpty ? nil : .array(names.map { .string($0) }),
    ])
  }
}

extension AssayData.Shown {
  /// The number as it was written, or the cell as the file has it.
  fileprivate var record: JSON? {
    switch self {
    case .number(let value): .string(value.description)
    case .text(let text): .string(text)
    case .nothing: nil
    }
  }
}
