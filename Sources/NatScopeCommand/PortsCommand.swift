import ArgumentParser
import NatScope

struct PortsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ports",
    abstract: "Every address and port that the rules answer: the ss -l of NAT.",
    usage: "natscope ports [FILE...] [options]",
    discussion: """
      Each row is a destination, the targets behind it, through what and whose it is, and the \
      listening socket beside it if the input has ss. natscope with piped input and nothing else \
      is the same.

      Examples:
        sudo iptables-save -c | natscope ports
        natscope ports node.txt ss.txt --kind hostPort
        natscope ports node.txt --to 10.42.0.15:443
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, tsv
  }

  @Argument(
    help: ArgumentHelp("Files; - or none is standard input.", valueName: "file"),
    completion: .file())
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The answer's format: text, json or tsv.")
  var output = Format.text

  @Option(
    help: ArgumentHelp("Only rows of this kind, hostPort or others.", valueName: "kind"),
    completion: .list(Explanation.Kind.allCases.map(\.rawValue)))
  var kind: [String] = []

  @Option(help: ArgumentHelp("Only rows that hold for this port.", valueName: "port"))
  var port: UInt16?

  @Option(help: ArgumentHelp("Only rows that hold for this protocol.", valueName: "protocol"))
  var proto: String?

  @Option(help: ArgumentHelp("Only rows whose owner matches (PCRE2).", valueName: "pattern"))
  var owner: String?

  @Option(help: ArgumentHelp("Only rows that lead to this target.", valueName: "ip[:port]"))
  var to: String?

  @OptionGroup var node: NodeAddressOptions

  @OptionGroup var chains: ChainOptions
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    let common = common.settings
    var filter = try PortsFilter(self)
    var options = TraceOptions()
    options.nodeAddresses = try node.entries()
    let hidden = redaction.settings
    var asked = self
    asked.hide(hidden)
    let capture = try CaptureLoading.load(files, common, hidden) { Self.helpMessage() }
    if hidden != nil {
      asked.hide(hidden)
      filter = try PortsFilter(asked)
      options.nodeAddresses = try asked.node.entries()
    }
    Progress.shared.tell("going through the rules", isQuiet: common.isQuiet)
    let answer = PortsAnswer(capture, options: options) { common.covers($0) }
      .filtered(filter.keeps)
    switch output {
    case .json: StandardOutput.write(PortsJSON().render(answer))
    case .tsv: StandardOutput.write(PortsTable().render(answer))
    case .text:
      StandardOutput.write(common.report(PortsReport.self).render(answer))
    }
  }

  /// Puts aliases in place of what was typed, as far as they are known.
  private mutating func hide(_ redaction: RedactionSettings?) {
    guard let redaction else { return }
    owner = redaction.replace(pattern: owner)
    to = redaction.replace(to)
    node.hide(redaction)
    chains.hide(redaction)
  }
}

/// Which rows of an inventory are wanted.
struct PortsFilter {
  private let kinds: Set<Explanation.Kind>
  private let port: UInt16?
  private let ipProtocol: IPProtocol?
  private let target: Endpoint?
  private let owner: NameFilter
  private let chain: NameFilter

  init(_ command: PortsCommand) throws(Failure) {
    var kinds: Set<Explanation.Kind> = []
    for name in command.kind.flatMap({ $0.split(separator: ",") }) {
      let known = Explanation.Kind.allCases.first {
        $0.rawValue.lowercased() == name.lowercased()
      }
      guard let known else {
        let names = Explanation.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure("--kind: '\(name)' is none of \(names)")
      }
      kinds.insert(known)
    }
    self.kinds = kinds
    port = command.port
    if let name = command.proto {
      guard let known = IPProtocol(name: Array(name.utf8)) else {
        throw Failure("--proto: '\(name)' is no protocol")
      }
      ipProtocol = known
    } else {
      ipProtocol = nil
    }
    if let text = command.to {
      guard let endpoint = Endpoint(text) else {
        throw Failure("--to: '\(text)' is not IP, IP:PORT or [IPv6]:PORT")
      }
      target = endpoint
    } else {
      target = nil
    }
    owner = try NameFilter(command.owner, option: "--owner")
    chain = try command.chains.filter()
  }

  func keeps(_ row: PortRow) -> Bool {
    if !kinds.isEmpty, !kinds.contains(row.kind) { return false }
    if let port, !row.holds(port: port) { return false }
    if let ipProtocol, !row.holds(ipProtocol) { return false }
    if let target, !row.reaches(target.address, port: target.port) { return false }
    if owner.isGiven, !([row.name, row.owner].compactMap(\.self).contains(where: owner.matches)) {
      return false
    }
    if chain.isGiven, !row.chains.contains(where: chain.matches) { return false }
    return true
  }
}
