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
    let common = common.settings
    let inquiry = Inquiry(
      arguments: arguments, packet: packet.settings, chain: chains.chain, common: common)
    var asked = try inquiry.load(redaction.settings) { Self.helpMessage() }
    let capture = asked.capture
    let filter = asked.chains
    let rulesets = capture.rulesets.filter { common.covers($0.family) }
    report(rulesets.map { ChainGraph($0) }, common)
    let drawings: [ChainDrawing]
    if asked.destinations.isEmpty {
      drawings = rulesets.map {
        ChainDrawing(
          $0, table: table.name, grouping: group.grouping, showsChain: filter.matches,
          fits: fits(rulesets.count))
      }
    } else {
      let answer = asked.traced()
      if output == .svg {
        StandardOutput.write(PathSVG().render(answer))
        return
      }
      drawings = answer.views.map {
        ChainDrawing(
          $0.trace, in: answer.capture.rulesets[$0.ruleset], grouping: group.grouping,
          showsChain: filter.matches, fits: fits(answer.views.count))
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

  private func report(_ graphs: [ChainGraph], _ common: Settings) {
    let lowest: Diagnostic.Severity =
      common.isQuiet ? .error : common.isVerbose ? .note : .warning
    for finding in graphs.flatMap({ GraphFinding.all($0) }) where finding.severity >= lowest {
      StandardError.write("\(finding.severity.rawValue): \(finding.text)")
    }
  }
}
