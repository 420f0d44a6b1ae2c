internal import Notation
internal import Statistics

/// Curves of the reference and of one or more tests of a run, with common asymptotes, slope and asymmetry.
///
/// A test that has no curve at all would spoil the common ones for the others and is left out with its reason.
struct CurveGroup {
  struct Fits {
    let data: CurveData
    /// The preparations in the fit, by their place in the batch; the reference first.
    let kept: [Int]
    let free: [FitOutcome<SigmoidFit>]
    let parallel: SigmoidFit
  }

  /// `nil` where there are no common curves.
  private(set) var fits: Fits?
  /// Each preparation's own curve, by its place in the batch.
  private(set) var free: [Int: FitOutcome<SigmoidFit>] = [:]
  /// Of the tests that are left out.
  private(set) var obstacles: [Int: AssayObstacle] = [:]
  /// Why there are no common curves although a test is left.
  private(set) var reason: String?
  /// Whether that is the reference's doing.
  private(set) var isOfReference = false

  /// - Parameter tests: by their place in the batch; each has readings that a curve can be fitted to.
  init(_ readings: CurveReadings, tests: [Int]) {
    while true {
      let kept = [0] + tests.filter { obstacles[$0] == nil }
      guard kept.count > 1 else { return }
      do throws(CurveError) {
        let data = try readings.data(of: Array(kept.dropFirst()))
        let found = data.freeFits()
        for (place, k) in kept.enumerated() { free[k] = found[place] }
        let flat = kept.indices.filter { if case .flat? = found[$0].reason { true } else { false } }
        if flat.first == 0 {
          reason = found[0].reason?.description
          isOfReference = true
          return
        }
        for place in flat { obstacles[kept[place]] = found[place].reason.map { AssayObstacle($0) } }
        if !flat.isEmpty { continue }
        switch data.parallelFit(startingFrom: found) {
        case .converged(let parallel):
          fits = Fits(data: data, kept: kept, free: found, parallel: parallel)
        case .notConverged(.oppositeDirections(let reference, let test)):
          guard let k = kept.dropFirst().first(where: { readings.batch.names[$0] == test }) else { return }
          obstacles[k] = AssayObstacle(
            opposite:
              "opposite slopes: the responses of \(visible(reference)) and \(visible(test)) run in opposite directions, so "
              + "no common curve exists")
          continue
        case .notConverged(let why): reason = "the parallel curves: \(why)"
        }
      } catch {
        reason = "\(error)"
      }
      return
    }
  }
}
