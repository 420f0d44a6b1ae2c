/// What a results file may hold; beyond it the file is refused rather than read slowly or in part.
enum FileLimits {
  static let fieldBytes = 65_536
  static let columns = 1_024
  static let results = 2_000_000
  static let fileBytes = 536_870_912
  static let nameCharacters = 200
  static let combiningMarks = 8
  static let laboratories = 50
  /// How many problems of one kind are worth printing.
  static let problems = 20
}
