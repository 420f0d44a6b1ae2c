internal import Notation

/// A place in the inputs that orders as a reader goes through them. Line 0 is the whole file, column 0 the whole line.
struct Place: Hashable, Comparable {
  var file: Int
  var line = 0
  var column = 0

  static func < (a: Place, b: Place) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

/// Keeps the first twenty errors by place, and twenty warnings of each code, and counts them all.
///
/// A message is made only when it will be kept, so that a file with a million faults costs no more than one with twenty.
struct ProblemCollector {
  private struct Entry {
    let place: Place
    let problem: Problem
  }

  private let files: [String]
  private var errors: [Entry] = []
  private var warnings: [(code: String, count: Int, entries: [Entry])] = []
  private(set) var errorCount = 0

  init(files: [String]) { self.files = files }

  /// The place as a person names it; a negative file means no file at all.
  private func location(_ place: Place) -> SourceLocation? {
    guard files.indices.contains(place.file) else { return nil }
    return SourceLocation(
      file: files[place.file], line: place.line > 0 ? place.line : nil, column: place.column > 0 ? place.column : nil)
  }

  /// Whether an error here would only be counted.
  func wouldOnlyCount(_ place: Place) -> Bool {
    errors.count == Limits.problems && errors[Limits.problems - 1].place <= place
  }

  mutating func countError() { errorCount += 1 }

  mutating func error(_ code: String, _ place: Place, _ message: @autoclosure () -> String) {
    errorCount += 1
    if wouldOnlyCount(place) { return }
    let entry = Entry(place: place, problem: Problem(.error, code, at: location(place), message()))
    errors.insert(entry, at: errors.lastIndex { $0.place <= place }.map { $0 + 1 } ?? 0)
    if errors.count > Limits.problems { errors.removeLast() }
  }

  mutating func warning(_ code: String, _ place: Place, _ message: @autoclosure () -> String) {
    let index =
      warnings.firstIndex { $0.code == code }
      ?? {
        warnings.append((code, 0, []))
        return warnings.count - 1
      }()
    warnings[index].count += 1
    guard warnings[index].entries.count < Limits.problems else { return }
    warnings[index].entries.append(
      Entry(place: place, problem: Problem(.warning, code, at: location(place), message())))
  }

  /// The warnings, in the order of the places they name.
  ///
  /// - Throws: ``Rejection`` when there was an error.
  func finish() throws(Rejection) -> [Problem] {
    guard errorCount == 0 else { throw Rejection(errors.map(\.problem), errorCount: errorCount) }
    var kept: [Entry] = []
    for (code, count, entries) in warnings {
      guard count > Limits.problems, let last = entries.last else {
        kept += entries
        continue
      }
      let more = "and \(count - Limits.problems + 1) more of this kind, which are not listed"
      kept += entries.dropLast()
      kept.append(
        Entry(place: last.place, problem: Problem(.warning, code, at: location(last.place), more)))
    }
    // The sort is stable in fact but not by promise, so the order of finding is part of the key.
    return kept.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element.problem)
  }
}
