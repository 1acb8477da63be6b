import ArgumentParser
import NatScope

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "What is wrong with this node's NAT: findings with codes.",
    usage: "natscope lint [FILE...] [options]",
    discussion: """
      The more of the node the input has, the more is decided: rules of all tables and both \
      families, sockets, addresses, parameters, connections, pods. What is missing is listed with \
      the command that gives it.

      Examples:
        sudo iptables-save -c | natscope lint
        natscope lint node.txt ss.txt pods.txt
        natscope lint node.txt -o json --fail-on warning
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown
  }

  enum Threshold: String, ExpressibleByArgument, CaseIterable {
    case error, warning, note, never

    func isReached(by severity: Diagnostic.Severity) -> Bool {
      switch self {
      case .error: severity >= .error
      case .warning: severity >= .warning
      case .note: true
      case .never: false
      }
    }
  }

  @Argument(
    help: ArgumentHelp("Files; - or none is standard input.", valueName: "file"),
    completion: .file())
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The format: text, json or markdown.")
  var output = Format.text

  @Option(
    help: ArgumentHelp(
      "Exit 1 for a finding of this severity: error, warning, note or never.",
      valueName: "severity"))
  var failOn = Threshold.error

  @OptionGroup var node: NodeAddressOptions
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    var addresses = try node.entries()
    let hidden = redaction.settings
    var asked = node
    asked.hide(hidden)
    let capture = try CaptureLoading.load(files, common, hidden) { Self.helpMessage() }
    if hidden != nil {
      asked.hide(hidden)
      addresses = try asked.entries()
    }
    Progress.shared.tell("looking for findings", isQuiet: common.isQuiet)
    let lint = Lint(capture, nodeAddresses: addresses) { common.covers($0) }
    switch output {
    case .json: StandardOutput.write(LintJSON().render(lint))
    case .markdown: StandardOutput.write(LintMarkdown().render(lint))
    case .text:
      StandardOutput.write(common.report(LintReport.self).render(lint))
    }
    if let worst = lint.worst, failOn.isReached(by: worst) { ExitStatus.unexpected.end() }
  }
}
