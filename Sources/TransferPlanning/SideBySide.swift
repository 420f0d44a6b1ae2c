#if !hasFeature(Embedded)
  internal import Dispatch
  internal import Synchronization
#endif

/// Parts of a work done side by side: the one place of the core that knows of threads. Where there are none, in turn.
enum SideBySide {
  /// - Parameters:
  ///   - parts: how many there are.
  ///   - threads: how many may be done at a time; with 1 no other thread is asked for.
  ///   - work: one part.
  /// - Returns: what came of each, in their order.
  static func results<Result: Sendable>(
    of parts: Int, threads: Int, _ work: @Sendable (Int) -> Result
  ) -> [Result] {
    #if !hasFeature(Embedded)
      if threads > 1, parts > 1 {
        let found = Mutex<[Result?]>(Array(repeating: nil, count: parts))
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, parts)) { _ in
          while true {
            let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard part < parts else { return }
            let result = work(part)
            found.withLock { $0[part] = result }
          }
        }
        return found.withLock { $0.compactMap { $0 } }
      }
    #endif
    return (0..<parts).map(work)
  }
}
