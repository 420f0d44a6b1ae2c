internal import ArgumentParser
internal import Notation
internal import Records

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a commented starter protocol and example results to begin from.",
    discussion: """
      Example:
        methodtransfer init assay
        methodtransfer init potency --out studies/PA-07

      Kinds:
      \(Template.all.map { "  \($0.kind): \($0.summary)" }.joined(separator: "\n"))

      The folder gets protocol.yaml and results.csv; neither is ever overwritten.
      Its limits are examples, so the study is a DRAFT that cannot pass until they
      are replaced by limits with a justification.
      """)

  @Argument(
    help: "What is studied: \(Template.all.map(\.kind).joined(separator: ", ")).",
    completion: .list(Template.all.map(\.kind)))
  var kind: String

  @Option(help: "The folder to write into (default: a folder named after the kind).", completion: .directory)
  var out: String?

  func validate() throws {
    if Self.template(kind) == nil {
      let known = Template.all.map(\.kind).joined(separator: ", ")
      throw ValidationError(
        Template.announced.contains(kind)
          ? "this version has no template for \(kind); the kinds there are: \(known)"
          : "\(quoted(kind)) is no kind of study; the kinds there are: \(known)")
    }
    if out?.isEmpty == true { throw ValidationError("--out names no folder; give one, or leave it out") }
  }

  func run() throws {
    guard let template = Self.template(kind) else { throw ExitCode.validationFailure }
    let folder = Self.folder(out ?? template.kind)
    let files: [(path: String, contents: String)]
    do throws(ProseFault) {
      files = try template.files.map { ("\(folder)\($0.name)", $0.text) }
    } catch {
      throw Console.fail(error)
    }
    if let present = files.first(where: { Files.exists($0.path) }) {
      Console.message(
        "methodtransfer: error: \(visible(present.path)) exists and is not overwritten; name another folder with --out")
      throw ExitCode(Exit.unwritable)
    }
    do throws(RecordError) {
      try Files.makeFolders(folder)
      for file in files { try Files.write(Array(file.contents.utf8), to: file.path) }
    } catch {
      throw Console.fail(error)
    }
    let (plan, results) = (shellQuoted(files[0].path), shellQuoted(files[1].path))
    try Console.output(
      """
      Written:
        \(visible(files[0].path))   limits are examples: a DRAFT, which cannot pass
        \(visible(files[1].path))   simulated

      Next:
        methodtransfer check \(results) --protocol \(plan)
        methodtransfer \(template.command) \(results) --protocol \(plan)

      """)
  }

  private static func template(_ kind: String) -> Template? { Template.all.first { $0.kind == kind } }

  /// The folder with one slash at its end, and none that a command would take for an option.
  private static func folder(_ path: String) -> String {
    let safe = path.hasPrefix("-") ? "./\(path)" : path
    return safe.hasSuffix("/") ? safe : safe + "/"
  }
}

/// A word as a POSIX shell reads it back: bare where every character is harmless, else in single quotes.
func shellQuoted(_ text: String) -> String {
  let isHarmless = text.utf8.allSatisfy { byte in
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_./,+:@%".utf8.contains(byte)
    }
  }
  if isHarmless && !text.isEmpty { return text }
  var out = "'"
  for scalar in text.unicodeScalars {
    if scalar == "'" { out += "'\\''" } else { out.unicodeScalars.append(scalar) }
  }
  return out + "'"
}
