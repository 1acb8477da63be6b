/// One way that the packet can go, with the conditions under which it does.
public struct Outcome: Sendable {
  public enum Verdict: String, Sendable, Hashable {
    /// No rule that was walked stops the packet.
    case accept = "ACCEPT"
    case drop = "DROP"
    case reject = "REJECT"
    case queue = "QUEUE"
  }

  public enum Translation: String, Sendable, Hashable {
    case destinationNAT = "DNAT"
    case redirect = "REDIRECT"
    case netmap = "NETMAP"
    case transparentProxy = "TPROXY"
  }

  public enum Delivery: String, Sendable, Hashable {
    case forward
    case local
    /// Dropped, rejected or queued.
    case none
  }

  /// Addresses and ports as far as they are known; bounds inclusive.
  public struct Endpoint: Sendable, Hashable {
    public var addresses: ClosedRange<UInt128>?
    public var ports: PortRange?
  }

  /// Why the walk could not go on, or why no rule was asked.
  public enum Obstacle: Sendable, Hashable {
    case noNATTable
    /// The rule jumps to a chain that the table lacks, or to a target natscope does not know.
    case unknownTarget(Rule.ID)
    /// The chains entered one from the other, the last of which is the first again.
    case loop([Chain.ID], Rule.ID)
    case corruptRule(Rule.ID)
    case missingBuiltInPolicy(Chain.ID)
    /// The chain is shown in part: a rule that is missing decides.
    case missingRules(Chain.ID)
    /// The chain ends, and its caller is not in the text.
    case missingCaller(Chain.ID)
    /// nat has rules, but the chain in which the kernel begins is not in the text.
    case missingBuiltInChain(Hook)
    /// Established connections follow their conntrack entry, which the rules do not show.
    case establishedConnection
    /// The kernel drops the packet before any rule: ::1 from or to outside.
    case loopbackFromOutside
    /// IPVS takes the packet, and its services are not in the input.
    case virtualService
    /// The source is a link-local address, and the packet would leave by another interface.
    case linkLocalSource
    /// Forwarding would take the last of the packet's TTL or hop limit.
    case timeToLiveExceeded
    /// The walk would take more steps or states than natscope allows itself.
    case bound
  }

  /// nil: not decided, see `obstacle`.
  public var verdict: Verdict?
  public var obstacle: Obstacle?
  public var translation: Translation?
  /// The service of IPVS that took the packet.
  public var virtualService: VirtualService?
  /// TPROXY: the port of the socket that takes the packet, whose destination stays as it is.
  public var proxyPort: UInt16?
  /// After translation; untranslated: the packet's own.
  public var destination = Endpoint()
  /// nil while unchanged or unknown.
  public var source: Endpoint?
  /// Whether the source is rewritten; nil where POSTROUTING was not reached or not decided.
  public var isMasqueraded: Bool?
  public var delivery: Delivery?
  /// What answers the packet, and the way back; nil if the packet does not get through.
  public var reply: Reply?
  /// Given that the conditions hold.
  public var probability = 1.0
  public var conditions: [Condition] = []
  public var isPrimary = false
  /// The rules that matched, in order; at most 1,000.
  public var path: [PathItem] = []
  public var pathOmitted = 0
  /// Whether other paths to the same result were merged into this one.
  public var isMerged = false
  public var decidedBy: Decision?
  public var notChecked: [UncheckedTable] = []
  /// Later rules that would translate the same packet and are never reached.
  public var alsoMatch: [Rule.ID] = []

  /// The rule, or the policy, that settled the verdict or the destination.
  public struct Decision: Sendable, Hashable {
    public let hook: Hook
    public let table: TableName
    public let chain: Chain.ID
    /// nil: the chain's policy.
    public let rule: Rule.ID?
  }
}

/// A virtual service of IPVS, with the server that it chose.
public struct VirtualService: Sendable, Hashable {
  public let service: IPVS.Service
  /// nil: the service has no server that takes new connections, or the walk ended before it chose.
  public let server: IPVS.Server?
  /// How many rules matched before it took the packet.
  public let pathItems: Int
}

/// A rule that matched.
public struct PathItem: Sendable, Hashable {
  public enum Effect: String, Sendable, Hashable {
    case jump, goto, `return`, `continue`, accept, drop, reject, queue, translate, mark, notrack
  }
  public let hook: Hook
  public let rule: Rule.ID
  public let effect: Effect
}

/// A table that may concern the packet but was not walked.
public struct UncheckedTable: Sendable, Hashable {
  public let hook: Hook
  public let table: TableName
  /// The text holds rules of the table, but not the built-in chain in which the kernel begins.
  public let isInInput: Bool
}

/// Something that must hold, or with `isNegated` must not hold, for an outcome.
public struct Condition: Sendable, Hashable {
  public let isNegated: Bool
  /// The condition holds if all of these do.
  public let all: [Fact]

  public enum Field: String, Sendable, Hashable, CaseIterable {
    case source, destination, sourcePort, destinationPort, inInterface
    /// Of the route to the destination as it arrived.
    case outInterface
    /// Of the route to the translated destination of a packet from this node.
    case outInterfaceAfterTranslation
    case ipProtocol = "protocol"
    /// type << 8 | code
    case icmpType
    // The rest are those of `HeaderField`.
    case length, ttl, tos, tcpFlags, mss, mac, packetType, uid, gid, spi
  }

  public enum Fact: Sendable, Hashable {
    /// The field's value, in the packet as it arrived, is in one of the ranges.
    case field(Field, [ClosedRange<UInt128>])
    /// What a rule's match says, which the text does not decide.
    case opaque(OpaqueFact)
  }
}

/// A match that the text does not decide.
public struct OpaqueFact: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// The same answer each time it is asked of one packet.
    case stable
    /// Each evaluation has its own answer (limit, recent, quota, …).
    case perEvaluation
    /// The words of the whole rule cannot be read.
    case damagedRule
    /// The interfaces that the rule asks for at this hook, which a listing without `-v` hides.
    case hiddenInterfaces(Hook)
    /// Rules that are not in the text change what becomes of the packet.
    case missingRules
    /// A rule that is not in the text leads to the chain.
    case uncalledChain(Chain.ID)
    /// A translated destination, of which only a range is known, is an address of this node.
    case targetIsLocal(ClosedRange<UInt128>)
    /// A socket of this node has joined the multicast group.
    case groupIsJoined
    /// A program listens on the queues of a `-j NFQUEUE --queue-bypass`.
    case queueListener(ClosedRange<UInt16>)
    /// The packet has this mark when IPVS looks at it.
    case markIs(UInt32)
    /// A socket is there for TPROXY.
    case transparentSocket(port: UInt16)
    /// The members of an ipset, which the input lacks or which natscope cannot evaluate.
    case set(String)
    /// A field is among the many members of an ipset of the input.
    case member(of: String, Condition.Field)
    /// The sending socket.
    case owner
    /// An option of TCP's header, by its number.
    case tcpOption(UInt8)
  }
  public let kind: Kind
  /// The rule in which the match stands first; of no meaning for a chain's fact.
  public let rule: Rule.ID
  /// Its words, without a leading `!`, in the ruleset's text.
  public let text: TextRange
  /// Tells evaluations of the same text apart.
  public let occurrence: Int
}
