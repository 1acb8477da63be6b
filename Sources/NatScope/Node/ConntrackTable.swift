/// Connections that the kernel tracks, as far as the input has them.
public struct ConntrackTable: Sendable {
  /// In the order of the input.
  public internal(set) var entries: [ConntrackEntry] = []
  /// Whether there was a list, perhaps an empty one.
  public internal(set) var isGiven = false

  public init() {}
}

/// An entry of `conntrack -L` or /proc/net/nf_conntrack.
public struct ConntrackEntry: Sendable, Hashable {
  /// One direction. The source of the replies is where the packets really go.
  public struct Tuple: Sendable, Hashable {
    public let source: IPAddress
    public let destination: IPAddress
    public let sourcePort: UInt16?
    public let destinationPort: UInt16?
  }

  public let ipProtocol: IPProtocol
  /// TCP's, SCTP's or DCCP's; other protocols have none.
  public let state: String?
  public let original: Tuple
  public let reply: Tuple
  /// Nothing came back so far.
  public let isUnreplied: Bool
  public let isAssured: Bool
  public let mark: UInt32?
  public let zone: UInt16?
  public let place: SourcePlace

  /// Whether the destination is rewritten: what answers is another one than was asked.
  public var isTranslated: Bool {
    reply.source != original.destination || reply.sourcePort != original.destinationPort
  }
}
