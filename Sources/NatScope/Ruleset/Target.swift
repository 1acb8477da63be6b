/// What a rule does with a packet that matches.
public enum Target: Sendable, Hashable {
  /// No target: the rule counts and the walk goes on.
  case none
  case accept
  case drop
  case `return`
  /// Handed to a user program: NFQUEUE or QUEUE. With `--queue-bypass` the queues, which let the
  /// packet pass where no program listens on them.
  case queue(bypass: ClosedRange<UInt16>?)
  case reject
  /// A user-defined chain, entered by `-j` or `-g`.
  case chain(Chain.ID, isGoto: Bool)
  case destinationNAT(NATMapping)
  /// The destination becomes an address of this node: REDIRECT.
  case redirect(NATMapping)
  case sourceNAT(NATMapping)
  case masquerade(NATMapping)
  /// The network part is exchanged, the host part kept: NETMAP.
  case netmap(AddressPattern)
  case mark(MarkOperation)
  /// HMARK and the like: the mark becomes a value that the text does not hold.
  case unknownMark(mask: UInt32)
  case connmark(ConnmarkOperation)
  case conntrack(ConntrackAssignment)
  case transparentProxy(TransparentProxy)
  /// DSCP, TTL and others that change the header.
  case rewrite([HeaderChange])
  /// `SET --add-set` or `--del-set`: the members of a set are others from here on.
  case changeSet(String)
  /// LOG, NFLOG, TRACE and others that leave the packet's way as it is.
  case passive
  /// A chain that the table does not have, or a target that natscope does not know.
  case unknown
  /// The text of the target or of its options cannot be trusted; see the rule's problems.
  case corrupt
}

/// Addresses and ports that a NAT target may choose from.
///
/// nil means "keep what the packet has". Bounds are inclusive.
public struct NATMapping: Sendable, Hashable {
  public var addresses: ClosedRange<UInt128>?
  public var ports: PortRange?
  /// `--to-destination A:first-last/base`: the port is shifted by its distance from `base`.
  public var basePort: UInt16?
  /// `--random` or `--random-fully`: any port of the range.
  public var isRandom = false
  public var isPersistent = false
}

/// mark = (mark & ~clear) ^ flip, which every form of MARK comes down to (xt_mark.h).
public struct MarkOperation: Sendable, Hashable {
  public let clear: UInt32
  public let flip: UInt32

  func callAsFunction(_ mark: UInt32) -> UInt32 { (mark & ~clear) ^ flip }
}

/// What CONNMARK does (linux/netfilter/xt_connmark.h).
public enum ConnmarkOperation: Sendable, Hashable {
  case set(MarkOperation)
  /// ctmark = (ctmark & ~ctmask) ^ (mark & nfmask)
  case save(nfmask: UInt32, ctmask: UInt32)
  /// mark = (mark & ~nfmask) ^ (ctmark & ctmask)
  case restore(nfmask: UInt32, ctmask: UInt32)
}

/// What CT or NOTRACK does with a packet that has no conntrack entry yet.
public enum ConntrackAssignment: Sendable, Hashable {
  /// `--notrack`: no connection tracking, and with it no NAT.
  case untracked
  /// A zone, helper or timeout; later CT targets have no effect any more.
  case template
}

/// TPROXY: the packet is given to a local socket without a change of its addresses.
public struct TransparentProxy: Sendable, Hashable {
  public let port: UInt16
  /// nil: the address of the incoming interface.
  public let address: IPAddress?
  public let mark: MarkOperation
}
