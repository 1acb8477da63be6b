// What single matches ask of a packet's headers, beyond the comparison of one field.

/// `-m sctp --chunk-types`, about the chunks of a packet (net/netfilter/xt_sctp.c).
public struct ChunkTest: Sendable, Hashable {
  public enum Quantity: String, Sendable, Hashable {
    /// All of the named types are there.
    case all
    /// One of them is.
    case any
    /// No other is.
    case only
  }
  public let quantity: Quantity
  /// The chunk types by number (RFC 9260).
  public let types: Set<UInt8>

  /// Whether it holds for a packet of one chunk without flags.
  func holds(forOnly type: UInt8) -> Bool {
    switch quantity {
    case .all: types.isSubset(of: [type])
    case .any, .only: types.contains(type)
    }
  }
}

/// `-m connbytes`: what conntrack counted of the connection (net/netfilter/xt_connbytes.c).
public struct ConnectionCountTest: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable {
    case packets, bytes
    case average = "avgpkt"
  }
  public enum Side: String, Sendable, Hashable {
    case original, reply, both
  }
  public let unit: Unit
  public let side: Side
  public let range: ClosedRange<UInt64>
}

/// `-m ipv6header`: which extension headers a packet has (net/ipv6/netfilter/ip6t_ipv6header.c).
public struct IPv6HeaderTest: Sendable, Hashable {
  /// Bits of linux/netfilter_ipv6/ip6t_ipv6header.h, which listings print.
  public let headers: UInt8
  /// `--soft`: the named headers are among those that are there, instead of all of them.
  public let isSoft: Bool

  /// The names that iptables takes, the long one first, from bit 0 on.
  static let names = [
    ["protocol", "prot"], ["ipv6-nonxt", "none"], ["esp"], ["ah", "auth"], ["ipv6-frag", "frag"],
    ["ipv6-route", "route"], ["ipv6-opts", "dst"], ["hop-by-hop", "hop"],
  ]

  /// The bits of a packet without extension headers: "protocol", or those of its only header.
  static func bits(ofPlain ipProtocol: IPProtocol) -> UInt8 {
    switch ipProtocol.number {
    case 50: 4
    case 59: 2
    default: 1
    }
  }

  /// - Parameter isNegated: `!` asks for exactly other headers; with `--soft` for none of the named.
  func holds(for present: UInt8, isNegated: Bool) -> Bool {
    if isSoft { return (present ^ headers ^ (isNegated ? headers : 0)) & headers == 0 }
    return (present == headers) != isNegated
  }
}
