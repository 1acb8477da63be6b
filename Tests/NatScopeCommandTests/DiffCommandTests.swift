import TestSupport
import Testing

/// `natscope diff`.
@Suite struct DiffCommandTests {
  private static let healthy = Natscope.sample("hostport")
  private static let stale = Natscope.sample("hostport-stale")

  @Test(arguments: Natscope.samples) func sameCapture(_ name: String) async throws {
    let sample = Natscope.sample(name)
    let run = try await Natscope.run("diff", sample, sample)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("No difference in meaning: "))
    #expect(run.output.split(separator: "\n").count == 1)
  }

  /// A pod was made anew and its old rules stayed: the story of NS201, in five lines.
  @Test func staleRules() async throws {
    let run = try await Natscope.run("diff", Self.healthy, Self.stale, "--width", "120")
    #expect(run.status == 1 && run.errors == "")
    let lines = run.output.split(separator: "\n").map { String($0) }
    #expect(lines.count <= 5)
    #expect(
      lines.prefix(3) == [
        "~ 8000/tcp local: owner 97651f34eccd -> 92d581eeafa3; 1 rule hidden, 0 before",
        "~ 44300/tcp local: owner 97651f34eccd -> 92d581eeafa3; 1 rule hidden, 0 before",
        "! appeared: error[NS201] two hostPort rules for 8000/tcp, 44300/tcp; the first one wins",
      ])
    let back = try await Natscope.run("diff", Self.stale, Self.healthy, "--width", "120")
    #expect(back.status == 1)
    #expect(back.output.contains("\n* vanished: error[NS201] "))
  }

  @Test func json() async throws {
    let run = try await Natscope.run("diff", Self.healthy, Self.stale, "-o", "json")
    #expect(run.status == 1)
    #expect(JSONTree.unsortedKeys(run.output) == [])
    let tree = try JSONTree(run.output)
    #expect(tree["schema"].text == "natscope.diff/1")
    #expect(tree["changes"].items.map { $0["kind"].text } == ["changed", "changed"])
    #expect(tree["findings"]["appeared"].items.map { $0["code"].text } == ["NS201"])
    #expect(tree["findings"]["vanished"].items.isEmpty)
    #expect(tree["before"]["input"]["rulesets"].items.count == 1)
  }

  @Test func standardInput() async throws {
    let text = try Natscope.text("samples/hostport.save")
    let run = try await Natscope.run("diff", Self.healthy, "-", input: text)
    #expect(run.status == 0)
    // It ends before it reads, so nothing may be written to it.
    #expect(try await Natscope.run("diff", "-", "-").status == 2)
    #expect(try await Natscope.run("diff", Self.healthy).status == 2)
    #expect(try await Natscope.run("diff", Self.healthy, "-", input: "no rules\n").status == 2)
  }
}
