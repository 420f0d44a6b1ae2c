import Notation
import TestSupport
import Testing

@testable import Workbook

/// Workbooks that were changed in a few bytes: no crash, and no cell that is read as something else than what stands there.
struct MutationTests {
  private struct Recorded: Decodable {
    struct Mutation: Decodable {
      let file: String
      let part: String
      let at: Int
      let cut: Int
      let piece: String
      /// openpyxl reads nothing of it.
      let refused: Bool?
      /// Cells that openpyxl reads otherwise than before, or no more.
      let changed: [String: [String]?]?
    }

    /// What openpyxl reads of the sheet of results, by file and address.
    let sound: [String: [String: [String]]]
    let mutations: [Mutation]
  }

  private static let recorded = Result { try Golden.decoded("mutations.json", as: Recorded.self) }

  /// The parts of a file, each unpacked.
  private static func parts(of file: String) throws -> [HandMade.Part] {
    let archive = try Archive(Golden.bytes(file))
    return try archive.names.map { HandMade.Part($0, try archive.bytes(of: $0)) }
  }

  /// Cells as the recording writes them: openpyxl tells no day from a midnight, and gives empty texts as blank cells.
  private static func reading(_ bytes: [UInt8]) throws -> [String: [String]] {
    let book = try Workbook(bytes)
    // A name that was changed is refused by whoever asks for the sheet.
    guard let sheet = book.sheet(named: "Results") else { throw WorkbookFault.noCells(sheet: "Results") }
    let table = try book.table(of: sheet)
    // Whatever cannot be taken for a value has been said.
    let faulty = Set(table.faults.map { "\($0.address)" })
    var found: [String: [String]] = [:]
    for (address, cell) in table.described {
      let text =
        switch cell[0] {
        case "date": cell[1] + "T00:00:00"
        default: cell[1]
        }
      let kind = cell[0] == "dateAndTime" ? "date" : cell[0]
      guard !text.isEmpty || faulty.contains(address) else { continue }
      found[address] = faulty.contains(address) ? ["fault"] : [kind, text, cell[2].contains("%") ? "%" : ""]
    }
    return found
  }

  @Test(arguments: ["openpyxl.xlsx", "xlsxwriter.xlsx", "inline.xlsx", "libreoffice.xlsx"])
  func `a changed part is refused, or read as openpyxl reads it`(file: String) throws {
    let recorded = try Self.recorded.get()
    let parts = try Self.parts(of: file)
    let sound = try #require(recorded.sound[file])
    #expect(try Self.reading(HandMade.packed(parts)) == sound)
    var (read, refused) = (0, 0)
    for mutation in recorded.mutations where mutation.file == file {
      var parts = parts
      let index = try #require(parts.firstIndex { $0.name == mutation.part })
      var bytes = parts[index].bytes
      bytes.replaceSubrange(mutation.at..<min(mutation.at + mutation.cut, bytes.count), with: mutation.piece.utf8)
      parts[index] = HandMade.Part(mutation.part, bytes)
      let found: [String: [String]]
      do {
        found = try Self.reading(HandMade.packed(parts))
      } catch is WorkbookFault {
        refused += 1
        continue
      }
      read += 1
      var expected = sound
      for (address, cell) in mutation.changed ?? [:] { expected[address] = cell }
      let different = Set(found.keys).union(expected.keys).filter {
        found[$0] != expected[$0] && found[$0] != ["fault"]
      }
      #expect(
        different.isEmpty, "\(mutation): \(different.map { "\($0): \(found[$0] ?? []) not \(expected[$0] ?? [])" })")
    }
    #expect(read >= 10 && refused >= 10, "\(read) were read, \(refused) refused")
  }

  @Test(arguments: OtherWritersTests.files)
  func `a file with changed bytes is refused, or read as it was put in`(file: String) throws {
    var random = SplitMix(seed: 20_261_130)
    let base = try Golden.bytes(file)
    let expected = try Golden.sheets(of: file)
    var (read, refused) = (0, 0)
    for round in 0..<60 {
      var bytes = base
      switch round % 4 {
      case 0: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      case 1:
        bytes[Int.random(in: (bytes.count * 9 / 10)..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      case 2: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      default:
        let at = Int.random(in: 0..<(bytes.count - 64), using: &random)
        bytes.removeSubrange(at..<(at + Int.random(in: 1..<64, using: &random)))
      }
      do {
        let book = try Workbook(bytes)
        // Names of sheets stand in parts as well, so that one which is there is whole.
        for sheet in book.sheets where sheet.hasCells {
          let known = try #require(expected.first { $0.name == sheet.name })
          #expect(try book.table(of: sheet).described == known.cells, "round \(round), \(sheet.name)")
        }
        read += 1
      } catch is WorkbookFault {
        refused += 1
      }
    }
    #expect(read > 0 && refused > 30, "\(read) were read, \(refused) refused")
  }
}
