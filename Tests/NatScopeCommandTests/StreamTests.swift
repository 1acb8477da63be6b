import FoundationEssentials
import Testing
import TestSupport

/// What goes where, and how it looks.
@Suite struct StreamTests {
  private static let hostPort = Natscope.sample("hostport")

  @Test(arguments: Natscope.samples) func sameBytesTwice(_ sample: String) async throws {
    for format in ["text", "json"] {
      let arguments = [
        ":8000", "192.0.2.10:30080", "192.0.2.10:8080", "-v", "-o", format, Natscope.sample(sample),
      ]
      let first = try await Natscope.run(arguments)
      let second = try await Natscope.run(arguments)
      #expect(first.status == 0)
      #expect(first.output == second.output)
      #expect(first.errors == second.errors)
    }
  }

  /// Diagnostics never stand among the answer.
  @Test func diagnosticsGoToStandardError() async throws {
    let cut = try Natscope.text("samples/hostport.save").replacing("COMMIT\n", with: "")
    let run = try await Natscope.run(":8000", "-v", input: "> hello\n" + cut)
    #expect(run.status == 0)
    #expect(run.errors.contains("warning[missing-commit]"))
    #expect(run.errors.contains("note["))
    #expect(!run.output.contains("missing-commit"))
    #expect(!run.output.contains("hello"))
    let json = try await Natscope.run(":8000", "-o", "json", input: cut)
    #expect(json.errors.contains("warning[missing-commit]"))
    let codes = try JSONTree(json.output)["diagnostics"].items.map { $0["code"] }
    #expect(codes.contains(.string("missing-commit")))
    let quiet = try await Natscope.run(":8000", "-q", input: cut)
    #expect(quiet.errors == "")
    #expect(quiet.output.split(separator: "\n").count == 1)
  }

  /// A reader that has seen enough ends the program without a word, by SIGPIPE if it is not ignored.
  @Test func closedPipe() async throws {
    let run = try await Natscope.shell(
      """
      many=$(for i in {1..60}; do echo 192.0.2.10:30080; done)
      "$natscope" $many -o json "$samples/kube-proxy.save" | head -1
      echo "${PIPESTATUS[0]}"
      """)
    #expect(run.errors == "")
    #expect(["{\n141\n", "{\n0\n"].contains(run.output), "\(run.output)")
  }

  // MARK: colour and width

  @Test func colour() async throws {
    let never = try await Natscope.run(":8000", "--color", "never", Self.hostPort).output
    #expect(!never.contains("\u{1b}"))
    #expect(try await Natscope.run(":8000", Self.hostPort).output == never)
    let always = try await Natscope.run(":8000", "--color", "always", Self.hostPort).output
    #expect(always.contains("\u{1b}["))
    #expect(always.replacing(#/\u{1b}\[[0-9;]*m/#, with: "") == never)
  }

  @Test func noColourIsForAutoOnly() async throws {
    let run = try await Natscope.shell(
      #"NO_COLOR=1 TERM=dumb "$natscope" -q :8000 --color always "$samples/hostport.save""#)
    #expect(run.output.contains("\u{1b}["))
  }

  private static let hasScript = (environment("PATH") ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/script")
  }

  /// On a terminal, which script(1) of util-linux makes.
  @Test(
    .enabled(if: hasScript, "script(1) is not installed"),
    arguments: [
      ("TERM=xterm", true), ("TERM=xterm NO_COLOR=", true), ("TERM=xterm NO_COLOR=1", false),
      ("TERM=dumb", false),
    ])
  func colourOfATerminal(_ setting: String, _ isColoured: Bool) async throws {
    let run = try await Natscope.shell(
      """
      unset NO_COLOR
      script -qec "env \(setting) '$natscope' -q :8000 '$samples/hostport.save'" /dev/null </dev/null
      """)
    #expect(run.output.contains("10.55.3.5:80"))
    #expect(run.output.contains("\u{1b}[") == isColoured)
  }

  /// Standard input that is a terminal holds no rules: say how to give some.
  @Test(.enabled(if: hasScript, "script(1) is not installed"))
  func terminalAsInput() async throws {
    let run = try await Natscope.shell("script -qec \"'$natscope' :80\" /dev/null </dev/null")
    #expect(run.status == 2)
    #expect(run.output.contains("no input"))
    #expect(run.output.contains("sudo iptables-save -c | natscope"))
  }

  @Test(arguments: [40, 60, 100, 160]) func width(_ width: Int) async throws {
    let run = try await Natscope.run("192.0.2.10:30080", "--width", "\(width)", Self.kubeProxy)
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    // A word that is wider than the screen is not broken.
    let long = lines.filter { $0.count > width && $0.split(separator: " ").count > 2 }
    #expect(long == [])
    #expect(lines.contains { $0.count > width / 2 })
  }

  private static let kubeProxy = Natscope.sample("kube-proxy")

  @Test func withoutATerminalThereAre80Columns() async throws {
    let run = try await Natscope.run("192.0.2.10:30080", Self.kubeProxy)
    let other = try await Natscope.run("192.0.2.10:30080", "--width", "80", Self.kubeProxy)
    #expect(run.output == other.output)
  }

  // MARK: more and less

  @Test func quietIsALineForEachTrace() async throws {
    let run = try await Natscope.run("-q", ":8000", ":44300", "192.0.2.10:5353/udp", Self.hostPort)
    #expect(
      run.output == """
        8000/tcp is a hostPort: DNAT to 10.55.3.5:80. No socket on this node is needed.
        44300/tcp is a hostPort: DNAT to 10.55.3.5:443. No socket on this node is needed.
        5353/udp is a hostPort: DNAT to 10.55.3.6:53. No socket on this node is needed.

        """)
  }

  @Test func verboseShowsWhatDidNotMatch() async throws {
    let plain = try await Natscope.run("192.0.2.10:8000", Self.hostPort).output
    #expect(!plain.contains("rules that did not match"))
    let all = try await Natscope.run("192.0.2.10:44300", "-v", Self.hostPort).output
    let missed = all.split(separator: "\n").filter { $0.contains("does not hold") }
    #expect(all.contains("rules that did not match"))
    #expect(missed.contains { $0.contains("nat CNI-HOSTPORT-MASQ #1 (line 33)") })
    #expect(missed.contains { $0.contains("nat CNI-DN-87ff") })
    #expect(all.contains("hostport.save:2-37 save"))
    let some = try await Natscope.run(
      "192.0.2.10:44300", "-v", "--chain", "^CNI-HOSTPORT-MASQ$", Self.hostPort
    ).output.split(separator: "\n").filter { $0.contains("does not hold") }
    #expect(some.count == 1)
    #expect(some.first?.contains("CNI-HOSTPORT-MASQ #1") == true)
  }
}
