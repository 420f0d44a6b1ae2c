internal import AssayData
internal import Notation
internal import Transfer

/// Results that are those of another run or laboratory, for page one.
struct CopyLines {
  let data: AssayData
  let transferProtocol: TransferProtocol

  /// How many pairs page one has room for; the warnings name more.
  private static let most = 6

  var sentences: [RichText] {
    var lines: [RichText] = []
    let whole = data.copies.filter { $0.copy.run == nil }
    for one in whole {
      lines.append(
        "The results of \(strong: visible(one.copy.laboratory)) are those of \(visible(one.original.laboratory)), sample by sample: \(one.agreeing) of \(one.compared) agree."
      )
    }
    let runs = data.copies.filter { $0.copy.run != nil }
    if !runs.isEmpty {
      let said = runs.map { one in
        "\(name(one.copy)) those of \(name(one.original, beside: one.copy)) (\(one.agreeing) of \(one.compared))"
      }
      lines.append(
        "Runs that have the results of another: \(Spelling.first(Self.most, of: said, separator: "; ")).")
    }
    if !lines.isEmpty {
      lines.append("Chance does not explain it, and they are judged as if each had been measured: see the raw data.")
    }
    let isOff = !transferProtocol.data.copyCheck || transferProtocol.sources.contains { !$0.mapping.copyCheck }
    if isOff { lines.append("The protocol has copies judged (data.copyCheck: off).") }
    return lines
  }

  private func name(_ side: AgreeingResults.Side, beside other: AgreeingResults.Side? = nil) -> String {
    let run = visible(side.run ?? "")
    return side.laboratory == other?.laboratory ? run : "\(visible(side.laboratory)) \(run)"
  }
}
