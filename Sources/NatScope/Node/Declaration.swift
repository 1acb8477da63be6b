/// A Kubernetes object of the input that declares something about ports: a workload, a Service or an
/// Ingress.
public struct Declaration: Sendable, Hashable {
  public enum Body: Sendable, Hashable {
    /// Pod, or what makes pods.
    case pods(PodTemplate)
    case service(ServiceDeclaration)
    case ingress(IngressDeclaration)
    /// IngressClass: the name of the controller that serves it (networking/v1, IngressClassSpec).
    case ingressClass(controller: String?, isDefault: Bool)
  }

  /// `Deployment`, `Service` and so on.
  public let kind: String
  /// nil where the text does not tell it.
  public let namespace: String?
  public let name: String
  /// Whether it came out of a cluster (`metadata.uid`) rather than from somebody's editor.
  public let isLive: Bool
  /// `key=value`, sorted.
  public let labels: [String]
  public let body: Body
  public let place: SourcePlace

  /// `Deployment default/web`, without a namespace that is not told.
  public var title: String { "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }

  /// Whether an object of this namespace may stand beside it; what is not told fits.
  public func isBeside(_ other: String?) -> Bool {
    namespace == nil || other == nil || namespace == other
  }
}

/// What each pod of a workload is like (core/v1, PodTemplateSpec).
public struct PodTemplate: Sendable, Hashable {
  public struct Port: Sendable, Hashable {
    public let name: String?
    public let ipProtocol: IPProtocol
    public let containerPort: UInt16
    public let hostPort: UInt16?
    /// The address of the node that a hostPort is limited to; nil for all.
    public let hostAddress: IPAddress?
    public let place: SourcePlace
  }

  public let labels: [String]
  public let isHostNetwork: Bool
  /// Of a pod that is bound to a node.
  public let node: String?
  /// The node's address, of a pod of a cluster.
  public let hostAddress: IPAddress?
  /// Whether there are to be no pods at all: `replicas: 0`, or a pod that has ended.
  public let isIdle: Bool
  public let ports: [Port]
  /// The words of images, commands and arguments, by which a controller is known.
  public let words: [String]
}

/// A Service (core/v1, ServiceSpec).
public struct ServiceDeclaration: Sendable, Hashable {
  /// Where a Service sends what comes to one of its ports.
  public enum Target: Sendable, Hashable {
    case number(UInt16)
    /// The name of a container's port.
    case name(String)
  }

  public struct Port: Sendable, Hashable {
    public let name: String?
    public let ipProtocol: IPProtocol
    public let port: UInt16
    public let target: Target
    public let nodePort: UInt16?
    public let place: SourcePlace
  }

  public enum Kind: String, Sendable, Hashable {
    case clusterIP = "ClusterIP"
    case nodePort = "NodePort"
    case loadBalancer = "LoadBalancer"
    case externalName = "ExternalName"
  }

  public let kind: Kind
  /// `clusterIP: None`: its name stands for the addresses of its pods.
  public let isHeadless: Bool
  public let clusterAddresses: [IPAddress]
  public let externalAddresses: [IPAddress]
  /// Of `spec.loadBalancerIP` and of its status.
  public let balancerAddresses: [IPAddress]
  /// `ipFamilies`, where they are told.
  public let families: [IPFamily]
  /// `key=value`; empty for a Service whose endpoints somebody else keeps.
  public let selector: [String]
  /// `allocateLoadBalancerNodePorts` is not false.
  public let hasNodePorts: Bool
  public let ports: [Port]
}

/// An Ingress (networking/v1, IngressSpec), as far as ports matter.
public struct IngressDeclaration: Sendable, Hashable {
  /// `ingressClassName`, or the annotation that was its forerunner.
  public let className: String?
  public let hasTLS: Bool
}
