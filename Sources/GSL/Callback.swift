internal import CGSL

/// A Swift function as GSL calls it: by a C function and a pointer, which live for the length of one call.
///
/// GSL keeps neither, so that a function that does not escape may be lent to it.
func withCallback<Result>(
  _ f: (Double) -> Double, _ body: (UnsafeMutablePointer<gsl_function>) -> Result
) -> Result {
  withoutActuallyEscaping(f) { f in
    var holder = Holder(call: f)
    return unsafe withUnsafeMutablePointer(to: &holder) { pointer in
      var callback = unsafe gsl_function(
        function: { x, context in
          guard let context = unsafe context else { return .nan }
          return unsafe context.assumingMemoryBound(to: Holder.self).pointee.call(x)
        }, params: UnsafeMutableRawPointer(pointer))
      return unsafe withUnsafeMutablePointer(to: &callback) { unsafe body($0) }
    }
  }
}

private struct Holder {
  let call: (Double) -> Double
}
