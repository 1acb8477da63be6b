extension HeaderField {
  /// The eight flags of TCP from bit 0 on.
  static let tcpFlagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]

  /// Reads a value as people write it: a number, decimal or with 0x; flags by name; `none` for a
  /// packet without the field.
  public func value(_ text: String) -> UInt64? {
    let word = text.lowercased()
    if word == "none", let missing { return missing }
    if let number = CNumber.unsigned(Array(text.utf8), upTo: missing.map { $0 - 1 } ?? maximum),
      self != .sourceHardware
    {
      return number
    }
    switch self {
    case .typeOfService:
      return OptionTable.codePoint([Array(text.utf8)]).flatMap {
        CNumber.unsigned(Array($0.utf8), upTo: 63)
      }.map { $0 << 2 }
    case .tcpFlags: return Self.flags(word)
    case .sourceHardware: return HardwareAddress.number(Array(text.utf8))
    case .packetType:
      return [
        "unicast": 0, "host": 0, "broadcast": 1, "bcast": 1, "multicast": 2, "mcast": 2,
      ][word]
    case .user, .group: return word == "root" ? 0 : nil
    case .length, .timeToLive, .segmentSize, .securityIndex: return nil
    }
  }

  private static func flags(_ text: String) -> UInt64? {
    if text == "none" { return 0 }
    var bits: UInt64 = 0
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let bit = tcpFlagNames.firstIndex(of: name.uppercased()) else { return nil }
      bits |= 1 << UInt64(bit)
    }
    return bits
  }
}

extension ICMPTypes {
  /// Reads `8`, `3/1`, `any` or a name that iptables knows.
  public init?(_ text: String, _ family: IPFamily) {
    let ipProtocol: IPProtocol = family == .ipv4 ? .icmp : .icmpv6
    guard let range = ICMPNames.range(Array(text.utf8), ipProtocol) else { return nil }
    self.init(ipProtocol: ipProtocol, range: range)
  }
}
