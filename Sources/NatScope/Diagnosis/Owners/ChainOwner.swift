/// A component that makes chains: a row of the one table by which chains are recognised.
///
/// A chain that no row fits is not recognised; its owner is never guessed from anything else.
public struct ChainOwner: Sendable, Hashable {
  /// `kube-proxy`, `CNI portmap`
  public let component: String
  /// Who calls iptables, and when.
  public let writer: String
  public let chains: [Chains]
  /// What the rest of Diagnosis knows it as; nil for components that it only names.
  var software: Owner.Software?

  init(
    _ component: String, writer: String, software: Owner.Software? = nil, _ chains: [Chains]
  ) {
    self.component = component
    self.writer = writer
    self.software = software
    self.chains = chains
  }

  /// Chains of a component that do the same.
  public struct Chains: Sendable, Hashable {
    /// Names with at most one `*`, which stands for one or more characters.
    public let patterns: [String]
    public let purpose: String
    /// How the name is made from what the rules' comments say; nil where it cannot be checked.
    public let nameCheck: NameCheck?

    init(_ patterns: String..., purpose: String, check: NameCheck? = nil) {
      self.patterns = patterns
      self.purpose = purpose
      nameCheck = check
    }
  }

  /// Names that can be checked against comments (``ChainHash``).
  public enum NameCheck: String, Sendable, Hashable {
    case container = "hash of the network's name and the container's id"
    case service = "hash of namespace/name:port and protocol"
    case endpoint = "hash of namespace/name:port, protocol and endpoint"
  }

  /// All components; of patterns that fit the same name, those of the first row count.
  public static let all: [ChainOwner] = ofKubernetes + ofNetworks + ofContainers + ofFirewalls

  /// Whose chain it is; nil if it is not recognised.
  public static func owner(of chain: String) -> (owner: ChainOwner, chains: Chains)? {
    for owner in all {
      for chains in owner.chains where chains.patterns.contains(where: { fits(chain, $0) }) {
        return (owner, chains)
      }
    }
    return nil
  }

  /// The same as `owner(of:)`, for what Diagnosis does different things with.
  static func software(of chain: String) -> Owner.Software? { owner(of: chain)?.owner.software }

  static func fits(_ name: String, _ pattern: String) -> Bool {
    let (name, pattern) = (name.utf8, pattern.utf8)
    // Each rule on the way of a packet asks all rows, and nearly all differ in the first letter.
    guard name.first == pattern.first || pattern.first == UInt8(ascii: "*") else { return false }
    guard let star = pattern.firstIndex(of: UInt8(ascii: "*")) else {
      return name.elementsEqual(pattern)
    }
    let head = pattern[..<star]
    let tail = pattern[pattern.index(after: star)...]
    return name.count > head.count + tail.count && name.starts(with: head)
      && name.suffix(tail.count).elementsEqual(tail)
  }
}
