import FoundationEssentials
import TestSupport

/// The built program, asked as a user asks it.
enum Natscope {
  /// What it printed for one question.
  struct Reply: Sendable {
    var command: [String]
    var run: CommandRun

    func answer() throws -> TraceAnswer { try TraceAnswer(json: run.output) }
  }

  /// Traces `packet` over `rules` on the standard input; the members of the node's sets are a file,
  /// if the rules ask for any.
  static func trace(
    _ packet: TestPacket, rules: String, in node: KernelNode
  ) async throws -> Reply {
    let sets = rules.contains("match-set ") ? [node.folder + "/" + KernelNode.setsFile] : []
    return try await ask(
      ["trace"] + packet.traceArguments + KernelNode.addressArguments + ["-o", "json", "-"] + sets,
      rules)
  }

  /// The rules as natscope understood them, in the words of iptables-save.
  static func save(rules: String) async throws -> Reply {
    try await ask(["rules", "-o", "save", "-"], rules)
  }

  /// Whether it has the command `rules`.
  static func printsRules() async throws -> Bool { try await rulesCommand.value }

  /// Whether it reads a listing.
  static func readsListings() async throws -> Bool { try await listingReader.value }

  private static let rulesCommand = Task {
    try await save(rules: "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n").run.status == 0
  }

  private static let listingReader = Task {
    let listing = """
      $ iptables -t nat -nvL
      Chain PREROUTING (policy ACCEPT 0 packets, 0 bytes)
       pkts bytes target     prot opt in     out     source               destination
          0     0 DNAT       6    --  *      *       0.0.0.0/0            0.0.0.0/0            to:10.244.1.5:80

      """
    let reply = try await ask(["trace", "192.0.2.10:80", "-o", "json", "-"], listing)
    return try reply.run.status == 0
      && reply.answer().traces.first?.outcomes.first?.destination.addresses == "10.244.1.5"
  }

  private static func ask(_ arguments: [String], _ input: String) async throws -> Reply {
    let run = try await CommandRun.run(
      CommandRun.builtProgram("natscope"), arguments, input: input)
    return Reply(command: ["natscope"] + arguments, run: run)
  }
}
