import AssayData
import Notation

/// What the tests read with when they say nothing else: two laboratories, one attribute, a tidy table.
enum Study {
  static let vocabulary = vocabulary()

  static func vocabulary(
    laboratories: [String] = ["LabA", "LabB"], unit: String = "mg/mL", mustBePositive: Bool = false,
    reference: String? = nil, attributes: [String] = ["content"], mandatory: Set<Role> = [.run],
    samples: Set<String>? = nil
  ) -> StudyVocabulary {
    StudyVocabulary(
      laboratories: laboratories,
      attributes: attributes.map {
        .init(
          id: $0, unitOfMeasurement: unit, mustBePositive: mustBePositive,
          reference: reference.map { ReferenceLots($0) })
      },
      mandatoryRoles: mandatory, samples: samples)
  }

  static let columns: [Role: ColumnContent] = [
    .laboratory: "lab", .sample: "sample", .analyst: "analyst", .day: "day", .run: "run", .replicate: "replicate",
    .value: "result", .unit: "unit",
  ]

  static func mapping(_ change: (inout Mapping) -> Void = { _ in }) -> Mapping {
    var mapping = Mapping(delimiter: UInt8(ascii: ","), numbers: .point, columns: columns)
    change(&mapping)
    return mapping
  }

  /// A mapping of a smaller table: `lab,run,result` and whatever else is named.
  static func small(_ more: [Role: ColumnContent] = [:], _ change: (inout Mapping) -> Void = { _ in }) -> Mapping {
    mapping { mapping in
      mapping.columns = [.laboratory: "lab", .run: "run", .value: "result"].merging(more) { $1 }
      change(&mapping)
    }
  }

  static func read(
    _ text: String, _ mapping: Mapping = mapping(), _ vocabulary: StudyVocabulary = vocabulary
  ) throws(Rejection) -> AssayData {
    try read(Array(text.utf8), mapping, vocabulary)
  }

  static func read(
    _ bytes: [UInt8], _ mapping: Mapping = mapping(), _ vocabulary: StudyVocabulary = vocabulary
  ) throws(Rejection) -> AssayData {
    try AssayData(reading: [.init(name: "results.csv", bytes: bytes, mapping: mapping)], for: vocabulary)
  }

  /// The codes of a reading, errors or warnings, with the first message of each; the table's own words decide the rest.
  static func problems(_ text: String, _ mapping: Mapping, _ vocabulary: StudyVocabulary = vocabulary) -> [Problem] {
    problems(Array(text.utf8), mapping, vocabulary)
  }

  static func problems(_ bytes: [UInt8], _ mapping: Mapping, _ vocabulary: StudyVocabulary = vocabulary) -> [Problem] {
    do { return try read(bytes, mapping, vocabulary).warnings } catch { return error.problems }
  }

  /// Six rows of two laboratories.
  static let baseline = """
    lab,sample,analyst,day,run,replicate,result,unit
    LabA,S1,A1,1,R01,1,101.04,mg/mL
    LabA,S1,A1,1,R01,2,99.95,mg/mL
    LabA,S1,A2,2,R02,1,99.27,mg/mL
    LabB,S1,B1,1,R07,1,97.73,mg/mL
    LabB,S1,B1,1,R07,2,99.26,mg/mL
    LabB,S1,B2,2,R08,1,99.33,mg/mL

    """
}

/// What of two readings must agree when only the writing of the file differed.
func sameResults(_ a: AssayData, _ b: AssayData) -> Bool {
  guard a.count == b.count, a.values == b.values, Set(a.factors.keys) == Set(b.factors.keys) else { return false }
  return (0..<a.count).allSatisfy { row in
    a.factors.keys.allSatisfy { a.name($0, of: row) == b.name($0, of: row) }
      && a.standing(of: row) == b.standing(of: row)
  }
}
