import Pattern

/// One way in which a match or target prints itself in `iptables -L`, and the words of
/// iptables-save that say the same.
struct PrintForm: Sendable {
  /// What the numbers and names of a line depend on.
  struct Context: Sendable {
    var ipProtocol: IPProtocol?
    var family: IPFamily
  }

  /// A form that was read.
  struct Reading: Sendable {
    var save: [UInt8] = []
    var names: [PrintedDetails.NameUse] = []
    var hidden: [String] = []
  }

  enum Result {
    /// Something else stands there.
    case nothing
    /// The form stands there, with a value that nobody knows.
    case unknownValue(end: Int)
    case reading(Reading, end: Int)
  }

  /// One option of iptables-save, made of the pattern's groups.
  enum Part: Sendable {
    /// The option with its value where the group took part, with `!` where the other one did.
    case option(String, String, not: String? = nil, Value = .verbatim)
    /// The option without a value where the group took part.
    case flag(String, String, not: String? = nil)
    /// Words that stand where any of some groups took part (no group: always) and none of others.
    case fixed(String, ifAny: [String] = [], unless: [String] = [])
    /// A group whose taking part makes the values of the others something else.
    case unreadable(String)
  }

  /// The words that the form begins with, behind a `!`: only lines with one of them are tried.
  let words: [String]
  /// Whether the form holds text that may hold anything, so that it may end at any blank.
  let isOpenEnded: Bool
  /// The options that the form never shows.
  let hidden: [String]

  /// `-m tcp`; empty for a target.
  private let name: [UInt8]
  private let pattern: Pattern
  private let parts: [NumberedPart]

  /// The same as a part, with the numbers of the groups.
  private struct NumberedPart: Sendable {
    enum Kind: Sendable {
      case option(group: Int, not: Int, Value)
      case flag(group: Int, not: Int)
      case fixed(ifAny: [Int], unless: [Int])
      case unreadable(group: Int)
    }

    let kind: Kind
    let text: [UInt8]
  }

  /// Compiles a row of the table.
  ///
  /// In the pattern a blank stands for one or more, since older versions print some of them twice;
  /// every group has a name. The form ends at a blank or at the end of the text.
  ///
  /// - Returns: nil for a pattern that PCRE2 does not take or that lacks a group that a part names.
  init?(
    _ name: String, _ words: [String], _ pattern: String, _ parts: [Part],
    hidden: [String] = [], isOpenEnded: Bool = false
  ) {
    let source = "(?:" + Self.spaced(pattern) + ")(?=[ ]|\\z)"
    guard let compiled = try? Pattern(source, options: [.anchored, .bytes]) else { return nil }
    let names = compiled.groupNames
    func number(_ name: String?) -> Int {
      name.flatMap { names.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    }
    var numbered: [NumberedPart] = []
    for part in parts {
      let kind: NumberedPart.Kind
      let used: [String?]
      let text: String
      switch part {
      case .option(let option, let group, let not, let value):
        (used, text) = ([group, not], option)
        kind = .option(group: number(group), not: number(not), value)
      case .flag(let option, let group, let not):
        (used, text) = ([group, not], option)
        kind = .flag(group: number(group), not: number(not))
      case .fixed(let words, let ifAny, let unless):
        (used, text) = (ifAny + unless, words)
        kind = .fixed(ifAny: ifAny.map(number), unless: unless.map(number))
      case .unreadable(let group):
        (used, text) = ([group], "")
        kind = .unreadable(group: number(group))
      }
      guard used.allSatisfy({ $0 == nil || number($0) > 0 }) else { return nil }
      numbered.append(NumberedPart(kind: kind, text: Array(text.utf8)))
    }
    self.words = words
    self.name = Array(name.utf8)
    self.pattern = compiled
    self.parts = numbered
    self.hidden = hidden
    self.isOpenEnded = isOpenEnded
  }

  /// The pattern with one or more blanks for every blank, or any number of them for `" ?"`.
  private static func spaced(_ pattern: String) -> String {
    let bytes = Array(pattern.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(2 * bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] != 0x20 {
        result.append(bytes[index])
      } else if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "?") {
        result += anyBlanks
        index += 1
      } else {
        result += blanks
      }
      index += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let blanks = Array("[ ]+".utf8)
  private static let anyBlanks = Array("[ ]*".utf8)

  /// Reads the form where a text begins.
  func read(_ text: ArraySlice<UInt8>, _ context: Context) -> Result {
    // A match that was given up at PCRE2's limits is none: what stands there stays unread.
    guard let match = try? pattern.firstMatch(in: text), !match.range.isEmpty else {
      return .nothing
    }
    var reading = Reading()
    reading.hidden = hidden
    reading.save.reserveCapacity(64)
    reading.save += name
    for part in parts where !append(part, match, text, context, to: &reading) {
      return .unknownValue(end: match.range.upperBound)
    }
    return .reading(reading, end: match.range.upperBound)
  }

  private func append(
    _ part: NumberedPart, _ match: Pattern.Match, _ text: ArraySlice<UInt8>, _ context: Context,
    to reading: inout Reading
  ) -> Bool {
    func begin(not: Int) {
      if !reading.save.isEmpty { reading.save.append(0x20) }
      if not > 0, match[not] != nil { reading.save += [0x21, 0x20] }
      reading.save += part.text
    }
    switch part.kind {
    case .option(let group, let not, let value):
      guard let range = match[group] else { return true }
      if case .unless(let usual) = value, text[range].elementsEqual(usual.utf8) { return true }
      if case .logFlags = value, text[range].elementsEqual([UInt8(ascii: "0")]) { return true }
      begin(not: not)
      if !part.text.isEmpty { reading.save.append(0x20) }
      return value.append(text[range], context, to: &reading)
    case .flag(let group, let not):
      if match[group] != nil { begin(not: not) }
    case .fixed(let ifAny, let unless):
      let isAsked = ifAny.isEmpty || ifAny.contains { match[$0] != nil }
      if isAsked, !unless.contains(where: { match[$0] != nil }) { begin(not: 0) }
    case .unreadable(let group): return match[group] == nil
    }
    return true
  }
}
