/// A factor: one integer code a row; rows with the same code belong to the same level.
public struct ModelFactor: Sendable, Equatable {
  public let name: String
  /// One for each row; any integers.
  public let codes: [Int]

  public init(_ name: String, _ codes: [Int]) {
    self.name = name
    self.codes = codes
  }

  /// The factor whose levels are the combinations that occur, named `a:b`.
  ///
  /// - Precondition: both have a code for each row.
  public static func interaction(_ a: ModelFactor, _ b: ModelFactor) -> ModelFactor {
    precondition(a.codes.count == b.codes.count, "\(a.name) and \(b.name) differ in length")
    let (first, second) = (DenseCodes(a.codes), DenseCodes(b.codes))
    return ModelFactor(
      "\(a.name):\(b.name)", zip(first.codes, second.codes).map { $0 * second.count + $1 })
  }
}

/// A fixed effect: a main effect of one factor, or the interaction of several.
public struct FixedTerm: Sendable, Equatable {
  public let factors: [ModelFactor]

  public init(_ factors: ModelFactor...) { self.factors = factors }
}

/// How the codes of random factors are to be read.
public enum RandomArrangement: Sendable, Equatable {
  /// Each factor within the one before it: run 1 of day 1 and run 1 of day 2 are different runs.
  case nested
  /// The same code is the same level wherever it occurs. Factors that are nested all the same are found out and treated so.
  case asCoded
}

/// Codes as 0 ..< count, in the order of the codes.
struct DenseCodes {
  let codes: [Int]
  let count: Int
  /// The original code of each level.
  let labels: [Int]

  init(_ raw: [Int]) {
    guard let low = raw.min(), let high = raw.max() else {
      (codes, count, labels) = ([], 0, [])
      return
    }
    let (range, overflow) = high.subtractingReportingOverflow(low)
    if !overflow, range < 4 * raw.count + 64 {
      var index = [Int](repeating: -1, count: range + 1)
      for code in raw { index[code - low] = 0 }
      var labels: [Int] = []
      for offset in index.indices where index[offset] == 0 {
        index[offset] = labels.count
        labels.append(low + offset)
      }
      codes = raw.map { index[$0 - low] }
      self.labels = labels
    } else {
      let order = raw.indices.sorted { raw[$0] < raw[$1] }
      var codes = raw
      var labels: [Int] = []
      for i in order {
        if labels.last != raw[i] { labels.append(raw[i]) }
        codes[i] = labels.count - 1
      }
      self.codes = codes
      self.labels = labels
    }
    count = labels.count
  }

  /// Ranks of rows by a comparison that says which rows are equal.
  init(keys count: Int, less: (Int, Int) -> Bool) {
    let order = (0..<count).sorted(by: less)
    var codes = [Int](repeating: 0, count: count)
    var level = 0
    for k in order.indices {
      if k > 0, less(order[k - 1], order[k]) { level += 1 }
      codes[order[k]] = level
    }
    self.codes = codes
    self.count = order.isEmpty ? 0 : level + 1
    labels = []
  }
}
