/// A regular expression in PCRE2's syntax, compiled once and used from any number of threads.
///
/// Subjects are bytes; they are never copied and need not be valid UTF-8. The work that one call may
/// do is bounded (see ``Limits``), so a pattern that somebody typed and a line that somebody else
/// wrote end in an answer or in a ``PatternError``, never in a hang.
///
/// The pattern is translated to machine code when it is first matched, not when it is compiled:
/// the translation costs more than compiling does, and many patterns of a run are never reached.
public struct Pattern: Sendable {
  /// The text that the pattern was compiled from.
  public let source: String
  /// The options that the pattern was compiled with.
  public let options: Options
  /// The bounds that every match of this pattern keeps.
  public let limits: Limits

  let program: Program

  /// Compiles a pattern.
  ///
  /// - Parameters:
  ///   - source: The pattern, in PCRE2's syntax.
  ///   - options: How the pattern is read and where it may match.
  ///   - limits: The work that one match may cost.
  /// - Throws: ``PatternError/invalid(source:offset:message:)`` for a pattern that PCRE2 does not accept.
  public init(
    _ source: String, options: Options = [], limits: Limits = Limits()
  ) throws(PatternError) {
    self.source = source
    self.options = options
    self.limits = limits
    program = try Program(source, options: options, limits: limits)
  }

  /// The names of the pattern's named groups, in order of their group number.
  public var groupNames: [String] { program.groups.names.map(\.name) }

  /// How many capturing groups the pattern has, not counting the whole match.
  public var groupCount: Int { program.groups.count }
}
