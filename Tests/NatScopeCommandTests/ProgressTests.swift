import TestSupport
import Testing

/// What a person on a terminal sees while an answer takes long. script(1) is the terminal.
@Suite struct ProgressTests {
  /// Runs a command on a terminal of 80 columns; what it wrote to the terminal.
  private static func onTerminal(_ command: String, _ setting: String = "TERM=xterm") async throws
    -> String
  {
    let run = try await Natscope.shell(
      #"export natscope samples \#(setting); script -qec '\#(command)' /dev/null < /dev/null"#)
    return run.output
  }

  private static let slowInput =
    #"(sleep 3; cat "$samples/hostport.save") | "$natscope" :8000"#
  private static let wipe = "\r\u{1b}[K"

  @Test func isToldAndWipedOut() async throws {
    let seen = try await Self.onTerminal(Self.slowInput)
    #expect(seen.hasPrefix("\rnatscope: reading the input, 1 s\u{1b}[K"), "\(seen)")
    let parts = seen.split(separator: Self.wipe, maxSplits: 1)
    #expect(parts.count == 2)
    #expect(parts.last?.contains("8000/tcp is a hostPort") == true)
    #expect(parts.last?.contains("reading the input") == false)
  }

  @Test(arguments: [
    (slowInput + " -q", "TERM=xterm"), (slowInput, "TERM=dumb"),
    // Neither a file nor a pipe gets it.
    (slowInput + " 2>&1 | cat", "TERM=xterm"),
    // Nor whoever does not wait.
    (#""$natscope" :8000 "$samples/hostport.save""#, "TERM=xterm"),
  ])
  func isNotTold(_ command: String, _ setting: String) async throws {
    let seen = try await Self.onTerminal(command, setting)
    #expect(seen.contains("8000/tcp is a hostPort"))
    #expect(!seen.contains("reading the input") && !seen.contains(Self.wipe), "\(seen)")
  }
}
