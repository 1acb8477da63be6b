import Testing
import TestSupport

/// `natscope graph`: a drawing on standard output, what is wrong with the chains beside it.
@Suite struct GraphTests {
  private static let hostPort = Natscope.sample("hostport")

  @Test(arguments: Natscope.samples) func draws(_ sample: String) async throws {
    for (format, head) in [("dot", "digraph "), ("mermaid", "flowchart ")] {
      let run = try await Natscope.run("graph", "-o", format, Natscope.sample(sample))
      #expect(run.status == 0)
      #expect(run.output.hasPrefix(head))
      #expect(run.output.contains("PREROUTING"))
      let again = try await Natscope.run("graph", "-o", format, Natscope.sample(sample))
      #expect(again.output == run.output)
    }
  }

  /// With a destination, what its trace does not touch is left out.
  @Test func ofATrace() async throws {
    let whole = try await Natscope.run("graph", Self.hostPort).output
    #expect(whole.contains("DNAT 10.55.3.5:80") && whole.contains("DNAT 10.55.3.6:53"))
    let part = try await Natscope.run("graph", ":8000", Self.hostPort).output
    #expect(part.contains("DNAT 10.55.3.5:80"))
    #expect(!part.contains("DNAT 10.55.3.6:53"))
    #expect(part.contains("CNI-HOSTPORT-SETMARK"))
    let outside = try await Natscope.run(
      "graph", ":8000", "--from", "198.51.100.7", Self.hostPort
    ).output
    #expect(!outside.contains("CNI-HOSTPORT-SETMARK"))
  }

  @Test func someChains() async throws {
    let run = try await Natscope.run("graph", "--chain", "^CNI-DN-", Self.hostPort)
    #expect(run.status == 0)
    #expect(run.output.contains("CNI-DN-87ff"))
    #expect(!run.output.contains("PREROUTING"))
  }

  @Test func onAPipe() async throws {
    let run = try await Natscope.shell(#""$natscope" graph < "$samples/hostport.save""#)
    #expect(run.status == 0)
    #expect(run.output == (try await Natscope.run("graph", Self.hostPort).output))
  }

  @Test func families() async throws {
    let files = [Self.hostPort, Natscope.sample("hostport6")]
    let both = try await Natscope.run(["graph"] + files).output
    #expect(both.contains("10.55.3.5:80") && both.contains("2001:db8:55::5"))
    let four = try await Natscope.run(["graph", "-4"] + files).output
    #expect(four == (try await Natscope.run("graph", Self.hostPort).output))
  }

  /// The whole text is checked, tables that are not drawn too.
  @Test func whatIsWrong() async throws {
    let text = """
      *filter
      :INPUT ACCEPT [0:0]
      -A INPUT -j GONE
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      :A - [0:0]
      :B - [0:0]
      :IDLE - [0:0]
      -A PREROUTING -j A
      -A A -p tcp -j B
      -A B -j A
      COMMIT

      """
    let run = try await Natscope.run("graph", "-v", input: text)
    #expect(run.status == 0)
    #expect(run.errors.contains("A -> B -> A form a loop"))
    #expect(run.errors.contains("filter INPUT #1 (line 3) leads to GONE"))
    #expect(run.errors.contains("no rule leads to nat IDLE (line 9)"))
    #expect(!run.output.contains("loop"))
    #expect(run.output.hasPrefix("digraph "))
  }

  @Test(arguments: [["--bogus"], ["-o", "svg"], ["--chain", "("], ["--from", "z", ":80"]])
  func trouble(_ arguments: [String]) async throws {
    let run = try await Natscope.run(["graph"] + arguments + [Self.hostPort])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(!run.errors.isEmpty)
  }

  @Test func noRuleset() async throws {
    let run = try await Natscope.run("graph", input: "hello\n")
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("error[no-ruleset]"))
  }
}
