internal import AssayData
internal import Notation
internal import Transfer

/// What was marked and not used of an attribute, run by run, for page one.
struct Exclusions {
  private let completeness: Completeness
  private let context: ReportContext

  init(_ completeness: Completeness, _ context: ReportContext) {
    self.completeness = completeness
    self.context = context
  }

  /// Results of one run that are not used for one reason.
  private struct Group {
    var count = 0
    var samples: [String] = []
    var analysts: [String] = []
  }

  private struct Key: Hashable {
    let laboratory: String
    let run: String
    let reason: String
    let stated: StatedReason?
    let isMarked: Bool
  }

  /// How many runs page one has room for; the table has all.
  private static let most = 6

  /// `nil` where nothing was marked.
  var sentence: RichText? {
    let data = context.assessment.data
    let marked = completeness.excluded.filter { $0.reason != "missing" }
    guard !marked.isEmpty else { return nil }
    var groups = InOrder<Key, Group>()
    func add(_ name: String?, to names: inout [String]) {
      if let name, !names.contains(name) { names.append(name) }
    }
    for entry in marked {
      let key = Key(
        laboratory: data.name(.laboratory, of: entry.row) ?? "",
        run: context.transferProtocol.runName(of: entry.row, in: data) ?? "", reason: entry.reason,
        stated: data.statedReason(of: entry.row), isMarked: data.standing(of: entry.row).isMarked)
      groups[key, default: Group()].count += 1
      add(data.name(.sample, of: entry.row), to: &groups[key, default: Group()].samples)
      add(data.name(.analyst, of: entry.row), to: &groups[key, default: Group()].analysts)
    }
    let said = groups.prefix(Self.most).map { words($0.key, $0.value) }.joined(separator: "; ")
    let rest = groups.count - min(groups.count, Self.most)
    let more = rest > 0 ? "; and \(Wording.count(rest, "more run"))" : ""
    let isOfRuns = marked.contains { entry in
      switch data.standing(of: entry.row) {
      case .noPotency, .unusedReading, .notSimilar: true
      default: false
      }
    }
    let what = isOfRuns ? "without a potency, or wells, not used" : "marked and not used"
    return
      "\(Wording.count(marked.count, "result")) of \(visible(completeness.attribute)) \(what): \(said)\(more) (\(reference: "not-used-\(completeness.attribute)"))."
  }

  /// A word that only repeats what was made of it is not said twice: `invalid (invalid)` is `invalid`.
  static func reason(_ reason: String) -> String { reason == "invalid (invalid)" ? "invalid" : reason }

  /// The reason as it is known, and as it is given: "invalid, air bubble, DEV-12".
  static func reason(_ reason: String, _ stated: StatedReason?, isMarked: Bool) -> String {
    let given = StatedReason.words(stated.map { [$0] } ?? [], isMarked: isMarked)
    return Self.reason(reason) + (given.map { ", \($0)" } ?? "")
  }

  private func words(_ key: Key, _ group: Group) -> String {
    func list(_ word: String, _ names: [String]) -> String? {
      guard !names.isEmpty else { return nil }
      return "\(word)\(names.count == 1 ? "" : "s") \(Spelling.first(4, of: names.map(visible)))"
    }
    let place = [visible(key.laboratory), key.run.isEmpty ? nil : "run \(visible(key.run))"].compactMap { $0 }
    let details = [list("sample", group.samples), list("analyst", group.analysts)].compactMap { $0 }
    return
      "\(place.joined(separator: " ")), \((details + [Wording.count(group.count, "result")]).joined(separator: ", ")): \(Self.reason(key.reason, key.stated, isMarked: key.isMarked))"
  }
}
