import Foundation
import Testing

/// Workbooks of commands that need no protocol.
struct WorkbookArgumentsTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("SnapshotTests/Studies/exports").resolvingSymlinksInPath()

  private func precision(_ options: String...) throws -> Program.Run {
    try Program.run(
      ["precision", "results.xlsx", "--value", "Assay", "--factors", "Run", "--by", "Laboratory", "--json"] + options,
      in: Self.folder)
  }

  @Test func `precision reads the cells that its options name, and says what they lack`() throws {
    let whole = try precision("--sheet", "Results", "--range", "B4:F22", "--percent", "shown")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.output.contains("\"sheet\": \"Results\"") && whole.output.contains("\"encoding\": \"xlsx\""))
    let unsaid = try precision("--sheet", "Results", "--range", "B4:F22")
    #expect(unsaid.status == 65 && unsaid.errors.contains("results.xlsx:Results!F5"), "\(unsaid.errors)")
    #expect(unsaid.errors.contains("--percent shown") && !unsaid.errors.contains("data.numbers"))
    let cut = try precision("--range", "B4:F12", "--percent", "shown")
    #expect(cut.status == 65 && cut.errors.contains("correct --range [E_END]"), "\(cut.errors)")
    let none = try precision("--sheet", "results")
    #expect(none.status == 65 && none.errors.contains("[E_SHEET]") && none.errors.contains("\"Results\""))
  }

  @Test(arguments: [["--range", "B0"], ["--range", "F22:B4"], ["--percent", "98"]])
  func `what is no range or no meaning is said before the file is read`(_ options: [String]) throws {
    let run = try Program.run(
      ["precision", "absent.xlsx", "--value", "Assay", "--factors", "Run"] + options, in: Self.folder)
    #expect(run.status == 64 && run.errors.contains(options[0]), "\(options) \(run.errors)")
  }
}
