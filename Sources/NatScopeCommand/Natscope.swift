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
    subcommands: [TraceCommand.self, GraphCommand.self],
    defaultSubcommand: TraceCommand.self)

  /// Usage errors end with 2 like all other trouble, so that scripts need to know one number.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      StandardError.write(failure.text)
      failure.status.end()
    } catch {
      let text = fullMessage(for: error)
      if exitCode(for: error) == .success {
        StandardOutput.write(text + "\n")
        ExitStatus.done.end()
      }
      StandardError.write(text)
      ExitStatus.trouble.end()
    }
  }
}

enum Version {
  static let current = "0.1.0"
}
