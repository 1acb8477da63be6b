/// The virtual services of IPVS, the kernel's load balancer, as `ipvsadm` prints them.
public struct IPVS: Sendable {
  /// What makes a packet one of a service's.
  public enum Key: Sendable, Hashable {
    /// Port 0 stands for every port.
    case address(IPAddress, IPProtocol, port: UInt16)
    case mark(UInt32, IPFamily)
  }

  /// How a packet gets to its server (ipvsadm(8), "packet-forwarding-method").
  public enum Forwarding: String, Sendable, Hashable {
    /// NAT: the destination is rewritten.
    case masquerade
    /// Direct routing: the packet is sent to the server as it is.
    case route
    /// The packet is sent within another one to the server.
    case tunnel
  }

  public struct Server: Sendable, Hashable {
    public let address: IPAddress
    /// 0: the packet's own.
    public let port: UInt16
    public let forwarding: Forwarding
    /// 0: it gets no new connections.
    public let weight: UInt32
  }

  public struct Service: Sendable, Hashable {
    public let key: Key
    /// `rr`, `wrr`, `sh` and so on.
    public let scheduler: String
    /// For how many seconds a client stays with its server; nil for services without persistence.
    public let persistence: UInt32?
    public internal(set) var servers: [Server] = []
  }

  public internal(set) var services: [Service] = []
  private var indices: [Key: Int] = [:]
  /// Whether the input has the whole list, so that a destination without service has none.
  public internal(set) var isWhole = false
  /// `net.ipv4.vs.conntrack`: whether what IPVS sends on has a conntrack entry; nil if not told.
  public internal(set) var keepsConntrack: Bool?
  /// Whether the input shows kube-proxy's interface for the addresses of services.
  public internal(set) var hasInterface = false

  public init() {}

  subscript(_ key: Key) -> Int? { indices[key] }

  /// Adds a service; one that is there already is taken for the same in another capture.
  ///
  /// - Returns: its index.
  mutating func add(_ service: Service) -> Int {
    if let known = indices[service.key] {
      services[known] = service
      return known
    }
    indices[service.key] = services.count
    services.append(service)
    return services.count - 1
  }

  /// The service that takes a packet: by mark, then by address and port, then by address alone
  /// (net/netfilter/ipvs/ip_vs_ctl.c, ip_vs_service_find).
  func service(
    mark: UInt32, _ address: IPAddress, _ ipProtocol: IPProtocol, port: UInt16
  ) -> Int? {
    (mark != 0 ? indices[.mark(mark, address.family)] : nil)
      ?? indices[.address(address, ipProtocol, port: port)]
      ?? indices[.address(address, ipProtocol, port: 0)]
  }
}

extension IPVS.Service {
  /// What the scheduler goes by when it chooses a server (ipvsadm(8), "scheduling-method").
  public enum Choice: Sendable, Hashable {
    /// All servers in turn, or the one with the fewest connections.
    case equal
    /// The same by weight.
    case weight
    /// A hash of the client's address: the same client has the same server.
    case sourceHash
    /// A hash of the destination, the same for all packets to one address.
    case destinationHash
    /// The server with the highest weight.
    case highest
    /// What the scheduler does is not known.
    case unknown
  }

  public var choice: Choice {
    switch scheduler {
    case "rr", "lc": .equal
    case "wrr", "wlc", "sed", "nq": .weight
    case "sh", "mh": .sourceHash
    case "dh", "lblc", "lblcr": .destinationHash
    case "fo", "ovf": .highest
    default: .unknown
    }
  }

  /// The part of new connections that each server gets, in the order of ``servers``.
  ///
  /// With a hash, or by load, it is the part of a great many clients.
  public var shares: [Double] {
    let live = servers.map { $0.weight > 0 }
    guard live.contains(true) else { return servers.map { _ in 0 } }
    let weights: [Double]
    switch choice {
    case .equal: weights = live.map { $0 ? 1 : 0 }
    case .destinationHash where scheduler == "dh": weights = live.map { $0 ? 1 : 0 }
    case .highest:
      let highest = servers.map(\.weight).max() ?? 0
      weights = servers.map { $0.weight == highest ? 1 : 0 }
    case .weight, .sourceHash, .destinationHash, .unknown:
      weights = servers.map { Double($0.weight) }
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}

extension IPVS.Key: CustomStringConvertible {
  /// `10.96.0.1:443/tcp`, `[fd00::1]:53/udp` or `fwmark 7`.
  public var description: String {
    switch self {
    case .mark(let mark, _): "fwmark \(mark)"
    case .address(let address, let ipProtocol, let port):
      (address.family == .ipv6 ? "[\(address)]" : "\(address)") + ":\(port)/\(ipProtocol)"
    }
  }
}
