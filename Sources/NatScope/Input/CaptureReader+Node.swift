// What other programs print of the node.
extension CaptureReader {
  /// Hands a line of a known program to the reader of facts.
  mutating func readNodeFact(
    _ kind: ForeignRecogniser.Kind, _ text: [UInt8], _ range: Range<Int>
  ) {
    let reading = node.read(
      NodeReader.Line(bytes: text[range], place: SourcePlace(file: file, line: line)), of: kind)
    if reading == .unread { noteUnread(kind, text, range) }
  }

  /// The facts of the node, with a diagnostic for those of other namespaces.
  mutating func finishNode() -> NodeFacts {
    let (facts, others) = node.finished()
    for place in others {
      diagnostics.add(Diagnostic(.otherNamespace, file: place.file, line: place.line))
    }
    return facts
  }

  private mutating func noteUnread(
    _ kind: ForeignRecogniser.Kind, _ text: [UInt8], _ range: Range<Int>
  ) {
    let start = text[range].firstIndex { $0 > 0x20 } ?? range.lowerBound
    note(.unreadRow(kind.rawValue), at: start, TextRange(start, range.upperBound))
  }

  /// Reads a line that only the command above it explains: the value of a kernel parameter.
  mutating func readBareFact(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard !isInTable || isInBareRules, listing == nil else { return false }
    let place = SourcePlace(file: file, line: line)
    guard let kind = node.readBare(NodeReader.Line(bytes: text[range], place: place)) else {
      return false
    }
    if isInTable { closeTable() }
    mark(Capture.Section.Kind(name: kind.rawValue))
    return true
  }

  /// Longer documents are read part by part, where a line begins one.
  static var documentLimit: Int { 64 << 20 }
  /// How many bytes are looked at in vain before no more documents are looked for.
  static var vainLimit: Int { 256 << 20 }

  /// Reads a document of JSON that begins with this line.
  ///
  /// - Returns: where the next line begins; nil if there is none that natscope knows.
  mutating func readDocument(_ text: [UInt8], _ range: Range<Int>, limit: Int) -> Int? {
    guard let first = text[range].first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
      vainBytes < Self.vainLimit
    else { return nil }
    let (found, end) = JSONText.read(
      text, from: range.lowerBound, limit: min(limit, range.lowerBound + Self.documentLimit))
    guard let root = found, let kind = NodeReader.kind(of: root) else {
      vainBytes += end - range.lowerBound
      return nil
    }
    // What stands behind it in its line belongs to a document around it that was cut.
    let next = Self.endOfLine(text, end) + 1
    let tail = text[end..<next - 1].drop { $0 == UInt8(ascii: ",") }
    guard tail.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "}") })
    else {
      vainBytes += end - range.lowerBound
      return nil
    }
    read(root, of: kind, text, range.lowerBound..<end)
    return next
  }

  /// Takes a document that begins with the current line for what it is, and goes to its last line.
  mutating func read(
    _ root: JSONText, of kind: ForeignRecogniser.Kind, _ text: [UInt8], _ range: Range<Int>
  ) {
    beginDocument(kind)
    let newlines = range.filter { text[$0] == UInt8(ascii: "\n") }
    let document = NodeReader.Document(
      root: root, bytes: text, file: file, firstLine: line, newlines: newlines)
    for place in node.read(document, of: kind) {
      let index = Int(place.line &- line)
      let start = index == 0 ? range.lowerBound : newlines[index - 1] + 1
      let firstLine = line
      line = place.line
      noteUnread(kind, text, start..<Self.endOfLine(text, start))
      line = firstLine
    }
    line &+= UInt32(truncatingIfNeeded: newlines.count)
    mark(Capture.Section.Kind(name: kind.rawValue))
  }

  /// Ends what is open where a document begins.
  mutating func beginDocument(_ kind: ForeignRecogniser.Kind) {
    if isInTable { closeTable() }
    closeListing()
    foreign.endSection()
    mark(Capture.Section.Kind(name: kind.rawValue))
  }
}
