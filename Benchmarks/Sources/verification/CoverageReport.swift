internal import Statistics

/// The section on coverage, as Markdown.
struct CoverageReport: Sendable {
  let studies: Int

  /// What was simulated of one quantity: a row for each design, a tally for each method.
  private struct Quantity {
    let title: String
    let text: String
    let methods: [String]
    /// The methods of the upper and lower bound where none is named.
    let standard: (above: Int, below: Int)
    var rows: [(design: String, shares: String, tallies: [Tally])] = []
  }

  func print() async {
    var quantities = [
      Quantity(
        title: "Intermediate precision of one result",
        text: "The variance of one result at the receiving laboratory, from all mean squares.",
        methods: VarianceBoundMethod.allCases.map(\.label), standard: (2, 2)),
      Quantity(
        title: "Ratio of intermediate precisions, receiving over sending",
        text:
          "The true ratio is 1; the coverage is the same at any other. All at 1 - α; where a laboratory has three or more mean "
          + "squares the program computes the second at 1 - 0.9 α (coverage in every class of layout, below).",
        methods: VarianceRatioBoundMethod.allCases.map(\.label), standard: (1, 1)),
      Quantity(
        title: "Component between runs (between analysts where there are three levels)",
        text: "A difference of two mean squares, not truncated at zero.",
        methods: VarianceBoundMethod.allCases.map(\.label), standard: (2, 3)),
    ]
    for (index, design) in StudyDesign.all.enumerated() {
      let tallies = await BoundsCoverage(design: design, index: index).run(studies: studies)
      for q in quantities.indices { quantities[q].rows.append((design.name, design.shares, tallies[q])) }
    }
    var variation = Quantity(
      title: "Linear coefficient of variation",
      text:
        "The SD of one result over the mean of all. The share column ends with the true %CV. A single count is a simple "
        + "sample, for which Vangel's method is the default; for all others it is the second.",
      methods: VariationCoverage.methods, standard: (1, 1))
    for coverage in VariationCoverage.all {
      let shares = coverage.design.components.dropLast().map { "\($0); " }.joined()
      let percent = Int((coverage.variation * 100).rounded())
      variation.rows.append((coverage.design.name, "\(shares)\(percent) %", await coverage.run(studies: studies)[0]))
    }
    quantities.append(variation)
    show(quantities)
  }

  private func show(_ quantities: [Quantity]) {
    let error = 100 * (0.95 * 0.05 / Double(studies)).squareRoot()
    Swift.print(
      """
      # Verification by simulation

      Made by `swift run -c release --package-path Benchmarks verification coverage\(
        studies == 100_000 ? "" : " \(studies / 1_000)")`; the same bytes whatever the number of threads.

      ## Coverage of bounds

      \(studies) simulated studies a design, seed \(BoundsCoverage.seed); one-sided bounds at 95 %. Monte Carlo standard error of a
      coverage of 95 %: \(fixed(error, 3)) points; 3.29 of them: \(fixed(3.29 * error, 2)) points. Data are normal and balanced, so the mean squares are
      drawn as what they then exactly are, independent scaled chi-squares. A design is named by its levels, outermost
      first: runs × replicates, or analysts × runs × replicates; the share is that of the total variance which lies between
      runs (analysts, runs), that is the correlation within a run.

      With the limit at the true value, a criterion on the upper bound passes falsely in 100 % less the coverage of that
      bound: the column "false pass" below shows the worst design. The bounds of the default methods are in bold. A method
      becomes the default of a bound when its one-sided coverage is nearest above nominal, and 94.5 % or more in every design.

      | quantity | method | upper bound, least to most | lower bound, least to most | worst false pass |
      |---|---|---|---|---|
      """)
    for quantity in quantities {
      for (m, method) in quantity.methods.enumerated() {
        let (above, below) = (quantity.rows.map { $0.tallies[m].above }, quantity.rows.map { $0.tallies[m].below })
        func range(_ misses: [Int]) -> String {
          "\(covered(misses.max() ?? 0)) to \(covered(misses.min() ?? 0))"
        }
        func marked(_ text: String, _ isStandard: Bool) -> String { isStandard ? "**\(text)**" : text }
        let upper = marked(range(above), m == quantity.standard.above)
        let lower = marked(range(below), m == quantity.standard.below)
        let falsePass = marked(percent(above.max() ?? 0), m == quantity.standard.above)
        Swift.print("| \(quantity.title) | \(method) | \(upper) | \(lower) | \(falsePass) |")
      }
    }
    for quantity in quantities {
      Swift.print("\n### \(quantity.title)\n")
      Swift.print(
        "\(quantity.text) Each cell: upper bound / lower bound / interval between both (nominally 95 / 95 / 90), in %.\n"
      )
      Swift.print("| design | share | \(quantity.methods.joined(separator: " | ")) |")
      Swift.print("|---|---|\(quantity.methods.map { _ in "---|" }.joined())")
      for row in quantity.rows {
        let cells = row.tallies.map {
          "\(covered($0.above)) / \(covered($0.below)) / \(covered($0.above + $0.below))"
        }
        Swift.print("| \(row.design) | \(row.shares) | \(cells.joined(separator: " | ")) |")
      }
    }
  }

  private func covered(_ misses: Int) -> String { percent(studies - misses) }
  private func percent(_ count: Int) -> String { fixed(100 * Double(count) / Double(studies), 2) }

  private func fixed(_ value: Double, _ places: Int) -> String {
    let scale = (0..<places).reduce(1) { product, _ in product * 10 }
    let units = Int((value * Double(scale)).rounded())
    let rest = String(units % scale)
    return "\(units / scale).\(String(repeating: "0", count: places - rest.count))\(rest)"
  }
}

extension VarianceBoundMethod {
  var label: String {
    switch self {
    case .satterthwaite: "Satterthwaite"
    case .graybillWang: "Graybill-Wang / Ting"
    case .modifiedLargeSample: "modified large sample, G* below"
    case .generalizedPivotal: "generalized pivotal"
    }
  }
}

extension VarianceRatioBoundMethod {
  var label: String {
    switch self {
    case .satterthwaite: "Satterthwaite F"
    case .modifiedLargeSample: "modified large sample, ratio of sums"
    case .recoveredOnLog: "recovered on ln (MOVER)"
    case .generalizedPivotal: "generalized pivotal"
    }
  }
}
