extension RuleDecoder {
  /// `-m conntrack`: each option is a test of its own (net/netfilter/xt_conntrack.c).
  mutating func foldConntrack(_ instance: Extension) {
    let asksState = instance.has("--ctstate")
    for option in instance.options {
      if let test = conntrackTest(option) {
        let isTold =
          !rule.flags.contains(.listed)
          || !asksConntrackState
        add(.conntrack(test, besideState: isTold ? asksState : nil), option)
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
    case "--ctorigsrcport": return ports(value).map { .originalSourcePort($0) }
    case "--ctorigdstport": return ports(value).map { .originalDestinationPort($0) }
    case "--ctreplsrcport": return ports(value).map { .replySourcePort($0) }
    case "--ctrepldstport": return ports(value).map { .replyDestinationPort($0) }
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
