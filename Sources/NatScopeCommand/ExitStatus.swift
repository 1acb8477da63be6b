import Glibc
import NatScope
import SystemPackage

/// What the exit code says (natscope(1), EXIT STATUS).
enum ExitStatus: Int32 {
  /// A verdict was reached, even a drop.
  case done = 0
  /// `--expect` was not met, or lint found something at or above `--fail-on`.
  case unexpected = 1
  /// Usage, unreadable input, or no ruleset in it.
  case trouble = 2
  /// With `--strict`: the primary outcome is undecided or has conditions.
  case inconclusive = 3

  func end() -> Never {
    Progress.shared.end()
    exit(rawValue)
  }
}

/// An error that ends the command, with what to tell the user.
struct Failure: Error {
  let text: String
  var status = ExitStatus.trouble

  /// Names of files come from outside, so what a terminal would act on is made visible.
  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.map { TerminalText.escape(String($0)) }.joined(separator: "\n")
    self.text = shown.hasPrefix("error: ") ? shown : "error: " + shown
  }
}

/// Where the answer goes.
enum StandardOutput {
  static func write(_ text: String) {
    Progress.shared.end()
    // A reader that has seen enough closes the pipe: SIGPIPE ends the process quietly.
    _ = try? FileDescriptor.standardOutput.writeAll(text.utf8)
  }
}

/// Where everything goes that is not the answer.
enum StandardError {
  static func write(_ text: String) {
    guard !text.isEmpty else { return }
    Progress.shared.end()
    _ = try? FileDescriptor.standardError.writeAll((text.hasSuffix("\n") ? text : text + "\n").utf8)
  }

  /// Writes without an end of the line, and without looking whether a line of progress is there.
  static func writeAtOnce(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }
}

extension StandardOutput {
  /// Writes text whose names need not be UTF-8.
  static func write(_ bytes: [UInt8]) {
    Progress.shared.end()
    _ = try? FileDescriptor.standardOutput.writeAll(bytes)
  }
}
