/// Values in rising order, so that what is added up from them does not depend on the order they came in.
///
/// Up to sixteen lie on the stack: cells and unit means are that few, and a simulated study forms dozens of them.
struct SortedValues: ~Copyable {
  private var few = InlineArray<16, Double>(repeating: 0)
  private var many: [Double] = []
  let count: Int

  init(_ values: ArraySlice<Double>) {
    count = values.count
    guard values.count <= 16 else {
      many = values.sorted()
      return
    }
    var filled = 0
    for value in values {
      var i = filled
      while i > 0, few[i - 1] > value {
        few[i] = few[i - 1]
        i -= 1
      }
      few[i] = value
      filled += 1
    }
  }

  subscript(_ i: Int) -> Double { count <= 16 ? few[i] : many[i] }

  /// Σ (value - centre), with compensation.
  func sum(less centre: Double = 0) -> Double {
    var sum = CompensatedSum()
    for i in 0..<count { sum.add(self[i] - centre) }
    return sum.value
  }

  /// Σ (value - pivot - mean)² about a mean as rounded; what rounding the mean left over is taken back out of it (Chan, Golub
  /// & LeVeque 1983).
  func squares(about mean: Double, less pivot: Double = 0) -> Double {
    var squares = CompensatedSum()
    var deviations = CompensatedSum()
    for i in 0..<count {
      let deviation = (self[i] - pivot) - mean
      squares.add(deviation * deviation)
      deviations.add(deviation)
    }
    return max(0, squares.value - deviations.value * deviations.value / Double(count))
  }

  /// The same over n - 1; zero for one value.
  func variance(about mean: Double, less pivot: Double = 0) -> Double {
    count > 1 ? squares(about: mean, less: pivot) / Double(count - 1) : 0
  }
}

/// A sum that carries what rounding drops (Neumaier 1974).
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  var value: Double { sum + lost }
}

/// The mean of values whose order changes no bit of it: they are added in the order of size, with compensation.
///
/// - Precondition: at least one value.
public func orderFreeMean(_ values: [Double]) -> Double { orderFreeMean(values[...]) }

/// The same of part of a list.
public func orderFreeMean(_ values: ArraySlice<Double>) -> Double {
  precondition(!values.isEmpty, "a mean needs a value")
  let first = values.startIndex
  switch values.count {
  case 1: return values[first]
  // Of two values the compensated sum is the plain one.
  case 2: return (values[first] + values[first + 1]) / 2
  case 3:
    let (a, b, c) = (values[first], values[first + 1], values[first + 2])
    var sum = CompensatedSum()
    // From the least to the greatest.
    let (low, high) = (min(a, b, c), max(a, b, c))
    sum.add(low)
    sum.add(max(min(a, b), min(max(a, b), c)))
    sum.add(high)
    return sum.value / 3
  default: return SortedValues(values).sum() / Double(values.count)
  }
}
