/// Why a sample, or a set of them, cannot be analysed.
public enum SampleError: Error, Equatable, Sendable {
  case tooFew(needed: Int, found: Int)
  case notFinite(index: Int)
  /// Every value is the same, so that no standard error exists.
  case noVariation
  /// A mean that a ratio or a coefficient of variation needs above zero is not.
  case meanNotPositive
  /// Two samples that should pair differ in size.
  case unpaired(Int, Int)
}
