/// Why a verdict came about, as a value: simulated studies judge often and put no words together.
enum Why: Sendable, Hashable {
  /// Where an interval lies that two limits are held against.
  enum Interval: Sendable, Hashable {
    case inside, beyondLower, beyondUpper, crossesLower, crossesUpper, crossesBoth
  }

  case interval(Interval)
  /// A bound against a lower limit, and against an upper one, by what it shows.
  case lower(Verdict)
  case upper(Verdict)
  /// The upper bound of a precision against its limit.
  case precision(Verdict)
  /// Fieller's set has no two ends.
  case noEnds(Study.Kind)
  /// Runs were counted.
  case runs(Verdict, Study.Kind)
  /// A sentence of a kind's own.
  case told(String)

  /// In words without figures.
  var words: String {
    switch self {
    case .interval(.inside): "the interval lies inside the limits"
    case .interval(.beyondUpper): "the interval lies wholly beyond the upper limit"
    case .interval(.beyondLower): "the interval lies wholly beyond the lower limit"
    case .interval(.crossesUpper): "the interval crosses the upper limit: not shown, and not refuted"
    case .interval(.crossesLower): "the interval crosses the lower limit: not shown, and not refuted"
    case .interval(.crossesBoth): "the interval crosses both limits: not shown, and not refuted"
    case .lower(.pass): "the lower bound lies above the lower limit"
    case .lower(.fail): "even the upper bound lies below the lower limit"
    case .lower:
      "the lower bound lies below the lower limit while the upper one does not: not shown, and not refuted"
    case .upper(.pass): "the upper bound lies below the upper limit"
    case .upper(.fail): "even the lower bound lies above the upper limit"
    case .upper:
      "the upper bound lies above the upper limit while the lower one does not: not shown, and not refuted"
    case .precision(.pass): "the upper bound lies inside the limit"
    case .precision(.fail): "even the lower bound lies beyond the limit"
    case .precision:
      "the upper bound lies beyond the limit while the lower one does not: not shown, and not refuted"
    case .noEnds(let study):
      "Fieller's set has no two ends because \(StudyWords(study).sendingMean) may be zero: not shown, and not refuted"
    case .runs(.pass, _): "no more runs than may fail were not shown to be similar"
    case .runs(.fail, let study):
      "more runs than may fail are shown to be unlike \(StudyWords(study).referencePreparation)"
    case .runs:
      "more runs than may fail are not shown to be similar, but not that many are shown to be unlike"
    case .told(let words): words
    }
  }
}
