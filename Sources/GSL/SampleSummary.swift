internal import CGSL

/// Mean, variance and quantiles of one sample as GSL computes them.
public struct SampleSummary: Sendable, Equatable {
  /// In rising order (`gsl_sort`).
  public let sorted: [Double]
  /// By a recurrence in extended precision (`gsl_stats_mean`), taken about the least value, so that an offset costs no digits.
  public let mean: Double
  /// Σ (x - mean)²/(n - 1), likewise; zero for one value.
  public let variance: Double

  /// - Parameter values: at least one, in any order; they are finite, or the summary is not.
  /// - Precondition: not empty.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "a sample has values")
    var sorted = values
    let count = sorted.count
    unsafe sorted.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { unsafe gsl_sort(base, 1, count) }
    }
    let least = sorted[0]
    let above = sorted.map { $0 - least }
    mean = unsafe least + gsl_stats_mean(above, 1, count)
    variance = count > 1 ? unsafe gsl_stats_variance(above, 1, count) : 0
    self.sorted = sorted
  }

  /// The value below which the share `f` of the sample lies, linear between neighbours (`gsl_stats_quantile_from_sorted_data`).
  ///
  /// - Precondition: `f` lies between 0 and 1.
  public func quantile(_ f: Double) -> Double {
    precondition(f >= 0 && f <= 1, "a share lies between 0 and 1, not \(f)")
    return unsafe gsl_stats_quantile_from_sorted_data(sorted, 1, sorted.count, f)
  }
}
