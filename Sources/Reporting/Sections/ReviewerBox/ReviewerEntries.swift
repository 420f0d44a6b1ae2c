/// The lines of a box for reviewers: those that have something to say, then in one line the names of those that have not.
struct ReviewerEntries {
  private var said: [Entry] = []
  private var nothing: [String] = []

  /// One labelled line of all sentences; without any it is named among what there is nothing to report of.
  ///
  /// - Parameter sentences: `nil` where the line does not concern the study.
  mutating func say(_ label: String, _ sentences: [RichText]?) {
    guard let sentences else { return }
    guard let first = sentences.first else {
      nothing.append(label)
      return
    }
    said.append(Entry(label, sentences.dropFirst().reduce(first) { "\($0) \($1)" }))
  }

  /// A line that is there only where it says something, and is not missed where it does not.
  mutating func sayIfAny(_ label: String, _ sentences: [RichText]) {
    if !sentences.isEmpty { say(label, sentences) }
  }

  mutating func add(_ entry: Entry) { said.append(entry) }

  var entries: [Entry] {
    nothing.isEmpty ? said : said + [Entry("Nothing to report", RichText(nothing.joined(separator: ", ") + "."))]
  }
}
