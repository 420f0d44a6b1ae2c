import Foundation
import Testing

@Suite struct InitTests {
  @Test(arguments: ["protocol.yaml", "results.csv"])
  func `a file that is there is named and not overwritten`(name: String) throws {
    let folder = try Folder()
    try folder.write("mine", to: name)
    let result = try Command(["init", "assay", "--out", "."], in: folder)
    #expect(result.status == 73)
    #expect(result.messages.contains("./\(name) exists"))
    #expect(try folder.read(name) == "mine")
    let other = name == "results.csv" ? "protocol.yaml" : "results.csv"
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(other)"))
  }

  @Test func `a second init changes nothing`() throws {
    let folder = try Folder()
    _ = try Command(["init", "potency"], in: folder)
    let before = try folder.read("potency/protocol.yaml")
    #expect(try Command(["init", "potency"], in: folder).status == 73)
    #expect(try folder.read("potency/protocol.yaml") == before)
  }

  @Test func `a file in place of the folder is exit 73`() throws {
    let folder = try Folder()
    try folder.write("", to: "taken")
    let result = try Command(["init", "assay", "--out", "taken"], in: folder)
    #expect(result.status == 73)
    #expect(result.messages.contains("taken"))
  }

  @Test(arguments: [
    "impurity", "content-uniformity", "dissolution", "microbial", "identity", "panel", "essay", "",
  ])
  func `a kind without a template is exit 64 and the kinds there are are named`(kind: String) throws {
    let folder = try Folder()
    let result = try Command(["init", kind], in: folder)
    #expect(result.status == 64)
    #expect(result.messages.contains("assay, potency, comparability"))
    #expect(result.output.isEmpty)
  }

  @Test func `a folder without a name is exit 64`() throws {
    #expect(try Command(["init", "assay", "--out", ""], in: try Folder()).status == 64)
  }

  @Test(arguments: [("assay", "judge"), ("bridging", "bridge")])
  func `the command that judges such a study is named, and runs`(kind: String, command: String) throws {
    let folder = try Folder()
    let written = try Command(["init", kind], in: folder)
    #expect(written.output.contains("  methodtransfer \(command) \(kind)/results.csv --protocol \(kind)/protocol.yaml"))
    let words = [command, "\(kind)/results.csv", "--protocol", "\(kind)/protocol.yaml"]
    #expect(try Command(words, in: folder).status == 2)
  }

  @Test(arguments: ["plain", "two/levels", "with blank", "it's", "-dash", "a;b $c"])
  func `the commands that are printed run as they stand`(out: String) throws {
    let folder = try Folder()
    let written = try Command(["init", "assay", "--out=\(out)"], in: folder)
    #expect(written.status == 0, "\(written.messages)")
    let commands = written.output.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("  methodtransfer ") }
      .map { $0.trimmingPrefix("  methodtransfer ") }
    #expect(commands.count == 2)
    for (command, status) in zip(commands, [0, 2] as [Int32]) {
      // A shell takes the printed line apart; the command is then run with what it made of it.
      try folder.write("printf '%s\\n' \(command)\n", to: "words.sh")
      let shell = Process()
      shell.executableURL = URL(filePath: "/bin/sh")
      shell.arguments = ["\(folder.path)/words.sh"]
      let pipe = Pipe()
      shell.standardOutput = pipe
      try shell.run()
      let words = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        .split(whereSeparator: \.isNewline).map(String.init)
      shell.waitUntilExit()
      #expect(try Command(words, in: folder).status == status)
    }
  }
}
