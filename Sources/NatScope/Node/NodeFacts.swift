/// What the input tells of the node beside its rules.
///
/// A list that nobody gave differs from one that is given and empty: `ss` without a single row is a
/// fact, no `ss` at all is none.
public struct NodeFacts: Sendable {
  public internal(set) var sockets = Sockets()
  public internal(set) var addresses = LocalAddresses()
  public internal(set) var routes = Routes()
  public internal(set) var sysctls = Sysctls()
  public internal(set) var conntrack = ConntrackTable()
  public internal(set) var workloads = Workloads()
  /// What Kubernetes objects of the input declare, in the order of the input.
  public internal(set) var declarations: [Declaration] = []

  public init() {}

  /// The names of the kinds of facts that were given, as the JSON contract has them.
  public var given: [String] {
    var names: [String] = []
    if addresses.isGiven { names.append("addresses") }
    if sockets.isGiven { names.append("sockets") }
    if sysctls.isGiven { names.append("sysctls") }
    if conntrack.isGiven { names.append("conntrack") }
    if workloads.isGiven { names.append("workloads") }
    if !declarations.isEmpty { names.append("manifests") }
    return names
  }
}
