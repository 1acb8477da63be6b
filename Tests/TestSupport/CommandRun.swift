import FoundationEssentials
import Subprocess
import SystemPackage

/// What a program answered.
public struct CommandRun: Sendable {
  /// The exit status, or the negated number of the signal that ended the program.
  public var status: Int32
  public var output: String
  public var errors: String

  public init(status: Int32, output: String, errors: String) {
    self.status = status
    self.output = output
    self.errors = errors
  }

  /// Runs the program at `path` (or found in PATH) to its end.
  public static func run(
    _ path: String, _ arguments: [String], input: String = ""
  ) async throws -> CommandRun {
    let executable: Executable =
      path.contains("/") ? .path(FilePath(path)) : .name(path)
    let result = try await Subprocess.run(
      executable, arguments: Arguments(arguments), input: .string(input),
      output: .string(limit: 256 << 20), error: .string(limit: 16 << 20))
    let status: Int32
    switch result.terminationStatus {
    case .exited(let code): status = code
    case .signaled(let signal): status = -signal
    }
    return CommandRun(
      status: status, output: result.standardOutput, errors: result.standardError)
  }

  /// A program built by this package: the build puts it beside the test bundle.
  public static func builtProgram(_ name: String) -> String {
    let folder = FilePath(FileManager.default.currentDirectoryPath)
    let bundle = folder.pushing(FilePath(CommandLine.arguments.first ?? ""))
    return bundle.removingLastComponent().appending(name).string
  }
}

/// The value of an environment variable.
public func environment(_ name: String) -> String? {
  ProcessInfo.processInfo.environment[name]
}
