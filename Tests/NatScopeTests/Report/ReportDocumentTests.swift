import FoundationEssentials
import TestSupport
import Testing

@testable import NatScope

/// The attachment for a ticket, in every format.
@Suite struct ReportDocumentTests {
  private static let samples = [
    ("docker.save", ":8080"), ("host-process.save", ":8000"), ("hostport.save", "192.0.2.10:8000"),
    ("hostport-legacy.save", ":8000"), ("hostport-stale.save", ":8000"),
    ("hostport6.save", ":8000"), ("istio.save", ":80"), ("kube-proxy.save", ":30080"),
    ("podman.save", ":8080"), ("redirect.save", ":80"),
  ]

  /// The trace of each destination through each ruleset.
  static func answer(_ capture: Capture, _ destinations: [String]) -> Answer {
    Answer(
      capture,
      destinations.flatMap { text in
        capture.rulesets.indices.map { index in
          let words = text.split(separator: ":", omittingEmptySubsequences: false)
          var packet = Packet(family: capture.rulesets[index].family)
          packet.destination = words.first.flatMap { IPAddress(String($0)) }
          packet.destinationPort = words.last.flatMap { UInt16($0) }
          return Answer.Traced(
            ruleset: index,
            trace: Trace.run(packet, through: capture.rulesets[index], sets: capture.sets))
        }
      })
  }

  static func document(_ text: String, _ destinations: String...) -> ReportDocument {
    let capture = Capture.read(name: "node.txt", bytes: Array(text.utf8))
    return ReportDocument(answer(capture, destinations), version: "1.2.3")
  }

  /// The text that a reader of HTML sees.
  private static func shown(_ text: String, _ format: ReportFormat) throws -> String {
    guard format == .html else { return text }
    return try MarkupTree(text).root.elements.last?.text ?? ""
  }

  @Test(arguments: Self.samples, ReportFormat.allCases)
  func destinations(_ sample: (name: String, port: String), _ format: ReportFormat) throws {
    let capture = try Example(sample: sample.name).capture
    let answer = Self.answer(capture, [sample.port])
    let report = ReportDocument(answer, version: "1.2.3")
    let text = report.render(format)
    #expect(text == ReportDocument(answer, version: "1.2.3").render(format))
    #expect(text.utf8.count < format.limit ?? 1_000_000)
    for view in answer.views {
      let headline = view.diagnosis.explanation.headline
      if format == .text || format == .markdown {
        // The verdict is in the first three lines.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.prefix(4).joined(separator: " ").replacing("`", with: "")
        #expect(first.contains(headline.prefix(30)), "\(first)")
      }
      let seen = try Self.shown(text, format)
      for item in view.diagnosis.outcome.path {
        let ruleset = capture.rulesets[view.ruleset]
        let place = RulePlace(ruleset, item.rule)
        #expect(seen.contains("\(sample.name):\(place.line)"))
        let words = SourceLineIndex(capture.source, file: 0)[place.line]
        #expect(seen.contains(words), "\(words)")
      }
      for assumption in view.diagnosis.assumptionSummary where format == .text {
        #expect(seen.contains(assumption.settledBy.prefix(20)))
      }
    }
    let hash = InputSummary(capture).files[0].hash
    #expect(text.replacing("\n", with: "").contains(hash.prefix(20)) && text.contains("1.2.3"))
  }

  @Test(arguments: Self.samples, ReportFormat.allCases)
  func inventories(_ sample: (name: String, port: String), _ format: ReportFormat) throws {
    let capture = try Example(sample: sample.name).capture
    let (ports, lint) = (PortsAnswer(capture), Lint(capture))
    let text = ReportDocument(ports, lint, version: "1.2.3").render(format)
    #expect(text.utf8.count < format.limit ?? 1_000_000)
    let seen = try Self.shown(text, format)
    #expect(seen.contains(lint.summary.prefix(8)))
    for finding in lint.findings { #expect(seen.contains(finding.code)) }
    for need in lint.notChecked { #expect(seen.contains(need.code)) }
    if format != .text && format != .jira {
      for row in ports.rows { #expect(seen.contains(row.portText)) }
    }
  }

  /// What is known of the input.
  @Test func inputs() throws {
    let capture = try Example(sample: "hostport.save").capture
    let file = try #require(InputSummary(capture).files.first)
    let bytes = try String(
      contentsOfFile: Example.root + "/samples/hostport.save", encoding: .utf8)
    #expect(file.size == bytes.utf8.count && file.lines == bytes.count { $0 == "\n" })
    #expect(file.hash == SHA256.hexadecimal(Array(bytes.utf8)) && file.hash.utf8.count == 64)
    let lines = bytes.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(file.stamps.count == 2)
    for stamp in file.stamps { #expect(lines[stamp.line - 1].hasSuffix(" on \(stamp.time)")) }
    #expect(file.stamps[0].program == "iptables-save v1.8.9 (nf_tables)")
    #expect(file.stamps[1].program == nil)
  }

  /// FIPS 180-4's examples, and lengths around a block's end.
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func hashes(_ text: String, _ digest: String) {
    #expect(SHA256.hexadecimal(Array(text.utf8)) == digest)
  }

  @Test func linesOfAFile() {
    let capture = Capture.read([
      InputFile(name: "a", bytes: Array("one\r\ntwo".utf8)),
      InputFile(name: "b", bytes: Array("\nthree\n".utf8)),
    ])
    let (a, b) = (
      SourceLineIndex(capture.source, file: 0), SourceLineIndex(capture.source, file: 1)
    )
    #expect(a.count == 2 && a[1] == "one" && a[2] == "two" && a[3] == "" && a[0] == "")
    #expect(b.count == 2 && b[1] == "" && b[2] == "three")
    #expect(a.size(1...2) == 8 && b.size(2...2) == 6)
    let summary = InputSummary(capture)
    #expect(summary.files.map(\.lines) == [2, 2] && summary.files.map(\.size) == [8, 7])
  }

  // MARK: limits

  /// A hostPort among so many of other pods.
  private static func manyRules(_ count: Int) -> String {
    var text = "*nat\n:PREROUTING ACCEPT [0:0]\n:CNI-HOSTPORT-DNAT - [0:0]\n"
    text += "-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT\n"
    for number in 0..<count {
      text += "-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport \(1_000 + number) -j DNAT "
      text += "--to-destination 10.\(number / 65_536).\(number / 256 % 256).\(number % 256):80\n"
    }
    return text + "COMMIT\n"
  }

  /// One destination that so many endpoints share.
  private static func manyEndpoints(_ count: Int) -> String {
    var text = "*nat\n:PREROUTING ACCEPT [0:0]\n:KUBE-SVC-X - [0:0]\n"
    for number in 0..<count { text += ":KUBE-SEP-\(number) - [0:0]\n" }
    text += "-A PREROUTING -p tcp -m tcp --dport 80 -j KUBE-SVC-X\n"
    for number in 0..<count {
      let share = number == count - 1 ? "" : "-m statistic --mode random --probability 0.001 "
      text += "-A KUBE-SVC-X \(share)-j KUBE-SEP-\(number)\n"
    }
    for number in 0..<count {
      text += "-A KUBE-SEP-\(number) -p tcp -j DNAT --to-destination 10.0.\(number / 256)."
      text += "\(number % 256):8080\n"
    }
    return text + "COMMIT\n"
  }

  private static func checkLimits(_ report: ReportDocument, _ words: [String]) throws {
    for format in ReportFormat.allCases {
      let text = report.render(format)
      if let limit = format.limit {
        #expect(text.utf8.count < limit && text.utf16.count < limit, "\(format)")
        // No block is left open by something that was cut.
        #expect(text.hasSuffix("\n") && text.contains("The same input gives the same report"))
        let plain = text.replacing("\\", with: "").replacing("\n", with: " ")
        for word in words { #expect(plain.contains(word), "\(format): \(word)") }
      } else if format == .html {
        _ = try MarkupTree(text)
      }
    }
  }

  @Test func tenThousandRules() throws {
    let report = Self.document(Self.manyRules(10_000), ":1234")
    try Self.checkLimits(
      report,
      [
        "10,003 lines of rules and sets are left out here", "sed -n 1,10005p node.txt",
        "node.txt:239", "-A CNI-HOSTPORT-DNAT -p tcp -m tcp --dport 1234 -j DNAT",
      ])
    let page = report.render(.html)
    #expect(page.contains("id=\"L10004\"") && page.utf8.count < 4_000_000)
  }

  @Test func thousandOutcomes() throws {
    let capture = Capture.read(name: "node.txt", bytes: Array(Self.manyEndpoints(1_000).utf8))
    let answer = Self.answer(capture, [":80"])
    #expect(answer.views[0].trace.outcomes.count > 900)
    try Self.checkLimits(
      ReportDocument(answer, version: "1"),
      ["more cases are left out here; ", "natscope trace :80 -o json node.txt", "more rules are"])
  }

  @Test func twoHundredDestinations() throws {
    let capture = Capture.read(name: "node.txt", bytes: Array(Self.manyRules(220).utf8))
    let ports = (1_000..<1_200).map { ":\($0)" }
    let report = ReportDocument(Self.answer(capture, ports), version: "1")
    try Self.checkLimits(
      report, ["200 answers: 200 translated", "their steps, cases, findings and evidence are left"])
    // Each is told, in full, in a row, or counted.
    let text = report.render(.markdown)
    for port in 1_000..<1_200 { #expect(text.contains("\(port)/tcp")) }
  }

  @Test func inventoryOfThousands() throws {
    let capture = Capture.read(name: "node.txt", bytes: Array(Self.manyRules(300).utf8))
    let report = ReportDocument(PortsAnswer(capture), Lint(capture), version: "1")
    try Self.checkLimits(report, ["more rows are left out here; ", "natscope ports node.txt"])
  }

  /// Texts of a hostile input have no bound of their own.
  @Test func hugeTexts() {
    let name = String(repeating: "X", count: 40_000)
    let text = """
      *nat
      :PREROUTING ACCEPT [0:0]
      :\(name) - [0:0]
      -A PREROUTING -p tcp -m comment --comment "\(name)" -m tcp --dport 80 -j \(name)
      -A \(name) -p tcp -j DNAT --to-destination 10.0.0.1:80
      COMMIT

      """
    let report = Self.document(text, ":80")
    for format in [ReportFormat.markdown, .jira] {
      let out = report.render(format)
      #expect(out.utf8.count < format.limit ?? 0)
      #expect(out.contains("bytes, left out") && !out.contains("XXXXX"))
    }
    #expect(report.render(.html).contains(name))
  }

  /// Every link of the page leads somewhere in it.
  @Test(arguments: Self.samples) func links(_ sample: (name: String, port: String)) throws {
    let capture = try Example(sample: sample.name).capture
    let answer = Self.answer(capture, [sample.port, ":44300"])
    let root = try MarkupTree(ReportDocument(answer, version: "1").render(.html)).root
    let ids = root.all.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = root.all.compactMap { $0.attributes["href"] }
    #expect(links.count > 10)
    for link in links { #expect(ids.contains(String(link.dropFirst())), "\(link)") }
    // Landmarks, headings without a gap, tables with captions and scopes.
    for name in ["header", "nav", "main", "footer", "h1"] {
      #expect(root.all.count { $0.name == name } == 1, "\(name)")
    }
    let levels = root.all.compactMap { element in
      element.name.count == 2 && element.name.first == "h" ? Int(element.name.dropFirst()) : nil
    }
    for (a, b) in zip(levels, levels.dropFirst()) { #expect(b <= a + 1, "\(levels)") }
    for table in root.all where table.name == "table" {
      #expect(table.elements.first?.name == "caption")
      #expect(table.all.filter { $0.name == "th" }.allSatisfy { $0.attributes["scope"] != nil })
    }
    for box in root.all where box.attributes["class"] == "scroll" {
      #expect(box.attributes["tabindex"] == "0" && box.attributes["aria-label"] != nil)
    }
    #expect(root.all.allSatisfy { $0.name != "script" })
  }

  @Test func snapshots() throws {
    let capture = try Example(sample: "hostport-stale.save").capture
    let report = ReportDocument(Self.answer(capture, ["192.0.2.10:8000"]), version: "1.2.3")
    try expectSnapshot(report.render(.markdown), "report.md")
    try expectSnapshot(report.render(.jira), "report.jira")
  }
}
