/// What a line of iptables-save text begins with.
enum LineKind {
  case table
  case chain
  case rule
  case commit
  case comment
  /// The title of a chain in a listing.
  case listedChain

  /// Recognises the beginning of a line; `text` is without leading blanks.
  init?(_ text: ArraySlice<UInt8>) {
    func starts(_ prefix: String) -> Bool { text.starts(with: Array(prefix.utf8)) }
    switch text.first {
    case UInt8(ascii: "*"):
      // iptables-restore takes `* nat` as well (iptables/iptables-restore.c).
      let name = text.dropFirst().drop { $0 == 0x20 }.prefix { $0 > 0x20 }
      guard !name.isEmpty, name.allSatisfy({ (97...122).contains($0) }),
        text[name.endIndex...].allSatisfy({ $0 <= 0x20 }),
        name.startIndex == text.startIndex + 1
          || TableName(rawValue: String(decoding: name, as: UTF8.self)) != nil
      else { return nil }
      self = .table
    case UInt8(ascii: ":"):
      // `:NAME POLICY [n:m]`, or without counters in hand-written files.
      let words = text.split(separator: UInt8(ascii: " ")).map { Array($0) }
      guard words.count >= 2, words[0].count > 1 else { return nil }
      let policy = String(decoding: words[1], as: UTF8.self)
      guard ["-", "ACCEPT", "DROP", "QUEUE", "RETURN"].contains(policy) || words.count == 3 else {
        return nil
      }
      self = .chain
    case UInt8(ascii: "-"):
      guard starts("-A ") || starts("-A\t") else { return nil }
      // No chain's name begins so (iptables/xshared.c, assert_valid_chain_name); ipvsadm's options do.
      guard text.dropFirst(3).drop(while: { $0 <= 0x20 }).first != UInt8(ascii: "-") else {
        return nil
      }
      self = .rule
    case UInt8(ascii: "["):
      guard let close = text.firstIndex(of: UInt8(ascii: "]")), close - text.startIndex < 60,
        text[text.index(after: text.startIndex)..<close].allSatisfy({
          (48...58).contains($0)
        })
      else { return nil }
      let rest = text[(close + 1)...].drop { $0 == 0x20 }
      guard rest.starts(with: Array("-A ".utf8)) else { return nil }
      self = .rule
    case UInt8(ascii: "C"):
      if ListingTitle(text) != nil {
        self = .listedChain
        return
      }
      guard starts("COMMIT"), text.dropFirst(6).allSatisfy({ $0 <= 0x20 }) else { return nil }
      self = .commit
    case UInt8(ascii: "#"): self = .comment
    default: return nil
    }
  }

  /// The length of what a terminal, a mail or a listing tool put before a line: quote marks,
  /// line numbers, a prompt. nil if the line does not go on as iptables-save text.
  static func prefixLength(_ text: ArraySlice<UInt8>) -> Int? {
    // `12-` is the number of a line that grep shows around those that it found.
    let digits = text.prefix { $0 >= 48 && $0 <= 57 }.count
    if digits > 0, text.dropFirst(digits).first == UInt8(ascii: "-"),
      let kind = LineKind(text.dropFirst(digits + 1)), kind != .comment
    {
      return digits + 1
    }
    let noise = Array(" \t>|$%:+0123456789".utf8)
    var isNoise = true
    for offset in 1..<max(1, min(80, text.count)) {
      let here = text.startIndex + offset
      isNoise = isNoise && noise.contains(text[here - 1])
      let isPrompt =
        offset >= 2 && text[here - 1] == 0x20
        && [UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: ">"), UInt8(ascii: "%")].contains(
          text[here - 2])
      if isNoise || isPrompt, let kind = LineKind(text[here...]), kind != .comment {
        return offset
      }
    }
    return nil
  }

  /// The length of quote marks or of grep's line number before `-P` or `-N`.
  static func chainCommandPrefixLength(_ text: ArraySlice<UInt8>) -> Int? {
    var length = text.prefix { $0 >= 48 && $0 <= 57 }.count
    if length > 0 {
      guard let mark = text.dropFirst(length).first, [UInt8]("-:".utf8).contains(mark) else {
        return nil
      }
      length += 1
    } else {
      length = text.prefix { [UInt8](" \t>|".utf8).contains($0) }.count
    }
    let rest = text.dropFirst(length)
    guard length > 0, rest.starts(with: "-P ".utf8) || rest.starts(with: "-N ".utf8) else {
      return nil
    }
    return length
  }
}
