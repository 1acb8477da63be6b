/// The types of sets that natscope can look up (ipset(8), "SET TYPES").
public enum IPSetKind: String, Sendable, Hashable, CaseIterable {
  case hashIP = "hash:ip"
  case hashNet = "hash:net"
  case hashIPPort = "hash:ip,port"
  case hashIPPortIP = "hash:ip,port,ip"
  case hashIPPortNet = "hash:ip,port,net"
  case hashNetPort = "hash:net,port"
  case hashNetNet = "hash:net,net"
  case hashNetPortNet = "hash:net,port,net"
  case hashNetInterface = "hash:net,iface"
  case hashMAC = "hash:mac"
  case hashIPMAC = "hash:ip,mac"
  case hashIPMark = "hash:ip,mark"
  case bitmapIP = "bitmap:ip"
  case bitmapIPMAC = "bitmap:ip,mac"
  case bitmapPort = "bitmap:port"
  case listSet = "list:set"

  /// What one dimension of a set compares.
  public enum Part: Sendable, Hashable {
    case address
    /// An address, of which the longest prefix in the set decides.
    case network
    /// Protocol and port; type and code for ICMP.
    case port
    case interface
    case hardware
    case mark
  }

  /// The dimensions, in the order of the flags behind `--match-set`; none for list:set, whose
  /// members have their own.
  public var parts: [Part] {
    switch self {
    case .hashIP, .bitmapIP: [.address]
    case .hashNet: [.network]
    case .hashIPPort: [.address, .port]
    case .hashIPPortIP: [.address, .port, .address]
    case .hashIPPortNet: [.address, .port, .network]
    case .hashNetPort: [.network, .port]
    case .hashNetNet: [.network, .network]
    case .hashNetPortNet: [.network, .port, .network]
    case .hashNetInterface: [.network, .interface]
    case .hashMAC: [.hardware]
    case .hashIPMAC, .bitmapIPMAC: [.address, .hardware]
    case .hashIPMark: [.address, .mark]
    case .bitmapPort: [.port]
    case .listSet: []
    }
  }

  /// How many flags `--match-set` must have at least; with fewer the kernel says that the set does
  /// not match (net/netfilter/ipset/ip_set_core.c, ip_set_test). Further ones are not looked at.
  public var dimensions: Int { max(1, parts.count) }

  /// Sets without addresses belong to both families.
  public var hasFamily: Bool {
    switch self {
    case .hashMAC, .bitmapPort, .listSet: false
    default: true
    }
  }

  /// Whether entries may be exceptions (`nomatch`), and `--return-nomatch` asks for those.
  public var hasExceptions: Bool { parts.contains(.network) }
}
