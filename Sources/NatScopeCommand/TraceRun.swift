import ArgumentParser
import NatScope

/// The whole of the trace command: read, trace, diagnose, render.
struct TraceRun {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  /// Destinations and files, as they were typed.
  var arguments: [String]
  var output = Format.text
  var packet = PacketSettings()
  var expect: String?
  var isStrict = false
  /// A PCRE2 pattern for the chains to show.
  var chain: String?
  var redaction: RedactionSettings?
  var common = Settings()

  func run() throws {
    var (destinations, files) = Destination.sort(arguments)
    guard !destinations.isEmpty else {
      for file in files {
        guard let reason = Destination.reason(file) else { continue }
        throw Failure("\(file) looks like a destination, but \(reason)")
      }
      throw Failure(
        "error: no destination: name an ip:port, for example :443\n\n" + TraceCommand.helpMessage())
    }
    var question = try Question(packet, common)
    var chains = try NameFilter(chain, option: "--chain")
    try question.check(destinations)
    var asked = self
    asked.hide()
    var capture = try CaptureLoading.load(files, common, redaction) { TraceCommand.helpMessage() }
    if redaction != nil {
      asked.hide()
      destinations = Destination.sort(asked.arguments).0
      question = try Question(asked.packet, common)
      chains = try NameFilter(asked.chain, option: "--chain")
    }
    if !common.isQuiet { for note in destinations.compactMap(\.note) { StandardError.write(note) } }
    let traces = question.ask(destinations, &capture)
    let answer = Answer(capture, traces)
    StandardOutput.write(render(answer, chains))
    asked.exit(answer)
  }

  /// Puts aliases in place of what was typed, as far as they are known.
  private mutating func hide() {
    guard let redaction else { return }
    arguments = arguments.map { Destination($0) == nil ? $0 : redaction.replace($0) }
    packet.hide(redaction)
    if let expect, expect.utf8.contains(UInt8(ascii: ":")) {
      self.expect = redaction.replace(expect)
    }
    chain = redaction.replace(pattern: chain)
  }

  private func render(_ answer: Answer, _ chains: NameFilter) -> String {
    switch output {
    case .json: return JSONReport().render(answer)
    case .text:
      var report = common.report(TextReport.self)
      report.showsChain = chains.matches
      return report.render(answer)
    }
  }

  private func exit(_ answer: Answer) {
    let traces = answer.views.map(\.trace)
    if let expect, let expectation = Expectation(expect) {
      let isMet = traces.allSatisfy { $0.outcomes.allSatisfy(expectation.isMet) }
      guard isMet else {
        StandardError.write("error: not as expected: \(expect)")
        ExitStatus.unexpected.end()
      }
    }
    let isOpen = traces.contains { $0.primary.verdict == nil || !$0.primary.conditions.isEmpty }
    if isStrict, isOpen { ExitStatus.inconclusive.end() }
  }
}
