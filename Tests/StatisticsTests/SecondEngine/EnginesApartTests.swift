import Foundation
import Testing

/// That the two engines have no routine in common, by the words in their sources.
struct EnginesApartTests {
  /// What `GSL` offers and the second engine uses.
  static let ofSecond = [
    "Cumulative", "AdaptiveQuadrature", "bracketedRoot", "bracketedMinimum", "HouseholderQR", "RankRevealingQR",
    "CholeskyFactor", "SymmetricEigensystem", "LinearLeastSquares", "TrustRegionFit", "centralDerivative",
    "SampleSummary", "DenseMatrix",
  ]

  /// What the first engine computes by.
  static let ofFirst = [
    "GaussLegendre", "StudentT", "ChiSquare", "FDistribution", "NoncentralT", "NoncentralF", "Normal", "Moments",
    "MeanEstimate", "PooledVariance", "CompensatedSum", "SortedValues", "orderFreeMean", "satterthwaite",
    "incompleteBeta", "incompleteGamma", "Tails", "SpreadRatio", "IntervalPlacement", "WelchPower", "risingRoot",
    "pointOfTail", "signChange", "ModifiedLargeSample", "VarianceBoundRule", "VarianceRatioBoundRule",
    "CoverageRadius", "TwoSidedTolerance", "PivotedQR", "OrthonormalBasis", "ChainSquares", "LayoutSquares",
    "SourceMoments",
    "UnweightedCoefficients", "Matrix", "Cholesky", "MixedModel", "NestedTree", "CrossedReduction", "VarianceSearch",
    "SigmoidProblem", "SigmoidPoint", "SigmoidSearch", "SigmoidStarts", "CurveData",
    "SequentialLeastSquares", "OrthonormalBasis", "LinearAssayLayout", "PotencyCombination", "GroupedRatios",
  ]

  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Statistics").resolvingSymlinksInPath()

  /// The code of every file below a folder, without comments and texts.
  private func code(_ isWanted: (String) -> Bool) throws -> [(file: String, code: String)] {
    try FileManager.default.subpathsOfDirectory(atPath: Self.sources.path)
      .filter { $0.hasSuffix(".swift") && isWanted($0) }.sorted()
      .map { path in
        let text = try String(contentsOf: Self.sources.appendingPathComponent(path), encoding: .utf8)
        let lines = text.split(separator: "\n").map { line in
          line.components(separatedBy: "//")[0].replacing(#/"[^"]*"/#, with: "")
        }
        return (path, lines.joined(separator: "\n"))
      }
  }

  private func words(_ text: String) -> Set<String> {
    // What has a dot before it is a member, as in `Cumulative.Normal`, which is GSL's.
    Set(text.matches(of: #/\.?[A-Za-z]+/#).map { String($0.output) }.filter { !$0.hasPrefix(".") })
  }

  @Test func `the first engine calls nothing of GSL that the second does`() throws {
    let files = try code { !$0.hasPrefix("SecondEngine/") }
    #expect(files.count > 80)
    for (file, code) in files {
      let shared = words(code).intersection(Self.ofSecond)
      #expect(shared.isEmpty, "\(file): \(shared.sorted())")
    }
  }

  @Test func `the second engine calls nothing that the first is made of`() throws {
    let files = try code { $0.hasPrefix("SecondEngine/") }
    #expect(files.count > 15)
    for (file, code) in files {
      let shared = words(code).intersection(Self.ofFirst)
      #expect(shared.isEmpty, "\(file): \(shared.sorted())")
    }
  }

  @Test func `only the second engine imports GSL, and only the first has elementary functions of its own`() throws {
    for (file, code) in try code({ _ in true }) {
      let isSecond = file.hasPrefix("SecondEngine/")
      #expect(!code.contains(isSecond ? "import Elementary" : "import GSL"), "\(file)")
    }
  }
}
