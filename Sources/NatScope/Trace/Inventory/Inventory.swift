/// Everything that one ruleset answers: the `ss -l` of NAT.
///
/// It is what ``Trace`` finds with nothing known of the destination. A row holds the packets that go
/// the same way; no packet is in two rows of one hook, but for what the rows' conditions tell apart.
public struct Inventory: Sendable {
  /// Those of single addresses and ports in ascending order, see ``sorted(_:)``.
  public internal(set) var rows: [Row] = []
  /// Parts of the destinations whose walk came to a bound.
  public internal(set) var leftOut = 0
  /// Whether rules were taken to match although a listing hides the interfaces that they ask for.
  public internal(set) var restsOnHiddenInterfaces = false
  /// Whether the text has only a part of some chain that was walked.
  public internal(set) var restsOnMissingRules = false
  /// Whether the input lacks the table that translates.
  public internal(set) var lacksNAT = false

  /// The protocols that a row holds for.
  public enum Protocols: Sendable, Hashable {
    case one(IPProtocol)
    /// Every protocol but these, which have rows of their own or none.
    case all(except: [IPProtocol])
  }

  /// The hooks that answer.
  public enum Hooks: String, Sendable, Hashable {
    case prerouting = "PREROUTING"
    case output = "OUTPUT"
    /// Both, in the same way.
    case both
  }

  /// What a row does with its packets.
  public enum Answer: Sendable, Hashable {
    case translated(Outcome.Translation)
    /// A virtual service of IPVS takes them.
    case virtualService
    /// kube-proxy refuses what goes to a service without endpoints.
    case refused(Outcome.Verdict)
    /// The walk could not go on.
    case undecided(Outcome.Obstacle)
  }

  /// Where a part of the packets goes.
  public struct Target: Sendable, Hashable {
    /// nil: the address that the packet has, or for REDIRECT that of the interface it came in by.
    public let addresses: ClosedRange<UInt128>?
    /// nil: the port stays as it is.
    public let ports: PortRange?
    public internal(set) var share: Double
  }

  public struct Row: Sendable {
    public let family: IPFamily
    public internal(set) var protocols: Protocols
    /// nil: all, but for ``exceptAddresses``; not those of multicast, and in PREROUTING not loopback.
    public internal(set) var addresses: ClosedRange<UInt128>?
    /// Whether the row is about addresses of the node (true), about others (false) or both (nil).
    ///
    /// nil as well for an address that a rule names.
    public internal(set) var isLocal: Bool?
    /// Destinations that other rows answer, or none; at most 1,000.
    public internal(set) var exceptAddresses: [ClosedRange<UInt128>] = []
    public internal(set) var exceptionsOmitted = 0
    /// nil: all but ``exceptPorts``, or a protocol without ports.
    public internal(set) var ports: PortRange?
    public internal(set) var exceptPorts: [PortRange] = []
    public internal(set) var hooks: Hooks
    public let answer: Answer
    /// In rule order; shares of one row add up to 1 unless rules under other conditions took a part.
    public let targets: [Target]
    public let conditions: [Condition]
    /// Later rules that would have translated all of the row's packets.
    public internal(set) var hidden: [Rule.ID]
    /// Whether a client that came before stays with its endpoint (`-m recent`, or IPVS's persistence).
    public let isAffine: Bool
    /// One of the ways to the targets, for whose rules they are.
    public let example: Outcome
    /// The first rule of the path that asks for the destination or port, in the order of the walk.
    public var rule: Rule.ID? { example.decidedBy?.rule }
  }
}

extension Inventory.Row {
  /// Whether a packet is one of the row's, conditions apart.
  ///
  /// - Parameter isLocal: whether the destination is an address of the node.
  public func covers(
    _ ipProtocol: IPProtocol, _ address: UInt128, port: UInt16?, isLocal: Bool,
    at origin: Packet.Origin
  ) -> Bool {
    switch protocols {
    case .one(let only): guard ipProtocol == only else { return false }
    case .all(let except): guard !except.contains(ipProtocol) else { return false }
    }
    switch (hooks, origin) {
    case (.prerouting, .local), (.output, .outside): return false
    default: break
    }
    if let own = self.isLocal, own != isLocal { return false }
    if let addresses, !addresses.contains(address) { return false }
    if exceptAddresses.contains(where: { $0.contains(address) }) { return false }
    guard let port, ipProtocol.hasPorts else { return true }
    if let ports, !ports.contains(port) { return false }
    return !exceptPorts.contains { $0.contains(port) }
  }
}
