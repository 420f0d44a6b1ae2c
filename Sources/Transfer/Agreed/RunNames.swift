public import AssayData

extension TransferProtocol {
  /// What the run of a row is called: its label, after what it is numbered within; `nil` where results name no run.
  public func runName(of row: Int, in data: AssayData) -> String? {
    let parts =
      self.data.runsWithin.compactMap { data.name($0, of: row) } + [data.name(.run, of: row)].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }
}
