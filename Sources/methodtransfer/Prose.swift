private import CProse

/// The texts of the folder `Prose`, which a writer edits and the program carries.
enum Prose {
  /// The files below a folder such as `explain/`, in the order of the list in `prose.c`, each with its text.
  static func files(in folder: String) -> [(path: String, text: String)] {
    all.filter { $0.path.hasPrefix(folder) }
  }

  /// The text of one file.
  static func text(of path: String) throws(ProseFault) -> String {
    guard let file = all.first(where: { $0.path == path }) else {
      throw ProseFault(file: path, line: nil, "it is not in the list of prose.c")
    }
    return file.text
  }

  private static var all: [(path: String, text: String)] {
    (0..<proseFileCount()).map { index in
      let file = proseFile(index)
      return (String(cString: file.path), String(cString: file.text))
    }
  }
}

/// A text of the program that does not keep its format. Tests find it before a user can.
struct ProseFault: Error, Equatable, CustomStringConvertible {
  let file: String
  /// From 1; `nil` where the fault is of the whole file.
  let line: Int?
  let message: String

  init(file: String, line: Int?, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  var description: String { "Prose/\(file):\(line.map { "\($0):" } ?? "") \(message)" }
}
