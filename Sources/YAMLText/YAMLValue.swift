/// A value of a YAML document (yaml.org/spec/1.1), with the line that it stands in.
///
/// Aliases are resolved: what an anchor names stands in their place, once more.
public struct YAMLValue: Sendable, Hashable {
  public indirect enum Content: Sendable, Hashable {
    /// `isPlain`: without quotes, so that it may be a number, a truth value or nothing.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLValue])
    /// In the order of the text. A key that is no scalar is left out with its value.
    case mapping([Member])
  }

  public struct Member: Sendable, Hashable {
    public let name: String
    public let value: YAMLValue

    public init(_ name: String, _ value: YAMLValue) {
      self.name = name
      self.value = value
    }
  }

  public let content: Content
  /// From 0: how many lines of the text stand before it.
  public let line: Int

  public init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }
}

/// Why a text is no YAML, or none that is read.
public struct YAMLProblem: Error, Sendable, Hashable {
  /// In libyaml's words, or natscope's where a bound is reached.
  public let text: String
  /// From 0.
  public let line: Int

  public init(_ text: String, line: Int) {
    self.text = text
    self.line = line
  }
}

/// How much a document may hold. Text comes from outside, and a few lines with aliases can stand for
/// more values than any memory holds.
public struct YAMLLimits: Sendable, Hashable {
  public var depth = 64
  /// Values in all, those that an alias repeats counted each time.
  public var values = 2_000_000

  public init() {}
}
