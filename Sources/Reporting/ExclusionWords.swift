internal import AssayData
internal import Notation
internal import Transfer

/// What an exclusion is called, and what comes of putting it back: the one place where it turns into English.
struct ExclusionWords {
  let exclusion: Exclusion

  init(_ exclusion: Exclusion) { self.exclusion = exclusion }

  /// "run R04 of Site B", "4 of 6 results of run R04 of Site B", "all exclusions of assay".
  var phrase: String {
    guard exclusion.name != nil else { return "all exclusions of \(visible(exclusion.attribute)) together" }
    return exclusion.putBack == exclusion.results || exclusion.putBack == 0
      ? place : "\(exclusion.putBack) of \(exclusion.results) results of \(place)"
  }

  /// "invalid (no), air bubble, DEV-12".
  var reason: String {
    visible(exclusion.reason)
      + (StatedReason.words(exclusion.stated, isMarked: exclusion.isMarked).map { ", \($0)" } ?? "")
  }

  private var place: String {
    visible(exclusion.name ?? exclusion.attribute) + (exclusion.laboratory.map { " of \(visible($0))" } ?? "")
  }

  /// The same with what the files say of why: "run R04 of Site B (air bubble, DEV-12)".
  var phraseWithReason: String {
    phrase + (StatedReason.words(exclusion.stated, isMarked: exclusion.isMarked).map { " (\($0))" } ?? "")
  }

  /// Why it, or a part of it, is not put back: "run R04 of Site B cannot be put back: …".
  var obstacle: String? {
    exclusion.obstacle.map { reason in
      exclusion.putBack == 0
        ? "\(phrase) cannot be put back: \(visible(reason))"
        : "not all of \(place) can be put back: \(visible(reason))"
    }
  }
}
