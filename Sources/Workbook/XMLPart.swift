internal import CExpat
internal import Notation

/// What elements belong to; the strict and the transitional form of a namespace are one here.
enum XMLNamespace {
  case none
  /// SpreadsheetML's own (ECMA-376).
  case main
  /// Relationships between parts.
  case package
  /// Attributes that name a relationship.
  case relationship
  /// The parts of OpenDocument (ISO/IEC 26300).
  case office, table, text, style, number, manifest
  /// LibreOffice's extension of OpenDocument.
  case calcext
  case foreign

  fileprivate static let known: [(StaticString, XMLNamespace)] = [
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", .main),
    ("http://purl.oclc.org/ooxml/spreadsheetml/main", .main),
    ("http://schemas.openxmlformats.org/package/2006/relationships", .package),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", .relationship),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", .relationship),
    ("urn:oasis:names:tc:opendocument:xmlns:office:1.0", .office),
    ("urn:oasis:names:tc:opendocument:xmlns:table:1.0", .table),
    ("urn:oasis:names:tc:opendocument:xmlns:text:1.0", .text),
    ("urn:oasis:names:tc:opendocument:xmlns:style:1.0", .style),
    ("urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0", .number),
    ("urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", .manifest),
    ("urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", .calcext),
  ]
}

/// Characters that the parser holds for as long as it tells of them: UTF-8.
@safe struct XMLBytes {
  private let start: UnsafePointer<UInt8>
  let count: Int

  fileprivate init(_ start: UnsafePointer<UInt8>, count: Int) {
    unsafe self.start = unsafe start
    self.count = count
  }

  /// Up to the zero that ends it.
  fileprivate init(_ text: UnsafePointer<CChar>) {
    var count = 0
    while unsafe text[count] != 0 { count &+= 1 }
    unsafe start = unsafe UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    self.count = count
  }

  /// The byte there; 0 behind the end.
  subscript(_ index: Int) -> UInt8 { index < count ? unsafe start[index] : 0 }

  var text: String { unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }
  var array: [UInt8] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

  func append(to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
  }

  static func == (a: XMLBytes, b: StaticString) -> Bool {
    guard a.count == b.utf8CodeUnitCount else { return false }
    for i in 0..<a.count where unsafe a.start[i] != b.utf8Start[i] { return false }
    return true
  }

  /// Whether there is something else in it than blanks and line ends.
  var hasInk: Bool {
    for i in 0..<count where unsafe start[i] > 0x20 { return true }
    return false
  }

  /// A number without sign, of at most nine digits.
  var number: Int? {
    guard (1...9).contains(count) else { return nil }
    var number = 0
    for i in 0..<count {
      let digit = unsafe start[i] &- 0x30
      guard digit <= 9 else { return nil }
      number = number &* 10 &+ Int(digit)
    }
    return number
  }

  /// `1`, `true`, `0` and their like; `nil` for any other text.
  var flag: Bool? {
    if self == "1" || self == "true" || self == "on" { return true }
    return self == "0" || self == "false" || self == "off" ? false : nil
  }
}

/// An element's or an attribute's name.
struct XMLName {
  let namespace: XMLNamespace
  let local: XMLBytes
}

/// The attributes of an element, one after the other.
@safe struct XMLAttributes {
  private var next: UnsafeMutablePointer<UnsafePointer<CChar>?>

  fileprivate init(_ first: UnsafeMutablePointer<UnsafePointer<CChar>?>) { unsafe next = unsafe first }

  /// The next one that has no namespace, which is nearly every one.
  mutating func nextPlain() -> (name: XMLBytes, value: XMLBytes)? {
    while let (name, value) = nextOfAny() {
      if let name = plain(name) { return (name, value) }
    }
    return nil
  }

  /// An attribute without namespace that is none of those.
  func stranger(to known: Set<String>) -> String? {
    var rest = self
    while let (name, _) = rest.nextPlain() {
      if !known.contains(name.text) { return name.text }
    }
    return nil
  }

  private func plain(_ name: XMLBytes) -> XMLBytes? {
    for i in 0..<name.count where name[i] == PartReader.separator { return nil }
    return name
  }

  private mutating func nextOfAny() -> (name: XMLBytes, value: XMLBytes)? {
    guard let name = unsafe next[0], let value = unsafe next[1] else { return nil }
    unsafe next += 2
    return unsafe (XMLBytes(name), XMLBytes(value))
  }

  /// The value of the attribute with that name; with a namespace where one is given.
  func value(_ local: StaticString, in namespace: XMLNamespace = .none) -> XMLBytes? {
    var rest = self
    while let (name, value) = rest.nextOfAny() {
      // Namespaces are long, and most names end otherwise.
      guard name.ends(with: local) else { continue }
      let found = PartReader.split(name)
      if found.local == local, found.namespace == namespace { return value }
    }
    return nil
  }
}

/// Reads one XML part of a workbook as its elements come. A class, since the parser tells of them through a pointer.
@safe class PartReader {
  static let separator = UInt8(ascii: "|")

  let part: String
  private var parser: XML_Parser?
  private var depth = 0
  private var fault: WorkbookFault?
  /// Beside the fault itself, since it is asked with every element.
  private var isStopped = false
  /// How the namespace of the last element reads, its separator included, for most elements are of one.
  private var namespaceBytes: [UInt8] = []
  private var namespace = XMLNamespace.none

  init(part: String) { self.part = part }

  /// An element begins.
  func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {}
  /// The innermost element ends.
  func end() throws(WorkbookFault) {}
  /// Some of the text of the innermost element, not always all of it.
  func text(_ text: XMLBytes) throws(WorkbookFault) {}

  /// The line that the parser is at.
  private var line: Int { unsafe parser.map { unsafe Int(truncatingIfNeeded: XML_GetCurrentLineNumber($0)) } ?? 0 }

  /// Sees that an element has no attribute but those, for one that is misspelt would count as left out.
  final func expect(_ known: Set<String>, of attributes: XMLAttributes) throws(WorkbookFault) {
    if let name = attributes.stranger(to: known) { throw malformed("the attribute \(name) does not belong there") }
  }

  /// That the part is not what the format asks for; the line is put in when the parser is stopped.
  final func malformed(_ what: String, at cell: CellAddress? = nil) -> WorkbookFault {
    .malformed(what, part: part, line: 0, cell: cell)
  }

  /// Reads a part of `archive`.
  final func read(from archive: Archive, namedIn: String) throws(WorkbookFault) {
    guard let entry = archive[part] else { throw .missingPart(part, namedIn: namedIn) }
    guard let parser = unsafe XML_ParserCreateNS(nil, CChar(Self.separator)) else {
      throw .limit(.unpackedBytes, part: part)
    }
    unsafe self.parser = unsafe parser
    defer {
      unsafe XML_ParserFree(parser)
      unsafe self.parser = nil
    }
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    unsafe XML_SetElementHandler(
      parser,
      { context, name, attributes in
        unsafe PartReader.of(context)._withUnsafeGuaranteedRef { unsafe $0.didStart(name, attributes) }
      },
      { context, _ in unsafe PartReader.of(context)._withUnsafeGuaranteedRef { $0.didEnd() } })
    unsafe XML_SetCharacterDataHandler(parser) { context, text, count in
      unsafe PartReader.of(context)._withUnsafeGuaranteedRef { unsafe $0.didRead(text, count) }
    }
    unsafe XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
      unsafe PartReader.of(context)._withUnsafeGuaranteedRef { $0.stop(.documentType(part: $0.part, line: $0.line)) }
    }
    var given = 0
    try unsafe archive.unpack(
      entry,
      {
        guard let room = unsafe XML_GetBuffer(parser, Self.step) else { return nil }
        return unsafe UnsafeMutableRawBufferPointer(start: room, count: Int(Self.step))
      },
      { (count) throws(WorkbookFault) in
        let status = unsafe XML_ParseBuffer(parser, Int32(truncatingIfNeeded: count), count == 0 ? 1 : 0)
        if let fault { throw fault }
        guard status != XML_STATUS_ERROR else { throw unsafe syntax(parser) }
        given += count
        // A tag that never ends would be read again from its beginning with every step.
        guard unsafe given - Int(truncatingIfNeeded: XML_GetCurrentByteIndex(parser)) < Limits.tokenBytes else {
          throw .limit(.textLength, part: part)
        }
      })
  }

  /// Bytes that the parser is given at a time.
  private static let step: Int32 = 65_536

  private static func of(_ context: UnsafeMutableRawPointer?) -> Unmanaged<PartReader> {
    unsafe Unmanaged.fromOpaque(context!)
  }

  private func syntax(_ parser: XML_Parser) -> WorkbookFault {
    let text = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) } ?? "no XML"
    return unsafe .syntax(
      text, part: part, line: line, column: Int(truncatingIfNeeded: XML_GetCurrentColumnNumber(parser)) + 1)
  }

  private func stop(_ fault: WorkbookFault) {
    if case .malformed(let what, let part, 0, let cell) = fault {
      self.fault = .malformed(what, part: part, line: line, cell: cell)
    } else {
      self.fault = fault
    }
    isStopped = true
    if let parser = unsafe parser { unsafe _ = XML_StopParser(parser, 0) }
  }

  private func didStart(
    _ name: UnsafePointer<CChar>?, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
  ) {
    // The parser may tell of an end that belongs to a start which it was stopped at.
    guard !isStopped, let name = unsafe name, let attributes = unsafe attributes else { return }
    depth += 1
    guard depth <= Limits.depth else { return stop(.limit(.depth, part: part)) }
    do throws(WorkbookFault) {
      try unsafe start(resolved(XMLBytes(name)), XMLAttributes(attributes))
    } catch {
      stop(error)
    }
  }

  private func didEnd() {
    guard !isStopped else { return }
    depth -= 1
    do throws(WorkbookFault) { try end() } catch { stop(error) }
  }

  private func didRead(_ text: UnsafePointer<CChar>?, _ count: Int32) {
    guard !isStopped, let text = unsafe text else { return }
    do throws(WorkbookFault) {
      try unsafe self.text(XMLBytes(UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: Int(count)))
    } catch {
      stop(error)
    }
  }

  /// The name with its namespace, most often that of the element before.
  private func resolved(_ name: XMLBytes) -> XMLName {
    let known = namespaceBytes.count
    if known > 0, name.count > known {
      if name.begins(with: namespaceBytes.span) { return XMLName(namespace: namespace, local: name.dropping(known)) }
    }
    let found = Self.split(name)
    namespaceBytes = Array(name.array.prefix(name.count - found.local.count))
    namespace = found.namespace
    return found
  }

  static func split(_ name: XMLBytes) -> XMLName {
    var at = name.count
    while at > 0, name[at - 1] != separator { at -= 1 }
    guard at > 0 else { return XMLName(namespace: .none, local: name) }
    let uri = name.prefix(at - 1)
    let namespace = XMLNamespace.known.first { uri == $0.0 }?.1 ?? .foreign
    return XMLName(namespace: namespace, local: name.dropping(at))
  }
}

extension XMLBytes {
  fileprivate func ends(with word: StaticString) -> Bool {
    let first = count - word.utf8CodeUnitCount
    guard first >= 0 else { return false }
    for i in 0..<word.utf8CodeUnitCount where unsafe start[first + i] != word.utf8Start[i] { return false }
    return true
  }

  /// Whether it does; `bytes` are not longer than it.
  fileprivate func begins(with bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      var i = 0
      // Eight at a time, for namespaces are long.
      while i &+ 8 <= bytes.count {
        guard
          unsafe UnsafeRawPointer(start + i).loadUnaligned(as: UInt64.self)
            == UnsafeRawPointer(bytes.baseAddress! + i).loadUnaligned(as: UInt64.self)
        else { return false }
        i &+= 8
      }
      while i < bytes.count {
        guard unsafe start[i] == bytes[i] else { return false }
        i &+= 1
      }
      return true
    }
  }

  fileprivate func dropping(_ count: Int) -> XMLBytes { unsafe XMLBytes(start + count, count: self.count - count) }
  fileprivate func prefix(_ count: Int) -> XMLBytes { unsafe XMLBytes(start, count: count) }
}
