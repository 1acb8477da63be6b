/// One thing that a rule asks of a packet; a rule matches if all of its matches do.
public struct Match: Sendable, Hashable {
  public let test: Test
  public let isNegated: Bool
  /// The words that say it, `! --dport 80`, in the rule's text.
  public let text: TextRange

  public enum Test: Sendable, Hashable {
    case source(AddressPattern)
    case destination(AddressPattern)
    case inInterface(InterfacePattern)
    case outInterface(InterfacePattern)
    case ipProtocol(IPProtocol)
    /// `-f`: second and further fragments only.
    case fragment
    case sourcePorts([PortRange])
    case destinationPorts([PortRange])
    /// multiport `--ports`: source or destination.
    case eitherPorts([PortRange])
    case sourceRange(ClosedRange<UInt128>)
    case destinationRange(ClosedRange<UInt128>)
    case sourceType(AddressTypes)
    case destinationType(AddressTypes)
    case mark(MarkTest)
    case connmark(MarkTest)
    /// The share of packets in units of 2^-31, as xt_statistic keeps it; 1 << 31 is all.
    case random(share: UInt32)
    /// Every n-th packet that reaches the rule; the counter's state is not in the text.
    case everyNth(every: UInt32)
    /// One option of `-m conntrack`; whether the same `-m` asks for a state too decides what it says
    /// of a packet without conntrack entry.
    ///
    /// nil: a listing shows the options of several `-m conntrack` as it shows those of one.
    case conntrack(ConntrackTest, besideState: Bool?)
    case icmpType(ICMPTypes)
    case tcpFlags(mask: UInt8, set: UInt8)
    case recent(RecentTest)
    case set(SetTest)
    /// A field of the header, or beside it, has a value in one of the ranges.
    case header(HeaderField, [ClosedRange<UInt64>])
    case tcpOption(UInt8)
    case chunkTypes(ChunkTest)
    /// DCCP's packet types as bits.
    case dccpTypes(UInt16)
    /// An IPv6 extension header, by its protocol number, and what is asked of it. Without the header
    /// the match fails, negated or not (net/ipv6/netfilter/ip6t_frag.c and its likes).
    case extensionHeader(UInt8)
    case ipv6Headers(IPv6HeaderTest)
    case u32(U32Test)
    /// `owner --socket-exists`
    case socketExists
    /// What else owner asks of the sending socket.
    case owner
    /// The control group of the sending socket; fails without one, negated or not
    /// (net/netfilter/xt_cgroup.c).
    case controlGroup
    /// A port of a bridge that the packet passes.
    case bridgePort
    case connectionCount(ConnectionCountTest)
    case connectionLabel(String, isSetting: Bool)
    /// The helper of the master connection.
    case helper
    /// rpfilter: whether an answer would leave by the interface that the packet came in by.
    case reversePath(isInverted: Bool, readsMark: Bool)
    /// State or facts that the text does not hold: decided anew for each packet (limit, quota, …).
    case volatile
    /// The interfaces that a listing without `-v` hides; the rule may ask for none.
    case hiddenInterfaces
    /// Something that the text does not hold, which stays the same while these parts of the packet do.
    case fact(PacketParts)
    /// Anything else that can be true or false, but stays so for one packet.
    case opaque
  }
}

/// `--src-type` or `--dst-type` of addrtype (linux/netfilter/xt_addrtype.h).
public struct AddressTypes: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case unspecified = "UNSPEC"
    case unicast = "UNICAST"
    case local = "LOCAL"
    case broadcast = "BROADCAST"
    case anycast = "ANYCAST"
    case multicast = "MULTICAST"
    case blackhole = "BLACKHOLE"
    case unreachable = "UNREACHABLE"
    case prohibit = "PROHIBIT"
    case `throw` = "THROW"
    case nat = "NAT"
    case xresolve = "XRESOLVE"
  }
  /// The interface that `--limit-iface-in` or `--limit-iface-out` binds the type to.
  public enum Limit: Sendable, Hashable {
    case inInterface
    case outInterface
  }
  public let kinds: [Kind]
  public let limit: Limit?
}

/// A value under a mask: matches if `(mark & mask) == value`.
public struct MarkTest: Sendable, Hashable {
  public let value: UInt32
  public let mask: UInt32
}

/// One option of `-m conntrack` or `-m state`.
public enum ConntrackTest: Sendable, Hashable {
  case state(ConntrackStates)
  case ipProtocol(IPProtocol)
  case originalSource(AddressPattern)
  case originalDestination(AddressPattern)
  case replySource(AddressPattern)
  case replyDestination(AddressPattern)
  case originalSourcePort(PortRange)
  case originalDestinationPort(PortRange)
  case replySourcePort(PortRange)
  case replyDestinationPort(PortRange)
  /// `--ctstatus`: NONE, EXPECTED, SEEN_REPLY, ASSURED or CONFIRMED, as bits in that order from 0.
  case status(bits: UInt8)
  case direction(isOriginal: Bool)
  case expire
}

/// States of a connection, the virtual ones included (iptables-extensions(8), conntrack).
public struct ConntrackStates: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let invalid = ConntrackStates(rawValue: 1)
  public static let new = ConntrackStates(rawValue: 2)
  public static let established = ConntrackStates(rawValue: 4)
  public static let related = ConntrackStates(rawValue: 8)
  public static let untracked = ConntrackStates(rawValue: 16)
  public static let snat = ConntrackStates(rawValue: 32)
  public static let dnat = ConntrackStates(rawValue: 64)

  static let names: [(String, ConntrackStates)] = [
    ("INVALID", .invalid), ("NEW", .new), ("ESTABLISHED", .established), ("RELATED", .related),
    ("UNTRACKED", .untracked), ("SNAT", .snat), ("DNAT", .dnat),
  ]
}

/// ICMP or ICMPv6 types with codes, as numbers `type << 8 | code`.
public struct ICMPTypes: Sendable, Hashable {
  /// 1 for ICMP, 58 for ICMPv6.
  public let ipProtocol: IPProtocol
  public let range: ClosedRange<UInt16>
}

/// `-m recent`: a list of addresses that rules themselves fill.
public struct RecentTest: Sendable, Hashable {
  public enum Operation: Sendable, Hashable {
    case set
    case check
    case update
    case remove
  }
  public let operation: Operation
  /// The list and which address it looks at, for telling lists apart.
  public let list: String
  /// Whether one sighting is enough: no `--hitcount` above 1.
  public let isSatisfiedByOne: Bool
}

/// `-m set --match-set NAME FLAGS`.
public struct SetTest: Sendable, Hashable {
  public enum Direction: Sendable, Hashable {
    case source
    case destination
  }
  public let name: String
  /// For each dimension of the set, which side of the packet is looked up.
  public let directions: [Direction]
  /// `--return-nomatch`: exceptions of the set match, and its other members do not.
  public var returnsExceptions = false
  /// Whether counters of the members are asked for, which change with every packet.
  public let hasFurtherOptions: Bool
}
