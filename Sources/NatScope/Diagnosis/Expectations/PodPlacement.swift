/// Which pods of the input belong to what is declared, and which of them run on this node.
struct PodPlacement {
  private let node: NodeFacts
  private let index: WorkloadIndex
  private let hasRuntimeList: Bool
  /// Names by which the input's pods know this node and others.
  private var names: Set<String> = []
  private var otherNames: Set<String> = []

  /// Where a workload's pods are.
  enum Place {
    /// At least one is on this node; those that are.
    case here([Workload])
    /// None is, and why that is known.
    case elsewhere(String)
    /// The input does not tell; the pods that it has all the same.
    case unknown([Workload])
  }

  init(_ node: NodeFacts, _ index: WorkloadIndex) {
    self.node = node
    self.index = index
    hasRuntimeList = node.workloads.all.contains { $0.kind == .pod && Self.isOfRuntime($0) }
    for pod in node.workloads.all where pod.kind == .pod {
      guard let name = pod.node else { continue }
      let address = pod.hostAddress ?? (pod.isHostNetwork == true ? pod.addresses.first : nil)
      // A table shows no hostNetwork, but only such a pod has an address of a node.
      let isOwn = pod.addresses.contains { node.addresses.place(of: $0) != nil }
      switch address.map(isHere) {
      case true?: names.insert(name)
      case false?: otherNames.insert(name)
      default: if isOwn { names.insert(name) }
      }
    }
  }

  /// Whether an address is the node's; nil if the input does not tell.
  private func isHere(_ address: IPAddress) -> Bool? {
    if node.addresses.place(of: address) != nil { return true }
    return node.addresses.whole(address.family) == nil ? nil : false
  }

  private func isHere(node name: String?, _ address: IPAddress?) -> Bool? {
    if let address, let isHere = isHere(address) { return isHere }
    guard let name else { return nil }
    if names.contains(name) { return true }
    return otherNames.contains(name) || !names.isEmpty ? false : nil
  }

  private func isHere(_ pod: Workload) -> Bool? {
    // The container runtime lists the pods of its own node and knows no other.
    if Self.isOfRuntime(pod) { return true }
    if let known = isHere(node: pod.node, pod.hostAddress) { return known }
    return pod.isHostNetwork == true ? pod.addresses.first.flatMap { isHere($0) } : nil
  }

  private static func isOfRuntime(_ pod: Workload) -> Bool {
    pod.node == nil && pod.hostAddress == nil && pod.id != nil
      && ["Ready", "NotReady"].contains(pod.state)
  }

  // MARK: pods of a workload

  /// Where the pods of a declared workload run.
  func place(_ declaration: Declaration, _ template: PodTemplate) -> Place {
    if template.isIdle { return .elsewhere("it is to have no pods") }
    let own = index.pods(of: declaration)
    let here = own.filter { isHere($0) == true }
    if !here.isEmpty { return .here(here) }
    if !own.isEmpty {
      guard own.allSatisfy({ isHere($0) == false }) else { return .unknown(own) }
      let nodes = Set(own.compactMap { $0.node ?? $0.hostAddress?.description }).sorted()
      let names = nodes.prefix(3).joined(separator: ", ") + (nodes.count > 3 ? " and others" : "")
      return .elsewhere("its pods run on \(names.isEmpty ? "other nodes" : names)")
    }
    if template.node != nil || template.hostAddress != nil {
      let name = template.node ?? template.hostAddress?.description ?? ""
      switch isHere(node: template.node, template.hostAddress) {
      case true?: return .here([])
      case false?: return .elsewhere("it is bound to node \(name)")
      case nil: return .unknown([])
      }
    }
    let count = index.podCount(beside: declaration)
    guard count > 0 else { return .unknown([]) }
    let noun = hasRuntimeList ? "that run on this node" : "in the input"
    return .elsewhere("none of the \(count) pods \(noun) is one of it")
  }

  /// The letters and digits of which Kubernetes makes the random ends of names
  /// (k8s.io/apimachinery/pkg/util/rand).
  private static let random = Set("bcdfghjklmnpqrstvwxz2456789".utf8)

  /// Whether a pod's name is one that a workload gives to its pods.
  static func isOf(_ declaration: Declaration, _ pod: Workload) -> Bool {
    guard declaration.isBeside(pod.namespace) else { return false }
    if pod.name == declaration.name { return declaration.kind == "Pod" }
    guard pod.name.hasPrefix(declaration.name) else { return false }
    let tail = pod.name.utf8.dropFirst(declaration.name.utf8.count)
    let head = declaration.name.utf8.last
    let parts = tail.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    // What generateName is given ends in a hyphen already.
    if declaration.kind == "Pod" {
      return head == UInt8(ascii: "-") && tail.count == 5 && tail.allSatisfy(random.contains)
    }
    guard parts.count >= 2, parts[0].isEmpty else { return false }
    let ends = parts.dropFirst()
    func isRandom(_ part: Substring.UTF8View.SubSequence) -> Bool {
      part.count == 5 && part.allSatisfy(random.contains)
    }
    func isNumber(_ part: Substring.UTF8View.SubSequence) -> Bool {
      !part.isEmpty && part.allSatisfy { (48...57).contains($0) }
    }
    guard let last = ends.last, let first = ends.first else { return false }
    switch (declaration.kind, ends.count) {
    case ("StatefulSet", 1): return isNumber(last)
    case ("DaemonSet", 1), ("ReplicaSet", 1), ("ReplicationController", 1), ("Job", 1):
      return isRandom(last)
    case ("Deployment", 2):
      // The hash of the template, a number in the same letters.
      return isRandom(last) && (1...10).contains(first.count)
        && first.allSatisfy(random.contains)
    case ("Job", 2), ("CronJob", 2): return isRandom(last) && isNumber(first)
    case ("CronJob", 3): return isRandom(last) && ends.dropLast().allSatisfy(isNumber)
    default: return false
    }
  }
}
