import TestSupport
import Testing

/// `natscope report`.
@Suite struct ReportCommandTests {
  private static let stale = Natscope.sample("hostport-stale")

  @Test(arguments: ["markdown", "html", "jira", "text"])
  func formats(_ format: String) async throws {
    for arguments in [[":8000"], [":8000", "192.0.2.10:5353/udp"], []] {
      let run = try await Natscope.run(["report", "-o", format] + arguments + [Self.stale])
      #expect(run.status == 0 && run.errors == "")
      #expect(run.output.contains("NS201"))
      #expect(
        run.output
          == (try await Natscope.run(["report", "-o", format] + arguments + [Self.stale])).output)
    }
  }

  @Test func markdownIsTheDefault() async throws {
    let run = try await Natscope.run("report", "192.0.2.10:8000", Natscope.sample("hostport"))
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "## What answers on 192.0.2.10:8000/tcp")
    #expect(
      lines[2]
        == "**8000/tcp is a hostPort: DNAT to 10.55.3.5:80. No socket on this node is needed.**")
    let same = try await Natscope.run(
      "report", "-o", "markdown", "192.0.2.10:8000", Natscope.sample("hostport"))
    #expect(same.output == run.output)
  }

  @Test func nothingIsAnAnswerToo() async throws {
    let run = try await Natscope.run("report", ":8000", input: "*nat\nCOMMIT\n")
    #expect(run.status == 0 && run.output.contains("No rule translates 8000/tcp"))
  }

  @Test func widthAndMisses() async throws {
    let sample = Natscope.sample("hostport")
    let wide = try await Natscope.run("report", "-o", "text", "--width", "200", ":8000", sample)
    let text = try await Natscope.run("report", "-o", "text", ":8000", sample)
    #expect(wide.output != text.output)
    #expect(!text.output.contains("Near misses first"))
    let more = try await Natscope.run("report", "-v", "-o", "text", ":8000", sample)
    #expect(more.output.contains("Near misses first"))
  }

  /// The command that a report names asks the same question again.
  @Test(
    arguments: [
      [":8000"], [":8000", "--local"], ["192.0.2.10:8000", "--from", "10.55.3.77:1024"],
      ["192.0.2.10:8000", "--in", "eth0", "--mark", "0x2000", "--state", "INVALID"],
      ["10.0.0.9:5353/udp", "--ttl", "1", "--length", "100", "--tos", "EF"],
      [":8000", "--tcp-flags", "SYN,ACK", "--mss", "none", "--tcp-option", "none"],
      [":8000", "--node-address", "192.0.2.10/24%eth0", "--node-address", "192.0.2.11"],
      [":8000", "--mac", "02:00:5e:10:00:01", "--packet-type", "multicast", "--out", "cni0"],
      ["192.0.2.10/icmp", "--icmp-type", "echo-request"], ["10.0.0.1/esp", "--spi", "7"],
      [":8000", "--local", "--uid", "0", "--gid", "10"],
    ])
  func askedAs(_ question: [String]) async throws {
    let file = Natscope.sample("hostport")
    let report = try await Natscope.run(["report"] + question + [file])
    #expect(report.status == 0, "\(report.errors)")
    let lines = report.output.split(separator: "\n")
    let fact = try #require(lines.first { $0.hasPrefix("- **asked as:** `natscope trace ") })
    let command = fact.dropFirst("- **asked as:** `natscope ".count).dropLast()
    let again = try await Natscope.shell("\"$natscope\" \(command) -o json")
    let asked = try await Natscope.run(["trace", "-o", "json"] + question + [file])
    #expect(again.output == asked.output && again.status == 0, "\(command) \(again.errors)")
  }

  /// With aliases the report says so, and asks nothing by what was typed.
  @Test(arguments: ["markdown", "html", "jira", "text"])
  func redacted(_ format: String) async throws {
    let run = try await Natscope.shell(
      """
      folder=$(mktemp -d)
      "$natscope" report -q -o \(format) --redact "$folder/map" 192.0.2.10:8000 \
        --from 10.55.3.77 "$samples/hostport.save"
      status=$?
      rm -r "$folder"
      exit $status
      """)
    #expect(run.status == 0, "\(run.errors)")
    let words = run.output.replacing("\n", with: " ")
    #expect(words.contains("those of the text with them"))
    for original in ["10.55.3.", "97651f34ecc", "hostport.save", "CNI-DN-87ff5ebdf1cb995a16a60"] {
      #expect(!run.output.contains(original), "\(original)")
    }
  }

  @Test func trouble() async throws {
    #expect(try await Natscope.run("report", "/nonexistent").status == 2)
    #expect(try await Natscope.run("report", ":8000", input: "nothing\n").status == 2)
    #expect(try await Natscope.run("report", "-o", "pdf", Self.stale).status == 2)
    #expect(try await Natscope.run("report", "--from", "x", ":1", Self.stale).status == 2)
  }
}
