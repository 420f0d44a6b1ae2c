internal import ArgumentParser

@main
struct MethodTransfer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methodtransfer", abstract: "Says whether an analytical method has been transferred.", version: "0.1.0"
  )
}
