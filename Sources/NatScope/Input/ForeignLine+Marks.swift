extension ForeignRecogniser {
  /// Whether the line is ```` ``` ```` or `~~~`, perhaps with the name of a language.
  static func isFence(_ words: LineWords) -> Bool {
    (words.word(0, starts: "```") || words.word(0, starts: "~~~"))
      && words.count <= 2 && !words[0].dropFirst(3).contains(UInt8(ascii: "`"))
  }

  /// Whether the line only separates: a run of one sign, alone or before words. Comments of
  /// iptables-save begin with a single `#` and are none.
  static func isBanner(_ words: LineWords) -> Bool {
    guard let sign = words[0].first else { return false }
    let run = words[0].prefix { $0 == sign }.count
    guard run == words[0].count else {
      // `====name====` has the run at both ends.
      let last = words[words.count - 1]
      let tail = last.reversed().prefix { $0 == sign }.count
      return run >= 3 && tail >= 3 || words.word(0, is: "==>") && last.elementsEqual("<==".utf8)
    }
    switch sign {
    case UInt8(ascii: "#"): return run >= 2
    case UInt8(ascii: ">"), UInt8(ascii: "+"): return run >= 3 && words.count == 1
    default: return run >= 3
    }
  }
}
