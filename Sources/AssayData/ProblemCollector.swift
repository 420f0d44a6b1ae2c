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

/// Keeps, of the errors of one code in one column, the first three and then how many more; in all twenty lines by place. Of
/// each code of warnings it keeps twenty. It counts them all.
///
/// A message is made only when it may be kept, so that a file with a million faults costs little more than one with twenty.
struct ProblemCollector {
  private struct Entry {
    let place: Place
    let problem: Problem
  }

  /// Errors that are likely of one cause: of one code, in one column of one file.
  private struct Likes {
    struct Kind: Hashable {
      let code: String
      let file: Int
      let column: Int
    }
    let kind: Kind
    var count = 0
    /// The first ones by place, one more than are shown where there are many.
    var entries: [Entry] = []
    var last: Place
  }

  /// How many errors of one code and column are shown each with its own message.
  private static let shownLikes = 3

  private let files: [String]
  /// Of files that are workbooks the sheet, and the column of it that is the first of the table.
  private var sheets: [Int: (name: String, firstColumn: Int)] = [:]
  /// In the order of finding.
  private var likes: [Likes] = []
  private var indices: [Likes.Kind: Int] = [:]
  private var latest: Int?
  private var warnings: [(code: String, count: Int, entries: [Entry])] = []
  private(set) var errorCount = 0
  /// What is behind several of the errors.
  var headline: String?

  init(files: [String]) { self.files = files }

  /// The place as a person names it; a negative file means no file at all.
  private func location(_ place: Place) -> SourceLocation? {
    guard files.indices.contains(place.file) else { return nil }
    let sheet = sheets[place.file]
    return SourceLocation(
      file: files[place.file], line: place.line > 0 ? place.line : nil,
      column: place.column > 0 ? place.column + (sheet?.firstColumn ?? 1) - 1 : nil, sheet: sheet?.name)
  }

  /// Says that a file is a sheet of a workbook.
  mutating func note(sheet: String, firstColumn: Int, of file: Int) { sheets[file] = (sheet, firstColumn) }

  mutating func error(_ code: String, _ place: Place, _ message: @autoclosure () -> String) {
    errorCount += 1
    let index = index(of: Likes.Kind(code: code, file: place.file, column: place.column), place)
    likes[index].count += 1
    likes[index].last = max(likes[index].last, place)
    let entries = likes[index].entries
    if entries.count > Self.shownLikes, entries[Self.shownLikes].place <= place { return }
    let entry = Entry(place: place, problem: Problem(.error, code, at: location(place), message()))
    likes[index].entries.insert(entry, at: entries.lastIndex { $0.place <= place }.map { $0 + 1 } ?? 0)
    if entries.count > Self.shownLikes { likes[index].entries.removeLast() }
  }

  private mutating func index(of kind: Likes.Kind, _ place: Place) -> Int {
    // A file of faults has most of them of one kind.
    if let latest, likes[latest].kind == kind { return latest }
    let index = indices[kind] ?? likes.count
    if index == likes.count {
      indices[kind] = index
      likes.append(Likes(kind: kind, last: place))
    }
    latest = index
    return index
  }

  mutating func warning(_ code: String, _ place: Place, _ message: @autoclosure () -> String) {
    let index =
      warnings.firstIndex { $0.code == code }
      ?? {
        warnings.append((code, 0, []))
        return warnings.count - 1
      }()
    warnings[index].count += 1
    guard warnings[index].entries.count < FileLimits.problems else { return }
    warnings[index].entries.append(
      Entry(place: place, problem: Problem(.warning, code, at: location(place), message())))
  }

  /// The warnings, in the order of the places they name.
  ///
  /// - Throws: ``Rejection`` when there was an error.
  func finish() throws(Rejection) -> [Problem] {
    guard errorCount == 0 else { throw Rejection(shownErrors(), errorCount: errorCount, headline: headline) }
    var kept: [Entry] = []
    for (code, count, entries) in warnings {
      guard count > FileLimits.problems, let last = entries.last else {
        kept += entries
        continue
      }
      let more = "and \(count - FileLimits.problems + 1) more of this kind, which are not listed"
      kept += entries.dropLast()
      kept.append(
        Entry(place: last.place, problem: Problem(.warning, code, at: location(last.place), more)))
    }
    // The sort is stable in fact but not by promise, so the order of finding is part of the key.
    return kept.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map { $0.element.problem }
  }

  /// At most twenty lines by place, of which those that stand for many say how many.
  private func shownErrors() -> [Problem] {
    var lines: [(entry: Entry, count: Int)] = []
    for like in likes {
      let more = like.count - Self.shownLikes
      guard more > 1 else {
        lines += like.entries.map { ($0, 1) }
        continue
      }
      lines += like.entries.prefix(Self.shownLikes).map { ($0, 1) }
      let first = like.entries[Self.shownLikes].place
      let range = like.last.line > first.line ? " in lines \(first.line) to \(like.last.line)" : ""
      let message = "and \(more) more like this\(range)"
      lines.append((Entry(place: first, problem: Problem(.error, like.kind.code, at: location(first), message)), more))
    }
    // The order of finding is part of the key, as among warnings.
    let sorted = lines.enumerated().sorted { ($0.element.entry.place, $0.offset) < ($1.element.entry.place, $1.offset) }
      .map { $0.element }
    guard sorted.count > FileLimits.problems else { return sorted.map({ $0.entry.problem }) }
    let omitted = sorted[(FileLimits.problems - 1)...]
    let rest = omitted.reduce(0) { $0 + $1.count }
    return sorted.prefix(FileLimits.problems - 1).map { $0.entry.problem }
      + [
        Problem(
          .error, omitted[FileLimits.problems - 1].entry.problem.code,
          at: location(omitted[FileLimits.problems - 1].entry.place),
          "and \(rest) more from here on, which are not listed; mend those above and read again")
      ]
  }
}
