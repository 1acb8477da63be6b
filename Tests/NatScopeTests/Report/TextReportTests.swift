import Testing

@testable import NatScope

@Suite struct TextReportTests {
  static func hostPort(_ example: Example) -> Answer {
    let path = [
      "nat PREROUTING 1", "nat CNI-HOSTPORT-DNAT 1", "nat CNI-DN-87ff5ebdf1cb995a16a60 3",
    ]
    let trace = example.trace(
      "192.0.2.10:8000",
      assumptions: [
        .destinationIsLocal(IPAddress(family: .ipv4, bits: 0xc000_020a)), .newConnection,
        .absentTables([.raw, .mangle, .filter]), .noOtherProgram(knowsVirtualServices: false),
      ],
      example.outcome(
        path[0], path[1], path[2], to: "10.55.3.5:80",
        conditions: [example.source("10.55.3.0/24", isNegated: true)]),
      example.outcome(
        path[0], path[1], "nat CNI-DN-87ff5ebdf1cb995a16a60 1", "nat CNI-HOSTPORT-SETMARK 1",
        path[2], to: "10.55.3.5:80", isMasqueraded: true,
        conditions: [example.source("10.55.3.0/24")]))
    return Answer(example.capture, [.init(ruleset: 0, trace: trace)])
  }

  static func nodePort(_ example: Example) -> Answer {
    let way = [
      "nat PREROUTING 1", "nat KUBE-SERVICES 12", "nat KUBE-NODEPORTS 1",
      "nat KUBE-EXT-CDGGSHYLG3RE2FKL 1", "nat KUBE-MARK-MASQ 1", "nat KUBE-EXT-CDGGSHYLG3RE2FKL 2",
    ]
    func outcome(_ rule: Int, _ endpoint: String, _ target: String, _ share: Double) -> Outcome {
      example.outcome(
        way[0], way[1], way[2], way[3], way[4], way[5], "nat KUBE-SVC-CDGGSHYLG3RE2FKL \(rule)",
        "nat KUBE-SEP-\(endpoint) 2", "nat POSTROUTING 1", "nat KUBE-POSTROUTING 2",
        "nat KUBE-POSTROUTING 3", to: target, isMasqueraded: true, probability: share)
    }
    let trace = example.trace(
      "192.0.2.10:30080",
      assumptions: [.absentTables([.security]), .noOtherProgram(knowsVirtualServices: false)],
      outcome(2, "A4JCWMD6AMIS43DD", "10.244.1.7:8080", 0.33333333349),
      outcome(3, "AWFNTVUNTOD2SN3M", "10.244.2.8:8080", 0.33333333326),
      outcome(4, "RBX5X5TOEG5GD3RO", "10.244.3.9:8080", 0.33333333325))
    return Answer(example.capture, [.init(ruleset: 0, trace: trace)])
  }

  @Test func hostPort() throws {
    let text = TextReport().render(Self.hostPort(try Example(sample: "hostport.save")))
    try expectSnapshot(text, "hostport.txt")
  }

  @Test func nodePort() throws {
    let text = TextReport().render(Self.nodePort(try Example(sample: "kube-proxy.save")))
    try expectSnapshot(text, "nodeport.txt")
  }

  /// No line is wider than the screen unless a single word is.
  @Test(arguments: [30, 40, 60, 79, 80, 120, 200])
  func width(_ width: Int) throws {
    for answer in [
      Self.hostPort(try Example(sample: "hostport.save")),
      Self.nodePort(try Example(sample: "kube-proxy.save")),
    ] {
      var report = TextReport()
      report.width = width
      for line in report.render(answer).split(separator: "\n") where line.count > width {
        let words = line.split(separator: " ")
        #expect(words.count == 1 || words.count == 2 && words[1] == "\\", "\(line)")
      }
    }
  }

  @Test func quietIsOneLine() throws {
    var report = TextReport()
    report.isQuiet = true
    let text = report.render(Self.hostPort(try Example(sample: "hostport.save")))
    #expect(
      text
        == "8000/tcp is a hostPort: DNAT to 10.55.3.5:80. No socket on this node is needed.\n")
  }

  /// Colour adds escape sequences and changes nothing else.
  @Test func colourIsOnlyColour() throws {
    let answer = Self.nodePort(try Example(sample: "kube-proxy.save"))
    var report = TextReport()
    let plain = report.render(answer)
    report.style = .ansi
    var stripped = ""
    var isEscape = false
    for scalar in report.render(answer).unicodeScalars {
      if scalar == "\u{1b}" { isEscape = true }
      if !isEscape { stripped.unicodeScalars.append(scalar) }
      if scalar == "m" { isEscape = false }
    }
    #expect(stripped == plain)
  }
}
