import ArgumentParser
import NatScope

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "What happens to a packet to DEST, and why ss shows no listener.",
    usage: "natscope [trace] DEST... [FILE...] [options]",
    discussion: """
      DEST is IP:PORT, [IPv6]:PORT, :PORT or PORT (an address of the node), each with an optional \
      /PROTOCOL (default tcp); IP/icmp; localhost:PORT. Every other argument is a file; - or none \
      is standard input.

      Examples:
        sudo iptables-save -c | natscope trace 10.0.0.5:443
        natscope trace :8125/udp node.txt --from 198.51.100.7
        natscope trace 127.0.0.1:8000 --local node.txt -o json
      """,
    version: Version.current)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(help: ArgumentHelp("Destinations and files.", valueName: "dest|file"))
  var arguments: [String] = []

  @Option(name: .shortAndLong, help: "The answer's format: text or json.")
  var output = Format.text

  @OptionGroup var packet: PacketOptions

  @Option(
    help: ArgumentHelp(
      "Exit 1 unless every outcome has this verdict, translation or destination.",
      valueName: "verdict|ip:port"))
  var expect: String?

  @Flag(help: "Exit 3 if the primary outcome is undecided or has conditions.")
  var strict = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let (destinations, files) = Destination.sort(arguments)
    guard !destinations.isEmpty else {
      for file in files {
        guard let reason = Destination.reason(file) else { continue }
        throw Failure("\(file) looks like a destination, but \(reason)")
      }
      throw Failure(
        "error: no destination: name an ip:port, for example :443\n\n" + Self.helpMessage())
    }
    let question = try Question(packet, common)
    try question.check(destinations)
    var capture = try CaptureLoading.load(files, common) { Self.helpMessage() }
    let traces = question.ask(destinations, &capture)
    let answer = Answer(capture, traces)
    StandardOutput.write(try render(answer))
    exit(answer)
  }

  private func render(_ answer: Answer) throws -> String {
    switch output {
    case .json: return JSONReport().render(answer)
    case .text:
      var report = TextReport()
      report.width = common.columns
      report.style = common.color.isOn(1) ? .ansi : .plain
      report.isVerbose = common.verbose
      report.isQuiet = common.quiet
      report.showsChain = try common.chainFilter()
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
    if strict, isOpen { ExitStatus.inconclusive.end() }
  }

  func validate() throws {
    if let expect, Expectation(expect) == nil {
      throw ValidationError(
        "--expect takes ACCEPT, DROP, REJECT, QUEUE, DNAT, REDIRECT, NETMAP, TPROXY or IP:PORT")
    }
  }
}
