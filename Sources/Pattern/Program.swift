internal import CPCRE2
internal import Synchronization

/// The compiled form of a pattern: owns PCRE2's code, and the workspaces that matches run in.
///
/// Unchecked Sendable: after `init` the code is written to once, by the JIT compiler, which runs
/// under the lock that every match takes before it starts.
@safe final class Program: @unchecked Sendable {
  let groups: Pattern.Groups

  private let code: OpaquePointer
  private let limits: Pattern.Limits
  private let state: Mutex<State>

  private struct State {
    var wantsJIT: Bool
    var idle: [Workspace] = []
  }

  /// Workspaces kept for later matches; beyond the number of cores none is ever idle for long.
  private static let mostIdle = 16

  /// Patterns come from command lines; nobody types more than this, and PCRE2 compiles it quickly.
  private static let longestSource = 64 * 1024

  init(
    _ source: String, options: Pattern.Options, limits: Pattern.Limits
  ) throws(PatternError) {
    let code = unsafe try Self.compile(source, options: options)
    unsafe self.code = code
    self.limits = limits
    groups = unsafe Self.groups(of: code)
    state = Mutex(State(wantsJIT: !options.contains(.interpreted)))
  }

  deinit { unsafe pcre2_code_free_8(code) }

  /// Whether the machine code of the JIT compiler is there; it never is before the first match.
  var isJITCompiled: Bool {
    state.withLock { _ in
      var size = 0
      return unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_JITSIZE), &size) == 0 && size > 0
    }
  }

  /// Whether PCRE2 was built with its JIT compiler for this machine.
  static var isJITAvailable: Bool {
    var available: UInt32 = 0
    return unsafe pcre2_config_8(UInt32(PCRE2_CONFIG_JIT), &available) == 0 && available == 1
  }

  // MARK: Matching

  /// Whether there is a match anywhere.
  func search(_ subject: Span<UInt8>) throws(PatternError) -> Bool {
    let workspace = try takeWorkspace()
    defer { giveBack(workspace) }
    return try run(workspace, on: subject, from: 0)
  }

  /// The bounds of every group of the first match at or after `start`, moved by `base`.
  func search(
    _ subject: Span<UInt8>, from start: Int, base: Int
  ) throws(PatternError) -> [Int]? {
    let workspace = try takeWorkspace()
    defer { giveBack(workspace) }
    return try run(workspace, on: subject, from: start) ? workspace.bounds(movedBy: base) : nil
  }

  private func run(
    _ workspace: Workspace, on subject: Span<UInt8>, from start: Int
  ) throws(PatternError) -> Bool {
    precondition(start >= 0 && start <= subject.count, "the search begins outside of the subject")
    let length = subject.count - start
    guard length <= limits.subjectLength else {
      throw .subjectTooLong(length: length, limit: limits.subjectLength)
    }
    let steps = limits.steps(forLength: length)
    let result = unsafe subject.withUnsafeBufferPointer { bytes in
      let result = unsafe workspace.run(code, on: bytes, from: start, steps: steps, options: 0)
      guard result == PCRE2_ERROR_JIT_STACKLIMIT else { return result }
      // Machine code has a fixed stack; the interpreter's grows up to the heap limit.
      return unsafe workspace.run(
        code, on: bytes, from: start, steps: steps, options: PCRE2_NO_JIT)
    }
    if result >= 0 { return true }
    if result == PCRE2_ERROR_NOMATCH { return false }
    throw PatternError(code: result)
  }

  private func takeWorkspace() throws(PatternError) -> Workspace {
    let idle = state.withLock { state in
      if state.wantsJIT {
        // A failure (not built in, or memory may not be made executable) leaves the interpreter.
        _ = unsafe pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
        state.wantsJIT = false
      }
      return state.idle.popLast()
    }
    if let idle { return idle }
    guard let made = unsafe Workspace(code: code, limits: limits) else {
      throw PatternError(code: PCRE2_ERROR_NOMEMORY)
    }
    return made
  }

  private func giveBack(_ workspace: Workspace) {
    state.withLock { state in
      if state.idle.count < Self.mostIdle { state.idle.append(workspace) }
    }
  }

  // MARK: Compiling

  private static func compile(
    _ source: String, options: Pattern.Options
  ) throws(PatternError) -> OpaquePointer {
    let text = source.utf8.span
    guard text.count <= longestSource else {
      throw .invalid(
        source: source, offset: longestSource,
        message: "the pattern is longer than \(longestSource) bytes")
    }
    var error: Int32 = 0
    var offset = 0
    let code = unsafe text.withUnsafeBufferPointer { bytes in
      unsafe pcre2_compile_8(
        bytes.baseAddress, bytes.count, options.compileOptions, &error, &offset, nil)
    }
    guard let code = unsafe code else {
      throw .invalid(source: source, offset: offset, message: PatternError.message(of: error))
    }
    return unsafe code
  }

  /// Reads PCRE2's table of names: entries of a fixed size, a big-endian number and a C string each.
  private static func groups(of code: OpaquePointer) -> Pattern.Groups {
    var count: UInt32 = 0
    var names: UInt32 = 0
    var entrySize: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &names)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &entrySize)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    var groups = Pattern.Groups(count: Int(count))
    guard let table = unsafe table else { return groups }
    for index in 0..<Int(names) {
      let entry = unsafe UnsafeBufferPointer(
        start: table + index * Int(entrySize), count: Int(entrySize))
      let number = unsafe Int(entry[0]) << 8 | Int(entry[1])
      let name = unsafe String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
      groups.names.append((name, number))
    }
    groups.names.sort { $0.number < $1.number }
    return groups
  }
}

extension PatternError {
  /// The error that a result code of PCRE2's match functions stands for.
  fileprivate init(code: Int32) {
    switch code {
    case PCRE2_ERROR_MATCHLIMIT: self = .matchLimitExceeded
    case PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_RECURSELOOP: self = .depthLimitExceeded
    case PCRE2_ERROR_HEAPLIMIT: self = .heapLimitExceeded
    default: self = .failed(code: Int(code), message: Self.message(of: code))
    }
  }

  /// PCRE2's words for an error code.
  fileprivate static func message(of code: Int32) -> String {
    // Longer than every message; PCRE2 cuts what does not fit.
    var text = [UInt8](repeating: 0, count: 256)
    let length = unsafe text.withUnsafeMutableBufferPointer { buffer in
      unsafe pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
    }
    guard length > 0 else { return "unknown error \(code)" }
    return String(decoding: text.prefix(Int(length)), as: UTF8.self)
  }
}
