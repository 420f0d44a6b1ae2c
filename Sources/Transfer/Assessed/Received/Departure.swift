public import Notation

/// A place where a laboratory gave less, or more, than was planned.
public struct Departure: Sendable, Hashable {
  /// What was counted.
  public enum Counted: String, Sendable, Hashable {
    case run, day, analyst, result
    /// Results of one sample in one run.
    case replicate

    /// "run" of one, "runs" of any other number.
    public func word(_ number: Int) -> String { number == 1 ? rawValue : rawValue + "s" }
  }

  public let laboratory: String
  public let counted: Counted
  /// `nil` where all samples, or all levels, were counted together.
  public let sample: String?
  public let level: ExactDecimal?
  /// The run, or other unit, that replicates were counted in.
  public let run: String?
  /// What ``run`` is.
  let unit: Counted
  public let planned: Int
  public let received: Int
  /// Of less: units of the laboratory that this sample is not in. Of more: units whose names may be one.
  public let names: [String]

  /// "Site B, "LOT-1" at level 200".
  var place: String {
    let parts = [
      sample.map { quoted($0) }, level.map { "level \($0)" }, run.map { "\(unit.rawValue) \(quoted($0))" },
    ].compactMap { $0 }
    return parts.isEmpty ? laboratory : "\(laboratory) (\(parts.joined(separator: ", ")))"
  }

  /// "Site B ("LOT-1", level 200): 3 of 4 runs (not in "R3")".
  public var asShortage: String {
    let lacking = names.isEmpty ? "" : " (not in \(StudyItems.capped(names)))"
    return "\(place): \(received == 0 ? "none" : "\(received)") of \(planned) \(counted.word(planned))\(lacking)"
  }

  /// "Site A has 7 runs where 6 were planned (are "R02" and "R2" one?)".
  public var asSurplus: String {
    let alike = names.count < 2 ? "" : " (are \(names.prefix(2).map { quoted($0) }.joined(separator: " and ")) one?)"
    return
      "\(place) has \(received) \(counted.word(received)) where \(planned) \(planned == 1 ? "was" : "were") planned\(alike)"
  }
}

/// A planned number that nothing in the files can verify, because no column names what it counts.
public struct Unverified: Sendable, Hashable {
  public let counted: Departure.Counted
  /// The largest of all laboratories concerned.
  public let planned: Int
  /// Laboratories whose results name none although others do; empty where no column is mapped at all.
  public let laboratories: [String]

  /// "3 days are planned, and no column of days is mapped: the number is not verified".
  public var words: String {
    let what = counted.word(2)
    let number = "\(planned) \(counted.word(planned)) \(planned == 1 ? "is" : "are") planned"
    return laboratories.isEmpty
      ? "\(number), and no column of \(what) is mapped: the number is not verified"
      : "\(number), and the results of \(Spelling.list(laboratories, "and")) name no \(what): the number is not verified there"
  }
}
