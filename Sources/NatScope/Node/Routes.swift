/// The routes of the table `main`, by which packets to other machines leave (ip-route(8)).
///
/// IPv4 only: reverse path filtering, for which they are kept, does not exist as a parameter of IPv6.
public struct Routes: Sendable {
  /// In the order of the input.
  public internal(set) var all: [Route] = []
  /// Whether the input has a list of routes of the table `main`.
  public internal(set) var isGiven = false
  /// A route of a table other than `main`, `local` and `default`: rules of `ip rule` then choose
  /// between tables, and the main one alone does not tell where a packet leaves.
  public internal(set) var otherTable: SourcePlace?

  public init() {}

  /// The routes that the kernel takes for an address: the longest prefix, of those the lowest metric.
  public func towards(_ prefix: IPPrefix) -> [Route] {
    let fitting = all.filter {
      $0.prefix.length <= prefix.length && $0.prefix.contains(prefix.address)
    }
    guard let longest = fitting.map(\.prefix.length).max() else { return [] }
    let best = fitting.filter { $0.prefix.length == longest }
    let metric = best.map(\.metric).min()
    return best.filter { $0.metric == metric }
  }
}

/// A route to a network of other machines.
public struct Route: Sendable, Hashable {
  public let prefix: IPPrefix
  /// Several if packets are spread over them; none for `blackhole` and the like.
  public internal(set) var interfaces: [String]
  /// 0 is preferred to all others.
  public let metric: UInt32
  public let place: SourcePlace
}
