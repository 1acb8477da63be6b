import FoundationEssentials
import Subprocess
import SystemPackage

/// What a program answered.
public struct CommandRun: Sendable {
  /// The exit status, or the negated number of the signal that ended the program.
  public var status: Int32
  public var output: String
  public var errors: String

  /// Runs the program at `path` (or found in PATH) to its end.
  ///
  /// - Parameter input: what stands on its standard input, which is a file without a name: who writes
  ///   into a pipe that nobody reads any more is killed by SIGPIPE, and with it all other tests.
  public static func run(
    _ path: String, _ arguments: [String], input: String = ""
  ) async throws -> CommandRun {
    guard !input.isEmpty else { return try await run(path, arguments, inputFile: "/dev/null") }
    let file = FileManager.default.temporaryDirectory.path + "/nst-input-\(UUID().uuidString)"
    try Data(input.utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    return try await run(path, arguments, inputFile: file)
  }

  /// Runs the program with a file as its standard input.
  public static func run(
    _ path: String, _ arguments: [String], inputFile: String
  ) async throws -> CommandRun {
    let file = try FileDescriptor.open(FilePath(inputFile), .readOnly)
    let result = try await Subprocess.run(
      executable(path), arguments: Arguments(arguments),
      input: .fileDescriptor(file, closeAfterSpawningProcess: true),
      output: .string(limit: 256 << 20), error: .string(limit: 16 << 20))
    return CommandRun(
      result.terminationStatus, result.standardOutput, result.standardError)
  }

  private static func executable(_ path: String) -> Executable {
    path.contains("/") ? .path(FilePath(path)) : .name(path)
  }

  private init(_ end: TerminationStatus, _ output: String, _ errors: String) {
    switch end {
    case .exited(let code): status = code
    case .signaled(let signal): status = -signal
    }
    self.output = output
    self.errors = errors
  }

  /// A program built by this package: the build puts it beside the test bundle. NATSCOPE_BINARY
  /// names another natscope, such as one built for release.
  public static func builtProgram(_ name: String) -> String {
    if name == "natscope", let other = environment("NATSCOPE_BINARY") { return other }
    let folder = FilePath(FileManager.default.currentDirectoryPath)
    let bundle = folder.pushing(FilePath(CommandLine.arguments.first ?? ""))
    return bundle.removingLastComponent().appending(name).string
  }
}

/// The value of an environment variable.
public func environment(_ name: String) -> String? {
  ProcessInfo.processInfo.environment[name]
}
