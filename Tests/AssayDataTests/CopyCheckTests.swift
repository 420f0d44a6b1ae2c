import Notation
import Testing

@testable import AssayData

/// Copied rows under other names are told, and what chance lets honest results do is not.
struct CopyCheckTests {
  /// Honest results: normal, with a run's own shift, rounded to a step.
  private struct Generator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return (Double((z ^ (z >> 31)) >> 11) + 0.5) / 9_007_199_254_740_992
    }

    /// Nearly normal: the sum of twelve uniform numbers less six has mean 0 and standard deviation 1.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

    mutating func shuffle<Element>(_ values: [Element]) -> [Element] {
      var values = values
      for i in values.indices.reversed() { values.swapAt(i, Int(uniform() * Double(i + 1))) }
      return values
    }
  }

  /// By laboratory, run, sample and replicate, in steps of 0.01.
  private typealias Results = [[[[Int]]]]

  private static func honest(
    _ generator: inout Generator, laboratories: Int = 2, runs: Int = 6, samples: Int = 3, replicates: Int = 2,
    spread: Double = 50
  ) -> Results {
    (0..<laboratories).map { _ in
      (0..<runs).map { _ in
        let shift = generator.normal()
        return (0..<samples).map { _ in
          (0..<replicates).map { _ in 10_000 + Int((spread * (generator.normal() + shift)).rounded()) }
        }
      }
    }
  }

  private static let names = ["LabA", "LabB", "LabC"]

  private static func read(
    _ results: Results, _ write: (Int) -> String = { ExactDecimal(significand: Int128($0), exponent: -2).description },
    isOn: Bool = true, arePeers: Bool = false
  ) throws -> AssayData {
    var text = "lab,sample,run,rep,result\n"
    for (l, runs) in results.enumerated() {
      for (r, samples) in runs.enumerated() {
        for (s, values) in samples.enumerated() {
          for (k, value) in values.enumerated() {
            text += "\(names[l]),S\(s + 1),R\(r + 1),\(k + 1),\(write(value))\n"
          }
        }
      }
    }
    let vocabulary = StudyVocabulary(
      laboratories: Array(names.prefix(results.count)),
      attributes: [.init(id: "content", unitOfMeasurement: "%", mustBePositive: false)], mandatoryRoles: [.run],
      arePeers: arePeers)
    return try Study.read(
      text,
      Study.mapping {
        $0.columns = [.laboratory: "lab", .sample: "sample", .run: "run", .replicate: "rep", .value: "result"]
        ($0.scaleCheck, $0.copyCheck) = (false, isOn)
      }, vocabulary)
  }

  /// The message of the refusal; empty where there was none.
  private static func refusal(_ results: Results, arePeers: Bool = false) -> String {
    do {
      _ = try read(results, arePeers: arePeers)
      return ""
    } catch {
      return (error as? Rejection)?.problems.filter { $0.code == "E_COPY" }.map(\.message).joined(separator: "\n") ?? ""
    }
  }

  @Test func `runs under new names are told one by one, with what they are copies of`() throws {
    var generator = Generator(1)
    var results = Self.honest(&generator)
    for run in 0..<3 { results[1][run + 3] = results[1][run] }
    let data = try Self.read(results)
    #expect(
      data.copies.map(\.copy.run) == ["R4", "R5", "R6"] && data.copies.map(\.original.run) == ["R1", "R2", "R3"])
    #expect(data.copies.allSatisfy { $0.copy.laboratory == "LabB" && $0.agreeing == 6 && $0.compared == 6 })
    let said = data.warnings.filter { $0.code == "W_COPY" }
    #expect(said.count == 3 && said[0].message.contains("\"R4\" of \"LabB\" are those of \"R1\" of \"LabB\": 6 of 6"))
  }

  @Test(arguments: [0, 1, 2])
  func `a copied run is told though some of its results were changed`(changed: Int) throws {
    var generator = Generator(2)
    var results = Self.honest(&generator, samples: 4, replicates: 3)
    results[0][5] = results[0][1].map { $0.reversed() }
    for index in 0..<changed { results[0][5][index][0] += 37 + index }
    let data = try Self.read(results)
    #expect(data.copies.map(\.copy.run) == ["R6"] && data.copies.first?.agreeing == 12 - changed)
  }

  @Test(arguments: [0, 3])
  func `a receiver with the sender's results in another order is refused`(changed: Int) throws {
    var generator = Generator(3)
    var results = Self.honest(&generator)
    for sample in 0..<3 {
      let all = generator.shuffle(results[0].flatMap { $0[sample] })
      for run in 0..<6 { results[1][run][sample] = Array(all[(2 * run)..<(2 * run + 2)]) }
    }
    for run in 0..<changed { results[1][run][0][0] += 61 + run }
    let message = Self.refusal(results)
    #expect(message.contains("the results of \"LabB\" are those of \"LabA\": sample by sample"), "\(message)")
    #expect(message.contains("data.copyCheck: off") && !message.contains("remove"))
    // Where the protocol has them judged, it is still said.
    let data = try Self.read(results, isOn: false)
    #expect(data.copies.contains { $0.isBetweenLaboratories && $0.copy.run == nil })
    #expect(data.warnings.contains { $0.code == "W_COPY" && $0.message.contains("LabB") })
  }

  @Test func `one run of the sender among the receiver's is refused, of another receiver told, of a peer refused`()
    throws
  {
    var generator = Generator(4)
    var results = Self.honest(&generator, laboratories: 3)
    var copied = results
    copied[1][4] = copied[0][2]
    #expect(Self.refusal(copied).contains("\"R5\" of \"LabB\" are those of \"R3\" of \"LabA\""))
    results[2] = results[1]
    #expect(Self.refusal(results).isEmpty)
    #expect(try Self.read(results).copies.map(\.copy) == [.init(laboratory: "LabC", run: nil)])
    #expect(Self.refusal(results, arePeers: true).contains("\"LabC\" are those of \"LabB\""))
  }

  @Test(arguments: [0.3, 1, 2, 3, 5, 10, 30, 100])
  func `honest studies are not accused at any resolution`(spread: Double) throws {
    var generator = Generator(UInt64(spread * 10))
    for (runs, samples, replicates) in [(3, 1, 3), (6, 3, 2), (6, 6, 1), (12, 1, 6)] {
      for _ in 0..<25 {
        let results = Self.honest(
          &generator, runs: runs, samples: samples, replicates: replicates, spread: spread)
        #expect(try Self.read(results).copies.isEmpty, "\(results)")
      }
    }
  }

  @Test func `counts, titres and counts times a factor are not accused though they agree often`() throws {
    var generator = Generator(5)
    for _ in 0..<40 {
      let results = Self.honest(&generator, samples: 2, replicates: 3, spread: 1)
      let counts = try Self.read(results) { "\(25 + 3 * ($0 - 10_000))" }
      let titres = try Self.read(results) { "\(10 << max(0, min(12, $0 - 9_995)))" }
      // 25 colonies are 1264.6: four digits that hold one of two.
      let factors = try Self.read(results) {
        ExactDecimal(significand: Int128((Double(25 + 3 * ($0 - 10_000)) * 505.84).rounded()), exponent: -1).description
      }
      #expect(counts.copies.isEmpty && titres.copies.isEmpty && factors.copies.isEmpty)
    }
  }

  @Test func `stand-ins and an end that readings stop at agree without being copies`() throws {
    var generator = Generator(6)
    let results = Self.honest(&generator, samples: 3, replicates: 2)
    // Half of the results are 100: a fraction cannot be more.
    let ends = try Self.read(results) {
      $0 >= 10_000 ? "100" : ExactDecimal(significand: Int128($0), exponent: -2).description
    }
    #expect(ends.copies.isEmpty)
    var text = "lab,run,result\n"
    for lab in ["LabA", "LabB"] { for run in 1...8 { text += "\(lab),\(run),<0.05\n" } }
    #expect(try Study.read(text, Study.small { $0.censored = .halfLimit }).copies.isEmpty)
  }

  @Test func `plates are compared reading by reading`() throws {
    var generator = Generator(7)
    var text = "lab,run,prep,dose,well,od\n"
    var plates: [[String]] = []
    for plate in 0..<6 {
      if plate == 5 {
        plates.append(plates[3])
      } else {
        let shift = generator.normal()
        plates.append(
          (0..<32).map { well in
            let value = 300 + 100 * Double(well % 8) + 20 * shift + 15 * generator.normal()
            return ExactDecimal(significand: Int128(value.rounded()), exponent: -3).description
          })
      }
      for (well, value) in plates[plate].enumerated() {
        text +=
          "\(plate < 3 ? "LabA" : "LabB"),P\(plate + 1),\(well < 16 ? "REF" : "TEST"),\(1 << (well % 8)),\(well + 1),\(value)\n"
      }
    }
    var mapping = Study.mapping()
    mapping.columns = [
      .laboratory: "lab", .run: "run", .preparation: "prep", .dose: "dose", .well: "well", .value: "od",
    ]
    mapping.plates = Plates(refusesZeroDose: true, responses: .any)
    let data = try Study.read(text, mapping)
    #expect(data.copies.map(\.copy.run) == ["P6"] && data.copies.map(\.original.run) == ["P4"])
    #expect(data.copies.first?.compared == 32)
  }

  @Test func `lots that one side alone has may be copies of any`() throws {
    var generator = Generator(8)
    let values = (0..<12).map { _ in 9_000 + Int(400 * generator.normal()) }
    func text(_ second: [Int]) -> String {
      var text = "lab,sample,result\n"
      for (index, value) in values.enumerated() { text += "LabA,A\(index),\(value)\n" }
      for (index, value) in second.enumerated() { text += "LabB,B\(index),\(value)\n" }
      return text
    }
    let mapping = Study.mapping {
      $0.columns = [.laboratory: "lab", .sample: "sample", .value: "result"]
    }
    let own = (0..<12).map { _ in 9_000 + Int(400 * generator.normal()) }
    let vocabulary = Study.vocabulary(mandatory: [.sample])
    #expect(try Study.read(text(own), mapping, vocabulary).copies.isEmpty)
    let problems = Study.problems(text(generator.shuffle(values)), mapping, vocabulary)
    #expect(problems.contains { $0.code == "E_COPY" && $0.severity == .error }, "\(problems)")
  }

  /// Fifteen sets of four, p⁴ (1 - p)², and so on: 15 p⁴ (1 - p)² + 6 p⁵ (1 - p) + p⁶.
  @Test func `by place the chance is the exact tail, and in any order a bound not far above it`() {
    let six = AgreementChance.Cell(chance: 0.0075, first: 6, second: 6)
    #expect((PlaceTrials([six]).chance(agreeing: [4]) / 4.689_318_6e-8 - 1).magnitude < 1e-7)
    // 3! orders of three.
    let any = AgreementChance.inAnyOrder([.init(chance: 0.01, first: 3, second: 3)], agreeing: 3)
    #expect(any > 6e-6 && any < 6.5e-6)
    let many = [AgreementChance.Cell](repeating: .init(chance: 0.01, first: 2, second: 2), count: 20_000)
    let all = PlaceTrials(many).chance(agreeing: [Int](repeating: 2, count: 20_000))
    #expect(all > 0 && all < 1e-300)
  }

  /// The screen leaves out what the bounds would not tell: so it may never be above them.
  @Test func `what a pair of runs is spared by is never above the bound that it is spared`() {
    var generator = Generator(41)
    func below(_ limit: Int) -> Int { Int(Double(limit) * generator.uniform()) }
    for _ in 0..<2_000 {
      var least = CopyScreen.LeastChance()
      var cells: [AgreementChance.Cell] = []
      var agreeing: [Int] = []
      var any = 0
      for _ in 0...below(5) {
        let (m, n) = (1 + below(12), 1 + below(12))
        let chance = [0.000_1, 0.01, 0.1, 0.3, 0.9, 1][below(6)]
        let (k, j) = (below(min(m, n) + 1), below(min(m, n) + 1))
        least.add(m, n, byPlace: k, inAnyOrder: j, chance)
        cells.append(.init(chance: chance, first: m, second: n))
        agreeing.append(k)
        any += j
      }
      #expect(least.ofPlaces.chance <= PlaceTrials(cells).chance(agreeing: agreeing) * (1 + 1e-12))
      #expect(least.ofPlaces.chance <= AgreementChance.ofMany(cells, agreeing: agreeing.reduce(0, +)) * (1 + 1e-12))
      #expect(least.ofSets.chance <= AgreementChance.inAnyOrder(cells, agreeing: any) * (1 + 1e-12))
    }
  }

  /// 1/4 counts two and 1/16 four: what says as much as the two of 1/16, but not the other two alone.
  @Test func `an agreement in coarse steps counts for less than one in fine ones`() {
    let cells = [
      AgreementChance.Cell(chance: 0.25, first: 2, second: 2),
      AgreementChance.Cell(chance: 0.0625, first: 2, second: 2),
    ]
    let (p, q) = (0.25, 0.0625)
    let both = q * q
    let one = 2 * q * (1 - q) * p * p
    #expect((PlaceTrials(cells).chance(agreeing: [0, 2]) / (both + one) - 1).magnitude < 1e-12)
    #expect((PlaceTrials(cells).chance(agreeing: [2, 2]) / (both * p * p) - 1).magnitude < 1e-12)
  }

  /// E(χ²/ν)^(n/2): 3 for n = 4 and ν = 1, 6 for n = 6 and ν = 2.
  @Test func `a spread from few differences is taken with what its error costs in the mean`() {
    for (places, freedom, mean) in [(2, 1, 1.0), (4, 1, 3), (6, 2, 6), (3, 2, 2)] {
      let caution = AgreementRates.caution(places: places, freedom: freedom)
      let even = (places + 1) / 2 * 2
      let power = (0..<even).reduce(1.0) { product, _ in product * caution }
      #expect(power >= mean - 1e-12 && power < 1.4 * mean, "\(places) \(freedom)")
    }
  }

  /// Lots, runs and replicates of which all results are the sender's, with an SD of 30 steps.
  @Test(arguments: [
    [2, 3, 1], [6, 2, 1], [4, 6, 1], [2, 4, 2], [10, 1, 2], [12, 1, 1], [12, 1, 3], [1, 6, 2], [1, 6, 1],
  ])
  func `a receiver with the sender's results is refused in every design`(design: [Int]) {
    var generator = Generator(9)
    var refused = 0
    for _ in 0..<20 {
      var results = Self.honest(
        &generator, runs: design[1], samples: design[0], replicates: design[2], spread: 30)
      if design[1] == 1 {
        // Lots differ; their order is that of the file.
        let lots = (0..<design[0]).map { _ in Int(100 * generator.normal()) }
        results[0][0] = zip(results[0][0], lots).map { values, lot in values.map { $0 + lot } }
      }
      results[1] = results[0]
      if !Self.refusal(results).isEmpty { refused += 1 }
    }
    #expect(refused >= 16, "\(refused) of 20")
  }

  @Test func `sixty results of one sample in another order are refused`() {
    var generator = Generator(10)
    var results = Self.honest(&generator, runs: 15, samples: 1, replicates: 4, spread: 30)
    let all = generator.shuffle(results[0].flatMap { $0[0] })
    for run in 0..<15 { results[1][run][0] = Array(all[(4 * run)..<(4 * run + 4)]) }
    #expect(Self.refusal(results).contains("60 of 60"))
  }

  @Test func `twelve lots in two runs of which a fifth was changed are refused`() {
    var generator = Generator(13)
    var refused = 0
    for _ in 0..<20 {
      var results = Self.honest(&generator, runs: 2, samples: 12, replicates: 1, spread: 30)
      results[1] = results[0]
      for sample in 0..<5 { results[1][sample % 2][sample][0] += 17 + sample }
      if Self.refusal(results).contains("19 of 24") { refused += 1 }
    }
    #expect(refused >= 16, "\(refused) of 20")
  }

  /// One result of each lot: 50 to 141 with one decimal, where the method repeats within 0.6 steps.
  @Test func `lots that lie far apart agree without being copies`() throws {
    var generator = Generator(11)
    for spread in [1.0, 3, 6, 20] {
      for lots in [6, 12, 40] {
        for _ in 0..<10 {
          let levels = (0..<lots).map { 5_000 * 100 + 1_300 * 100 * $0 / max(1, lots / 7) }
          let results: Results = (0..<2).map { _ in
            [levels.map { [Int((Double($0) + 10 * spread * generator.normal()) / 100) * 10] }]
          }
          let data = try Self.read(results) { ExactDecimal(significand: Int128($0 / 10), exponent: -1).description }
          #expect(data.copies.isEmpty, "\(results)")
        }
      }
    }
  }

  /// Most probable numbers, and titres as logarithms: steps that no digits show.
  @Test func `tables and logarithms of titres are not accused in small designs`() throws {
    let table = ["3.6", "7.4", "9.2", "15", "23", "43", "93", "150", "240", "460", "1100", "2400"]
    let logarithms = ["1.00", "1.30", "1.60", "1.90", "2.20", "2.51", "2.81", "3.11", "3.41", "3.71", "4.01", "4.31"]
    var generator = Generator(12)
    for (samples, runs, replicates) in [(1, 4, 1), (2, 3, 1), (12, 1, 1), (3, 4, 2), (6, 2, 1)] {
      for _ in 0..<40 {
        let results = Self.honest(&generator, runs: runs, samples: samples, replicates: replicates, spread: 0.8)
        for words in [table, logarithms] {
          #expect(try Self.read(results) { words[max(0, min(11, $0 - 9_994))] }.copies.isEmpty, "\(results)")
        }
      }
    }
  }
}
