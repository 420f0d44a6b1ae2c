/// Notes beside points.
extension IndividualValues {
  private struct Box {
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
  }

  /// Puts each note where it touches nothing. A note on a missing result that finds no such place is left to the table;
  /// one on an excluded result is always drawn.
  func drawNotes(_ marks: [Mark], in panel: Panel, _ axis: Axis, on canvas: inout Canvas) {
    var taken = marks.map { Box(x: $0.x - 5, y: $0.y - 5, width: 10, height: 10) }
    for (index, mark) in marks.enumerated() {
      guard let note = mark.note else { continue }
      let length = TextWidth.of(note, size: Canvas.smallSize) * 1.06
      // A narrow panel holds no note.
      guard length <= panel.width else { continue }
      let spots: [(x: Double, y: Double)] = [
        (mark.x - 8 - length, mark.y), (mark.x + 8, mark.y), (mark.x - length / 2, mark.y - 13),
        (mark.x - length / 2, mark.y + 13), (mark.x - 8 - length, mark.y - 13), (mark.x + 8, mark.y - 13),
        (mark.x - 8 - length, mark.y + 13), (mark.x + 8, mark.y + 13),
      ]
      var best: (box: Box, hits: Int)?
      for spot in spots {
        let box = Box(x: spot.x, y: spot.y - 6, width: length, height: 12)
        guard box.x >= panel.x - 2, box.x + length <= panel.x + panel.width + 2, spot.y >= axis.to + 4,
          spot.y <= axis.from + 4
        else { continue }
        let hits = taken.enumerated().count { $0.offset != index && $0.element.overlaps(box) }
        if best.map({ hits < $0.hits }) ?? true { best = (box, hits) }
      }
      guard let best, best.hits == 0 || mark.isHollow else { continue }
      canvas.text(
        best.box.x, best.box.y + 9.4, note, Palette.grey, size: Canvas.smallSize, halo: true)
      taken.append(best.box)
    }
  }
}
