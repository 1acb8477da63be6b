/// A line that shows which command's output follows: a prompt with a command, or a heading that
/// names one.
///
/// A line of prose that mentions a command is none. Where the words before the command prove little
/// (`#` begins comments too, headings hold anything), the command itself has to be one that iptables
/// or another known program would accept.
struct ShownCommand: Sendable, Hashable {
  /// Where the command's text is in the line; empty behind a prompt without a command.
  let text: Range<Int>
  /// The calls of programs of the iptables family, in the order in which they print; empty also if
  /// one of them cannot be understood, or if a loop surrounds them.
  let calls: [IptablesCall]

  /// The call whose output follows, if there is exactly one.
  var iptables: IptablesCall? { calls.count == 1 ? calls[0] : nil }

  /// Whether all calls change rules and print nothing.
  private var changesOnly: Bool {
    !calls.isEmpty && calls.allSatisfy { $0.action == .append || $0.action == .other }
  }

  /// Longer lines are not commands that anybody typed.
  private static let longestLine = 2_048

  /// Reads a line.
  ///
  /// - Parameter line: without its end; ``text`` has its indices.
  /// - Returns: nil if the line does not show a command.
  init?(_ line: ArraySlice<UInt8>) {
    guard line.count <= Self.longestLine else { return nil }
    var line = Self.trimmed(line)
    // The marks of a quoted mail, or the prompt of a shell that is waiting for more.
    for _ in 0..<3 where line.first == UInt8(ascii: ">") && line.dropFirst().first == 0x20 {
      line = Self.trimmed(line.dropFirst())
    }
    guard let first = line.first else { return nil }
    // What begins a line of iptables-save and `iptables -S` begins no command.
    if first == UInt8(ascii: "-") || first == UInt8(ascii: ":"),
      line.dropFirst().first != first
    {
      return nil
    }
    if line.starts(with: "[sudo] ".utf8) {
      self.init(text: line.endIndex..<line.endIndex, calls: [])
      return
    }
    if let prompt = Prompt(line) {
      let read = prompt.commands.lazy.compactMap { Self.read($0, isSure: prompt.isSure) }.first
      // `# iptables -A …` is a rule that somebody took out rather than one that root typed.
      if let read, !(first == UInt8(ascii: "#") && read.changesOnly) {
        self = read
        return
      }
    }
    if let shown = Self.heading(line) ?? Self.bare(line) {
      self = shown
      return
    }
    return nil
  }

  init(text: Range<Int>, calls: [IptablesCall]) {
    self.text = text
    self.calls = calls
  }

  /// A line without the blanks around it.
  static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, last <= 0x20 { line.removeLast() }
    return line.drop { $0 <= 0x20 }
  }

  /// Reads what stands behind a prompt or in a heading.
  ///
  /// - Parameter isSure: whether it is a command, whatever it says.
  static func read(_ text: ArraySlice<UInt8>, isSure: Bool) -> Self? {
    let text = trimmed(text)
    guard !text.isEmpty else {
      return isSure ? Self(text: text.startIndex..<text.startIndex, calls: []) : nil
    }
    let place = text.startIndex..<text.endIndex
    guard let words = ShellWords(text) else { return isSure ? Self(text: place, calls: []) : nil }
    // A row of `iptables -L` whose target looks like a prompt.
    if let first = words.pipelines.first?.first, first.count > 1, first[1].text == "--" {
      return nil
    }
    let reading = CommandReading(words)
    if isSure { return Self(text: place, calls: reading.calls) }
    guard reading.isKnown else { return nil }
    return Self(text: place, calls: reading.calls)
  }

  /// A line that is nothing but a command of the family.
  private static func bare(_ line: ArraySlice<UInt8>) -> Self? {
    var text = line
    while let first = text.first, first == text.last, text.count > 2,
      first == UInt8(ascii: "`") || first == UInt8(ascii: "*")
    {
      text = text.dropFirst().dropLast()
    }
    guard mentionsTables(text) else { return nil }
    if let shown = fileName(text) { return shown }
    guard let shown = read(text, isSure: false), !shown.calls.isEmpty else { return nil }
    // `iptables -L lists` is a sentence; the names of chains have more than small letters.
    let isSentence = shown.calls.contains { call in
      call.chain.map { $0.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7a } } ?? false
    }
    return isSentence ? nil : shown
  }

  /// Whether `tables` stands in the first part of a line, so that reading its words is worth while.
  static func mentionsTables(_ line: ArraySlice<UInt8>) -> Bool {
    let head = line.prefix(256)
    guard head.count >= 8 else { return false }
    var index = head.startIndex + 2
    while index + 6 <= head.endIndex {
      if head[index] == UInt8(ascii: "t"), head[index...].starts(with: "tables".utf8) {
        return true
      }
      index += 1
    }
    return false
  }
}
