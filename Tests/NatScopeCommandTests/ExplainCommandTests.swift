import TestSupport
import Testing

/// `natscope explain` and natscope-findings(7), which are made of one table.
@Suite struct ExplainCommandTests {
  @Test func pageIsTheTable() async throws {
    let run = try await Natscope.run("explain", "-o", "mdoc")
    #expect(run.status == 0)
    #expect(run.output == (try Natscope.text("man/natscope-findings.7")))
  }

  @Test func explainsACode() async throws {
    let run = try await Natscope.run("explain", "ns201", "--width", "80")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.hasPrefix("NS201: "))
    for title in [
      "what it means", "how it comes about", "how to confirm it", "how to mend it",
      "where it was reported",
    ] {
      #expect(run.output.contains("\n  \(title)\n"), "\(title)")
    }
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let markdown = try await Natscope.run("explain", "NS201", "-o", "markdown")
    #expect(markdown.output.hasPrefix("## NS201: "))
  }

  @Test func listsAllCodes() async throws {
    let run = try await Natscope.run("explain", "--width", "200")
    let lines = run.output.split(separator: "\n")
    #expect(lines.map { String($0.prefix(5)) } == (201...234).map { "NS\($0)" })
  }

  @Test(arguments: ["NS999", "CNI", "my-chain", "kube-services"])
  func notRecognised(_ subject: String) async throws {
    let run = try await Natscope.run("explain", subject)
    #expect(run.status == 2 && run.output == "")
    #expect(
      run.errors.hasPrefix("error: '\(subject)' is no code of a finding, and as a chain it is"))
  }

  @Test func explainsAChain() async throws {
    let run = try await Natscope.run("explain", "KUBE-SVC-NPX46M4PTMTKRN6Y", "--width", "80")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("KUBE-SVC-NPX46M4PTMTKRN6Y: a chain of kube-proxy\n"))
    #expect(run.output.contains("  name      hash of namespace/name:port and protocol\n"))
    let both = try await Natscope.run("explain", "NS201", "DOCKER-USER", "-o", "markdown")
    #expect(both.output.contains("\n## DOCKER-USER: a chain of Docker\n"))
  }
}
