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

  @Argument(help: ArgumentHelp("Files; - or none is standard input.", valueName: "file"))
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The format: text, json or markdown.")
  var output = Format.text

  @Option(
    help: ArgumentHelp(
      "Exit 1 for a finding of this severity: error, warning, note or never.",
      valueName: "severity"))
  var failOn = Threshold.error

  @Option(
    help: ArgumentHelp("An address of the node; all of them, one each.", valueName: "ip[/length]"))
  var nodeAddress: [String] = []

  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    let addresses = try nodeAddress.map { text throws(Failure) in
      guard let entry = NodeAddresses.Entry(text) else {
        throw Failure("--node-address: '\(text)' is not IP, IP/LENGTH or IP/LENGTH%INTERFACE")
      }
      return entry
    }
    let capture = try CaptureLoading.load(files, common) { Self.helpMessage() }
    let lint = Lint(capture, nodeAddresses: addresses.isEmpty ? nil : addresses) {
      common.covers($0)
    }
    switch output {
    case .json: StandardOutput.write(LintJSON().render(lint))
    case .markdown: StandardOutput.write(LintMarkdown().render(lint))
    case .text:
      var report = LintReport()
      report.width = common.columns
      report.style = common.color.isOn(1) ? .ansi : .plain
      report.isVerbose = common.isVerbose
      report.isQuiet = common.isQuiet
      StandardOutput.write(report.render(lint))
    }
    if let worst = lint.worst, failOn.isReached(by: worst) { ExitStatus.unexpected.end() }
  }
}
