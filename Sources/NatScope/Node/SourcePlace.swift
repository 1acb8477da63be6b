/// The line of the input that a fact comes from.
public struct SourcePlace: Sendable, Hashable {
  /// Index into `SourceText.files`.
  public let file: Int
  /// From 1.
  public let line: UInt32

  public init(file: Int, line: UInt32) {
    self.file = file
    self.line = line
  }
}
