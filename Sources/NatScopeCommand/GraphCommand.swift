import ArgumentParser
import NatScope

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "The chains of a table as a graph, or the path of a packet as a picture.",
    usage: "natscope graph [DEST...] [FILE...] [options]",
    discussion: """
      Loops, jumps to missing chains and unused chains of every table are reported on standard \
      error.

      Examples:
        natscope graph node.txt | dot -Tsvg > nat.svg
        natscope graph 10.0.0.5:443 node.txt -o svg > path.svg
        natscope graph 10.0.0.5:443 node.txt -o mermaid
        natscope graph node.txt --chain '^(PREROUTING|OUTPUT|CNI-)'
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case dot, mermaid, svg
  }

  enum Table: String, ExpressibleByArgument, CaseIterable {
    case nat, filter, mangle, raw, security

    var name: TableName { TableName(rawValue: rawValue) ?? .nat }
  }

  enum Group: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    var grouping: ChainDrawing.Grouping { ChainDrawing.Grouping(rawValue: rawValue) ?? .auto }
  }

  @Argument(
    help: ArgumentHelp("Destinations and files.", valueName: "dest|file"), completion: .file())
  var arguments: [String] = []

  @Option(name: .shortAndLong, help: "The drawing's language: dot, mermaid or svg.")
  var output = Format.dot

  @Option(help: "The table to draw, without a destination: nat, filter, mangle, raw or security.")
  var table = Table.nat

  @Option(help: "Whether chains of a kind become one box: auto, always or never.")
  var group = Group.auto

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
    let drawings: [ChainDrawing]
    if destinations.isEmpty {
      drawings = rulesets.map {
        ChainDrawing(
          $0, table: table.name, grouping: group.grouping, showsChain: filter.matches,
          fits: fits(rulesets.count))
      }
    } else {
      let traces = question.ask(destinations, &capture)
      if output == .svg {
        StandardOutput.write(PathSVG().render(Answer(capture, traces)))
        return
      }
      drawings = traces.map {
        ChainDrawing(
          $0.trace, in: capture.rulesets[$0.ruleset], grouping: group.grouping,
          showsChain: filter.matches, fits: fits(traces.count))
      }
    }
    StandardOutput.write(try render(drawings))
  }

  /// Whether the output can show a drawing, as one of several.
  private func fits(_ count: Int) -> (ChainDrawing) -> Bool {
    output == .mermaid ? { MermaidReport().fits($0, among: count) } : { _ in true }
  }

  private func render(_ drawings: [ChainDrawing]) throws(Failure) -> String {
    do {
      switch output {
      case .dot: return DOTReport().render(drawings)
      case .mermaid: return try MermaidReport().render(drawings)
      case .svg: return try ChainSVG().render(drawings)
      }
    } catch {
      throw Failure("too large for \(error): use -o dot or --chain")
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
