/// Something that the input says beside the rules, with the line that says it.
public struct Told: Sendable, Hashable {
  public let text: String
  /// The name of the input that holds it.
  public let source: String
  /// In its file, from 1.
  public let line: Int
  /// Whether the line needs its file's name to be found.
  private let isOneOfSeveral: Bool

  init(_ text: String, _ place: SourcePlace, in source: SourceText) {
    self.text = text
    self.source = source.files.indices.contains(place.file) ? source.files[place.file].name : ""
    line = Int(place.line)
    isOneOfSeveral = source.files.count > 1
  }

  /// `line 31`, with several files `node.txt:31`.
  public var placeText: String { isOneOfSeveral ? "\(source):\(line)" : "line \(line)" }
}
