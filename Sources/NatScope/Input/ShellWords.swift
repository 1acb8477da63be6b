/// The commands of a line as a shell reads it: words, pipes, and what separates commands.
///
/// Covers what people type when they collect output: quotes, backslashes, redirections (left out),
/// `|`, `;`, `&&`, `||`, `&`, parentheses and comments. Expansions are not carried out; words with
/// one are marked.
struct ShellWords {
  struct Word {
    var text = ""
    /// Whether the shell puts something else in place of a part of it: `$TABLE`, `` `…` ``.
    var isOpen = false
  }

  typealias Command = [Word]

  /// Commands joined by `|`, and those that follow each other.
  private(set) var pipelines: [[Command]] = []

  private let bytes: ArraySlice<UInt8>
  private var index: Int
  private var word: [UInt8] = []
  private var hasWord = false
  private var isOpen = false
  private var isTargetOfRedirection = false
  private var command: Command = []
  private var pipeline: [Command] = []

  /// Cuts a line.
  ///
  /// - Returns: nil if a quote is not closed.
  init?(_ line: ArraySlice<UInt8>) {
    bytes = line
    index = line.startIndex
    guard cut() else { return nil }
    endPipeline()
  }

  private mutating func cut() -> Bool {
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "'"):
        hasWord = true
        guard let end = bytes[index...].firstIndex(of: byte) else { return false }
        word += bytes[index..<end]
        index = end + 1
      case UInt8(ascii: "\""):
        guard readQuoted() else { return false }
      case UInt8(ascii: "\\"):
        guard index < bytes.endIndex else { break }
        add(bytes[index])
        index += 1
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        isOpen = true
        add(byte)
      case UInt8(ascii: "<"), UInt8(ascii: ">"): beginRedirection()
      case UInt8(ascii: "|"):
        if next(is: byte) {
          index += 1
          endPipeline()
        } else {
          if next(is: UInt8(ascii: "&")) { index += 1 }
          endCommand()
        }
      case UInt8(ascii: "&"):
        if next(is: UInt8(ascii: ">")) {
          endWord()
          index += 1
          beginRedirection()
        } else {
          endPipeline()
        }
      case UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"): endPipeline()
      case UInt8(ascii: "#") where !hasWord: return true
      case 0...0x20: endWord()
      default: add(byte)
      }
    }
    return true
  }

  private func next(is byte: UInt8) -> Bool { index < bytes.endIndex && bytes[index] == byte }

  private mutating func add(_ byte: UInt8) {
    hasWord = true
    word.append(byte)
  }

  private mutating func readQuoted() -> Bool {
    hasWord = true
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\") where index < bytes.endIndex:
        word.append(bytes[index])
        index += 1
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        isOpen = true
        word.append(byte)
      default: word.append(byte)
      }
    }
    return false
  }

  /// `>`, `2>`, `>>`, `>&1`, `<`: the word behind is a file or a descriptor.
  private mutating func beginRedirection() {
    if hasWord, word.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      hasWord = false
      word = []
    }
    endWord()
    while index < bytes.endIndex, [UInt8]("<>&|".utf8).contains(bytes[index]) { index += 1 }
    isTargetOfRedirection = true
  }

  private mutating func endWord() {
    defer {
      word = []
      hasWord = false
      isOpen = false
    }
    guard hasWord else { return }
    if isTargetOfRedirection {
      isTargetOfRedirection = false
    } else {
      command.append(Word(text: String(decoding: word, as: UTF8.self), isOpen: isOpen))
    }
  }

  private mutating func endCommand() {
    endWord()
    isTargetOfRedirection = false
    if !command.isEmpty { pipeline.append(command) }
    command = []
  }

  private mutating func endPipeline() {
    endCommand()
    if !pipeline.isEmpty { pipelines.append(pipeline) }
    pipeline = []
  }
}
