/// What files are called in messages and records: by their own name, with as few folders before it as tell them apart.
struct FileNames {
  private let names: [String: String]

  /// - Parameter paths: of every file that one command reads, as they were given.
  init(_ paths: [String]) {
    let paths = paths.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.filter { $0 != "-" }
    let parts = paths.map(Self.parts)
    var depths = [Int](repeating: 1, count: paths.count)
    func name(_ index: Int) -> String { parts[index].suffix(depths[index]).joined(separator: "/") }
    // Those that share a name get one folder more, until no two do or there is none left.
    while true {
      var indices: [String: [Int]] = [:]
      for index in paths.indices { indices[name(index), default: []].append(index) }
      let clashing = indices.values.filter { $0.count > 1 }.joined().filter { depths[$0] < parts[$0].count }
      guard !clashing.isEmpty else { break }
      for index in clashing { depths[index] += 1 }
    }
    var names: [String: String] = [:]
    var taken: Set<String> = []
    for (index, path) in paths.enumerated() {
      // Two ways of writing one path are left: then each as it was given.
      names[path] = taken.insert(name(index)).inserted ? name(index) : path
    }
    self.names = names
  }

  /// The name of one of the paths.
  subscript(path: String) -> String { path == "-" ? "standard input" : names[path] ?? Self.withoutFolders(path) }

  /// The last part of a path, which patterns of a protocol's sources are held against.
  static func withoutFolders(_ path: String) -> String {
    path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Folders and name; a path without folders has `.` for one, and the root is an empty one.
  private static func parts(_ path: String) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let plain = parts.enumerated().filter { $0.offset == 0 || ($0.element != "" && $0.element != ".") }.map(\.element)
    return path.hasPrefix("/") || path.hasPrefix("./") ? plain : ["."] + plain
  }
}
