import Foundation

/// Plates of a reference and two tests whose highest dose hardly passes the EC50, with fits and profiles by SciPy: Golden/pairs.py.
struct Plates: Decodable {
  struct Potency: Decodable {
    let estimate: Double
    let lower: Double
    let upper: Double
    let degreesOfFreedom: Double?
  }

  /// As CSV: run, preparation, dose, response. The reference is S, the tests M and N; in R3 N is not parallel.
  let file: String
  /// By run and test, fitted with the reference alone.
  let pairs: [String: [String: Potency]]
  /// By run and test, all three fitted together.
  let common: [String: [String: Potency]]
  /// By test: the mean of ln over the six runs of `pairs`.
  let unweighted: [String: Potency]

  /// A test that hardly answers, whose set of potencies has an upper end alone.
  let weak: Weak

  struct Weak: Decodable {
    let file: String
    let upper: Double
  }

  static func read() throws -> Plates {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try JSONDecoder().decode(
      Plates.self, from: Data(contentsOf: folder.appendingPathComponent("Golden/pairs.json")))
  }

  /// The rows of some preparations, without the header.
  func rows(of preparations: [String]) -> String {
    file.split(whereSeparator: \.isNewline).dropFirst().filter { line in
      preparations.contains { line.contains(",\($0),") }
    }
    .joined(separator: "\n") + "\n"
  }
}
