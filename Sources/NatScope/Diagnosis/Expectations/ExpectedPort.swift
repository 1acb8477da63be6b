/// A port that a Kubernetes object declares, with what should answer there on this node.
public struct ExpectedPort: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case hostPort, hostNetwork, clusterIP, nodePort, loadBalancer, externalIP, ingress
  }

  /// What should answer.
  public enum Answer: Sendable, Hashable {
    /// A process in the node's own network namespace.
    case process
    /// Pods, to which a rule sends the packet.
    case pods(PodTargets)
    /// Whatever the controller of an Ingress is exposed by.
    case controller
  }

  public let kind: Kind
  /// Index into ``NodeFacts/declarations``.
  public let declaration: Int
  /// The name of the container's or Service's port.
  public var name: String?
  public var ipProtocol = IPProtocol.tcp
  /// nil: the cluster chooses it, and the input does not tell.
  public var port: UInt16?
  /// Of a Service the port that clients of its name use.
  public var servicePort: UInt16?
  /// nil: any address of the node, or one that the cluster chooses and the input does not tell.
  public var address: IPAddress?
  /// Empty where the text does not tell.
  public var families: [IPFamily] = []
  public var answer: Answer
  public var place: SourcePlace

  /// `8000/tcp`, `10.96.7.7:80/tcp`.
  public var text: String {
    let host = address.map { $0.family == .ipv6 ? "[\($0)]:" : "\($0):" } ?? ""
    return host + (port.map { "\($0)" } ?? "?") + "/\(ipProtocol)"
  }

  /// The destination as `natscope trace` takes it.
  var question: String { address == nil ? ":\(text)" : text }

  /// Whether the question can be asked at all.
  var isWhole: Bool {
    port != nil && (address != nil || kind != .clusterIP && kind != .externalIP)
  }
}

/// The pods that a rule should lead to.
public struct PodTargets: Sendable, Hashable {
  /// The numbers that the port may have in the pods; empty if the input does not tell them.
  public var ports: [UInt16] = []
  /// The port's name, where the object has that in the place of the number.
  public var portName: String?
  /// The addresses of all of them; nil if the input does not tell them.
  public var addresses: [IPAddress]?
  /// Where the addresses come from: `EndpointSlice default/web-abcde`.
  public var source: String?
  /// The Service whose rules they are.
  public var service: Named?

  public struct Named: Sendable, Hashable {
    public let namespace: String?
    public let name: String
  }

  /// `port 80`, `port http`, `port 80 or 8080`.
  var portText: String {
    ports.isEmpty
      ? "port \(portName ?? "?")"
      : "port " + ports.map { "\($0)" }.joined(separator: " or ")
  }
}
