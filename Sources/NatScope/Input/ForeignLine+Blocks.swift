/// nft, whose blocks have braces, and ipset.
extension ForeignRecogniser {
  private static let families: Set<String> = ["ip", "ip6", "inet", "arp", "bridge", "netdev"]

  /// The first line of an nft block, and the lines of ipset that tell by themselves what they are.
  mutating func block(_ words: LineWords) -> Kind? {
    if words.word(0, is: "table"), words.word(1, in: Self.families), words.count >= 3 {
      guard words.word(3, is: "{") || words.count == 3 else { return nil }
      braces = Self.balance(words.line)
      return .nft
    }
    if words.word(0, is: "add"),
      words.word(1, in: ["table", "chain", "rule", "set", "map", "element"]),
      words.word(2, in: Self.families)
    {
      return .nft
    }
    if words.word(0, is: "create"),
      ["hash:", "bitmap:", "list:"].contains(where: { words.word(2, starts: $0) })
    {
      return .ipset
    }
    if words.word(0, is: "add"), words.count >= 3,
      section == .ipset || Self.isSetEntry(words[2]) && !words.isDecimal(2)
    {
      return .ipset
    }
    return nil
  }

  /// Whether a line belongs to the block whose braces are open; if not, the block was cut.
  ///
  /// nft indents all but the braces of its tables. Where a paste has lost the indentation, only
  /// lines that are known to be something else end the block.
  mutating func isInsideBlock(_ words: LineWords, _ first: UInt8) -> Bool {
    if words.indent == 0, first != UInt8(ascii: "}") {
      let open = braces
      braces = 0
      section = nil
      let other = recognise(words, first)
      if other != nil, other != .banner { return false }
      braces = open
    }
    braces = max(0, min(braces + Self.balance(words.line), Self.deepestBlock))
    section = .nft
    return true
  }

  /// nft nests four deep; what opens more is not its output, and closes as soon.
  private static let deepestBlock = 16

  /// How many more braces a line opens than it closes, strings and remarks left out.
  private static func balance(_ line: ArraySlice<UInt8>) -> Int {
    var result = 0
    var isQuoted = false
    for byte in line {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "#") where !isQuoted: return result
      case UInt8(ascii: "{") where !isQuoted: result += 1
      case UInt8(ascii: "}") where !isQuoted: result -= 1
      default: break
      }
    }
    return result
  }

  // MARK: ipset list

  /// `ipset list`: a heading in a fixed order, then the members up to a blank line.
  mutating func setList(_ words: LineWords) -> Kind? {
    switch members {
    case .entries where words.indent == 0 && Self.isSetEntry(words[0]): return .ipsetList
    case .names where words.indent == 0 && words.count == 1: return .ipsetList
    default: break
    }
    guard words.indent == 0 else { return nil }
    if words.word(0, is: "Name:"), words.count == 2, words[0].endIndex + 1 == words[1].startIndex,
      words[1].count <= 31
    {
      members = .none
      return .ipsetList
    }
    if words.word(0, is: "Type:") {
      let isList = words.word(1, starts: "list:")
      guard isList || words.word(1, starts: "hash:") || words.word(1, starts: "bitmap:") else {
        return nil
      }
      members = .announced(isList: isList)
      return .ipsetList
    }
    guard section == .ipsetList else { return nil }
    if words.word(0, is: "Members:"), words.count == 1 {
      if case .announced(let isList) = members { members = isList ? .names : .entries }
      return .ipsetList
    }
    let isHeading =
      words.word(0, in: ["Revision:", "Header:", "References:"])
      || words.word(0, is: "Size") && words.word(2, is: "memory:")
      || words.word(0, is: "Number") && words.word(2, is: "entries:")
    return isHeading ? .ipsetList : nil
  }

  /// Whether a word has the form of a set's entry: address, port or range first, further parts behind
  /// commas.
  private static func isSetEntry(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, first.hexDigitValue != nil || first == UInt8(ascii: ":") else {
      return false
    }
    let part = word.prefix { $0 != UInt8(ascii: ",") }
    let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return ends.count <= 2
      && (ends.allSatisfy { $0.looksLikeAddress } || ends.allSatisfy { $0.isDecimal })
  }
}
