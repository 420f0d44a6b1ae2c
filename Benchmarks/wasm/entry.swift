// The core as one WebAssembly module: files in, files out, by one function for each command.
//
// Files travel as bytes, little-endian: how many; then of each the length of its name, its length, its name, its bytes.
// What comes back is files too: those of the report, or one that is called "error" and says why there is none.

import AssayData
import Dossier
import Notation
import Reporting
import Transfer
import TransferPlanning

@_extern(wasm, module: "host", name: "sha256")
@_extern(c)
func hostSHA256(_ bytes: UnsafePointer<UInt8>?, _ count: Int32, _ digest: UnsafeMutablePointer<UInt8>)

let program = Program(version: "0.1.0") { bytes throws(DossierError) in
  var digest = [UInt8](repeating: 0, count: 32)
  digest.withUnsafeMutableBufferPointer { digest in
    guard let start = digest.baseAddress else { return }
    bytes.withUnsafeBufferPointer { hostSHA256($0.baseAddress, Int32($0.count), start) }
  }
  guard let made = Fingerprint(bytes: digest) else { throw .noFingerprint }
  return made
}

@_cdecl("allocate")
public func allocate(_ count: Int32) -> UnsafeMutablePointer<UInt8> { .allocate(capacity: Int(count)) }

struct Frames {
  var bytes: [UInt8] = []

  mutating func number(_ value: Int) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  /// The whole, its own length before it.
  static func of(_ files: [(name: String, bytes: [UInt8])]) -> UnsafeMutablePointer<UInt8> {
    var frames = Frames()
    frames.number(files.count)
    for file in files {
      let name = Array(file.name.utf8)
      frames.number(name.count)
      frames.number(file.bytes.count)
      frames.bytes += name
      frames.bytes += file.bytes
    }
    var whole = Frames()
    whole.number(frames.bytes.count)
    whole.bytes += frames.bytes
    let out = allocate(Int32(whole.bytes.count))
    for (index, byte) in whole.bytes.enumerated() { out[index] = byte }
    return out
  }
}

/// The protocol first, then results.
func given(_ start: UnsafeMutablePointer<UInt8>) throws(DossierError) -> [GivenFile] {
  var at = 0
  func number() -> Int {
    defer { at += 4 }
    return Int(start[at]) | Int(start[at + 1]) << 8 | Int(start[at + 2]) << 16 | Int(start[at + 3]) << 24
  }
  func take(_ count: Int) -> [UInt8] {
    defer { at += count }
    return Array(UnsafeBufferPointer(start: start + at, count: count))
  }
  var files: [GivenFile] = []
  for _ in 0..<number() {
    let (nameLength, length) = (number(), number())
    let name = String(decoding: take(nameLength), as: UTF8.self)
    let bytes = take(length)
    files.append(GivenFile(name, bytes: bytes, fingerprint: try program.hash(bytes)))
  }
  return files
}

let circumstances = ReportFolder.Circumstances(
  time: "2026-01-01T00:00:00Z", host: "-", platform: "wasm32", operatorName: "", commandLine: [])

func answer(
  _ start: UnsafeMutablePointer<UInt8>,
  _ work: (ProtocolFile, [GivenFile]) throws(DossierError) -> [(name: String, bytes: [UInt8])]
) -> UnsafeMutablePointer<UInt8> {
  do throws(DossierError) {
    let files = try given(start)
    let file: ProtocolFile
    do throws(Rejection) { file = try ProtocolFile(files[0]) } catch { throw .rejected(error, warnings: []) }
    return Frames.of(try work(file, Array(files.dropFirst())))
  } catch {
    let words: String =
      switch error {
      case .rejected(let rejection, _): rejection.problems.map { $0.description }.joined(separator: "\n")
      case .noPlan(let obstacle, _): obstacle.description
      case .selfCheck(let name, _): name
      case .enginesApart(let apart): apart
      case .noFingerprint: "no hash"
      }
    return Frames.of([("error", Array(words.utf8))])
  }
}

@_cdecl("judge")
public func judge(_ start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
  answer(start) { file, results throws(DossierError) in
    let judged = try JudgedStudy(try LoadedStudy(file, results: results, by: program))
    return try judged.folder(judged.report, record: judged.record).files(circumstances, by: program)
  }
}

@_cdecl("plan")
public func plan(_ start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
  answer(start) { file, _ throws(DossierError) in
    let request: PlanRequest
    do throws(PlanningObstacle) { request = try PlanRequest(file.transferProtocol) } catch {
      throw .noPlan(error, file: file.file.file.name)
    }
    let planned = try PlanOfStudy(
      file, request, asked: .init(attributes: file.transferProtocol.attributes.count), by: program)
    return try planned.folder(planned.report, record: planned.record).files(circumstances, by: program)
  }
}
