/// The addresses of the node that the input tells.
public struct LocalAddresses: Sendable {
  /// In the order of the input.
  public internal(set) var all: [LocalAddress] = []
  /// Routes of the table `local`, which decides what is an address of the node.
  public internal(set) var routes: [LocalRoute] = []
  /// Where lists of addresses and of local routes begin, with the families that they have all of.
  public internal(set) var lists: [AddressList] = []

  public init() {}

  public var isGiven: Bool { !lists.isEmpty }

  /// The list that has all addresses of a family; the table `local` before the others.
  public func whole(_ family: IPFamily) -> AddressList? {
    lists.first { $0.isRoutes && $0.families.contains(family) }
      ?? lists.first { $0.families.contains(family) }
  }

  /// All addresses of a family but loopback's: by the local routes, and by the addresses of interfaces,
  /// of which the kernel makes local routes, for IPv4 also while an interface is down (seen on Linux
  /// 6.18).
  public func ranges(_ family: IPFamily) -> [ClosedRange<UInt128>] {
    let loopback = IPPrefix.loopback(family)
    let ofRoutes = routes.filter { $0.type == .local && $0.prefix.family == family }
      .map(\.prefix)
    let own = all.filter { $0.address.family == family && !$0.isTentative }
      .map { IPPrefix($0.address) }
    return (ofRoutes + own).filter { !loopback.contains($0.address) }.map(\.bounds)
  }

  /// The broadcast addresses of IPv4: by the routes, and the last ones of networks shorter than /31
  /// (net/ipv4/fib_frontend.c, fib_add_ifaddr).
  public var broadcasts: [ClosedRange<UInt128>] {
    let ofRoutes = routes.filter { $0.type == .broadcast }.map(\.prefix.bounds)
    return ofRoutes
      + all.compactMap { own in
        guard let length = own.length, length < 31, own.address.family == .ipv4 else { return nil }
        let last = IPPrefix(own.address, length: length).bounds.upperBound
        return last...last
      }
  }

  /// Where the input says that an address is the node's.
  public func place(of address: IPAddress) -> SourcePlace? {
    routes.first { $0.type == .local && $0.prefix.contains(address) }?.place
      ?? all.first { $0.address == address && !$0.isTentative }?.place
  }

  /// The interface whose network a foreign address lies in: the longest prefix of an address of the
  /// node, as the kernel makes a route for it (net/ipv4/fib_frontend.c, fib_add_ifaddr).
  public func interface(towards address: IPAddress) -> String? {
    var best: (length: Int, name: String)?
    for own in all where own.address.family == address.family && !own.isTentative {
      guard let length = own.length, let name = own.interface,
        length < address.family.width, length > best?.length ?? -1,
        IPPrefix(own.address, length: length).contains(address)
      else { continue }
      best = (length, name)
    }
    return best?.name
  }
}

/// One run of a program that lists addresses.
public struct AddressList: Sendable, Hashable {
  public let place: SourcePlace
  /// Whether it is the routing table `local` rather than the addresses of interfaces.
  public let isRoutes: Bool
  /// The families of which it has all that there is.
  public internal(set) var families: Set<IPFamily> = []
}

/// An address of an interface, as `ip addr`, ifconfig or `hostname -I` show it.
public struct LocalAddress: Sendable, Hashable {
  public let address: IPAddress
  /// The length of its network's prefix; nil where it is not told.
  public let length: Int?
  public let interface: String?
  /// `global`, `link`, `host`, `site` or a number.
  public let scope: String?
  /// Whether IPv6 has not made sure yet that nobody else has it. Such an address of an interface that
  /// is down has no local route (seen on Linux 6.18); IPv4 addresses have one from the beginning.
  public let isTentative: Bool
  public let place: SourcePlace
}

/// A route of the table `local`.
public struct LocalRoute: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case local, broadcast, anycast, multicast, unicast
    case blackhole, unreachable, prohibit
    case `throw`
  }

  public let type: Kind
  public let prefix: IPPrefix
  public let interface: String?
  public let place: SourcePlace
}
