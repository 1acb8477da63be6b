import Testing

/// The two implementations of iptables. They match alike, but each refuses and rewrites other
/// rules, so every case goes through both.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case legacy, nft

  var testDescription: String { rawValue }

  /// The program that loads, or with "save" prints, the rules of a family.
  func program(_ verb: String, isIPv6: Bool) -> String {
    "\(program(isIPv6: isIPv6))-\(verb)"
  }

  /// The program that lists the rules of a family.
  func program(isIPv6: Bool) -> String {
    "\(isIPv6 ? "ip6tables" : "iptables")-\(rawValue)"
  }
}
