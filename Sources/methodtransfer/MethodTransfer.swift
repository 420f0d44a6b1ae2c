internal import ArgumentParser

@main
struct MethodTransfer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methodtransfer",
    abstract: "Says whether an analytical method has been transferred from one laboratory to another.",
    discussion: """
      Two laboratories' results (CSV) and a protocol with limits set in advance (YAML) go in; pass, fail or inconclusive
      comes out, with a report that can be followed back to a line of a file.

      Example:
        methodtransfer init assay --out my-study
        methodtransfer check my-study/results.csv --protocol my-study/protocol.yaml
        methodtransfer judge my-study/results.csv --protocol my-study/protocol.yaml --report my-study/report

      Exit codes: 0 every required criterion passed; 1 at least one failed; 2 none failed but at least one is inconclusive
      or not evaluated; 64 wrong usage; 65 data or protocol rejected; 66 an input cannot be read; 70 a self-check failed;
      71 the system refuses what is needed (a thread, /proc); 73 an output cannot be written.
      """,
    version: programVersion,
    subcommands: [
      Init.self, Plan.self, Check.self, Judge.self, Bridge.self, Precision.self, Potency.self, Calc.self, Explain.self,
    ])
}

extension MethodTransfer {
  /// All on the main thread: with an asynchronous entry even `--version` would wait for a second thread, and where the system
  /// gives none it would wait for ever.
  static func main() {
    // The arguments come from /proc/self/cmdline on Linux. Without it there are none, not even the program's name, and a
    // question that was not read must not be answered by the overview and a 0.
    guard CommandLine.argc > 0 else {
      Console.message("methodtransfer: error: the arguments cannot be read: /proc is not mounted")
      exit(withError: ExitCode(Exit.refusedBySystem))
    }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      finish(error)
    }
  }

  /// Help and version are output like any other: what did not arrive was not said.
  private static func finish(_ error: any Error) -> Never {
    guard exitCode(for: error) == .success else { exit(withError: error) }
    let text = fullMessage(for: error)
    if !text.isEmpty {
      do { try Console.output(text.hasSuffix("\n") ? text : text + "\n") } catch { exit(withError: error) }
    }
    exit(withError: ExitCode.success)
  }
}

/// Also in every report and record.
let programVersion = "0.1.0"
