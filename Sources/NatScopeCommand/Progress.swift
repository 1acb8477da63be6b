import Glibc
import NatScope
import Synchronization

/// Tells on standard error what natscope is at, while an answer takes more than a second.
///
/// Only a terminal sees it: it is no part of what programs read, and it is wiped out before
/// anything else is written.
final class Progress: Sendable {
  static let shared = Progress()

  private struct State {
    var isRunning = false
    /// nil while nothing takes time.
    var text: String?
    var started = ContinuousClock.now
    /// Whether the terminal's last line is ours.
    var isShown = false
  }

  private let state = Mutex(State())

  /// Nobody waits for less without wondering.
  private static let patience = Duration.seconds(1)

  /// Says what comes next; the first time begins to watch the clock.
  ///
  /// - Parameter isQuiet: whether the user wants to hear nothing but errors.
  func tell(_ text: @autoclosure () -> String, isQuiet: Bool = false) {
    guard !isQuiet, isatty(STDERR_FILENO) == 1, Environment.value("TERM") != "dumb" else { return }
    let text = text()
    let begins = state.withLock { state in
      state.text = text
      state.started = .now
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if begins { watch() }
  }

  /// Says how far the same has come.
  func update(_ text: @autoclosure () -> String) {
    let text = state.withLock { $0.isRunning } ? text() : nil
    state.withLock { state in
      if let text, state.text != nil { state.text = text }
    }
  }

  /// Nothing takes time any more: wipes the line out.
  func end() {
    state.withLock { state in
      state.text = nil
      Self.wipe(&state)
    }
  }

  private func watch() {
    Task.detached(priority: .high) { [self] in
      while true {
        try? await Task.sleep(for: .milliseconds(250))
        state.withLock { state in
          guard let text = state.text else { return }
          let passed = ContinuousClock.now - state.started
          guard passed > Self.patience else { return }
          Self.show(text, passed.components.seconds, &state)
        }
      }
    }
  }

  private static func show(_ text: String, _ seconds: Int64, _ state: inout State) {
    let end = ", \(seconds) s"
    var line = ""
    for character in "natscope: " + TerminalText.escape(text) {
      // A line that wraps could not be wiped out.
      guard TerminalText.width(line) + end.utf8.count + 3 < Terminal.width else { break }
      line.append(character)
    }
    StandardError.writeAtOnce("\r\(line)\(end)\u{1b}[K")
    state.isShown = true
  }

  private static func wipe(_ state: inout State) {
    guard state.isShown else { return }
    StandardError.writeAtOnce("\r\u{1b}[K")
    state.isShown = false
  }
}
