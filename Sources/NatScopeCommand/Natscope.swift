import ArgumentParser

/// The command `natscope`: what really answers on a port of a Linux node.
@main
struct Natscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "natscope",
    abstract: "What really answers on this ip:port of this node, and why ss does not show it.",
    discussion: """
      Reads iptables-save text, follows a packet through the rules and says where it goes.

        sudo iptables-save -c | natscope 10.0.0.5:443
        natscope trace :443 node.txt sets.txt
      """,
    version: Version.current,
    subcommands: [
      TraceCommand.self, PortsCommand.self, LintCommand.self, ExplainCommand.self,
      DiffCommand.self, ExpectCommand.self, RulesCommand.self, GraphCommand.self,
      ReportCommand.self,
    ],
    defaultSubcommand: TraceCommand.self)

  /// Usage errors end with 2 like all other trouble, so that scripts need to know one number.
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if isTrace(arguments) {
        let own = arguments.first == "trace" ? Array(arguments.dropFirst()) : arguments
        // Reading options by reflection takes longer than a small trace; without any there is
        // nothing to read.
        if own.allSatisfy({ $0 == "-" || !$0.hasPrefix("-") }) {
          try TraceRun(inquiry: Inquiry(arguments: own)).run()
        } else {
          try TraceCommand.parse(own).run()
        }
      } else if let command = inventory(arguments) {
        try command.run()
      } else {
        var command = try parseAsRoot(arguments)
        try command.run()
      }
    } catch let failure as Failure {
      StandardError.write(failure.text)
      failure.status.end()
    } catch {
      if isTrace(arguments) {
        explain(TraceCommand.fullMessage(for: error), TraceCommand.exitCode(for: error))
      } else {
        explain(fullMessage(for: error), exitCode(for: error))
      }
    }
  }

  /// Whether the arguments are those of `trace`, by name or as the default, and plain enough to do
  /// without the tree of commands.
  private static func isTrace(_ arguments: [String]) -> Bool {
    guard let first = arguments.first else { return false }
    return first == "trace" || Destination(first) != nil
  }

  /// Input on a pipe, and nothing that says what to ask of it: what it answers at all.
  private static func inventory(_ arguments: [String]) -> PortsCommand? {
    guard !Terminal.isStandardInputTerminal, arguments.first.map({ $0.hasPrefix("-") }) ?? true,
      let command = try? PortsCommand.parse(arguments)
    else { return nil }
    // A file without a destination may be a destination with a mistake.
    return command.files.allSatisfy { $0 == "-" } ? command : nil
  }

  private static func explain(_ text: String, _ code: ExitCode) {
    if code == .success {
      StandardOutput.write(text + "\n")
      ExitStatus.done.end()
    }
    // One way of saying that something is wrong, whoever found it.
    let text = text.replacing("See 'trace --help'", with: "See 'natscope trace --help'")
    let own = text.hasPrefix("Error: ") ? "error: " + text.dropFirst(7) : text
    StandardError.write(own)
    ExitStatus.trouble.end()
  }
}

enum Version {
  static let current = "0.1.0"
}
