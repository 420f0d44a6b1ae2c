internal import ArgumentParser
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Work on other threads that the main thread waits for.
enum Waiting {
  private final class Answer<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  /// - Throws: the code to end with where the system gives no second thread: the work would never begin, nor the waiting end.
  static func result<Value: Sendable>(of work: @escaping @Sendable () async -> Value) throws -> Value {
    guard canStartThread else {
      Console.message(
        "methodtransfer: error: the system refuses a second thread, which a simulation needs (see ulimit -u)")
      throw ExitCode(Exit.refusedBySystem)
    }
    let answer = Answer<Value>()
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
      let value = await work()
      answer.value.withLock { $0 = value }
      isDone.signal()
    }
    isDone.wait()
    guard let value = answer.value.withLock({ $0 }) else { throw ExitCode(Exit.internalFault) }
    return value
  }

  /// Whether a thread that does nothing can be started now.
  private static var canStartThread: Bool {
    var thread = pthread_t()
    guard pthread_create(&thread, nil, { _ in nil }, nil) == 0 else { return false }
    pthread_join(thread, nil)
    return true
  }
}
