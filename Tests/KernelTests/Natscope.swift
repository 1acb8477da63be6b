import FoundationEssentials
import TestSupport

/// The built program, asked as a user asks it: with the rules on its standard input.
enum Natscope {
  /// What it printed for one question.
  struct Reply: Sendable {
    var command: [String]
    var run: CommandRun

    func answer() throws -> TraceAnswer { try TraceAnswer(json: run.output) }
  }

  /// Traces `packet` over `rules`; the members of the node's sets are a file, if the rules ask for
  /// any.
  static func trace(
    _ packet: TestPacket, rules: String, in node: KernelNode
  ) async throws -> Reply {
    let sets = rules.contains("match-set ") ? [node.folder + "/" + KernelNode.setsFile] : []
    return try await ask(
      ["trace"] + packet.traceArguments + KernelNode.addressArguments + ["-o", "json", "-"] + sets,
      rules, in: node.folder)
  }

  /// The rules as natscope understood them, in the words of iptables-save.
  static func save(rules: String, in folder: String) async throws -> Reply {
    try await ask(["rules", "-o", "save", "-"], rules, in: folder)
  }

  private static func ask(
    _ arguments: [String], _ input: String, in folder: String
  ) async throws -> Reply {
    let file = folder + "/rules-\(UInt64.random(in: 0...UInt64.max))"
    try Data(input.utf8).write(to: URL(filePath: file))
    let run = try await CommandRun.run(
      CommandRun.builtProgram("natscope"), arguments, inputFile: file)
    try FileManager.default.removeItem(atPath: file)
    return Reply(command: ["natscope"] + arguments, run: run)
  }
}
