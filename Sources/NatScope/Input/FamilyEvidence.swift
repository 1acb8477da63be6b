/// The address family of rules that no header names.
enum FamilyEvidence {
  /// - Returns: nil if no rule has an address or a protocol that tells.
  static func family(of builder: RulesetBuilder, _ source: SourceText) -> IPFamily? {
    for rule in builder.rules.prefix(10_000) {
      let found =
        rule.flags.contains(.listed)
        ? listed(rule, builder.chains[Int(rule.chainIndex)].listing ?? [], source)
        : saved(rule, source)
      if let found { return found }
    }
    return nil
  }

  private static func listed(
    _ rule: Rule, _ columns: ListingColumns, _ source: SourceText
  ) -> IPFamily? {
    let bytes = source.bytes
    guard let line = ListingLine(bytes.span, rule.text.bounds, columns) else { return nil }
    for column in [line.source, line.destination] {
      if let found = family(ofAddress: bytes[column]) { return found }
    }
    if source.string(rule.target) == "DNAT" || source.string(rule.target) == "SNAT" {
      for word in bytes[line.details].split(separator: 0x20) where word.starts(with: "to:".utf8) {
        if let found = family(ofAddress: word.dropFirst(3)) { return found }
      }
    }
    switch IPProtocol(name: bytes[line.ipProtocol]) {
    case .icmpv6: return .ipv6
    case .icmp: return .ipv4
    default: return nil
    }
  }

  private static let options: Set<String> = [
    "-s", "-d", "--to-destination", "--to-source", "--src-range", "--dst-range",
  ]

  private static func saved(_ rule: Rule, _ source: SourceText) -> IPFamily? {
    let words = RuleTokens(source.bytes, rule.text).map(\.range)
    for (option, value) in zip(words, words.dropFirst()) {
      if options.contains(source.string(option)),
        let found = family(ofAddress: source.slice(value))
      {
        return found
      }
      if IPProtocol(name: source.slice(value)) == .icmpv6, source.string(option) == "-p" {
        return .ipv6
      }
    }
    return nil
  }

  /// Tells by the signs of an address, with what may stand around it: `!`, a mask, a range's other
  /// end, a port. `:8080` and a host's name tell nothing.
  private static func family(ofAddress text: ArraySlice<UInt8>) -> IPFamily? {
    let text = text.drop { $0 == UInt8(ascii: "!") }
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "[") || text.count(where: { $0 == UInt8(ascii: ":") }) > 1 {
      return .ipv6
    }
    let isNumber = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
    return isNumber && text.contains(UInt8(ascii: ".")) ? .ipv4 : nil
  }
}
