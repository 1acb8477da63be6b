import FoundationEssentials
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

  @Test(arguments: Natscope.samples) func drawsSVG(_ sample: String) async throws {
    for arguments in [[], [":8000"], ["--table", "filter"], ["--group", "always"]] {
      let command = ["graph", "-o", "svg"] + arguments + [Natscope.sample(sample)]
      let run = try await Natscope.run(command)
      #expect(run.status == 0, "\(arguments)")
      #expect(try MarkupTree(run.output).root.name == "svg", "\(arguments)")
      #expect(try await Natscope.run(command).output == run.output)
    }
  }

  /// Several destinations are one file.
  @Test func severalPaths() async throws {
    let run = try await Natscope.run("graph", "-o", "svg", ":8000", ":5353", Self.hostPort)
    #expect(run.status == 0)
    #expect(try MarkupTree(run.output).root.elements[0].ownText == "Paths of 2 packets")
  }

  /// Whatever stands in names and comments, Graphviz reads the drawing and draws all of it.
  @Test(.enabled(if: Graphviz.runs, Graphviz.comment)) func graphviz() async throws {
    try Graphviz.check()
    var inputs = try Natscope.samples.map { try Natscope.text("samples/\($0).save") }
    inputs.append(
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      :];//<!-- - [0:0]
      :&lt;b&amp; - [0:0]
      :\\N\\ - [0:0]
      :<b>}漢字 - [0:0]
      -A PREROUTING -m foo --bar "a\\"] -> {&#0;&bogus;" -j ];//<!--
      -A ];//<!-- -m comment --comment "\\n\u{1b}[0m" -g &lt;b&amp;
      -A &lt;b&amp; -j \\N\\
      -A \\N\\ -m foo --bar \\ -j <b>}漢字
      COMMIT

      """)
    for (index, input) in inputs.enumerated() {
      for arguments in [[], ["--table", "filter"], ["--group", "always"], [":8000"]] {
        let drawing = try await Natscope.run(["graph"] + arguments, input: input)
        #expect(drawing.status == 0)
        let run = try await CommandRun.run("dot", ["-Tsvg"], input: drawing.output)
        #expect(run.status == 0, "input \(index) \(arguments): \(run.errors)")
        #expect(run.errors == "", "input \(index) \(arguments)")
        #expect(run.output.contains("</svg>"))
      }
    }
    let hostile = try await Natscope.run("graph", input: inputs[inputs.count - 1])
    let drawn = try await CommandRun.run("dot", ["-Tsvg"], input: hostile.output).output
    // Graphviz decodes entities; these came from the text and must not be decoded.
    #expect(drawn.contains("&amp;lt;b&amp;amp;"))
    #expect(drawn.contains("nat \\N\\"))
  }

  /// A thousand services are a few boxes, and the drawing says so.
  @Test(arguments: ["dot", "mermaid", "svg"]) func aLargeNode(_ format: String) async throws {
    var chains = ""
    var rules = ""
    for index in 1_000..<2_000 {
      chains += ":KUBE-SVC-AAAAAAAAAAAA\(index) - [0:0]\n:KUBE-SEP-AAAAAAAAAAAA\(index) - [0:0]\n"
      rules +=
        "-A PREROUTING -d 10.96.\(index / 250).\(index % 250)/32 -j KUBE-SVC-AAAAAAAAAAAA\(index)\n"
        + "-A KUBE-SVC-AAAAAAAAAAAA\(index) -j KUBE-SEP-AAAAAAAAAAAA\(index)\n"
        + "-A KUBE-SEP-AAAAAAAAAAAA\(index) -p tcp -j DNAT --to-destination 10.1.1.1:\(index)\n"
    }
    let text = "*nat\n:PREROUTING ACCEPT [0:0]\n\(chains)\(rules)COMMIT\n"
    let run = try await Natscope.run("graph", "-o", format, input: text)
    #expect(run.status == 0)
    #expect(run.output.contains("grouped: 1,000 KUBE-SVC-…, 1,000 KUBE-SEP-…"))
    #expect(run.output.utf8.count < 12_000)
    // Whoever wants to see them all does.
    let whole = try await Natscope.run("graph", "-o", format, "--group", "never", input: text)
    #expect(whole.status == (format == "dot" ? 0 : 2))
    if format != "dot" {
      #expect(whole.output == "")
      #expect(whole.errors.hasPrefix("error: too large for "))
      #expect(whole.errors.contains("use -o dot or --chain"))
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

  @Test(arguments: [
    ["--bogus"], ["-o", "png"], ["--table", "x"], ["--group", "x"], ["--chain", "("],
    ["--from", "z", ":80"],
  ])
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

/// The program that draws what `-o dot` writes; in CI it has to be there.
private enum Graphviz {
  static let isThere = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].contains {
    FileManager.default.isExecutableFile(atPath: $0 + "/dot")
  }
  static let runs = isThere || environment("CI") == "true"
  static let comment: Comment = "skipped: not installed: graphviz"

  struct Missing: Error {}

  static func check() throws {
    if !isThere { throw Missing() }
  }
}
