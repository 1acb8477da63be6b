/// A socket of the node's own network namespace, as ss, netstat, lsof or /proc/net show it.
public struct Socket: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// TCP, SCTP or DCCP that takes connections.
    case listening
    /// UDP that takes packets from everybody; of other protocols a socket that takes nothing.
    case unconnected
    /// Any state with a peer.
    case connected
  }

  /// The address that a socket is bound to.
  public enum Local: Sendable, Hashable {
    case address(IPAddress)
    /// All addresses of a family.
    case any(IPFamily)
    /// All addresses of both families: an IPv6 socket without IPV6_V6ONLY (ipv6(7)).
    case anyOfBoth
    /// `::` of a program that does not tell whether the socket takes IPv4 as well.
    case anyIPv6
    /// `*`, which old versions of ss print for 0.0.0.0 and new ones for both families.
    case anyIPv4OrBoth
    /// A name, or an address that the program cut off at its column.
    case named(String)
  }

  /// A process that holds the socket open.
  public struct Process: Sendable, Hashable {
    /// As the program prints it: the kernel keeps 15 bytes, lsof shows 9, netstat what its column
    /// leaves.
    public let name: String
    public let pid: Int?
    public let fd: Int?
    /// Whether the name may have been cut.
    public let isCut: Bool
  }

  public let ipProtocol: IPProtocol
  public internal(set) var local: Local
  /// The interface that the socket is bound to, or the zone of a link-local address.
  public let interface: String?
  /// nil where a name stands in its place that natscope does not know.
  public let port: UInt16?
  public let state: State
  public let processes: [Process]
  public let inode: UInt64?
  /// The owner's number; ss leaves it out for root.
  public let uid: UInt32?
  public let place: SourcePlace

  /// Whether the socket takes what is sent to `address` of its protocol and port.
  ///
  /// - Parameter address: nil asks for any address of the node.
  /// - Returns: nil if the text does not decide it.
  public func takes(_ address: IPAddress?, _ family: IPFamily) -> Bool? {
    guard isListener else { return false }
    let isBound: Bool?
    switch local {
    case .address(let own):
      guard own.family == family else { return false }
      guard let address else { return nil }
      isBound = own == address
    case .any(let own): isBound = own == family
    case .anyOfBoth: isBound = true
    case .anyIPv6: isBound = family == .ipv6 ? true : nil
    case .anyIPv4OrBoth: isBound = family == .ipv4 ? true : nil
    case .named: isBound = nil
    }
    // A socket that is bound to an interface takes only what comes in there (socket(7),
    // SO_BINDTODEVICE).
    if interface != nil, isBound == true { return nil }
    return isBound
  }

  /// Whether it waits for somebody who is not known yet.
  public var isListener: Bool {
    state == .listening
      || state == .unconnected && (ipProtocol == .udp || ipProtocol == .udplite)
  }
}
