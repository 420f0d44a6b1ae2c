internal import ArgumentParser
internal import Notation
internal import Transfer

/// What is taken as true, in place of the protocol's planning section.
struct AssumedArguments: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "The true bias: receiving less sending, or ln candidate less ln current standard.")
  var bias: String?

  @Option(name: .customLong("run-sd"), parsing: .unconditional, help: "The SD between runs.")
  var runSD: String?

  @Option(
    name: .customLong("repeatability-sd"), parsing: .unconditional, help: "The SD of results of one sample in one run.")
  var repeatabilitySD: String?

  @Option(
    name: .customLong("sd-ratio"), parsing: .unconditional,
    help: "Every SD of a receiving laboratory over the sending one's.")
  var sdRatio: String?

  @Option(name: .customLong("analyst-sd"), parsing: .unconditional, help: "The SD between analysts.")
  var analystSD: String?

  @Option(name: .customLong("day-sd"), parsing: .unconditional, help: "The SD between days.")
  var daySD: String?

  @Option(
    name: .customLong("run-by-sample-sd"), parsing: .unconditional, help: "The SD of a sample in a run about its run.")
  var runBySampleSD: String?

  @Option(
    name: .customLong("laboratory-sd"), parsing: .unconditional,
    help: "The SD between laboratories of the true ln ratio of two standards; bridging studies only.")
  var laboratorySD: String?

  @Option(parsing: .unconditional, help: "The level of results on the linear scale, for limits in percent.")
  var mean: String?

  @Option(parsing: .unconditional, help: "A realistic true offset, for the producer's risk.")
  var offset: String?

  @Option(
    help: "Pilot results in CSV: their variances are taken as true.",
    completion: .file(extensions: ["csv", "tsv", "txt"]))
  var pilot: String?

  @Option(help: "The attribute that these are of, by its id; without it, every one.")
  var attribute: String?

  func validate() throws {
    let figures = try figures()
    if attribute != nil, figures.isEmpty, pilot == nil {
      throw ValidationError(
        "--attribute names what is assumed of one attribute; give a figure such as --run-sd, or --pilot, with it.")
    }
  }

  /// The figures given, by the keys of the protocol's `truth`, and `offset`.
  func figures() throws -> [(key: String, value: ExactDecimal)] {
    func deviation(_ text: String?, _ option: String) throws -> ExactDecimal? {
      try Given.number(text, option, "a standard deviation, not below 0") { $0 >= 0 }
    }
    let found: [(String, ExactDecimal?)] = [
      ("bias", try Given.number(bias, "--bias", "a number such as 0.05")), ("runSD", try deviation(runSD, "--run-sd")),
      ("repeatabilitySD", try deviation(repeatabilitySD, "--repeatability-sd")),
      ("sdRatio", try Given.number(sdRatio, "--sd-ratio", "a number above 0, such as 1.2") { $0 > 0 }),
      ("analystSD", try deviation(analystSD, "--analyst-sd")), ("daySD", try deviation(daySD, "--day-sd")),
      ("runBySampleSD", try deviation(runBySampleSD, "--run-by-sample-sd")),
      ("laboratorySD", try deviation(laboratorySD, "--laboratory-sd")),
      ("mean", try Given.number(mean, "--mean", "a level above 0") { $0 > 0 }),
      ("offset", try Given.number(offset, "--offset", "a number such as 0.05")),
    ]
    return found.compactMap { key, value in value.map { (key, $0) } }
  }

  /// Refuses figures that have no meaning in the study's kind.
  func check(against transferProtocol: TransferProtocol) throws {
    guard transferProtocol.study.kind == .bridging else {
      guard laboratorySD == nil else {
        throw ValidationError(
          "--laboratory-sd is that of the true ratio of two standards between laboratories, in a study of the kind bridging; here the difference between two \(transferProtocol.words.groups) is --bias."
        )
      }
      return
    }
    for (option, value) in [("--sd-ratio", sdRatio), ("--run-by-sample-sd", runBySampleSD), ("--mean", mean)]
    where value != nil {
      throw ValidationError(
        "In a bridging study every SD is that of the ln ratio of candidate over current, in which \(option) has no part; leave it out."
      )
    }
  }

  /// The places of the attributes that are meant.
  func chosen(_ transferProtocol: TransferProtocol) throws -> [Int] {
    guard let attribute else { return Array(transferProtocol.attributes.indices) }
    guard let index = transferProtocol.attributes.firstIndex(where: { Array($0.id.utf8) == Array(attribute.utf8) })
    else {
      throw ValidationError(
        "--attribute is \(quoted(attribute)), but the protocol has \(Spelling.list(transferProtocol.attributes.map { quoted($0.id) }))."
      )
    }
    return [index]
  }
}

/// Numbers of options, in the grammar of numbers everywhere else.
enum Given {
  static func number(
    _ text: String?, _ option: String, _ expected: String, where isFit: (Double) -> Bool = { _ in true }
  ) throws -> ExactDecimal? {
    guard let text else { return nil }
    guard let number = try? NumberGrammar.point.read(text), isFit(number.double) else {
      throw ValidationError("\(option) is \(expected), and not \(quoted(text)).")
    }
    return number
  }

  /// A whole number from 1; 1e5 is one.
  static func count(_ text: String?, _ option: String, to most: Int) throws -> Int? {
    let number = try number(text, option, "a whole number from 1 to \(most)") {
      $0 >= 1 && $0 <= Double(most) && $0 == $0.rounded()
    }
    return number.map { Int($0.double) }
  }
}
