/// The iptables-save words of a rule, with the bytes that hold them.
///
/// A rule of an iptables-save points into the input. A rule of a listing has no such words there:
/// they are made from its columns whenever somebody asks, so that a listing of millions of rules
/// costs no more memory than its text.
struct RuleText: Sendable {
  let bytes: [UInt8]
  /// The rule without its counters: `-A CHAIN …`.
  let range: TextRange

  func string(_ part: TextRange) -> String { String(decoding: slice(part), as: UTF8.self) }

  /// A part's bytes; of a range of some other text what is inside this one.
  func slice(_ part: TextRange) -> ArraySlice<UInt8> {
    bytes[part.bounds.clamped(to: 0..<bytes.count)]
  }

  /// The words, as iptables-restore cuts them.
  var words: RuleTokens { RuleTokens(bytes, range) }
}

extension Ruleset {
  /// A rule in the words of iptables-save.
  func text(of id: Rule.ID) -> RuleText {
    let rule = self[id]
    guard rule.flags.contains(.listed), !rule.flags.contains(.damaged) else {
      return RuleText(bytes: source.bytes, range: rule.text)
    }
    let listed = ListedRule(self, id).saveText
    return RuleText(bytes: listed, range: TextRange(0, listed.count))
  }

  /// Words of a rule; ranges in a decoded rule are those of its text.
  func string(_ part: TextRange, of id: Rule.ID) -> String { text(of: id).string(part) }
}
