/// The kernel's order of hooks and tables, as data.
///
/// Priorities are those of linux/netfilter_ipv4.h: raw -300, conntrack -200, mangle -150, nat
/// destination -100, filter 0, security 50, nat source 100.
enum Traversal {
  enum Stage: Sendable, Hashable {
    case table(Hook, TableName)
    /// Connection tracking looks at the packet: before it there is no state and no connmark.
    case conntrack
    /// The kernel looks up the route of the destination as it is now.
    case routing
  }

  /// A part of the way without a branch.
  enum Leg: Int, Sendable, Hashable, Comparable {
    case arrival
    case sending
    case forwarding
    /// A packet of this node to this node arrives again over lo; its nat was done in OUTPUT.
    case loopback

    static func < (a: Leg, b: Leg) -> Bool { a.rawValue < b.rawValue }

    var stages: [Stage] {
      switch self {
      case .arrival:
        [
          .table(.prerouting, .raw), .conntrack, .table(.prerouting, .mangle),
          .table(.prerouting, .nat), .routing,
        ]
      case .sending:
        [
          .table(.output, .raw), .conntrack, .table(.output, .mangle), .table(.output, .nat),
          .routing,
        ]
      case .forwarding: [.table(.postrouting, .mangle), .table(.postrouting, .nat)]
      case .loopback: [.table(.prerouting, .raw), .table(.prerouting, .mangle)]
      }
    }
  }

  /// Tables of the way that are not walked: by where the packet comes from and goes to.
  static func unwalked(_ origin: Packet.Origin, _ delivery: Outcome.Delivery?)
    -> [(Hook, TableName)]
  {
    let output: [(Hook, TableName)] =
      origin == .local ? [(.output, .filter), (.output, .security)] : []
    switch delivery {
    case .forward where origin == .outside:
      return [(.forward, .mangle), (.forward, .filter), (.forward, .security)]
    case .local:
      return output + [
        (.input, .mangle), (.input, .filter), (.input, .security), (.input, .nat),
      ]
    default: return output
    }
  }
}
