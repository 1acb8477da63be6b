/// The sockets of the input and the lists that they stand in.
public struct Sockets: Sendable {
  /// In the order of the input.
  public internal(set) var all: [Socket] = []
  public internal(set) var lists: [SocketList] = []

  public init() {}

  public var isGiven: Bool { !lists.isEmpty }

  /// The sockets that take, or may take, what is sent to a port of an address.
  ///
  /// - Parameter address: nil asks for any address of the node.
  public func listeners(
    on port: UInt16, of address: IPAddress?, _ ipProtocol: IPProtocol, _ family: IPFamily
  ) -> [Socket] {
    all.filter {
      $0.ipProtocol == ipProtocol && $0.port == port && $0.takes(address, family) != false
    }
  }

  /// Whether some list has all sockets of the protocol and family that wait for packets, so that one
  /// that is not in it does not exist.
  public func isWhole(_ ipProtocol: IPProtocol, _ family: IPFamily) -> Bool {
    lists.contains { $0.covers(ipProtocol, family) }
  }

  /// The first list that has all of them, or the first there is.
  public func list(_ ipProtocol: IPProtocol, _ family: IPFamily) -> SocketList? {
    lists.first { $0.covers(ipProtocol, family) } ?? lists.first
  }
}

/// One run of a program that lists sockets.
public struct SocketList: Sendable, Hashable {
  /// A protocol of a family.
  public struct Part: Sendable, Hashable {
    public let ipProtocol: IPProtocol
    public let family: IPFamily

    public init(_ ipProtocol: IPProtocol, _ family: IPFamily) {
      self.ipProtocol = ipProtocol
      self.family = family
    }
  }

  /// `ss`, `netstat`, `lsof` or `/proc/net`.
  public let program: String
  public let place: SourcePlace
  /// How many sockets of IP protocols it has.
  public internal(set) var count = 0
  /// Whether nothing may be missing: no filter, its heading there or its command shown, all rows read.
  public internal(set) var isWhole = true
  /// What it was asked for and would show if it were there.
  public internal(set) var parts: Set<Part> = []

  func covers(_ ipProtocol: IPProtocol, _ family: IPFamily) -> Bool {
    isWhole && parts.contains(Part(ipProtocol, family))
  }
}
