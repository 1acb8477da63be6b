/// All bytes of the input, kept once; everything read from them points into them.
///
/// Several files stand one behind the other, each ended by a newline, so that one UInt32 offset
/// names a place in any of them. The whole is limited to 4 GiB.
public struct SourceText: Sendable {
  public struct File: Sendable, Hashable {
    /// The name as the user gave it, `<stdin>` for standard input.
    public let name: String
    /// The offset of the file's first byte.
    public let start: UInt32
    /// The number of bytes that the file has.
    public internal(set) var length: UInt32 = 0
    /// Whether the file's last line has no newline: a paste that may have been cut.
    var isOpenEnded = false
  }

  public internal(set) var bytes: [UInt8]
  public internal(set) var files: [File]

  /// Adds a file; its last line is closed by a newline, which the readers rely on.
  ///
  /// The first file's bytes are taken over, not copied.
  mutating func append(name: String, bytes more: consuming [UInt8]) {
    var file = File(name: name, start: UInt32(truncatingIfNeeded: bytes.count))
    file.length = UInt32(truncatingIfNeeded: more.count)
    file.isOpenEnded = more.last != UInt8(ascii: "\n")
    let isOpenEnded = file.isOpenEnded
    files.append(file)
    if bytes.isEmpty {
      bytes = more
    } else {
      bytes += more
    }
    if isOpenEnded { bytes.append(UInt8(ascii: "\n")) }
  }

  /// The index of the file that holds `offset`.
  public func file(at offset: UInt32) -> Int {
    max(0, (files.firstIndex { $0.start > offset } ?? files.count) - 1)
  }

  /// The offset of the first byte of the line that holds `offset`.
  func startOfLine(_ offset: Int) -> Int {
    var start = offset
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return start
  }

  /// The text of a range; bytes that are not UTF-8 become U+FFFD.
  public func string(_ range: TextRange) -> String {
    String(decoding: bytes[range.bounds], as: UTF8.self)
  }

  /// The bytes of a range.
  public func slice(_ range: TextRange) -> ArraySlice<UInt8> { bytes[range.bounds] }
}

/// A range of `SourceText.bytes` in eight bytes.
public struct TextRange: Sendable, Hashable {
  public var start: UInt32
  public var length: UInt32

  public init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    length = UInt32(truncatingIfNeeded: max(0, end - start))
  }

  public static let empty = TextRange(0, 0)

  public var isEmpty: Bool { length == 0 }
  public var end: Int { Int(start) + Int(length) }
  var bounds: Range<Int> { Int(start)..<end }
}
