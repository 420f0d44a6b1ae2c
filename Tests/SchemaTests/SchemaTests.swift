import Foundation
import TestSupport
import Testing
import Transfer

/// `docs/schema` says all of what the program writes as JSON, and nothing else.
struct SchemaTests {
  @Test func `every JSON of the snapshots is as its schema says`() throws {
    let stored = try Records.stored()
    #expect(stored.count > 40)
    for record in stored { Self.expectValid(record) }
  }

  @Test func `what a command prints is as its schema says, and every key of a schema occurs`() throws {
    let fresh = try Records.fresh()
    for record in fresh { Self.expectValid(record) }
    let seen = try (Records.stored() + fresh).reduce(into: Set<Schemas.Key>()) {
      $0.formUnion(Schemas.all.validate($1.value, by: $1.schema).keys)
    }
    let unseen = Schemas.all.keys.subtracting(seen)
    let rare = Set(Records.rare)
    for key in unseen.map(\.description).sorted() where !rare.contains(key) {
      Issue.record("\(key) is declared and occurs in no record")
    }
    for key in rare.subtracting(unseen.map(\.description)).sorted() { Issue.record("\(key) is no longer rare") }
  }

  @Test func `a key that no schema declares, a missing one and a wrong type are found`() throws {
    func faults(_ text: String) throws -> [String] {
      Schemas.all.validate(try JSONValue(text), by: "calc.schema.json").faults
    }
    #expect(try faults("{\"value\": 1.5, \"n1\": 6}").isEmpty)
    #expect(try faults("{\"value\": 1.5, \"further\": 1}").count == 1)
    #expect(try faults("{\"value\": \"1.5\"}").count == 1)
    let hashed = Schemas.all.validate(try JSONValue("{\"of\": {\"command\": \"judge\"}}"), by: "manifest.schema.json")
    #expect(hashed.faults.contains { $0.contains("/of/study: is missing") })
  }

  @Test func `schemas use no word that these tests do not read, refer to what is there, and say what each key is`() {
    let words: Set = [
      "$schema", "$id", "$ref", "$defs", "title", "description", "type", "properties", "required",
      "additionalProperties", "items", "enum", "const", "pattern", "anyOf",
    ]
    for (place, schema) in Schemas.all.parts {
      for word in schema.members.keys where !words.contains(word) { Issue.record("\(place): \(word)") }
      if let reference = schema["$ref"]?.text {
        #expect(Schemas.all[Schemas.all.target(reference, at: place)] != nil, "\(place): \(reference) is not there")
      }
      guard let properties = schema["properties"]?.members else { continue }
      #expect(schema["additionalProperties"] == .bool(false), "\(place) lets any key in")
      for (key, inner) in properties {
        #expect(inner["description"]?.text?.isEmpty == false, "\(place): nothing says what \(key) is")
      }
      for key in schema["required"]?.items ?? [] {
        #expect(key.text.map { properties[$0] != nil } == true, "\(place): \(key) is required and not declared")
      }
    }
  }

  @Test func `every type that is declared is referred to`() {
    let referred = Set(
      Schemas.all.parts.compactMap { place, schema in
        schema["$ref"]?.text.map { Schemas.all.target($0, at: place).description }
      })
    for (place, _) in Schemas.all.parts {
      let steps = place.pointer.split(separator: "/")
      if steps.count == 2, steps[0] == "$defs" {
        #expect(referred.contains(place.description), "\(place) is declared and not referred to")
      }
    }
  }

  @Test func `lists of words are the program's own`() {
    func words(_ name: String) -> [String] {
      (Schemas.all.documents["shared.schema.json"]?["$defs"]?[name]?["enum"]?.items ?? []).compactMap(\.text)
    }
    #expect(words("verdict") == Verdict.allCases.map(\.rawValue))
    #expect(words("scope") == Criterion.Scope.allCases.map(\.rawValue))
    #expect(words("unitOfReplication") == Attribute.UnitOfReplication.allCases.map(\.rawValue))
    #expect(words("scale") == Attribute.Scale.allCases.map(\.rawValue))
    #expect(words("rule") == Standard.Rule.allCases.map(\.rawValue))
    #expect(words("consensus") == Comparison.Consensus.allCases.map(\.rawValue))
    #expect(words("doseResponseModel") == DoseResponse.Model.allCases.map(\.rawValue))
  }

  @Test func `the kinds of criteria are those that a protocol may name`() throws {
    let kinds = (Schemas.all.documents["shared.schema.json"]?["$defs"]?["criterionKind"]?["enum"]?.items ?? [])
      .compactMap(\.text)
    // A kind that there is not is answered with all that there are.
    let scratch = try Scratch()
    let study = Schemas.repository.appendingPathComponent("datasets/hplc-assay-pass")
    let text = try String(contentsOf: study.appendingPathComponent("protocol.yaml"), encoding: .utf8)
    try scratch.write(
      text.replacingOccurrences(of: "kind: mean-difference", with: "kind: none-of-these"), "protocol.yaml")
    let results = study.appendingPathComponent("results.csv").path
    let said = try Program.run(["check", results, "--protocol", "protocol.yaml"], in: scratch.url).errors
    let list = try #require(said.firstMatch(of: /expected (.*) \[E_ENUM\]/)).1
    #expect(kinds == list.replacing(" or ", with: ", ").split(separator: ", ").map(String.init))
  }

  @Test func `docs output links every schema`() throws {
    let page = try String(contentsOf: Schemas.repository.appendingPathComponent("docs/output.md"), encoding: .utf8)
    for name in Schemas.all.documents.keys { #expect(page.contains("(schema/\(name))"), "\(name) is not linked") }
  }

  private static func expectValid(_ record: Records.Record) {
    for fault in Schemas.all.validate(record.value, by: record.schema).faults.prefix(5) {
      Issue.record("\(record.name): \(fault)")
    }
  }
}
