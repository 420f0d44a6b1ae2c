internal import Notation
internal import Transfer

/// Findings that rest on two units at a laboratory: for page one, whatever the criterion.
struct FewUnits {
  let context: ReportContext

  private struct Place: Hashable {
    let laboratory: String
    let unit: Attribute.UnitOfReplication
    let degreesOfFreedom: Double?
  }

  var sentences: [RichText] {
    var labels = InOrder<Place, [String]>()
    for text in context.findings {
      for figures in text.finding.laboratoriesOfTwo {
        let place = Place(
          laboratory: figures.laboratory, unit: text.finding.attribute.unitOfReplication,
          degreesOfFreedom: figures.degreesOfFreedom)
        let label = visible(text.label(several: context.severalReceivers))
        if labels[place]?.contains(label) != true { labels[place, default: []].append(label) }
      }
    }
    guard !labels.isEmpty else { return [] }
    let said = labels.map { place, names in
      "\(Spelling.first(4, of: names)) \(names.count == 1 ? "rests" : "rest") on two \(place.unit.plural) at "
        + "\(visible(place.laboratory))\(freedom(place.degreesOfFreedom))"
    }
    return [
      RichText(
        "\(Spelling.first(6, of: said, separator: "; ")): what varies between two is hardly known, and a t test holds its level there only where they are normally distributed."
      )
    ]
  }

  private func freedom(_ degreesOfFreedom: Double?) -> String {
    guard let degreesOfFreedom else { return "" }
    let number = Numbers.degreesOfFreedom(degreesOfFreedom)
    return " (\(number) degree\(number == "1" ? "" : "s") of freedom)"
  }
}
