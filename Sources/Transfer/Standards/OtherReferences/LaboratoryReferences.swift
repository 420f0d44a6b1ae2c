internal import AssayData
internal import Notation
internal import Statistics

/// The standards that the laboratories' results of one attribute are relative to, and what brings them to one: of an
/// attribute with `otherReferences: bridge`.
///
/// A result that is relative to the lot X is 1/M_X of what a unit of the primary would make it, M_X being what X is worth by
/// all measured ratios back to the primary. So a result is brought to the lot Y by the factor M_X/M_Y. Where results are in
/// the unit of the standards they were multiplied by the value A that is stated of the lot, and only what the stated values
/// leave is converted: (M_X/A_X)/(M_Y/A_Y).
struct LaboratoryReferences: Sendable {
  /// The attribute's.
  let own: Standard
  /// By laboratory, the sender first; `nil` where nothing says it.
  let standards: [Standard?]
  /// Whether results are yet to be measured: then only what is not known of a factor enters.
  private let isPlanned: Bool
  private let chain: StandardsChain
  private let places: [String: Int]
  private let isInUnitOfStandards: Bool

  /// - Parameter data: `nil` for a study that is planned, of which only a protocol may say who uses which lot.
  /// - Returns: `nil` where nothing is converted.
  init?(_ attribute: Attribute, transferProtocol: TransferProtocol, data: AssayData?) {
    guard attribute.otherReferences == .bridge, let ledger = transferProtocol.standards,
      let own = attribute.reference.flatMap({ ledger.standard(named: $0) }), let chain = try? ledger.chain()
    else { return nil }
    self.own = own
    self.chain = chain
    places = Dictionary(keyed: ledger.standards.enumerated().map { ($1.id, $0) })
    isInUnitOfStandards = attribute.isInUnitOfStandards
    isPlanned = data == nil
    let names: [String?]
    if let doseResponse = attribute.doseResponse {
      names = transferProtocol.laboratories.map { doseResponse.used(by: $0).reference }
    } else if let data {
      names = Self.lots(attribute, transferProtocol, data)
    } else {
      names = transferProtocol.laboratories.map { _ in nil }
    }
    standards = names.map { $0.flatMap { ledger.standard(named: $0) } }
  }

  /// The reference lot of each laboratory's first usable result; reading has seen that there is one.
  private static func lots(_ attribute: Attribute, _ transferProtocol: TransferProtocol, _ data: AssayData) -> [String?]
  {
    let own = OwnRows(attribute, in: data, transferProtocol)
    var found: [String: String] = [:]
    for row in 0..<data.count where data.isUsable(row) {
      guard let laboratory = data.name(.laboratory, of: row), found[laboratory] == nil,
        own.contains(row),
        let lot = data.name(.referenceLot, of: row)
      else { continue }
      found[laboratory] = lot
      if found.count == transferProtocol.laboratories.count { break }
    }
    return transferProtocol.laboratories.map { found[$0] }
  }

  /// Whether a laboratory used another lot than the attribute's.
  func isOther(_ laboratory: Int) -> Bool { standards[laboratory].map { $0.id != own.id } ?? false }

  var hasOthers: Bool { standards.indices.contains(where: isOther) }

  /// ln of what brings results on one standard to another; `nil` where they are one, or the chain says nothing of them.
  private func step(_ standard: Standard, to other: Standard) -> LnEstimate? {
    guard standard.id != other.id, let x = places[standard.id], let y = places[other.id],
      let measured = try? chain.difference(x, over: y)
    else { return nil }
    let stated = isInUnitOfStandards ? chain.links[x].lnValue - chain.links[y].lnValue : 0
    return LnEstimate(
      isPlanned ? 0 : measured.value - stated, standardError: measured.standardError,
      degreesOfFreedom: measured.degreesOfFreedom)
  }

  /// ln of what a laboratory's results are multiplied by to be relative to the attribute's reference; `nil` where they are.
  func factor(_ laboratory: Int) -> LnEstimate? { standards[laboratory].flatMap { step($0, to: own) } }

  /// What a comparison of two laboratories has to bring over.
  func bridge(sending: Int, receiving: Int) -> ReferenceBridge? {
    guard let s = standards[sending], let r = standards[receiving], isOther(sending) || isOther(receiving) else {
      return nil
    }
    let step = step(r, to: s)
    return ReferenceBridge(
      step: step, lnSending: factor(sending)?.value ?? 0,
      lnReceiving: factor(receiving)?.value ?? 0,
      own: own.id, sending: s.id, receiving: r.id,
      way: places[r.id].flatMap { x in
        places[s.id].map {
          ReferenceBridge.Way(links: chain.links, from: x, to: $0, leavesStated: !isInUnitOfStandards)
        }
      })
  }

  /// Of what is not known of the factors that bring each laboratory's results beside the sender's: the matrix L with
  /// L L' their covariance, a row for each laboratory; `nil` where there is nothing of that kind.
  var errors: [[Double]]? {
    guard let sender = standards[0], let s = places[sender.id] else { return nil }
    // The same lot has the same error.
    var lots: [Int] = []
    let columns = standards.map { standard -> Int? in
      guard let standard, standard.id != sender.id, let place = places[standard.id] else { return nil }
      if let known = lots.firstIndex(of: place) { return known }
      lots.append(place)
      return lots.count - 1
    }
    guard !lots.isEmpty else { return nil }
    let covariance = lots.map { i in
      lots.map { j in
        chain.covariance(i, j) - chain.covariance(i, s) - chain.covariance(s, j) + chain.covariance(s, s)
      }
    }
    let root = lowerRoot(covariance)
    return columns.map { $0.map { root[$0] } ?? [Double](repeating: 0, count: lots.count) }
  }
}

/// What brings the results of two laboratories, which are relative to different standards, beside each other.
struct ReferenceBridge: Sendable {
  /// ln of the measured ratio of the receiver's lot to the sender's, less what their stated values take care of; `nil` where
  /// both used one lot, of which any factor is common and cancels. That the chain says something of two lots, reading has seen.
  let step: LnEstimate?
  /// ln of what each one's results are multiplied by to be relative to the attribute's reference.
  let lnSending: Double
  let lnReceiving: Double
  let own: String
  let sending: String
  let receiving: String
  /// What ``step`` was found from.
  let way: Way?

  /// Through the chain from the receiver's lot to the sender's.
  struct Way: Sendable {
    let links: [StandardsChain.Link]
    let from: Int
    let to: Int
    /// Whether stated values take no part of the step.
    let leavesStated: Bool

    /// The step by the second engine.
    func second() throws(CrossCheck.Reason) -> SecondEngine.Mean {
      let found = try SecondEngine.Chain(links).difference(from, over: to)
      return leavesStated ? found : found.moved(to: found.value - links[from].lnValue + links[to].lnValue)
    }
  }

  /// What a reader of a comparison of means must know.
  func remark(_ words: StudyWords, sendingName: String, receivingName: String) -> String {
    guard step != nil else {
      return
        "both \(words.groups) used \(quoted(receiving)) and not \(quoted(own)): the factor between the two is common and cancels"
    }
    let moved = [(sendingName, sending), (receivingName, receiving)].filter { $0.1 != own }
    let whose = moved.map { "those of \($0.0), relative to \(quoted($0.1))," }
    return
      "results were converted to \(quoted(own)) by measured ratios of the lots (\(Spelling.list(whose, "and").dropLast())), whose "
      + "uncertainty is in the interval: bridged, not measured side by side"
  }
}

/// The lower triangular root of a covariance matrix; of what is not positive but for rounding, zeros.
private func lowerRoot(_ matrix: [[Double]]) -> [[Double]] {
  var root = matrix.map { $0.map { _ in 0.0 } }
  for i in matrix.indices {
    for j in 0...i {
      var rest = matrix[i][j]
      for k in 0..<j { rest -= root[i][k] * root[j][k] }
      if i == j {
        root[i][i] = rest > 1e-14 * matrix[i][i] ? rest.squareRoot() : 0
      } else {
        root[i][j] = root[j][j] > 0 ? rest / root[j][j] : 0
      }
    }
  }
  return root
}
