import Testing

@testable import NatScope

struct ChainGraphTests {
  /// Builds the graph of a nat table from its lines.
  private func graph(_ lines: String...) throws -> ChainGraph {
    let text = "*nat\n" + lines.joined(separator: "\n") + "\nCOMMIT\n"
    let capture = Capture.read(name: "test", bytes: Array(text.utf8))
    return ChainGraph(try #require(capture.rulesets.first))
  }

  private func names(_ chains: [Chain.ID], _ graph: ChainGraph) -> [String] {
    chains.map { graph.ruleset.name($0) }
  }

  @Test func jumpsAndGotosAreEdges() throws {
    let graph = try graph(
      ":PREROUTING ACCEPT [0:0]", ":A - [0:0]", ":B - [0:0]", "-A PREROUTING -j A",
      "-A PREROUTING -p tcp -g B", "-A A -j RETURN", "-A A -j LOG")
    #expect(graph.edges.count == 2)
    #expect(graph.edges.map(\.isGoto) == [false, true])
    let first = try #require(graph.edges.first)
    #expect(graph.edges(from: first.from).count == 2)
    #expect(graph.edges(from: first.to).isEmpty)
    #expect(graph.dangling.isEmpty)
    #expect(graph.cycles().isEmpty)
  }

  @Test func loopsAreFoundOnceEach() throws {
    let graph = try graph(
      ":PREROUTING ACCEPT [0:0]", ":A - [0:0]", ":B - [0:0]", ":C - [0:0]", "-A PREROUTING -j A",
      "-A A -j B", "-A B -j C", "-A C -g A", "-A C -j C")
    let loops = graph.cycles().map { names($0.map(\.from), graph) }
    #expect(loops == [["A", "B", "C"], ["C"]])
  }

  @Test func aLoopThatNothingLeadsToIsFoundToo() throws {
    let graph = try graph(":PREROUTING ACCEPT [0:0]", ":A - [0:0]", "-A A -j A")
    #expect(graph.cycles().count == 1)
    #expect(names(graph.unused(), graph) == ["A"])
  }

  @Test func twoWaysToOneChainAreNoLoop() throws {
    let graph = try graph(
      ":PREROUTING ACCEPT [0:0]", ":A - [0:0]", ":B - [0:0]", "-A PREROUTING -j A",
      "-A PREROUTING -j B", "-A A -j B")
    #expect(graph.cycles().isEmpty)
  }

  @Test func missingChainsAreDangling() throws {
    let graph = try graph(
      ":PREROUTING ACCEPT [0:0]", "-A PREROUTING -j KUBE-SERVICES", "-A PREROUTING -j MASQUERADE",
      "-A PREROUTING -j TCPMSS")
    #expect(graph.dangling.map { graph.ruleset.number($0) } == [1])
  }

  @Test func chainsBehindUnusedOnesAreUnused() throws {
    let graph = try graph(
      ":PREROUTING ACCEPT [0:0]", ":A - [0:0]", ":B - [0:0]", ":C - [0:0]", "-A PREROUTING -j A",
      "-A B -j C")
    #expect(names(graph.unused(), graph) == ["B", "C"])
  }

  @Test func longChainsDoNotRecurse() throws {
    let count = 50_000
    func name(_ index: Int) -> String { "C" + String(100_000 + index) }
    var lines = [":PREROUTING ACCEPT [0:0]"]
    lines += (0..<count).map { ":\(name($0)) - [0:0]" }
    lines += ["-A PREROUTING -j \(name(0))"]
    lines += (0..<count - 1).map { "-A \(name($0)) -j \(name($0 + 1))" }
    lines += ["-A \(name(count - 1)) -j \(name(0))"]
    let graph = try graph(lines.joined(separator: "\n"))
    #expect(graph.cycles().map(\.count) == [count])
    #expect(graph.unused().isEmpty)
  }

  @Test func findingsNameChainsRulesAndLines() throws {
    let graph = try graph(
      ":PREROUTING ACCEPT [0:0]", ":A - [0:0]", ":B - [0:0]", "-A PREROUTING -j A", "-A A -j A",
      "-A A -j GONE")
    let findings = GraphFinding.all(graph)
    #expect(findings.map(\.severity) == [.warning, .warning, .note])
    #expect(findings[0].text.contains("A -> A"))
    #expect(findings[0].text.contains("nat A #1 (line 6)"))
    #expect(findings[1].text.contains("nat A #2 (line 7) leads to GONE"))
    #expect(findings[2].text.contains("nat B (line 4)"))
  }
}
