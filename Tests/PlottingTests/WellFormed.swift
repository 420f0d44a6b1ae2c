internal import Foundation

#if canImport(FoundationXML)
  internal import FoundationXML
#endif

/// Reads a drawing as a strict XML parser does, and keeps what the tests ask about.
final class DrawingReader: NSObject, XMLParserDelegate {
  private(set) var shapes: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String] = []
  private(set) var alternative = ""
  private var open: [String] = []

  /// `nil` where the document is not well formed.
  init?(_ document: String) {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    shapes.append((name, attributes))
    open.append(name)
    if name == "text" { texts.append("") }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    if open.last == "text" { texts[texts.count - 1] += characters }
    if open.last == "desc" { alternative += characters }
  }
}
