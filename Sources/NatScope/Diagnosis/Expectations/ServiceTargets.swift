/// Where a Service of the input should lead, as far as slices of endpoints, pods and templates tell.
struct ServiceTargets {
  let node: NodeFacts
  let index: WorkloadIndex
  /// Declared workloads by each label of their pods.
  private var templates: [String: [Int]] = [:]

  init(_ node: NodeFacts, _ index: WorkloadIndex) {
    self.node = node
    self.index = index
    for number in node.declarations.indices {
      guard case .pods(let template) = node.declarations[number].body else { continue }
      for label in template.labels { templates[label, default: []].append(number) }
    }
  }

  func targets(
    of service: ServiceDeclaration, _ port: ServiceDeclaration.Port, _ declaration: Declaration
  ) -> PodTargets {
    var targets = PodTargets()
    targets.service = PodTargets.Named(
      namespace: declaration.namespace, name: declaration.name)
    let slices = index.slices(of: declaration)
    let templates = templates(selectedBy: service, beside: declaration)
    switch port.target {
    case .number(let number): targets.ports = [number]
    case .name(let name):
      targets.portName = name
      targets.ports = numbers(name, port, slices, templates)
    }
    if !slices.isEmpty {
      targets.addresses = slices.flatMap(\.addresses)
      targets.source = "EndpointSlice \(slices[0].qualifiedName)"
      return targets
    }
    guard !service.selector.isEmpty else { return targets }
    let labelled = index.pods(selectedBy: service.selector, beside: declaration)
    let pods =
      labelled.isEmpty ? templates.flatMap { index.pods(of: $0.declaration) } : labelled
    let addresses = pods.flatMap(\.addresses)
    if !addresses.isEmpty, pods.allSatisfy({ !$0.addresses.isEmpty }) {
      targets.addresses = addresses
      targets.source = "pod \(pods[0].qualifiedName)" + (pods.count > 1 ? " and others" : "")
    }
    return targets
  }

  private func templates(
    selectedBy service: ServiceDeclaration, beside declaration: Declaration
  ) -> [(declaration: Declaration, template: PodTemplate)] {
    guard let first = service.selector.first else { return [] }
    var result: [(Declaration, PodTemplate)] = []
    for number in templates[first] ?? [] {
      let other = node.declarations[number]
      guard case .pods(let template) = other.body, declaration.isBeside(other.namespace),
        service.selector.allSatisfy(template.labels.contains)
      else { continue }
      result.append((other, template))
    }
    return result
  }

  /// The numbers that the name of a port stands for in the pods.
  private func numbers(
    _ name: String, _ port: ServiceDeclaration.Port, _ slices: [Workload],
    _ templates: [(declaration: Declaration, template: PodTemplate)]
  ) -> [UInt16] {
    var found: Set<UInt16> = []
    for known in slices.flatMap(\.ports)
    where known.ipProtocol == port.ipProtocol && (known.name ?? "") == (port.name ?? "") {
      found.insert(known.ports.first)
    }
    if found.isEmpty {
      for known in templates.flatMap(\.template.ports)
      where known.ipProtocol == port.ipProtocol && known.name == name {
        found.insert(known.containerPort)
      }
    }
    return found.sorted()
  }
}
