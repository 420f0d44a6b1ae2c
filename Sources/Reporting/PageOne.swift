internal import Plotting

/// About how high the first page is in print, so that one which runs over does not leave the second nearly empty.
enum PageOne {
  /// Whether title and blocks fit an A4 page, by the sizes of the style sheet; an error of a few lines does no harm: then
  /// the next section starts below, or the last block stands alone.
  static func holds(_ blocks: [Block], title: String) -> Bool {
    header(title) + blocks.reduce(0) { $0 + height($1) } <= available
  }

  /// Between the margins, in millimetres as everything here.
  private static let available = 259.0
  private static let line = 4.4

  private static func header(_ title: String) -> Double { 36 + 7 * Double(lines(title, of: 62)) }

  private static func lines(_ text: String, of characters: Int) -> Int {
    max(1, (text.count + characters - 1) / characters)
  }

  private static func height(_ block: Block) -> Double {
    switch block {
    case .verdict: 19
    case .table(let table):
      10 + 9.2 * Double(table.rows.count) + 6 * Double(table.rows.count { $0.heading != nil }) + 5
    case .statements(let entries):
      entries.reduce(3) { $0 + line * Double(lines($1.text.plain, of: 118)) + 0.8 }
    case .figure(let figure):
      // 680 units are the width between the margins.
      177.0 / 680 * (figure.drawings.map({ $0.height }).max() ?? 0) + 16
    case .box(_, let entries):
      entries.reduce(12) { $0 + line * Double(lines($1.text.plain, of: 105)) + 0.4 }
    default: 20
    }
  }
}
