/// The lines of one file of the input, found once.
struct SourceLineIndex {
  private let source: SourceText
  /// The offset of each line's first byte, and that of the end.
  private let starts: [Int]
  /// The number of lines.
  let count: Int

  init(_ source: SourceText, file: Int) {
    self.source = source
    guard source.files.indices.contains(file) else {
      starts = [0]
      count = 0
      return
    }
    let start = Int(source.files[file].start)
    let end = start + Int(source.files[file].length)
    var starts = [start]
    for offset in start..<end where source.bytes[offset] == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    if starts.last != end { starts.append(end) }
    self.starts = starts
    count = starts.count - 1
  }

  /// The bytes of some lines, counted from 1.
  func size(_ lines: ClosedRange<Int>) -> Int {
    let range = lines.clamped(to: 1...max(1, count))
    return count == 0 ? 0 : starts[range.upperBound] - starts[range.lowerBound - 1]
  }

  /// A line without its end; bytes that are not UTF-8 become U+FFFD. Empty outside the file.
  subscript(_ line: Int) -> String {
    guard line > 0, line <= count else { return "" }
    var end = starts[line]
    while end > starts[line - 1],
      source.bytes[end - 1] == UInt8(ascii: "\n") || source.bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    return String(decoding: source.bytes[starts[line - 1]..<end], as: UTF8.self)
  }

  /// Whether a line begins with some text; no line is decoded for that.
  func line(_ line: Int, beginsWith text: StaticString) -> Bool {
    guard line > 0, line <= count else { return false }
    var offset = starts[line - 1]
    for byte in text.description.utf8 {
      guard offset < starts[line], source.bytes[offset] == byte else { return false }
      offset += 1
    }
    return true
  }
}
