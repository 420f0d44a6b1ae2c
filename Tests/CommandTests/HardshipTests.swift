import Foundation
import Testing

/// A system that gives no second thread or no /proc: the usual answer or an error, never a wait, never a 0 for nothing done.
struct HardshipTests {
  private static let isRoot = geteuid() == 0

  /// Ends with the command under a limit of no further process or thread, which binds no superuser.
  private static let noThreads =
    (isRoot ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [])
    + ["/bin/sh", "-c", "ulimit -u 0 && exec \"$0\" \"$@\""]
  private static let noProc = [
    "/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount -t tmpfs none /proc && exec \"$0\" \"$@\"",
  ]

  /// Whether a wrapper can be had here at all.
  private static func works(_ wrapper: [String]) -> Bool {
    guard let first = wrapper.first, FileManager.default.isExecutableFile(atPath: first) else { return false }
    let process = Process()
    process.executableURL = URL(filePath: first)
    process.arguments = wrapper.dropFirst() + ["/bin/true"]
    process.standardError = FileHandle.nullDevice
    return (try? process.run()) != nil
      && {
        process.waitUntilExit(); return process.terminationStatus == 0
      }()
  }

  private static func study() throws -> Scratch {
    let scratch = try Scratch()
    _ = try scratch.write("run,y\n1,5.1\n1,5.3\n2,5.6\n2,5.2\n3,5.0\n3,5.4\n", "results.csv")
    _ = try scratch.write(planned, "protocol.yaml")
    return scratch
  }

  private static let planned = """
    schema: methodtransfer/protocol/1
    study: {id: T-1, title: T, kind: transfer}
    sending: S
    receiving: [R]
    planning: {truth: {bias: 0, runSD: 0.2, repeatabilitySD: 0.3, sdRatio: 1}, power: 0.9, simulations: 100, seed: 1}
    data:
      delimiter: ","
      decimal: "."
      columns: {laboratory: lab, sample: sample, run: run, replicate: replicate, value: result}
    attributes:
      - id: content
        title: T
        unit: mg
        scale: linear
        unitOfReplication: run
        design: {samples: [X], runs: 4, replicates: 2}
        criteria:
          - {id: AC-1, kind: mean-difference, limits: [-2, 2], alpha: 0.05, justification: {source: specification, text: T}}

    """

  @Test(
    .enabled(if: works(noThreads)),
    arguments: [
      ["calc", "norm_cdf", "x=1"], ["precision", "results.csv", "--value", "y", "--factors", "run"], ["--version"],
      ["plan", "protocol.yaml", "--precision", "0.05", "--threads", "4"],
    ])
  func `without a second thread the answer is the usual one`(words: [String]) throws {
    let scratch = try Self.study()
    let usual = try Program.run(words, in: scratch.url)
    let here = try Program.run(words, in: scratch.url, under: Self.noThreads)
    #expect(here.status == usual.status && [0, 2].contains(usual.status))
    #expect(here.output == usual.output && !usual.output.isEmpty)
  }

  @Test(.enabled(if: isRoot && works(noProc)), arguments: [["--version"], ["calc", "norm_cdf", "x=1"]])
  func `without proc nothing is answered that was not asked`(words: [String]) throws {
    let scratch = try Self.study()
    let run = try Program.run(words, in: scratch.url, under: Self.noProc)
    #expect(run.status == 71 && run.output.isEmpty && run.errors.contains("/proc"))
  }
}
