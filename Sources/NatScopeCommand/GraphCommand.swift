import ArgumentParser
import NatScope

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "The chains of the nat table as a graph, or those that a trace touches.",
    usage: "natscope graph [DEST...] [FILE...] [options]",
    discussion: """
      Loops, jumps to missing chains and unused chains of every table are reported on standard \
      error.

      Examples:
        natscope graph node.txt | dot -Tsvg > nat.svg
        natscope graph 10.0.0.5:443 node.txt -o mermaid
        natscope graph node.txt --chain '^(PREROUTING|OUTPUT|CNI-)'
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case dot, mermaid, svg
  }

  @Argument(
    help: ArgumentHelp("Destinations and files.", valueName: "dest|file"), completion: .file())
  var arguments: [String] = []

  @Option(name: .shortAndLong, help: "The drawing's language: dot or mermaid.")
  var output = Format.dot

  @OptionGroup var packet: PacketOptions
  @OptionGroup var chains: ChainOptions
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    var (destinations, files) = Destination.sort(arguments)
    let common = common.settings
    var packet = packet.settings
    var question = try Question(packet, common)
    try question.check(destinations)
    var filter = try chains.filter()
    let hidden = redaction.settings
    var asked = self
    asked.hide(hidden, &packet)
    var capture = try CaptureLoading.load(files, common, hidden) { Self.helpMessage() }
    if hidden != nil {
      asked.hide(hidden, &packet)
      destinations = Destination.sort(asked.arguments).0
      question = try Question(packet, common)
      filter = try asked.chains.filter()
    }
    if !common.isQuiet { for note in destinations.compactMap(\.note) { StandardError.write(note) } }
    let rulesets = capture.rulesets.filter { common.covers($0.family) }
    report(rulesets.map { ChainGraph($0) }, common)
    var drawings = rulesets.map { ChainDrawing($0, table: .nat, showsChain: filter.matches) }
    if !destinations.isEmpty {
      let traces = question.ask(destinations, &capture)
      if output == .svg {
        StandardOutput.write(PathSVG().render(Answer(capture, traces)))
        return
      }
      drawings = traces.map {
        ChainDrawing($0.trace, in: capture.rulesets[$0.ruleset], showsChain: filter.matches)
      }
    }
    for drawing in drawings {
      StandardOutput.write(
        output == .dot ? DOTReport().render(drawing) : MermaidReport().render(drawing))
    }
  }

  /// Puts aliases in place of what was typed, as far as they are known.
  private mutating func hide(_ redaction: RedactionSettings?, _ packet: inout PacketSettings) {
    guard let redaction else { return }
    arguments = arguments.map { Destination($0) == nil ? $0 : redaction.replace($0) }
    packet.hide(redaction)
    chains.hide(redaction)
  }

  private func report(_ graphs: [ChainGraph], _ common: Settings) {
    let lowest: Diagnostic.Severity =
      common.isQuiet ? .error : common.isVerbose ? .note : .warning
    for finding in graphs.flatMap({ GraphFinding.all($0) }) where finding.severity >= lowest {
      StandardError.write("\(finding.severity.rawValue): \(finding.text)")
    }
  }
}
