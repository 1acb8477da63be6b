extension RuleDecoder {
  /// `-m conntrack`: each option is a test of its own (net/netfilter/xt_conntrack.c).
  mutating func foldConntrack(_ instance: Extension) {
    let asksState = instance.has("--ctstate")
    for option in instance.options {
      if let test = conntrackTest(option) {
        add(.conntrack(test, besideState: asksState), option)
      } else {
        bad(option)
      }
    }
  }

  private func conntrackTest(_ option: Option) -> ConntrackTest? {
    let value = option.values.first ?? []
    switch option.name {
    case "--ctstate": return Self.states(value).map { .state($0) }
    case "--ctproto": return IPProtocol(name: value).map { .ipProtocol($0) }
    case "--ctorigsrc": return address(value).map { .originalSource($0) }
    case "--ctorigdst": return address(value).map { .originalDestination($0) }
    case "--ctreplsrc": return address(value).map { .replySource($0) }
    case "--ctrepldst": return address(value).map { .replyDestination($0) }
    case "--ctorigsrcport": return PortRange(value).map { .originalSourcePort($0) }
    case "--ctorigdstport": return PortRange(value).map { .originalDestinationPort($0) }
    case "--ctreplsrcport": return PortRange(value).map { .replySourcePort($0) }
    case "--ctrepldstport": return PortRange(value).map { .replyDestinationPort($0) }
    case "--ctstatus": return Self.status(value).map { .status(bits: $0) }
    case "--ctdir": return Self.direction(value)
    case "--ctexpire": return .expire
    default: return nil
    }
  }

  private func address(_ text: [UInt8]) -> AddressPattern? {
    AddressPattern(text).flatMap { $0.address.family == ruleset.family ? $0 : nil }
  }

  static func states(_ text: [UInt8]) -> ConntrackStates? {
    var states: ConntrackStates = []
    for name in words(of: text) {
      guard let known = ConntrackStates.names.first(where: { $0.0 == name.uppercased() }) else {
        return nil
      }
      states.formUnion(known.1)
    }
    return states.isEmpty ? nil : states
  }

  private static func status(_ text: [UInt8]) -> UInt8? {
    let names = ["NONE", "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"]
    var bits: UInt8 = 0
    for name in words(of: text) {
      guard let index = names.firstIndex(of: name.uppercased()) else { return nil }
      bits |= 1 << UInt8(index)
    }
    return bits
  }

  private static func direction(_ text: [UInt8]) -> ConntrackTest? {
    switch String(decoding: text, as: UTF8.self).uppercased() {
    case "ORIGINAL": .direction(isOriginal: true)
    case "REPLY": .direction(isOriginal: false)
    default: nil
    }
  }
}

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
    "redirect": (137, nil),
  ]

  /// `8`, `3/1`, `any` or a name, as numbers `type << 8 | code`.
  ///
  /// Type 255 of ICMP means any type (extensions/libxt_icmp.c, "any").
  static func range(_ text: [UInt8], _ ipProtocol: IPProtocol) -> ClosedRange<UInt16>? {
    let name = String(decoding: text, as: UTF8.self)
    if ipProtocol == .icmp, name == "any" || name == "255" || name == "255/255" {
      return 0...65535
    }
    var found = ipProtocol == .icmp ? version4[name] : version6[name]
    if found == nil {
      let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1)
      guard let type = parts.first.flatMap({ Decimal.unsigned($0, below: 256) }) else { return nil }
      if parts.count == 2 {
        guard let code = Decimal.unsigned(parts[1], below: 256) else { return nil }
        found = (UInt8(type), UInt8(code))
      } else {
        found = (UInt8(type), nil)
      }
    }
    guard let (type, code) = found else { return nil }
    let high = UInt16(type) << 8
    return code.map { (high | UInt16($0))...(high | UInt16($0)) } ?? high...(high | 255)
  }
}
