/// Why a calculation gives no number: what was found, and what is expected.
struct CalcFault: Error, Equatable, Sendable {
  let message: String

  init(_ message: String) { self.message = message }
}
