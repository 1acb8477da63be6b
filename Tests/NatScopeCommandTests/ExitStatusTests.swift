import Testing
import TestSupport

/// 0 an answer, 1 not as expected, 2 trouble, 3 inconclusive (natscope(1), EXIT STATUS).
@Suite struct ExitStatusTests {
  private static let hostPort = Natscope.sample("hostport")

  @Test(arguments: [
    ["trace", "192.0.2.10:8000"], ["192.0.2.10:8000"], [":8000"], ["8000"], ["localhost:8000"],
    ["192.0.2.10/icmp"], ["192.0.2.10:5353/udp"], [":8000", "--expect", "DNAT"],
    [":8000", "--expect", "accept"], [":8000", "--expect", "10.55.3.5:80"],
    [":8000", "--expect", "10.55.3.5"], [":8000", "--strict", "--from", "198.51.100.7"],
    [":8000", "--mark", "0x10"], [":8000", "--state", "established"],
    ["192.0.2.10:8000", "--node-address", "192.0.2.10/24", "--in", "eth0"],
  ])
  func answers(_ arguments: [String]) async throws {
    let run = try await Natscope.run(arguments + [Self.hostPort])
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.output.isEmpty)
    #expect(run.errors == "")
  }

  @Test(arguments: ["DROP", "REDIRECT", "10.55.3.5:81", "10.55.3.6:80", "10.55.3.6"])
  func notAsExpected(_ expectation: String) async throws {
    let run = try await Natscope.run("-q", ":8000", "--expect", expectation, Self.hostPort)
    #expect(run.status == 1)
    #expect(run.errors == "error: not as expected: \(expectation)\n")
    #expect(run.output.contains("10.55.3.5:80"))
  }

  /// `--expect` holds for every trace and every outcome.
  @Test func expectedOfAll() async throws {
    let arguments = [":8000", ":44300", Self.hostPort, "-q", "--expect"]
    #expect(try await Natscope.run(arguments + ["DNAT"]).status == 0)
    #expect(try await Natscope.run(arguments + ["10.55.3.5:80"]).status == 1)
    let nodePort = [":30080", Natscope.sample("kube-proxy"), "-q", "--expect"]
    #expect(try await Natscope.run(nodePort + ["DNAT"]).status == 0)
    #expect(try await Natscope.run(nodePort + ["10.244.1.7:8080"]).status == 1)
  }

  /// The words that have to stand in the message, behind the command line.
  @Test(arguments: [
    (["--bogus", ":80"], "--bogus"), ([":80", "-4", "-6"], "exclude each other"),
    ([":80", "--width", "5"], "--width"), ([":80", "--width", "x"], "--width"),
    ([":80", "--state", "OLD"], "ESTABLISHED"), ([":80", "--mark", "z"], "--mark"),
    ([":80", "--mark", "4294967296"], "32-bit"), ([":80", "--from", "z"], "--from"),
    ([":80", "--in", "eth0", "--local"], "exclude each other"), ([":80", "--in", "eth+"], "--in"),
    ([":80", "--node-address", "z"], "--node-address"), ([":80", "--expect", "z"], "--expect"),
    ([":80", "-v", "--chain", "("], "--chain"), ([":80", "-o", "yaml"], "yaml"),
    ([":80", "--color", "blue"], "blue"),
    ([":80", "/nonexistent/node.txt"], "/nonexistent/node.txt"),
    ([":80", "/"], "directory"), ([], "no destination"),
  ])
  func trouble(_ arguments: [String], _ words: String) async throws {
    let run = try await Natscope.run(arguments + [Self.hostPort])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(words), "\(run.errors)")
  }

  /// An option that would do nothing is refused and not passed over.
  @Test(arguments: [["lint"], ["expect"], ["diff", Self.hostPort], ["explain", "NS201"]])
  func commandsWithoutChains(_ arguments: [String]) async throws {
    let run = try await Natscope.run(arguments + ["--chain", "^KUBE-", Self.hostPort])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("--chain"), "\(run.errors)")
  }

  @Test func noDestinationOnAPipe() async throws {
    let inventory = try await Natscope.shell(#""$natscope" < "$samples/hostport.save""#)
    #expect(inventory.status == 0)
    #expect(inventory.output.hasPrefix("PROTO "))
    let run = try await Natscope.shell(#""$natscope" trace < "$samples/hostport.save""#)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("no destination"))
    #expect(run.errors.contains("iptables-save -c | natscope"))
  }

  /// Whoever reads the message knows what to do next.
  @Test(arguments: [
    "hello\n", "", "\n\n", "Chain of events\n", "\u{0}\u{1}\u{ff}",
  ])
  func noRuleset(_ input: String) async throws {
    for arguments in [["trace", ":80"], [":80", "-q"], [":80", "-o", "json"]] {
      let run = try await Natscope.run(arguments, input: input)
      #expect(run.status == 2)
      #expect(run.output == "")
      let message = run.errors.split { $0.isWhitespace }.joined(separator: " ")
      #expect(message.contains("sudo iptables-save -c | natscope"), "\(message)")
    }
  }

  @Test func helloNamesTheLine() async throws {
    let run = try await Natscope.run("trace", ":80", input: "hello\n")
    #expect(run.status == 2)
    #expect(run.errors.contains("error[no-ruleset]"))
    #expect(run.errors.contains("<stdin>:1:1"))
    #expect(run.errors.contains("1 | hello"))
  }

  @Test(arguments: ["10.0.0.5:99999", "10.0.0.5.6:80", "10.0.0.5:80/tpc", "10.0.0.5", ":0"])
  func mistakenDestination(_ text: String) async throws {
    let run = try await Natscope.run(":8000", text)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(text))
    #expect(run.errors.contains("looks like a destination"), "\(run.errors)")
  }

  /// Alone on the command line, the mistake is what the message is about.
  @Test func onlyAMistakenDestination() async throws {
    let run = try await Natscope.run("10.0.0.5:99999", Self.hostPort)
    #expect(run.status == 2)
    #expect(run.errors.contains("'99999' is no port"), "\(run.errors.prefix(200))")
  }

  /// An empty nat table decides: nothing translates.
  @Test func emptyTable() async throws {
    let run = try await Natscope.run(":80", input: "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n")
    #expect(run.status == 0)
    #expect(run.output.contains("No rule translates 80/tcp"))
    #expect(run.errors.contains("warning[no-rules]"))
  }

  @Test func strict() async throws {
    let open = try await Natscope.run(":8000", "--strict", Self.hostPort)
    #expect(open.status == 3)
    #expect(open.errors == "")
    let undecided = try await Natscope.run(
      ":8000", "--strict", "-q", input: "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\nCOMMIT\n")
    #expect(undecided.status == 3)
    #expect(undecided.output.contains("no nat table"))
  }

  /// Where several apply: 2, 1, 3.
  @Test func order() async throws {
    let arguments = [":8000", "--strict", "--expect", "DROP"]
    #expect(try await Natscope.run(arguments + [Self.hostPort]).status == 1)
    #expect(try await Natscope.run(arguments, input: "hello\n").status == 2)
  }
}
