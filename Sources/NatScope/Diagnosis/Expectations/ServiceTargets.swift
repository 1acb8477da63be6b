/// Where a Service of the input should lead, as far as slices of endpoints, pods and templates tell.
struct ServiceTargets {
  let node: NodeFacts

  func targets(
    of service: ServiceDeclaration, _ port: ServiceDeclaration.Port, _ declaration: Declaration
  ) -> PodTargets {
    var targets = PodTargets()
    targets.service = PodTargets.Named(
      namespace: declaration.namespace, name: declaration.name)
    let slices = slices(of: declaration)
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
    let labelled = node.workloads.all.filter { pod in
      pod.kind == .pod && !pod.hasEnded && !pod.labels.isEmpty
        && declaration.isBeside(pod.namespace)
        && service.selector.allSatisfy(pod.labels.contains)
    }
    let pods =
      labelled.isEmpty
      ? node.workloads.all.filter { pod in
        pod.kind == .pod && !pod.hasEnded
          && templates.contains { PodPlacement.isOf($0.declaration, pod) }
      } : labelled
    let addresses = pods.flatMap(\.addresses)
    if !addresses.isEmpty, pods.allSatisfy({ !$0.addresses.isEmpty }) {
      targets.addresses = addresses
      targets.source = "pod \(pods[0].qualifiedName)" + (pods.count > 1 ? " and others" : "")
    }
    return targets
  }

  private func slices(of declaration: Declaration) -> [Workload] {
    let label = "kubernetes.io/service-name=\(declaration.name)"
    return node.workloads.all.filter { slice in
      guard slice.kind == .endpointSlice, declaration.isBeside(slice.namespace) else {
        return false
      }
      // Tables show no labels; the API server ends the Service's name by five random letters.
      return slice.labels.isEmpty
        ? slice.name.utf8.count == declaration.name.utf8.count + 6
          && slice.name.hasPrefix(declaration.name + "-")
        : slice.labels.contains(label)
    }
  }

  private func templates(
    selectedBy service: ServiceDeclaration, beside declaration: Declaration
  ) -> [(declaration: Declaration, template: PodTemplate)] {
    guard !service.selector.isEmpty else { return [] }
    var result: [(Declaration, PodTemplate)] = []
    for other in node.declarations {
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
