import ArgumentParser
import NatScope

/// The whole of the trace command: read, trace, diagnose, render.
struct TraceRun {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  var inquiry: Inquiry
  var output = Format.text
  var isStrict = false
  var redaction: RedactionSettings?

  private var common: Settings { inquiry.common }

  func run() throws {
    guard !inquiry.destinations.isEmpty else {
      for file in inquiry.files {
        guard let reason = Destination.reason(file) else { continue }
        throw Failure("\(file) looks like a destination, but \(reason)")
      }
      throw Failure(
        "error: no destination: name an ip:port, for example :443\n\n" + TraceCommand.helpMessage())
    }
    var asked = try inquiry.load(redaction) { TraceCommand.helpMessage() }
    let answer = asked.traced()
    StandardOutput.write(render(answer, asked.chains))
    exit(answer, asked.expect)
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

  private func exit(_ answer: Answer, _ expect: String?) {
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
