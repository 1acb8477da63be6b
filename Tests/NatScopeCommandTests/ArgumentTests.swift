import Testing
import TestSupport

/// Which argument is a destination, which a file, and which rules are asked.
@Suite struct ArgumentTests {
  private static let hostPort = Natscope.sample("hostport")
  private static let hostPort6 = Natscope.sample("hostport6")
  private static let ipv4 =
    "8000/tcp is a hostPort: DNAT to 10.55.3.5:80. No socket on this node is needed.\n"
  private static let ipv6 =
    "8000/tcp is a hostPort: DNAT to [2001:db8:55::5]:80. No socket on this node is needed.\n"

  /// A file of a destination's name needs a folder before it.
  @Test func fileOfADestinationsName() async throws {
    let run = try await Natscope.shell(
      """
      folder=$(mktemp -d)
      trap 'rm -r "$folder"' EXIT
      cp "$samples/hostport.save" "$folder/443"
      cd "$folder"
      "$natscope" -q :8000 ./443 && ! "$natscope" -q ./443 && "$natscope" -q 443 < 443
      """)
    #expect(run.status == 0)
    #expect(
      run.output == Self.ipv4
        + "No rule translates 443/tcp: it goes to a socket of this node, if any.\n")
    #expect(run.errors.contains("no destination"))
  }

  @Test func order() async throws {
    for arguments in [
      [":8000", Self.hostPort, "-q"], [Self.hostPort, "-q", ":8000"],
      ["trace", "-q", Self.hostPort, ":8000"],
    ] {
      #expect(try await Natscope.run(arguments).output == Self.ipv4)
    }
  }

  @Test func standardInput() async throws {
    let text = try Natscope.text("samples/hostport.save")
    #expect(try await Natscope.run(["-q", ":8000"], input: text).output == Self.ipv4)
    #expect(try await Natscope.run(["-q", ":8000", "-"], input: text).output == Self.ipv4)
    let both = try await Natscope.run(["-q", ":8000", "-", Self.hostPort6], input: text)
    #expect(both.output == Self.ipv4 + Self.ipv6)
  }

  // MARK: families

  @Test func twoFamiliesInOneStream() async throws {
    let text =
      try Natscope.text("samples/hostport.save") + Natscope.text("samples/hostport6.save")
    let run = try await Natscope.run("-q", ":8000", input: text)
    #expect(run.output == Self.ipv4 + Self.ipv6)
    let shown = try await Natscope.run(":8000", input: text).output
    #expect(shown.contains("ruleset   IPv4, nf_tables, <stdin>"))
    #expect(shown.contains("ruleset   IPv6, nf_tables, <stdin>"))
    #expect(try await Natscope.run("-q", "192.0.2.10:8000", input: text).output == Self.ipv4)
    #expect(try await Natscope.run("-q", "[2001:db8:1::10]:8000", input: text).output == Self.ipv6)
  }

  @Test(arguments: [("-4", ipv4), ("--ipv4", ipv4), ("-6", ipv6), ("--ipv6", ipv6)])
  func oneFamily(_ option: String, _ answer: String) async throws {
    let run = try await Natscope.run("-q", ":8000", option, Self.hostPort, Self.hostPort6)
    #expect(run.output == answer)
  }

  @Test func theSourceTellsTheFamily() async throws {
    let run = try await Natscope.run(
      "-q", ":8000", "--from", "2001:db8::1", Self.hostPort, Self.hostPort6)
    #expect(run.output == Self.ipv6)
  }

  /// Without rules of the destination's family nothing is claimed.
  @Test func noRulesOfTheFamily() async throws {
    let run = try await Natscope.run("-q", "[2001:db8::1]:8000", Self.hostPort)
    #expect(run.output == "Undecided: the input has no nat table for IPv6.\n")
  }

  /// Two files of the same node are told apart in the steps.
  @Test func severalFiles() async throws {
    let sample = Natscope.sample("redirect")
    let answer = try await Natscope.json("192.0.2.10:8080", Self.hostPort, sample)
    #expect(answer["input"]["rulesets"].items.count == 2)
    #expect(answer["traces"].items.count == 2)
    let sources = answer["input"]["rulesets"].items.map { $0["source"] }
    #expect(sources == [.string(Self.hostPort), .string(sample)])
    let lines = answer["traces"].items.map { $0["outcomes"][0]["decidedBy"]["source"] }
    #expect(lines == sources)
  }

  // MARK: text that has been through something

  /// What was done to the text changes nothing of the answer.
  @Test(arguments: [
    "sed 's/$/\\r/'", "sed 's/^/> /'", "fold -w 100", "sed '1i ```' | sed '$a ```'",
    "sed '1i root@node:~# iptables-save'", "cat - <(echo) <(echo bye)", "nl -ba",
  ])
  func mangledText(_ filter: String) async throws {
    let run = try await Natscope.shell(
      "< \"$samples/hostport.save\" \(filter) | \"$natscope\" -q 192.0.2.10:8000 --from 10.55.3.77")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == Self.ipv4)
  }

  /// Of a text that is cut, the answer says so.
  @Test func cutText() async throws {
    let run = try await Natscope.shell(
      "head -c 3000 \"$samples/hostport.save\" | \"$natscope\" 192.0.2.10:8000")
    #expect(run.status == 0)
    #expect(run.errors.contains("missing-commit"))
    #expect(run.output.contains("cut"))
  }
}
