import FoundationEssentials
import TestSupport

/// The built program, asked as a user asks it.
enum Natscope {
  /// What it printed for one packet over the ruleset that the kernel holds.
  struct Reply: Sendable {
    var command: [String]
    var run: CommandRun

    func answer() throws -> TraceAnswer { try TraceAnswer(json: run.output) }
  }

  /// Traces `packet` over `saved`; the members of the node's sets are a second file, if the rules
  /// ask for any.
  static func trace(
    _ packet: TestPacket, saved: String, in node: KernelNode
  ) async throws -> Reply {
    var files = [node.folder + "/node.save"]
    try Data(saved.utf8).write(to: URL(filePath: files[0]))
    if saved.contains("--match-set") {
      files.append(node.folder + "/sets.save")
      try Data(try await node.savedSets().utf8).write(to: URL(filePath: files[1]))
    }
    let arguments =
      ["trace"] + packet.traceArguments + KernelNode.addressArguments + ["-o", "json"] + files
    let run = try await CommandRun.run(CommandRun.builtProgram("natscope"), arguments)
    return Reply(command: ["natscope"] + arguments, run: run)
  }
}
