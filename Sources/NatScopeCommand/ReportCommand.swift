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

  @Argument(
    help: ArgumentHelp("Destinations and files.", valueName: "dest|file"), completion: .file())
  var arguments: [String] = []

  @Option(name: .shortAndLong, help: "The format: markdown, html, jira or text.")
  var output = Format.markdown

  @OptionGroup var packet: PacketOptions
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    let hidden = redaction.settings
    let inquiry = Inquiry(arguments: arguments, packet: packet.settings, common: common)
    var asked = try inquiry.load(hidden) { Self.helpMessage() }
    var report =
      asked.destinations.isEmpty
      ? try inventory(asked.capture, asked.packet, common)
      : ReportDocument(asked.traced(), version: Version.current)
    report.isRedacted = hidden != nil
    StandardOutput.write(report.render(output.report, width: common.screen.width ?? 80))
  }

  private func inventory(
    _ capture: Capture, _ packet: PacketSettings, _ common: Settings
  ) throws -> ReportDocument {
    let addresses = try NodeAddressOptions.entries(packet.nodeAddresses)
    var options = TraceOptions()
    options.nodeAddresses = addresses
    Progress.shared.tell("going through the rules", isQuiet: common.isQuiet)
    return ReportDocument(
      PortsAnswer(capture, options: options) { common.covers($0) },
      Lint(capture, nodeAddresses: addresses) { common.covers($0) }, version: Version.current)
  }
}
