internal import Glibc

/// Whether the system gives another thread, which a pool would otherwise wait for without end.
enum SecondThread {
  /// Whether a thread that does nothing can be started now.
  static var isThere: Bool {
    var thread = pthread_t()
    guard pthread_create(&thread, nil, { _ in nil }, nil) == 0 else { return false }
    pthread_join(thread, nil)
    return true
  }
}
