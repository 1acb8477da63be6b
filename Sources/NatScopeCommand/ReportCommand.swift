import ArgumentParser
import NatScope

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The attachment for the ticket: markdown, html, jira or text.",
    usage: "natscope report [DEST...] [FILE...] [options]",
    discussion: """
      The verdict first, then the way of the packet, findings, what was assumed and not checked, \
      commands to confirm and mend, the rules word for word and what the input is. Without DEST \
      it is the inventory and all findings. Nothing in it is loaded or run by whoever reads it.

      Examples:
        sudo iptables-save -c | natscope report 10.0.0.5:443 > ticket.md
        natscope report :443 node.txt ss.txt -o html > ticket.html
        natscope report node.txt -o jira
        natscope report :443 node.txt --redact map.txt > public.md
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case markdown, html, jira, text

    var report: ReportFormat {
      switch self {
      case .markdown: .markdown
      case .html: .html
      case .jira: .jira
      case .text: .text
      }
    }
  }

  @Argument(help: ArgumentHelp("Destinations and files.", valueName: "dest|file"))
  var arguments: [String] = []

  @Option(name: .shortAndLong, help: "The format: markdown, html, jira or text.")
  var output = Format.markdown

  @OptionGroup var packet: PacketOptions
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    var (destinations, files) = Destination.sort(arguments)
    var packet = packet.settings
    var question = try Question(packet, common)
    try question.check(destinations)
    let hidden = redaction.settings
    var asked = self
    asked.hide(hidden, &packet)
    var capture = try CaptureLoading.load(files, common, hidden) { Self.helpMessage() }
    if hidden != nil {
      asked.hide(hidden, &packet)
      destinations = Destination.sort(asked.arguments).0
      question = try Question(packet, common)
    }
    if !common.isQuiet { for note in destinations.compactMap(\.note) { StandardError.write(note) } }
    var report: ReportDocument
    if destinations.isEmpty {
      report = try inventory(capture, packet, common)
    } else {
      let traces = question.ask(destinations, &capture)
      report = ReportDocument(Answer(capture, traces), version: Version.current)
    }
    report.isRedacted = hidden != nil
    StandardOutput.write(report.render(output.report, width: common.screen.width ?? 80))
  }

  /// Puts aliases in place of what was typed, as far as they are known.
  private mutating func hide(_ redaction: RedactionSettings?, _ packet: inout PacketSettings) {
    guard let redaction else { return }
    arguments = arguments.map { Destination($0) == nil ? $0 : redaction.replace($0) }
    packet.hide(redaction)
  }

  private func inventory(
    _ capture: Capture, _ packet: PacketSettings, _ common: Settings
  ) throws -> ReportDocument {
    let addresses = try NodeAddressOptions.entries(packet.nodeAddresses)
    var options = TraceOptions()
    options.nodeAddresses = addresses
    return ReportDocument(
      PortsAnswer(capture, options: options) { common.covers($0) },
      Lint(capture, nodeAddresses: addresses) { common.covers($0) }, version: Version.current)
  }
}
