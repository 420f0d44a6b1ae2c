internal import Foundation

/// The section on distributions, as Markdown: our largest error over the reference grids, beside that of others.
struct DistributionsReport {
  /// `Benchmarks/peers.json`, made by `Benchmarks/peers.py`.
  private struct Peers: Decodable {
    struct Figure: Decodable {
      /// None where the library has no such function.
      let error: Double?
      /// How many answers are 0, infinite or not a number.
      let lost: Int
    }
    let origin: String
    let libraries: [String: [String: Figure]]
  }

  static func print() throws {
    let references = try ReferencePoints.read()
    let peers = try JSONDecoder().decode(
      Peers.self, from: Data(contentsOf: ReferencePoints.repository.appending(path: "Benchmarks/peers.json")))
    let libraries = ["R", "SciPy", "GSL"]
    Swift.print(
      """
      ## Distributions, tolerance factors and power

      Made by `swift run -c release --package-path Benchmarks verification distributions`. \(references.points.count) points,
      each evaluated twice at 34 digits or more at exactly the doubles given (those of `srange_cdf` are SciPy's own
      references). An error is |found/true - 1| over the condition of the value where that is above 1, since an argument
      is known to half a unit of its last place only; shown is the largest of each function, "wrong" from 1 on. "+ n lost"
      counts answers that are 0, infinite or not a number where the true value is an ordinary double. Others: \(peers.origin.replacing("peers.py: ", with: "")),
      by `Benchmarks/peers.py`; a dash where a library has no such function.

      | function | points | this program | \(libraries.joined(separator: " | ")) |
      |---|---|---|\(libraries.map { _ in "---|" }.joined())
      """)
    for (name, points) in Dictionary(grouping: references.points, by: \.fn).sorted(by: { $0.key < $1.key }) {
      var worst = 0.0
      var lost = 0
      for point in points {
        let found = point.answer() ?? .nan
        guard let error = point.error(found) else { continue }
        if found == 0 || !found.isFinite { lost += 1 } else { worst = max(worst, error) }
      }
      let others = libraries.map { cell(peers.libraries[$0]?[name]?.error, peers.libraries[$0]?[name]?.lost ?? 0) }
      Swift.print("| `\(name)` | \(points.count) | \(cell(worst, lost)) | \(others.joined(separator: " | ")) |")
    }
  }

  private static func cell(_ error: Double?, _ lost: Int) -> String {
    guard let error else { return "-" }
    let figure = error < 1.2e-16 ? "0" : error >= 1 ? "wrong" : String(format: "%.0e", error)
    return figure + (lost > 0 ? " + \(lost) lost" : "")
  }
}
