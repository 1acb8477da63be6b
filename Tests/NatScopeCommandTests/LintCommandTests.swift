import TestSupport
import Testing

/// `natscope lint`.
@Suite struct LintCommandTests {
  /// Samples of nodes in good order.
  private static let healthy = Natscope.samples.filter { $0 != "hostport-stale" }

  @Test(arguments: healthy) func healthySamples(_ sample: String) async throws {
    let run = try await Natscope.run("lint", Natscope.sample(sample))
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    let kinds = sample == "kube-proxy" ? ["error[", "warning["] : ["error[", "warning[", "note["]
    #expect(!lines.contains { line in kinds.contains { line.hasPrefix($0) } })
    let warned = try await Natscope.run("lint", "--fail-on", "warning", Natscope.sample(sample))
    #expect(warned.status == 0)
  }

  /// Whoever asks for ::1 is told that it cannot work; no node with portmap is at fault for it.
  @Test func loopbackOfIPv6() async throws {
    let run = try await Natscope.json(
      "trace", "[::1]:8000", "--local", Natscope.sample("hostport6"))
    let findings = run["traces"][0]["findings"].items
    #expect(findings.map { $0["code"].text } == ["NS212"])
  }

  /// What kube-proxy refuses on purpose is told, and is no fault.
  @Test func refusalsOfKubeProxy() async throws {
    let run = try await Natscope.run("lint", "-o", "json", Natscope.sample("kube-proxy"))
    let findings = try JSONTree(run.output)["findings"].items
    #expect(findings.map { $0["code"].text } == ["NS205", "NS205", "NS230"])
    #expect(findings.last?["title"].text?.hasPrefix("default/admin:https admits") == true)
  }

  @Test func staleSample() async throws {
    let run = try await Natscope.run("lint", Natscope.sample("hostport-stale"), "--width", "80")
    #expect(run.status == 1 && run.errors == "")
    let lines = run.output.split(separator: "\n").map { String($0) }
    #expect(lines[0].hasPrefix("error[NS201]: two hostPort rules for 8000/tcp, 44300/tcp"))
    #expect(
      lines.contains("   | ^ first match: DNAT 10.55.3.5:80, sandbox 92d581eeafa3, 5 packets"))
    #expect(lines.contains("  = more:    natscope explain NS201"))
    #expect(lines.contains("1 error."))
    // A command that is to be copied is whole.
    let mend = lines.drop { !$0.hasPrefix("  = mend:") }.prefix { !$0.contains("(if sandbox") }
    let command = mend.map { $0.dropFirst(13).replacing(" \\", with: "") }.joined(separator: " ")
    let id = "92d581eeafa3595c3747761bd8a9ce664e8489d1da02967761284c265dd13a18"
    let wanted = """
      iptables -t nat -D CNI-HOSTPORT-DNAT -p tcp -m comment --comment 'dnat name: "cbr0" id: \
      "\(id)"' -m multiport --dports 8000,44300 -j CNI-DN-ae2e171001cc597055b8d
      """
    #expect(command == wanted)
  }

  @Test(arguments: [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
  func failOn(_ severity: String, _ status: Int32) async throws {
    let stale = Natscope.sample("hostport-stale")
    #expect(try await Natscope.run("lint", "--fail-on", severity, stale).status == status)
    // kube-proxy.save has notes only.
    let notes = try await Natscope.run("lint", "--fail-on", severity, Natscope.sample("kube-proxy"))
    #expect(notes.status == (severity == "note" ? 1 : 0))
  }

  @Test func json() async throws {
    let run = try await Natscope.run("lint", "-o", "json", Natscope.sample("hostport-stale"))
    #expect(run.status == 1)
    #expect(JSONTree.unsortedKeys(run.output) == [])
    let answer = try JSONTree(run.output)
    #expect(answer["schema"] == .string("natscope.lint/1"))
    #expect(
      answer.keys.isSuperset(of: ["input", "diagnostics", "findings", "notChecked"]))
    let finding = answer["findings"][0]
    #expect(
      finding.keys.isSuperset(of: [
        "code", "severity", "title", "subject", "evidence", "effect", "confirm", "mend",
      ]))
    #expect(finding["code"].text == "NS201" && finding["severity"].text == "error")
    #expect(finding["subject"].text == "8000/tcp, 44300/tcp")
    #expect(finding["evidence"][0]["line"].number == 38)
    #expect(finding["mend"].items.count == finding["mendPurposes"].items.count)
    // Every code is found, not checked, not built, or checked without a result.
    let named = answer["notChecked"].items.compactMap { $0["code"].text }
    #expect(named.contains("NS204") && !named.contains("NS201"))
  }

  /// A trace has the findings of its own destination.
  @Test func findingsOfATrace() async throws {
    let stale = Natscope.sample("hostport-stale")
    let traces = try await Natscope.json("trace", ":8000", ":5353/udp", stale)["traces"].items
    #expect(traces[0]["findings"].items.map { $0["code"].text } == ["NS201"])
    #expect(traces[1]["findings"].items.isEmpty)
    let text = try await Natscope.run("trace", ":8000", stale)
    #expect(text.output.contains("\n  finding   error[NS201]: two hostPort rules for 8000/tcp"))
  }

  /// The same from one stream or several files, in any order.
  @Test func markdown() async throws {
    let run = try await Natscope.run("lint", "-o", "markdown", Natscope.sample("hostport-stale"))
    #expect(run.output.hasPrefix("### error NS201: two hostPort rules"))
    #expect(run.output.contains("\n```sh\niptables -t nat -D CNI-HOSTPORT-DNAT "))
    #expect(run.output.contains("\n- not checked: NS202; needs `crictl pods`\n"))
  }

  @Test func trouble() async throws {
    #expect(try await Natscope.run("lint", "/nonexistent").status == 2)
    #expect(try await Natscope.run("lint", input: "nothing\n").status == 2)
    let run = try await Natscope.run(
      "lint", "--node-address", "x", Natscope.sample("hostport"))
    #expect(run.status == 2)
  }

  /// What a rule's comment holds reaches neither the terminal nor a shell.
  @Test func hostileComments() async throws {
    let id = "$(touch /tmp/natscope-was-here)`id`'; reboot #"
    let rules = """
      *nat
      :PREROUTING ACCEPT [0:0]
      :CNI-DN-a - [0:0]
      :CNI-DN-b - [0:0]
      :CNI-HOSTPORT-DNAT - [0:0]
      -A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
      -A CNI-DN-a -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80
      -A CNI-DN-b -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.2:80
      -A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"n\\" id: \\"\(id)\u{1b}[31m\\"" -j CNI-DN-a
      -A CNI-HOSTPORT-DNAT -p tcp -j CNI-DN-b
      COMMIT

      """
    let run = try await Natscope.run("lint", input: rules)
    #expect(run.status == 1 && !run.output.contains("\u{1b}"))
    let json = try JSONTree(try await Natscope.run("lint", "-o", "json", input: rules).output)
    let command = try #require(json["findings"][0]["mend"][0].text)
    #expect(command.contains("'\\''; reboot #"))
    // A shell takes the comment for one word.
    let words = try await Natscope.shell("printf '%s\\n' \(command)")
    #expect(words.output.contains("id: \"\(id)"))
    #expect(!json["findings"][0]["confirm"].items.contains { $0.text?.contains("reboot") == true })
  }
}
