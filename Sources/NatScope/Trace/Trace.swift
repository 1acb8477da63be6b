/// What one ruleset does with one packet: every way it can go, and under which conditions.
///
/// For every way to settle the conditions, the probabilities of the outcomes whose conditions
/// hold sum to 1.
public struct Trace: Sendable {
  public let packet: Packet
  /// In rule order; exactly one is primary.
  public internal(set) var outcomes: [Outcome]
  /// What was taken for given, in the order in which it is worth settling.
  public internal(set) var assumptions: [Assumption]
  /// Outcomes that are not listed because there were too many.
  public internal(set) var omitted = Omitted()
  /// Rules by name that look at `:PORT` of single addresses, for a destination without address.
  public internal(set) var namedAddresses: [IPAddress] = []
  /// Rules whose words were not all understood, of those that the walk met.
  public internal(set) var problems: [RuleProblem] = []

  /// Whether the input has the services of IPVS.
  public internal(set) var knowsVirtualServices = false

  /// Rules that were tried and did not match, in the order of the walk; only when asked for.
  public internal(set) var misses: [Miss] = []

  /// A rule that did not match, with the words of the match that failed.
  public struct Miss: Sendable, Hashable {
    public let hook: Hook
    public let rule: Rule.ID
    public let failed: TextRange
    /// How many of the rule's matches did hold: the near misses are those with many.
    public let held: Int
  }

  public struct Omitted: Sendable, Hashable {
    public var outcomes = 0
    public var probability = 0.0
  }

  public struct RuleProblem: Sendable, Hashable {
    public let rule: Rule.ID
    public let problem: DecodedRule.Problem
  }

  /// The outcome that a one-line answer speaks of.
  public var primary: Outcome { outcomes.first { $0.isPrimary } ?? outcomes[0] }
}

/// Something that the text does not say and the trace takes for given.
public enum Assumption: Sendable, Hashable {
  /// The destination is an address of this node (it was asked for so, or a rule tests LOCAL).
  case destinationIsLocal(IPAddress)
  case destinationIsNotLocal(IPAddress)
  /// The node has no local routes but those of its interfaces' addresses.
  case noFurtherLocalRoutes
  /// A translated destination lies outside this node.
  case targetIsNotLocal(ClosedRange<UInt128>)
  /// From outside: not 127/8 or ::1, not multicast, not an address of the node.
  case sourceIsForeign
  /// With `--local` to a local address and no `--from`.
  case sourceIsDestination
  /// An address is not the broadcast address of one of the node's networks.
  case notBroadcast
  /// An IPv6 packet has no extension headers.
  case noExtensionHeaders
  /// An IPv4 packet has no options and is no fragment.
  case plainHeader
  /// The frame was sent to this node's own hardware address.
  case unicastFrame
  /// A process sends the packet, not the kernel by itself.
  case sentByProcess
  /// The first packet of a connection that conntrack does not know yet.
  case newConnection
  /// The packet carries no mark when it arrives.
  case noMark
  /// `net.ipv4.conf.*.route_localnet` is 1 on the interface towards the target, or on the incoming
  /// one for a packet from outside to 127/8.
  case routeLocalnet
  /// A route rule delivers what TPROXY marks to this node, whatever its address.
  case proxyRoute
  /// `net.ipv4.vs.conntrack` is 1, so that nat POSTROUTING sees what IPVS sends on, or 0.
  case serviceConntrack(Bool)
  /// Entries of ipsets that have a timeout are still there, and no others.
  case setsKeepEntries([String])
  /// Names that a listing prints in the place of numbers stand for what they commonly do.
  case listedNames([ListedName])
  /// The listing does not name its table; its chains are those of this one.
  case inferredTable(TableName)
  /// Rules without chain lines are all that the table has, and the policies are ACCEPT.
  case rulesAreWhole(TableName)
  /// The text does not tell the backend, on which the order of security and nat at INPUT depends.
  case securityBeforeNAT
  /// Tables that iptables has but the input lacks do nothing with the packet.
  case absentTables([TableName])
  /// No native nftables rule and no eBPF program interferes, and no IPVS service where the input
  /// does not list them.
  case noOtherProgram(knowsVirtualServices: Bool)
  /// The rules of the other backend, which the input says are there, do nothing.
  case otherBackendIsSilent
}
