/// Why the packet goes where it goes, in the words that people use.
///
/// It describes a trace's primary outcome. Only where that one needs something special (the packet
/// came from Docker's own bridge) and ordinary packets are translated, it describes what happens
/// to those, and the headline tells both.
///
/// Names out of rule comments stand in it as they are; a report escapes them for its medium.
public struct Explanation: Sendable, Hashable {
  /// What kind of thing answers.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case hostPort, nodePort, clusterIP, loadBalancer, externalIP
    case docker, podman, redirect, istio, servicelb, libvirt
    /// A translation that no known software claims.
    case dnat
    /// kube-proxy in IPVS mode: the rules only mark, the backends are elsewhere.
    case ipvs
    /// No rule translates.
    case none
    /// Not decided.
    case unknown
  }

  public let kind: Kind
  /// Whose rules they are; nil where nobody can be named.
  public let owner: String?
  /// The verdict in one sentence.
  public let headline: String
  /// Why `ss` does not show it, in sentences.
  public let why: [String]
  /// Commands that confirm it, none of which changes anything.
  public let confirm: [String]
}
