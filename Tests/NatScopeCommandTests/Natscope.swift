import FoundationEssentials
import TestSupport

/// The built program, run as a user runs it.
enum Natscope {
  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  static var program: String { CommandRun.builtProgram("natscope") }

  static func sample(_ name: String) -> String { "\(root)/samples/\(name).save" }

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  static func run(_ arguments: String..., input: String = "") async throws -> CommandRun {
    try await CommandRun.run(program, arguments, input: input)
  }

  static func run(_ arguments: [String], input: String = "") async throws -> CommandRun {
    try await CommandRun.run(program, arguments, input: input)
  }

  /// Runs a script of bash in which `$natscope` is the program and `$samples` the folder.
  static func shell(_ script: String) async throws -> CommandRun {
    let setting = "natscope=$1 samples=$2; "
    return try await CommandRun.run(
      "bash", ["-c", setting + script, "bash", program, root + "/samples"])
  }

  static func json(_ arguments: String...) async throws -> JSONTree {
    try JSONTree(try await run(arguments + ["-o", "json"]).output)
  }

  static let samples = [
    "docker", "host-process", "hostport", "hostport-legacy", "hostport-stale", "hostport6", "istio",
    "kube-proxy", "podman", "redirect",
  ]
}
