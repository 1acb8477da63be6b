/// Something by which cases are counted apart.
struct Feature: Hashable, Comparable, Sendable {
  var group: String
  var name: String

  static func setting(_ name: String) -> Feature { Feature(group: "setting", name: name) }

  static func < (left: Self, right: Self) -> Bool {
    (left.group, left.name) < (right.group, right.name)
  }
}

/// How the cases with a feature came out.
struct FeatureTally: Sendable {
  /// Cases that both the kernel and natscope spoke on.
  var judged = 0
  var agreed = 0
  /// Of those that agreed: natscope said it without a condition, but for random choices.
  var unconditional = 0
}

extension Feature {
  /// What a case is counted under: what it is by itself, and each extension that stands in a rule
  /// that the packet came to.
  static func all(of judged: JudgedCase, packet: TestPacket, backend: Backend) -> Set<Feature> {
    let kernel = judged.kernel
    let stages = kernel.stages(of: packet)
    var found: Set = [
      Feature(group: "backend", name: "\(backend)"),
      Feature(group: "family", name: packet.isIPv6 ? "IPv6" : "IPv4"),
      Feature(group: "packet", name: packet.kind.rawValue),
      Feature(group: "origin", name: packet.inInterface == nil ? "local" : "outside"),
      Feature(group: "end", name: kernel.end), Feature(group: "all", name: "cases"),
    ]
    if let setting = judged.kernelCase.setting { found.insert(.setting(setting)) }
    for stage in stages {
      found.insert(Feature(group: "hook", name: stage.hook))
      found.insert(Feature(group: "table", name: stage.table))
    }
    for place in kernel.reached(stages) { found.formUnion(kernel.rules[place]?.features ?? []) }
    return found
  }
}

extension KernelResult {
  /// What became of the packet, in a word or two.
  fileprivate var end: String {
    if dropper != nil { return droppingPolicies.isEmpty ? "dropped" : "dropped by a policy" }
    if rejecter != nil { return "rejected" }
    if queuer != nil { return "queued" }
    if isDelivered { return ends["back", default: 0] > 0 ? "looped" : "delivered" }
    return hasLeft ? "left" : "lost in the routing"
  }
}
