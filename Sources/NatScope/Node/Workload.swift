/// The pods, containers and services that the input names.
public struct Workloads: Sendable {
  /// In the order of the input.
  public internal(set) var all: [Workload] = []
  /// Whether there was a list, perhaps an empty one.
  public internal(set) var isGiven = false

  public init() {}

  /// Those that may be behind an address now: not those that have ended, and not those that only
  /// share the node's own address.
  public func holders(of address: IPAddress) -> [Workload] {
    all.filter {
      ($0.kind == .pod || $0.kind == .container) && $0.addresses.contains(address)
        && $0.isHostNetwork != true && !$0.hasEnded
    }
  }

  /// The workload whose id begins as the given one does: programs cut ids at 12 or 13 digits.
  public func workload(id: String) -> Workload? {
    guard id.utf8.count >= 12 else { return nil }
    return all.first { known in
      guard let own = known.id, own.utf8.count >= 12 else { return false }
      return own.hasPrefix(id) || id.hasPrefix(own)
    }
  }
}

/// A pod, container, Service or EndpointSlice.
public struct Workload: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case pod, container, service, endpointSlice
  }

  /// A port of a container or Service, and where it is offered.
  public struct Port: Sendable, Hashable {
    public let ipProtocol: IPProtocol
    /// The container's or Service's; several if the program shows a range.
    public let ports: PortRange
    public let name: String?
    /// The port of the node: a hostPort, a published port or a NodePort.
    public let nodePorts: PortRange?
    /// The address of the node that the port is bound to; nil for all.
    public let nodeAddress: IPAddress?
    /// The Service's targetPort, a number or the name of a container's port.
    public let target: String?
  }

  public let kind: Kind
  /// nil for a container without Kubernetes, and where the table does not show it.
  public let namespace: String?
  public let name: String
  /// A sandbox's or container's id, or the object's uid; perhaps its beginning only.
  public internal(set) var id: String?
  public internal(set) var addresses: [IPAddress] = []
  /// Further addresses of a Service: externalIPs and those of its load balancer.
  public internal(set) var externalAddresses: [IPAddress] = []
  public internal(set) var node: String?
  /// The address of the node that a pod runs on.
  public internal(set) var hostAddress: IPAddress?
  /// nil where it is not told.
  public internal(set) var isHostNetwork: Bool?
  /// As the program prints it: `Running`, `Ready`, `Up 3 hours`, or the type of a Service.
  public internal(set) var state: String?
  public internal(set) var ports: [Port] = []
  /// `key=value`, sorted.
  public internal(set) var labels: [String] = []
  public let place: SourcePlace

  /// `namespace/name`, or the name where the namespace is not told.
  public var qualifiedName: String { namespace.map { "\($0)/\(name)" } ?? name }

  /// Whether its processes have ended, so that its address may be another's by now.
  public var hasEnded: Bool {
    guard kind == .pod || kind == .container, let state else { return false }
    let ended = ["Completed", "Succeeded", "Failed", "Error", "Evicted", "NotReady", "Exited"]
    return ended.contains { state == $0 || state.hasPrefix($0 + " ") }
  }
}
