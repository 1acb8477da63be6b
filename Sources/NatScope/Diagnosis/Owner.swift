/// Whose rules a path goes through, as far as chain names and comments tell.
struct Owner: Hashable {
  /// The software that writes such rules.
  enum Software: Hashable {
    case portmap
    /// kubenet and CRI-O, which carry the old kubelet's chains.
    case kubeHostPorts
    case kubeProxy
    case kubeProxyIPVS
    case docker
    case podman
    case istio
    case servicelb
    case libvirt
    case ovnKubernetes
    case cilium
  }

  /// How a chain's name fits what its comments say.
  enum NameCheck: Hashable {
    case matches
    case differs
  }

  var kind = Explanation.Kind.dnat
  var software: Software?
  /// The component that makes the chain, where it is none of those above.
  var component: String?
  /// A chain of somebody's own that the table of owners does not have.
  var unrecognisedChain: String?
  var service: ServicePort?
  var container: ContainerComment?
  /// A comment in which no more specific thing was recognised.
  var comment: String?
  /// The bridge that Docker's rule excludes.
  var bridge: String?
  /// nil: the name cannot be checked.
  var nameCheck: NameCheck?
}
