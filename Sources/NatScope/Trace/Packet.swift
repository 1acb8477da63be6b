/// The packet that a trace asks about. What the user leaves open is nil.
public struct Packet: Sendable, Hashable {
  /// Where the packet's way begins.
  public enum Origin: Sendable, Hashable {
    /// It arrives from outside: PREROUTING.
    case outside
    /// A process of this node sends it: OUTPUT.
    case local
  }

  /// The state that connection tracking gives the packet.
  public enum State: String, Sendable, Hashable, CaseIterable {
    case new = "NEW"
    case established = "ESTABLISHED"
    case related = "RELATED"
    case invalid = "INVALID"
    case untracked = "UNTRACKED"
  }

  public var family: IPFamily
  public var ipProtocol: IPProtocol
  /// nil: a local address of the node that no rule names (`:PORT`).
  public var destination: IPAddress?
  /// nil for protocols without ports, or when every port is meant.
  public var destinationPort: UInt16?
  public var source: IPAddress?
  public var sourcePort: UInt16?
  public var inInterface: String?
  /// By which the packet leaves: of a packet from outside after all translation, of one of this node
  /// as it was sent.
  public var outInterface: String?
  public var mark: UInt32 = 0
  public var state: State = .new
  public var origin: Origin = .outside
  /// Type and code of ICMP or ICMPv6.
  public var icmpType: ClosedRange<UInt16>?
  /// What is known of the header, and of what the kernel knows beside it.
  public var header: [HeaderField: UInt64] = [:]
  /// The options of TCP's header by number, if they are known.
  public var tcpOptions: Set<UInt8>?

  public init(
    family: IPFamily, ipProtocol: IPProtocol = .tcp, destination: IPAddress? = nil,
    destinationPort: UInt16? = nil
  ) {
    self.family = family
    self.ipProtocol = ipProtocol
    self.destination = destination
    self.destinationPort = destinationPort
  }
}
