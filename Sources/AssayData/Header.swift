internal import Notation

/// The header of a table, and the field in which each declared column stands.
struct Header {
  let texts: [String]
  let line: Int
  /// The field of each role, by ``Role/index``; of a composed name the first of its fields.
  private(set) var fieldOfRole: [Int?]
  /// The fields of composed names, by ``Role/index``, in the order of their parts.
  private(set) var fieldsOfComposed: [Int: [Int]] = [:]
  /// What stands under each header in the line of units, where there is one.
  var units: [String]?
  /// The fields that hold results, in the order the layout declares.
  private(set) var valueFields: [Int] = []

  /// What each field is taken for; the values of a wide table are all ``Role/value``.
  var columns: [AssayData.File.Column] {
    texts.enumerated().map { field, text in
      let roles: [Role] =
        valueFields.contains(field)
        ? [.value]
        : Role.allCases.filter { fieldsOfComposed[$0.index]?.contains(field) ?? (fieldOfRole[$0.index] == field) }
      return AssayData.File.Column(header: text, roles: roles)
    }
  }

  /// Finds every declared column, or says why not.
  ///
  /// A column is found by its exact name; else by its name without case and outer blanks, with a warning. Nothing nearer.
  ///
  /// - Parameter nearby: what would make a header of it, or where one is, with the code of that fault.
  init?(
    _ texts: [String], line: Int, mapping: Mapping, vocabulary: StudyVocabulary, file: Int,
    nearby: (Mapping) -> (code: String, hint: String)?, asUTF8: () -> [String]?, _ problems: inout ProblemCollector
  ) {
    self.texts = texts
    self.line = line
    fieldOfRole = Array(repeating: nil, count: Role.allCases.count)
    let before = problems.errorCount
    let foldedTexts = texts.map(folded)
    let wanted = Self.wanted(mapping)
    for (field, text) in texts.enumerated() {
      let isDeclared = wanted.contains { $0.name.utf8.elementsEqual(text.utf8) }
      guard let scalar = headerControl(in: text, isDeclared: isDeclared) else { continue }
      problems.error(
        "E_CONTROL", Place(file: file, line: line, column: field + 1),
        "the header \(quoted(text)) holds the invisible character \(controlName(scalar)); export the file again without it"
      )
    }
    guard problems.errorCount == before else { return nil }
    let place = Place(file: file, line: line)
    var missing: [String] = []
    var removable: [String] = []
    var found = 0
    var renamed: [(field: Int, name: String)] = []
    // A column may hold several roles; what is wrong with it is told once.
    var told: Set<String> = []

    for column in wanted {
      var matches = texts.indices.filter { texts[$0].utf8.elementsEqual(column.name.utf8) }
      let isExact = !matches.isEmpty
      if !isExact {
        let key = folded(column.name)
        matches = key.isEmpty ? [] : texts.indices.filter { foldedTexts[$0] == key }
      }
      guard let field = matches.first else {
        if column.mayBeAbsent { continue }
        if told.insert(column.name).inserted {
          missing.append(
            "\(quoted(column.name)) (\(column.meaning)\(LookAlikes.hint(column.name, among: texts)))")
        }
        if let role = column.role, !Self.isMandatory(role, vocabulary, mapping) {
          removable.append("\(mapping.columnsKey).\(role.rawValue)")
        }
        continue
      }
      found += 1
      if told.insert(column.name).inserted {
        Self.tellTwins(of: column.name, matches, isExact, texts, declared: wanted.map { $0.name }, place, &problems)
        if !isExact { renamed.append((field, column.name)) }
      }
      guard let role = column.role else {
        valueFields.append(field)
        continue
      }
      if column.isPart { fieldsOfComposed[role.index, default: []].append(field) }
      if fieldOfRole[role.index] == nil { fieldOfRole[role.index] = field }
    }

    if !missing.isEmpty, let utf8 = asUTF8(), Self.matches(utf8, mapping) > Self.matches(texts, mapping),
      let misread = zip(texts, utf8).first(where: { !$0.utf8.elementsEqual($1.utf8) })
    {
      problems.error(
        "E_ENCODING", Place(file: file, line: line),
        "this file is UTF-8, not \(mapping.encoding.rawValue), in which its header \(quoted(misread.1)) reads "
          + "\(quoted(misread.0)); declare data.encoding: utf-8")
    } else if found == 0 {
      let found =
        nearby(mapping)
        ?? ("E_HEADER", "; the first row must be the header, or data.headerLine must say which line it is")
      problems.error(
        found.code, Place(file: file, line: line),
        "no header here: none of the declared columns is among \(Self.list(texts))\(found.hint)")
    } else if !missing.isEmpty {
      problems.error(
        "E_COLUMN_MISSING", Place(file: file, line: line),
        "the header lacks \(missing.joined(separator: ", ")); it has \(Self.list(texts)). "
          + "Declare the names it has under \(mapping.columnsKey)"
          + (mapping.plates == nil ? ", or the layout under data.layout" : "")
          + (removable.isEmpty
            ? "" : ", or remove \(removable.joined(separator: ", ")) if the file has none"))
    }
    for role in undeclared(mapping, vocabulary) {
      problems.error(
        "E_COLUMN_MISSING", Place(file: file, line: line),
        "\(mapping.columnsKey) declares no column for \(role.rawValue), on which a criterion rests")
    }
    guard problems.errorCount == before else { return nil }
    for (field, name) in renamed {
      problems.warning(
        "W_HEADER", Place(file: file, line: line, column: field + 1),
        "the header \(quoted(texts[field])) is taken for \(quoted(name)), from which it differs in case or blanks")
    }
    for (field, text) in texts.enumerated()
    where !fieldOfRole.contains(field) && !valueFields.contains(field)
      && !fieldsOfComposed.values.contains(where: { $0.contains(field) })
    {
      let place = Place(file: file, line: line, column: field + 1)
      if folded(text).isEmpty {
        problems.warning("W_COLUMN_EMPTY", place, "column \(field + 1) has no name and is not used")
      } else if !mapping.rows.looks(at: text) {
        problems.warning("W_COLUMN_UNKNOWN", place, "the column \(quoted(text)) is not declared and not used")
      }
    }
  }

  /// Tells that more than one column may be meant by `name`: it stands twice, or beside one that differs by case, blanks or
  /// characters that look alike, unless that one is declared by its own name.
  ///
  /// - Parameters:
  ///   - matches: the fields that are taken for it.
  ///   - isExact: whether they are spelt so.
  static func tellTwins(
    of name: String, _ matches: [Int], _ isExact: Bool, _ texts: [String], declared: [String], _ header: Place,
    _ problems: inout ProblemCollector
  ) {
    guard let field = matches.first else { return }
    if isExact, matches.count > 1 {
      var place = header
      place.column = matches[1] + 1
      let places = matches.map { String($0 + 1) }.joined(separator: " and ")
      problems.error(
        "E_COLUMN_DUP", place,
        "the column \(quoted(name)) stands more than once, in fields \(places); only one may be it")
      return
    }
    let key = alikeKey(name)
    let twin = texts.indices.first { other in
      other != field && alikeKey(texts[other]) == key && !texts[other].utf8.elementsEqual(texts[field].utf8)
        && !declared.contains { $0.utf8.elementsEqual(texts[other].utf8) }
    }
    guard let twin else {
      guard matches.count > 1 else { return }
      var place = header
      place.column = matches[1] + 1
      problems.error(
        "E_COLUMN_DUP", place,
        "the column \(quoted(texts[field])), taken for \(quoted(name)), stands more than once, in fields "
          + "\(matches.map { String($0 + 1) }.joined(separator: " and ")); only one may be it")
      return
    }
    var place = header
    place.column = twin + 1
    problems.error(
      "E_COLUMN", place,
      "the columns \(quoted(texts[field])) (field \(field + 1)) and \(quoted(texts[twin])) (field \(twin + 1)) differ only "
        + "\(differenceOfSpelling(texts[field], texts[twin])), so either may be meant by \(quoted(name)); rename one of them where "
        + "the file is exported")
  }

  /// How many of the declared columns are among `texts`.
  static func matches(_ texts: [String], _ mapping: Mapping) -> Int {
    let foldedTexts = texts.map(folded)
    return wanted(mapping).count { foldedTexts.contains(folded($0.name)) }
  }

  /// Whether no study can do without a column of the role, or this one cannot.
  private static func isMandatory(_ role: Role, _ vocabulary: StudyVocabulary, _ mapping: Mapping) -> Bool {
    switch role {
    case .laboratory, .value: true
    case .attribute: vocabulary.attributes.count > 1
    default: vocabulary.mandatoryRoles(in: mapping).contains(role)
    }
  }

  private struct Wanted {
    let name: String
    /// `nil` for a column of results.
    let role: Role?
    let meaning: String
    let mayBeAbsent: Bool
    /// Whether the name of the role is composed of this column and others.
    var isPart = false
  }

  private static func wanted(_ mapping: Mapping) -> [Wanted] {
    var wanted: [Wanted] = []
    for role in Role.allCases where role != .value {
      guard let content = mapping.columns[role] else { continue }
      if role == .laboratory, mapping.layout.wide == .byLaboratory { continue }
      // What a source names need not stand in its file; where it does, it must agree.
      let isFixed = role == .laboratory && mapping.laboratory != nil || role == .attribute && mapping.attribute != nil
      var isPart = false
      if case .composed = content { isPart = true }
      wanted += content.headers.map {
        Wanted(
          name: $0, role: role, meaning: isPart ? "part of the \(role.rawValue)" : role.rawValue, mayBeAbsent: isFixed,
          isPart: isPart)
      }
    }
    switch mapping.layout {
    case .long:
      if let name = mapping.columns[.value]?.plainHeader {
        let meaning = mapping.plates == nil ? "value" : "response"
        wanted.append(Wanted(name: name, role: nil, meaning: meaning, mayBeAbsent: false))
      }
    case .wide(let wide, let columns):
      wanted += columns.map { column in
        let name = wide == .byReplicate ? nil : column.names[wide.role]
        return Wanted(
          name: column.header, role: nil, meaning: name.map { "results of \($0)" } ?? "value", mayBeAbsent: false)
      }
    }
    return wanted
  }

  /// Roles that are needed and have no column declared, which a protocol's reader should have said before.
  private func undeclared(_ mapping: Mapping, _ vocabulary: StudyVocabulary) -> [Role] {
    var needed = vocabulary.mandatoryRoles(in: mapping)
    needed.insert(.laboratory)
    var given = Set(mapping.columns.keys)
    if mapping.layout.wide == nil { needed.insert(.value) }
    given.formUnion(mapping.layout.roles)
    if mapping.laboratory != nil { given.insert(.laboratory) }
    if mapping.attribute != nil || vocabulary.attributes.count == 1 { given.insert(.attribute) }
    return Role.allCases.filter { needed.contains($0) && !given.contains($0) }
  }

  /// The headers there are, as many as a reader takes in.
  static func list(_ texts: [String]) -> String {
    Spelling.first(12, of: texts.map { quoted($0, limit: 30) })
  }
}
