/// A partition of places, as codes numbered from 0 by first occurrence: equal partitions are equal lists.
struct PartitionCodes {
  /// Of each place.
  let codes: [Int]
  let count: Int

  /// All places in one part.
  init(one places: Int) {
    codes = [Int](repeating: 0, count: places)
    count = min(1, places)
  }

  /// Of any labels; those near each other are looked up in a list, others in a dictionary.
  init(_ labels: [Int]) {
    var codes: [Int] = []
    codes.reserveCapacity(labels.count)
    var count = 0
    let (low, high) = (labels.min() ?? 0, labels.max() ?? 0)
    let (range, overflow) = high.subtractingReportingOverflow(low)
    if !overflow, range < 4 * labels.count + 64 {
      var known = [Int](repeating: -1, count: range + 1)
      for label in labels {
        if known[label - low] < 0 {
          known[label - low] = count
          count += 1
        }
        codes.append(known[label - low])
      }
    } else {
      var known: [Int: Int] = [:]
      for label in labels {
        let code = known[label] ?? count
        if code == count {
          known[label] = code
          count += 1
        }
        codes.append(code)
      }
    }
    (self.codes, self.count) = (codes, count)
  }

  /// The parts that places of one part of each share.
  func joined(with other: PartitionCodes) -> PartitionCodes {
    if count <= 1 { return other }
    if other.count <= 1 { return self }
    let (cells, overflow) = count.multipliedReportingOverflow(by: other.count)
    if !overflow, cells < 4 * codes.count + 64 {
      return PartitionCodes(zip(codes, other.codes).map { $0 * other.count + $1 })
    }
    // Their product may be too large for an integer.
    var pairs: [SIMD2<Int>: Int] = [:]
    var joined: [Int] = []
    for (a, b) in zip(codes, other.codes) {
      let pair = SIMD2(a, b)
      let code = pairs[pair] ?? pairs.count
      pairs[pair] = code
      joined.append(code)
    }
    return PartitionCodes(joined)
  }

  /// The places part by part, in each in their order.
  var grouped: [Int] {
    var next = [Int](repeating: 0, count: count + 1)
    for code in codes { next[code + 1] += 1 }
    for code in 0..<count { next[code + 1] += next[code] }
    var places = codes
    for (place, code) in codes.enumerated() {
      places[next[code]] = place
      next[code] += 1
    }
    return places
  }
}
