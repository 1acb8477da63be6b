/// Names of ICMP and ICMPv6 types (extensions/libxt_icmp.h; IANA "ICMP Parameters").
enum ICMPNames {
  private static let version4: [String: (UInt8, UInt8?)] = [
    "echo-reply": (0, nil), "pong": (0, nil), "destination-unreachable": (3, nil),
    "network-unreachable": (3, 0), "host-unreachable": (3, 1), "protocol-unreachable": (3, 2),
    "port-unreachable": (3, 3), "fragmentation-needed": (3, 4), "source-route-failed": (3, 5),
    "network-unknown": (3, 6), "host-unknown": (3, 7), "network-prohibited": (3, 9),
    "host-prohibited": (3, 10), "TOS-network-unreachable": (3, 11),
    "TOS-host-unreachable": (3, 12), "communication-prohibited": (3, 13),
    "host-precedence-violation": (3, 14), "precedence-cutoff": (3, 15), "source-quench": (4, nil),
    "redirect": (5, nil), "network-redirect": (5, 0), "host-redirect": (5, 1),
    "TOS-network-redirect": (5, 2), "TOS-host-redirect": (5, 3), "echo-request": (8, nil),
    "ping": (8, nil), "router-advertisement": (9, nil), "router-solicitation": (10, nil),
    "time-exceeded": (11, nil), "ttl-exceeded": (11, nil),
    "ttl-zero-during-transit": (11, 0), "ttl-zero-during-reassembly": (11, 1),
    "parameter-problem": (12, nil), "ip-header-bad": (12, 0), "required-option-missing": (12, 1),
    "timestamp-request": (13, nil), "timestamp-reply": (14, nil),
    "address-mask-request": (17, nil), "address-mask-reply": (18, nil),
  ]
  private static let version6: [String: (UInt8, UInt8?)] = [
    "destination-unreachable": (1, nil), "no-route": (1, 0), "communication-prohibited": (1, 1),
    "beyond-scope": (1, 2), "address-unreachable": (1, 3), "port-unreachable": (1, 4),
    "failed-policy": (1, 5), "reject-route": (1, 6), "packet-too-big": (2, nil),
    "time-exceeded": (3, nil), "ttl-exceeded": (3, nil), "ttl-zero-during-transit": (3, 0),
    "ttl-zero-during-reassembly": (3, 1), "parameter-problem": (4, nil), "bad-header": (4, 0),
    "unknown-header-type": (4, 1), "unknown-option": (4, 2), "echo-request": (128, nil),
    "ping": (128, nil), "echo-reply": (129, nil), "pong": (129, nil),
    "router-solicitation": (133, nil), "router-advertisement": (134, nil),
    "neighbour-solicitation": (135, nil), "neighbor-solicitation": (135, nil),
    "neighbour-advertisement": (136, nil), "neighbor-advertisement": (136, nil),
    "redirect": (137, nil), "mld-listener-query": (130, nil),
    "mld-listener-report": (131, nil), "mld-listener-done": (132, nil),
    "mld-listener-reduction": (132, nil),
  ]

  /// `8`, `3/1`, `any`, a name or the beginning of a single one, as numbers `type << 8 | code`.
  ///
  /// Type 255 of ICMP means any type (extensions/libxt_icmp.h, "any").
  static func range(_ text: [UInt8], _ ipProtocol: IPProtocol) -> ClosedRange<UInt16>? {
    if ipProtocol == .icmp, isAny(text) { return 0...65535 }
    guard let (type, code) = number(text) ?? named(text, ipProtocol) else { return nil }
    let high = UInt16(type) << 8
    return code.map { (high | UInt16($0))...(high | UInt16($0)) } ?? high...(high | 255)
  }

  private static func isAny(_ text: [UInt8]) -> Bool {
    ["any", "255", "255/255", "255/0:255"].contains(String(decoding: text, as: UTF8.self))
  }

  /// `8` or `3/1`.
  private static func number(_ text: [UInt8]) -> (type: UInt8, code: UInt8?)? {
    let parts = text.split(
      separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let type = parts.first.flatMap({ Decimal.unsigned($0, below: 256) }) else { return nil }
    if parts.count == 1 { return (UInt8(type), nil) }
    return Decimal.unsigned(parts[1], below: 256).map { (UInt8(type), UInt8($0)) }
  }

  /// iptables compares names without case, and takes a beginning that only one name has.
  private static func named(
    _ text: [UInt8], _ ipProtocol: IPProtocol
  ) -> (type: UInt8, code: UInt8?)? {
    let names = ipProtocol == .icmp ? version4 : version6
    let name = String(decoding: text, as: UTF8.self)
    if let known = names[name] { return known }
    let found = names.filter { $0.key.lowercased().hasPrefix(name.lowercased()) }
    return found.count == 1 && !name.isEmpty ? found.first?.value : nil
  }
}
