/// The kernel's order of hooks and tables, as data.
///
/// Priorities are those of linux/netfilter_ipv4.h: raw -300, conntrack -200, mangle -150, nat
/// destination -100, filter 0, security 50, nat source 100. iptables-nft has its security at 150
/// (iptables/nft.c, xtables_ipv4), which matters in INPUT only, where nat is between the two.
enum Traversal {
  enum Stage: Sendable, Hashable {
    case table(Hook, TableName)
    /// Connection tracking looks at the packet: before it there is no state and no connmark.
    case conntrack
    /// The kernel looks up the route of the destination as it is now.
    case routing
    /// IPVS looks for a virtual service: at priority 99 of INPUT, between security and nat, and at -98
    /// of OUTPUT, between nat and filter (net/netfilter/ipvs/ip_vs_core.c, ip_vs_ops4).
    case virtualServices
  }

  /// A part of the way without a branch; in the order in which a packet may pass them.
  enum Leg: Int, Sendable, Hashable, Comparable, CaseIterable {
    case arrival
    case sending
    case forwarding
    /// What IPVS took passes OUTPUT once more, wherever it came from, with its server as destination
    /// (net/netfilter/ipvs/ip_vs_xmit.c, ip_vs_nat_send_or_cont).
    case resending
    case leaving
    /// A packet of this node to this node arrives again over lo. Its nat is done: OUTPUT and
    /// POSTROUTING have set up both ways of the connection, so neither nat PREROUTING nor nat INPUT
    /// is consulted (net/netfilter/nf_nat_core.c, nf_nat_inet_fn).
    case loopback
    case receiving

    static func < (a: Leg, b: Leg) -> Bool { a.rawValue < b.rawValue }

    func stages(_ backend: Backend?) -> [Stage] {
      switch self {
      case .arrival: Self.arrivalStages
      case .sending: Self.sendingStages
      case .forwarding: Self.forwardingStages
      case .resending: Self.resendingStages
      case .leaving: Self.leavingStages
      case .loopback: Self.loopbackStages
      case .receiving: backend == .nfTables ? Self.receivingStagesOfNFT : Self.receivingStages
      }
    }

    private static let arrivalStages: [Stage] = [
      .table(.prerouting, .raw), .conntrack, .table(.prerouting, .mangle),
      .table(.prerouting, .nat), .routing,
    ]
    private static let sendingStages: [Stage] = [
      .table(.output, .raw), .conntrack, .table(.output, .mangle), .table(.output, .nat),
      .virtualServices, .table(.output, .filter), .table(.output, .security), .routing,
    ]
    private static let forwardingStages: [Stage] = [
      .table(.forward, .mangle), .table(.forward, .filter), .table(.forward, .security),
    ]
    private static let leavingStages: [Stage] = [
      .table(.postrouting, .mangle), .table(.postrouting, .nat),
    ]
    private static let loopbackStages: [Stage] = [
      .table(.prerouting, .raw), .table(.prerouting, .mangle),
    ]
    // nat has done its part: the connection is the same (net/netfilter/nf_nat_core.c).
    private static let resendingStages: [Stage] = [
      .table(.output, .raw), .table(.output, .mangle), .table(.output, .filter),
      .table(.output, .security),
    ]
    // IPVS takes the packet at 98 and 99, right before nat (net/netfilter/ipvs/ip_vs_core.c).
    private static let receivingStages: [Stage] = [
      .table(.input, .mangle), .table(.input, .filter), .table(.input, .security),
      .virtualServices, .table(.input, .nat),
    ]
    private static let receivingStagesOfNFT: [Stage] = [
      .table(.input, .mangle), .table(.input, .filter), .virtualServices,
      .table(.input, .nat), .table(.input, .security),
    ]

    /// The legs that a packet has passed when it is on this one.
    ///
    /// - Parameter isResent: whether IPVS sent it on.
    func way(from origin: Packet.Origin, isResent: Bool = false) -> [Leg] {
      let whole: [Leg]
      switch (origin, isResent) {
      case (.local, true): whole = [.sending, .resending, .leaving]
      case (.outside, true): whole = [.arrival, .receiving, .resending, .leaving]
      case (.local, false): whole = [.sending, .leaving, .loopback, .receiving]
      case (.outside, false):
        whole = self == .receiving ? [.arrival, .receiving] : [.arrival, .forwarding, .leaving]
      }
      return Array(whole[...(whole.firstIndex(of: self) ?? whole.endIndex - 1)])
    }
  }
}

extension TableName {
  /// Whether the table comes behind the translation of destinations at every hook that has both.
  var isBehindNAT: Bool { self == .filter || self == .security }
}
