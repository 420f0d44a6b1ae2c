import Notation
import Testing
import Transfer

struct CriterionFaultTests {
  @Test(arguments: [
    Fault("limits: [-2.0, 2.0]", "limits: ‹[2.0, -2.0]", "E_MARGIN", "limits", "lower", "[-2.0, 2.0]"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[2.0, 2.0]", "E_MARGIN", "lower"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[-2.0]", "E_MARGIN", "1 value", "[lower, upper]"),
    Fault("limits: [-2.0, 2.0]", "limits: [-2.0, ‹\"2 %\"]", "E_TYPE", "2 %"),
    Fault("limits: [-2.0, 2.0]", "limits: [-2.0, ‹2 %]", "E_TYPE", "2 %"),
    Fault("limits: [-2.0, 2.0]", "limits: [-2.0, ‹NaN]", "E_NUMBER", "NaN"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[0,80, 1,25]", "E_DECIMAL", "decimal comma", "[0.80, 1.25]"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[0,80, 1.25]", "E_DECIMAL", "[0.80, 1.25]"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹2.0", "E_TYPE", "two numbers"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹{lower: -2, upper: 2}", "E_TYPE", "two numbers"),
    Fault("limits: [-2.0, 2.0]", "limits: [-2.0, 2.0]\n        relative: ‹yes", "E_TYPE", "write true"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[-100, 100]\n        relative: true", "E_MARGIN", "-100"),
    Fault(
      "- id: AC-1\n        kind: mean-difference\n        scope: pooled\n        limits: [-2.0, 2.0]",
      "- ‹id: AC-1\n        kind: mean-difference\n        scope: pooled", "E_KEY_MISSING", "limits", "no default"),
    Fault(
      "limits: [-2.0, 2.0]", "limits: [-2.0, 2.0]\n        ‹limit: 2", "E_KEY_UNKNOWN", "mean-difference", "limits"),
    Fault("limits: [-2.0, 2.0]", "limits: [-2.0, 2.0]\n        direction: ‹up", "E_ENUM", "lower or upper"),
    Fault("kind: mean-difference", "kind: ‹mean-diference", "E_ENUM", "did you mean \"mean-difference\"", "recovery"),
    Fault(
      "kind: mean-difference", "kind: ‹total-error", "E_UNSUPPORTED", "total-error", "not evaluated by this version"),
    Fault("kind: mean-difference", "kind: ‹oos-rate", "E_UNSUPPORTED", "not evaluated by this version"),
    Fault("kind: mean-difference", "kind: ‹agreement", "E_UNSUPPORTED", "not evaluated by this version"),
    Fault("kind: mean-difference", "kind: ‹dissolution-profile", "E_UNSUPPORTED", "not evaluated by this version"),
    Fault("scope: pooled", "scope: ‹per-sample", "E_ENUM", "each-sample"),
    Fault("sources: [day, run]", "sources: ‹[day]", "E_SOURCES", "run", "unit of replication"),
    Fault("sources: [day, run]", "sources: [day, run, ‹day]", "E_REPEATED", "day"),
    Fault("sources: [day, run]", "sources: [run, ‹replicate]", "E_ENUM", "analyst, day or run"),
    Fault("sources: [day, run]", "sources: ‹[]", "E_EMPTY", "sources"),
    Fault(
      "sources: [day, run]", "sources: [day, run]\n        fixedSource: ‹analyst", "E_SOURCES", "analyst",
      "not among the sources"),
    Fault("sources: [day, run]", "sources: [day, run]\n        fixedSource: ‹day", "E_ENUM", "expected analyst"),
    Fault(
      "limits: [-2.0, 2.0]", "limits: [-2.0, 2.0]\n        ‹fixedSource: analyst", "E_KEY_UNKNOWN", "mean-difference"),
    Fault("measure: sd", "measure: ‹gcv", "E_SCALE", "cv or sd"),
    Fault("measure: sd", "measure: ‹cv", "E_SCOPE", "each-sample", "2 samples"),
    Fault("measure: sd", "scope: ‹pooled\n        measure: cv", "E_SCOPE", "each-sample"),
    Fault("limit: 1.5", "limit: ‹0", "E_MARGIN", "above 0"),
    Fault("limit: 1.5", "limit: ‹[0, 1.5]", "E_TYPE", "one number"),
    Fault("limit: 1.5", "limit: 1.5\n        reportable: {runs: ‹0, replicates: 3}", "E_INTEGER", "from 1"),
    Fault("limit: 1.5", "limit: 1.5\n        reportable: ‹{runs: 2}", "E_KEY_MISSING", "replicates"),
    Fault("limit: 1.5", "‹limits: [0, 1.5]\n        limit: 1.5", "E_KEY_UNKNOWN", "did you mean \"limit\""),
    Fault("laboratory: receiving", "laboratory: ‹LabB", "E_ENUM", "receiving or sending"),
    Fault(
      "kind: intermediate-precision\n        laboratory: receiving\n        measure: sd\n        sources: [day, run]",
      "kind: repeatability\n        laboratory: receiving\n        measure: sd\n        ‹sources: [day, run]",
      "E_SOURCES",
      "intermediate-precision"),
    Fault("text: VR-31", "text: ‹\"\"", "E_EMPTY", "text"),
    Fault("text: VR-31", "text: ‹\"   \"", "E_EMPTY", "text"),
    Fault("source: capability", "source: ‹feeling", "E_ENUM", "specification", "historical"),
    Fault("{source: capability, text: VR-31}", "‹{source: capability}", "E_KEY_MISSING", "text"),
    Fault("id: AC-2", "id: ‹AC-1", "E_ID", "AC-1", "criterion"),
    Fault(in: Fixture.log, "limits: [0.80, 1.25]", "limits: ‹[-0.8, 1.25]", "E_MARGIN", "-0.8"),
    Fault(in: Fixture.log, "limits: [0.80, 1.25]", "limits: ‹[0, 1.25]", "E_MARGIN", "above 0"),
    Fault(in: Fixture.log, "limits: [97, 103]", "limits: ‹[-3, 3]", "E_MARGIN", "percent of the nominal value"),
    Fault(in: Fixture.log, "kind: mean-ratio", "kind: ‹mean-difference", "E_SCALE", "mean-ratio"),
    Fault(in: Fixture.log, "measure: gcv", "measure: ‹cv", "E_SCALE", "gcv, or sd"),
    Fault(
      in: Fixture.log, "of: intermediate\n        sources: [run]", "of: repeatability\n        ‹sources: [run]",
      "E_SOURCES"),
    Fault(
      in: Fixture.log, "- id: AC-4\n        kind: precision-ratio\n        of: intermediate\n        sources: [run]",
      "- ‹id: AC-4\n        kind: precision-ratio\n        of: intermediate", "E_KEY_MISSING", "sources"),
  ])
  func `a criterion that cannot be meant so is refused at its place`(fault: Fault) { expectProblem(fault, .error) }

  /// Both criteria of the fixture have the same alpha, so the first is found by what stands before it.
  static func alpha(_ text: String, _ code: String, _ words: String...) -> Fault {
    let fault = Fault("limits: [-2.0, 2.0]\n        alpha: 0.05", "limits: [-2.0, 2.0]\n        alpha: \(text)", code)
    return Fault(fault: fault, words: words)
  }

  @Test(arguments: [
    alpha("‹5", "E_ALPHA", "alpha is 5, but it is a probability below 0.5; for five percent write 0.05"),
    alpha("‹2.5", "E_ALPHA", "write 0.025"), alpha("‹0.5", "E_ALPHA", "0.5", "everything"),
    alpha("‹0.95", "E_ALPHA", "below 0.5"), alpha("‹0", "E_ALPHA", "above 0"), alpha("‹-0.05", "E_ALPHA", "above 0"),
    alpha("‹1e-17", "E_ALPHA", "alpha is 1e-17", "from 0.000001 to below 0.5"),
    alpha("‹0.0000001", "E_ALPHA", "0.0000001", "from 0.000001"),
    alpha("‹0.49999999999999999999999", "E_ALPHA", "below 0.5"),
    alpha("‹\"0,05\"", "E_TYPE", "0,05", "0.05"), alpha("‹0,05", "E_TYPE", "0,05", "0.05"),
    alpha("‹NaN", "E_NUMBER", "NaN"), alpha("‹.nan", "E_NUMBER", ".nan"), alpha("‹inf", "E_NUMBER", "inf"),
    alpha("‹-.inf", "E_NUMBER", "-.inf"), alpha("‹1e400", "E_NUMBER", "1e400"), alpha("‹0x10", "E_TYPE", "0x10"),
    alpha("‹0.0_5", "E_TYPE", "0.0_5"), alpha("‹1:30", "E_TYPE", "1:30"), alpha("‹null", "E_TYPE", "null"),
    alpha("‹five", "E_TYPE", "five"), alpha("‹[0.05]", "E_TYPE", "a list"), alpha("‹5 %", "E_TYPE", "5 %"),
    alpha("‹0.12345678901234567890123456789012345", "E_NUMBER", "34 significant digits"),
  ])
  func `an alpha that is none is refused at its place`(fault: Fault) { expectProblem(fault, .error) }

  @Test(arguments: [
    alpha("‹0.1", "W_ALPHA", "0.1"), alpha("‹0.10", "W_ALPHA", "0.10"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[-1.0, 2.0]", "W_MARGIN", "asymmetric"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[-1.0, 2.0]\n        relative: true", "W_MARGIN", "asymmetric"),
    Fault("limits: [-2.0, 2.0]", "limits: ‹[1.0, 2.0]", "W_MARGIN", "one side of 0"),
    Fault("source: capability", "source: ‹example", "W_EXAMPLE", "DRAFT and cannot pass"),
    Fault(in: Fixture.log, "limits: [0.80, 1.25]", "limits: ‹[0.80, 1.20]", "W_MARGIN", "asymmetric"),
    Fault(in: Fixture.log, "limits: [0.80, 1.25]", "limits: ‹[0.90, 1.10]", "W_MARGIN", "asymmetric"),
    Fault(in: Fixture.log, "limits: [0.80, 1.25]", "limits: ‹[1.05, 1.25]", "W_MARGIN", "one side of 1"),
    Fault(
      in: Fixture.log, "limits: [0.80, 1.25]", "direction: upper\n        limits: ‹[0.5, 0.9]", "W_MARGIN",
      "one side of 1"),
    Fault(in: Fixture.log, "limits: [97, 103]", "limits: ‹[101, 103]", "W_MARGIN", "one side of 100"),
  ])
  func `what is legal but unusual is said at its place`(fault: Fault) { expectProblem(fault, .warning) }

  @Test(arguments: [
    (Fixture.linear, "limits: [-2.0, 2.0]", "limits: [-2, 2.00]"),
    (Fixture.linear, "limits: [-2.0, 2.0]", "limits: [-2, 3]\n        direction: lower"),
    (
      Fixture.linear, "alpha: 0.05\n        justification: {source: specification",
      "alpha: 5e-2\n        justification: {source: specification"
    ),
    (
      Fixture.linear, "- id: AC-1\n        kind: mean-difference\n        scope: pooled\n        limits: [-2.0, 2.0]",
      "- id: AC-1\n        kind: mean-ratio\n        limits: [0.9, 1.1]"
    ),
    (Fixture.log, "limits: [0.80, 1.25]", "limits: [0.90, 1.11]"),
    (Fixture.log, "limits: [0.80, 1.25]", "limits: [0.75, 1.33]"),
    (Fixture.log, "measure: gcv", "measure: sd"),
    (Fixture.linear, "measure: sd", "measure: cv\n        scope: each-sample"),
  ])
  func `what is usual is read without a word`(base: String, old: String, new: String) {
    #expect(Fixture.problems(Fixture.edit(base, old, new)) == [])
  }
}

extension Fault {
  init(fault: Fault, words: [String]) {
    (base, old, new, code) = (fault.base, fault.old, fault.new, fault.code)
    self.words = words
  }
}
