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

  @Argument(
    help: ArgumentHelp("Destinations and files.", valueName: "dest|file"), completion: .file())
  var arguments: [String] = []

  @Option(name: .shortAndLong, help: "The answer's format: text or json.")
  var output = TraceRun.Format.text

  @OptionGroup var packet: PacketOptions

  @Option(
    help: ArgumentHelp(
      "Exit 1 unless every outcome has this verdict, translation or destination.",
      valueName: "verdict|ip:port"))
  var expect: String?

  @Flag(help: "Exit 3 if the primary outcome is undecided or has conditions.")
  var strict = false

  @OptionGroup var chains: ChainOptions
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let inquiry = Inquiry(
      arguments: arguments, packet: packet.settings, chain: chains.chain, expect: expect,
      common: common.settings)
    try TraceRun(
      inquiry: inquiry, output: output, isStrict: strict, redaction: redaction.settings
    ).run()
  }

  func validate() throws {
    if let expect, Expectation(expect) == nil {
      throw ValidationError(
        "--expect takes ACCEPT, DROP, REJECT, QUEUE, DNAT, REDIRECT, NETMAP, TPROXY or IP:PORT")
    }
  }
}
