/// A rule of suitability by significance: an effect that must, or must not, be significant at a level agreed beforehand.
public struct AssayRequirement: Sendable, Equatable {
  public enum Expectation: Sendable, Equatable {
    /// Met when p < α: a regression, without which there is no potency.
    case significant
    /// Met when p ≥ α: non-parallelism, non-linearity, intersection, blanks. It punishes precise assays.
    case notSignificant
  }

  public let effect: AssayEffect
  public let expectation: Expectation
  public let alpha: Double
  public let errorTerm: AssayErrorTerm

  /// - Precondition: `alpha` lies strictly between 0 and 1.
  public init(
    _ effect: AssayEffect, _ expectation: Expectation, alpha: Double, against errorTerm: AssayErrorTerm
  ) {
    precondition(alpha > 0 && alpha < 1, "a level lies between 0 and 1, not \(alpha)")
    self.effect = effect
    self.expectation = expectation
    self.alpha = alpha
    self.errorTerm = errorTerm
  }
}

/// How a requirement came out.
public struct AssayRequirementFinding: Sendable, Equatable {
  public enum Outcome: Sendable, Equatable {
    case met(AssayTest)
    case notMet(AssayTest)
    /// The design cannot test it: two doses for non-linearity, for instance.
    case notTested(because: LinearAssayError)
  }

  public let requirement: AssayRequirement
  public let outcome: Outcome
}

extension AssayAnova {
  /// Each requirement against its test, unrounded.
  public func findings(_ requirements: [AssayRequirement]) -> [AssayRequirementFinding] {
    requirements.map { requirement in
      do throws(LinearAssayError) {
        let found = try test(requirement.effect, against: requirement.errorTerm)
        let isSignificant = found.pValue < requirement.alpha
        let isMet = isSignificant == (requirement.expectation == .significant)
        return AssayRequirementFinding(requirement: requirement, outcome: isMet ? .met(found) : .notMet(found))
      } catch {
        return AssayRequirementFinding(requirement: requirement, outcome: .notTested(because: error))
      }
    }
  }
}

extension AssayRequirementFinding: CustomStringConvertible {
  /// `regression must be significant: met (p = 2.1e-09)`.
  public var description: String {
    let rule = "\(requirement.effect) must\(requirement.expectation == .significant ? "" : " not") be significant: "
    switch outcome {
    case .met(let test): return rule + "met (p = \(shown(test.pValue)))"
    case .notMet(let test): return rule + "not met (p = \(shown(test.pValue)))"
    case .notTested(let reason): return rule + "not tested (\(reason))"
    }
  }
}
