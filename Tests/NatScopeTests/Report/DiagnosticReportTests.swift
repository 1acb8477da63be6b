import Testing

@testable import NatScope

@Suite struct DiagnosticReportTests {
  private func report(
    _ text: String, _ problem: InputProblem, line: UInt32 = 0, column: UInt32 = 0,
    words: String = "", repetitions: Int = 0, width: Int = 80
  ) -> String {
    var source = SourceText(bytes: Array(text.utf8), files: [.init(name: "node.txt", start: 0)])
    source.bytes.append(UInt8(ascii: "\n"))
    var range = TextRange.empty
    if let index = text[...].end(ofFirst: words), !words.isEmpty {
      let end = text.utf8.distance(from: text.startIndex, to: index)
      range = TextRange(end - words.utf8.count, end)
    }
    let capture = Capture(
      source: source,
      diagnostics: [
        Diagnostic(
          problem, line: line, column: column, text: range, repetitions: repetitions)
      ])
    var report = DiagnosticReport()
    report.width = width
    return report.render(capture)
  }

  @Test func wholeInput() {
    #expect(
      report("hello", .noRuleset) == """
        error[no-ruleset]: no ruleset in the input; expected the output of iptables-save
        (lines such as *nat, :PREROUTING ACCEPT [0:0] and -A PREROUTING …), of iptables
        -t nat -nvL or of iptables -t nat -S: sudo iptables-save -c | natscope trace
        IP:PORT
        --> node.txt

        """)
  }

  @Test func excerpt() {
    #expect(
      report(
        "-A PREROUTING -p tcp --frob 3 -j ACCEPT", .unknownOption("--frob"), line: 1, column: 22,
        words: "--frob 3", repetitions: 12) == """
          warning[unknown-option]: natscope does not know the option --frob; it is kept,
          and what depends on it is a condition
           --> node.txt:1:22
            |
          1 | -A PREROUTING -p tcp --frob 3 -j ACCEPT
            |                      ^^^^^^^^
            = and 12 more lines like this

          """)
  }

  /// A line of a megabyte is cut around the place, and nothing in it reaches the terminal raw.
  @Test func longLine() {
    let noise = String(repeating: "x\u{1b}é", count: 300_000)
    let text = report(
      "\(noise) --frob \(noise)", .unknownOption("--frob"), line: 7, column: 5, words: "--frob")
    #expect(text.utf8.count < 1000)
    #expect(!text.contains("\u{1b}"))
    for line in text.split(separator: "\n") { #expect(TerminalText.width(line) <= 80) }
    #expect(text.contains(" ^^^^^^\n"))
  }
}
