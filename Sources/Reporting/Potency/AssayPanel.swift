internal import Notation
internal import Transfer

/// What is drawn and listed together of a run: the preparations of one fit, or those that are in none.
struct AssayPanel {
  let assay: PotencyAssay
  /// `nil` where the preparations have no fit.
  let fit: PotencyAssay.Fit?
  let preparations: [PotencyAssay.Preparation]
  /// The tests by name where the run has several panels, else empty.
  let label: String

  /// One for a run that was fitted together, or not at all; else one for each fit, and one for preparations without.
  static func all(_ assay: PotencyAssay) -> [AssayPanel] {
    guard assay.fits.count > 1 else {
      return [AssayPanel(assay: assay, fit: assay.fits.first, preparations: assay.preparations, label: "")]
    }
    func panel(_ fit: PotencyAssay.Fit?, _ names: [String]) -> AssayPanel {
      let tests = names.filter { $0 != assay.settings.reference }
      return AssayPanel(
        assay: assay, fit: fit, preparations: assay.preparations.filter { names.contains($0.name) },
        label: tests.map { visible($0) }.joined(separator: ", "))
    }
    let fitted = assay.fits.flatMap { $0.tests }
    let left = assay.preparations.filter { !$0.isReference && !fitted.contains($0.name) }.map { $0.name }
    return assay.fits.map { panel($0, $0.curves.map { $0.name }) } + (left.isEmpty ? [] : [panel(nil, left)])
  }

  /// Indices of its readings.
  var readings: [Int] {
    let names = preparations.map { $0.name }
    return assay.readings.indices.filter { names.contains(assay.readings[$0].preparation) }
  }

  /// Root mean square of the residuals.
  var spread: Double? {
    guard let marks = fit?.marks, marks.count > 1 else { return nil }
    return (marks.reduce(0) { $0 + $1.residual * $1.residual } / Double(marks.count)).squareRoot()
  }
}

extension PotencyWords {
  /// `Site A, run R1, LOT7`.
  func place(_ panel: AssayPanel) -> String {
    place(panel.assay) + (panel.label.isEmpty ? "" : ", \(panel.label)")
  }

  /// Which tests share asymptotes and slope with the reference.
  var fit: String {
    switch settings.fit {
    case .pairs: "each test of a run with the reference alone"
    case .common: "all tests of a run with the reference"
    }
  }
}
