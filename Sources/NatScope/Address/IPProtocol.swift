/// An IP protocol number (IANA "Assigned Internet Protocol Numbers").
public struct IPProtocol: Sendable, Hashable {
  public let number: UInt8

  public init(number: UInt8) { self.number = number }

  public static let icmp = IPProtocol(number: 1)
  public static let tcp = IPProtocol(number: 6)
  public static let udp = IPProtocol(number: 17)
  public static let dccp = IPProtocol(number: 33)
  public static let icmpv6 = IPProtocol(number: 58)
  public static let sctp = IPProtocol(number: 132)
  public static let udplite = IPProtocol(number: 136)

  /// Whether the transport header begins with a source and a destination port.
  public var hasPorts: Bool {
    [.tcp, .udp, .sctp, .dccp, .udplite].contains(self)
  }

  /// The names of Debian's /etc/protocols (netbase 6.4), which getprotobynumber(3) gives to iptables.
  private static let names: [(String, UInt8)] = [
    ("icmp", 1), ("igmp", 2), ("ipencap", 4), ("tcp", 6), ("egp", 8), ("igp", 9), ("udp", 17),
    ("dccp", 33), ("ipv6", 41), ("ipv6-route", 43), ("ipv6-frag", 44), ("rsvp", 46), ("gre", 47),
    ("esp", 50), ("ah", 51), ("ipv6-icmp", 58), ("ipv6-nonxt", 59), ("ipv6-opts", 60),
    ("ospf", 89), ("ipip", 94), ("etherip", 97), ("encap", 98), ("pim", 103), ("ipcomp", 108),
    ("vrrp", 112), ("l2tp", 115), ("isis", 124), ("sctp", 132), ("fc", 133),
    ("mobility-header", 135), ("udplite", 136), ("mpls-in-ip", 137), ("hip", 139),
    ("shim6", 140), ("wesp", 141), ("rohc", 142),
    // Rarely met ones, last so that the others are found sooner.
    ("ggp", 3), ("st", 5), ("pup", 12), ("hmp", 20), ("xns-idp", 22), ("rdp", 27), ("iso-tp4", 29),
    ("xtp", 36), ("ddp", 37), ("idpr-cmtp", 38), ("idrp", 45), ("skip", 57), ("rspf", 73),
    ("vmtp", 81), ("eigrp", 88), ("ax.25", 93), ("manet", 138), ("ethernet", 143),
  ]

  private static let aliases: [String: UInt8] = [
    "icmpv6": 58, "icmp6": 58, "ipv6-mh": 135, "mh": 135, "ipv4": 4, "ip-encap": 4,
    "ipsec-esp": 50, "ipsec-ah": 51, "ospfigp": 89, "cphb": 73,
  ]

  /// Reads a name of /etc/protocols that iptables prints, or a number.
  ///
  /// `all` and 0 mean "any protocol" to iptables and are not protocols: nil.
  public init?(name: some Collection<UInt8>) {
    if let number = Decimal.unsigned(name, below: 256) {
      guard number != 0 else { return nil }
      self.init(number: UInt8(number))
      return
    }
    let text = String(decoding: name, as: UTF8.self).lowercased()
    guard let number = Self.names.first(where: { $0.0 == text })?.1 ?? Self.aliases[text] else {
      return nil
    }
    self.init(number: number)
  }
}

extension IPProtocol: CustomStringConvertible {
  /// The name that iptables prints, or the number where it has none.
  public var description: String {
    Self.names.first { $0.1 == number }?.0 ?? String(number)
  }
}
