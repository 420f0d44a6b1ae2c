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
    var order: [Place] = []
    var labels: [Place: [String]] = [:]
    for text in context.findings {
      for figures in text.finding.laboratoriesOfTwo {
        let place = Place(
          laboratory: figures.laboratory, unit: text.finding.attribute.unitOfReplication,
          degreesOfFreedom: figures.degreesOfFreedom)
        if labels[place] == nil { order.append(place) }
        let label = visible(text.label(several: context.severalReceivers))
        if !(labels[place, default: []].contains(label)) { labels[place, default: []].append(label) }
      }
    }
    guard !order.isEmpty else { return [] }
    let said = order.prefix(6).map { place in
      let names = labels[place] ?? []
      let shown = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
      return "\(shown) \(names.count == 1 ? "rests" : "rest") on two \(place.unit.plural) at "
        + "\(visible(place.laboratory))\(freedom(place.degreesOfFreedom))"
    }.joined(separator: "; ")
    let more = order.count > 6 ? "; and \(order.count - 6) more" : ""
    return [
      RichText(
        "\(said)\(more): what varies between two is hardly known, and a t test holds its level there only where they are normally distributed."
      )
    ]
  }

  private func freedom(_ degreesOfFreedom: Double?) -> String {
    guard let degreesOfFreedom else { return "" }
    let number = Numbers.degreesOfFreedom(degreesOfFreedom)
    return " (\(number) degree\(number == "1" ? "" : "s") of freedom)"
  }
}
