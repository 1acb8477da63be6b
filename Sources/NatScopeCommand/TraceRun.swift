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
  var common = Settings()

  func run() throws {
    let (destinations, files) = Destination.sort(arguments)
    guard !destinations.isEmpty else {
      for file in files {
        guard let reason = Destination.reason(file) else { continue }
        throw Failure("\(file) looks like a destination, but \(reason)")
      }
      throw Failure(
        "error: no destination: name an ip:port, for example :443\n\n" + TraceCommand.helpMessage())
    }
    let question = try Question(packet, common)
    let chains = try NameFilter(chain, option: "--chain")
    try question.check(destinations)
    if !common.isQuiet { for note in destinations.compactMap(\.note) { StandardError.write(note) } }
    var capture = try CaptureLoading.load(files, common) { TraceCommand.helpMessage() }
    let traces = question.ask(destinations, &capture)
    let answer = Answer(capture, traces)
    StandardOutput.write(render(answer, chains))
    exit(answer)
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
