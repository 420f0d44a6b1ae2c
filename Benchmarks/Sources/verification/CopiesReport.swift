internal import AssayData

/// How often honest studies are accused of copied runs or laboratories, and how often copies are found.
struct CopiesReport {
  /// Of each design and kind.
  let studies: Int

  private typealias Design = CopyStudies.Design

  private static let designs = [
    Design(lots: 1, runs: 4, replicates: 1), Design(lots: 1, runs: 2, replicates: 2),
    Design(lots: 2, runs: 2, replicates: 1), Design(lots: 2, runs: 3, replicates: 1),
    Design(lots: 3, runs: 2, replicates: 1), Design(lots: 4, runs: 2, replicates: 1),
    Design(lots: 6, runs: 2, replicates: 1), Design(lots: 12, runs: 2, replicates: 1),
    Design(lots: 1, runs: 6, replicates: 1), Design(lots: 1, runs: 6, replicates: 3),
    Design(lots: 2, runs: 4, replicates: 2), Design(lots: 4, runs: 6, replicates: 1),
    Design(lots: 3, runs: 6, replicates: 2), Design(lots: 6, runs: 6, replicates: 1),
    Design(lots: 8, runs: 1, replicates: 1), Design(lots: 12, runs: 1, replicates: 1),
    Design(lots: 40, runs: 1, replicates: 1), Design(lots: 6, runs: 1, replicates: 2),
    Design(lots: 10, runs: 1, replicates: 2), Design(lots: 12, runs: 1, replicates: 3),
    Design(lots: 1, runs: 15, replicates: 4), Design(lots: 1, runs: 3, replicates: 1, attributes: 2),
    Design(lots: 1, runs: 4, replicates: 1, attributes: 3), Design(lots: 1, runs: 3, replicates: 1, attributes: 6),
    Design(lots: 12, runs: 1, replicates: 1, attributes: 4), Design(lots: 3, runs: 3, replicates: 2, attributes: 3),
  ]

  func print() {
    Swift.print("| honest results | studies | W_COPY | E_COPY |\n|---|---|---|---|")
    for (number, kind) in CopyStudies.Kind.allCases.enumerated() {
      var (told, refused) = (0, 0)
      for (index, design) in Self.designs.enumerated() {
        for study in 0..<studies {
          var random = CounterRandom(seed: 12, design: 100 * number + index, block: study)
          let between = [0.0, 1, 3][study % 3]
          let found = CopyStudies.copies(CopyStudies.honest(design, kind, between: between, &random))
          if found.contains(where: { !$0.isBetweenLaboratories }) { told += 1 }
          if found.contains(where: \.isBetweenLaboratories) { refused += 1 }
        }
      }
      Swift.print("| \(kind.rawValue) | \(studies * Self.designs.count) | \(told) | \(refused) |")
    }
    Swift.print(
      "\n| lots × runs × replicates | SD 30 steps: all | 10 % | 20 % | 30 % | SD 3 steps: all | 10 % | 20 % | 30 % |")
    Swift.print("|---|---|---|---|---|---|---|---|---|")
    for design in Self.designs {
      var row = "| \(design.name)"
      for kind in [CopyStudies.Kind.fine, .tenths] {
        for changed in [0, 0.1, 0.2, 0.3] {
          let shares = [false, true].map { isShuffled in
            (0..<studies).count { study in
              var random = CounterRandom(seed: 13, design: 0, block: study)
              var results = CopyStudies.honest(design, kind, between: 0.5, &random)
              CopyStudies.copy(&results, design, changed: changed, isShuffled: isShuffled, &random)
              return CopyStudies.copies(results).contains(where: \.isBetweenLaboratories)
            } * 100 / max(studies, 1)
          }
          row += " | \(shares[0]), \(shares[1])"
        }
      }
      Swift.print(row + " |")
    }
  }
}
