/// The ports that the objects of an input declare.
struct ExpectedPorts {
  let node: NodeFacts
  let index: WorkloadIndex
  let rules: [ServiceRules]
  private let targets: ServiceTargets
  private let placement: PodPlacement
  private(set) var all: [ExpectedPort] = []
  /// What is declared and needs nothing on any node, in sentences.
  private(set) var notes: [String] = []

  /// - Parameter declarations: indices of those whose ports are asked for.
  init(
    _ node: NodeFacts, _ index: WorkloadIndex, _ placement: PodPlacement, _ rules: [ServiceRules],
    of declarations: [Int]
  ) {
    self.node = node
    self.index = index
    self.rules = rules
    self.placement = placement
    targets = ServiceTargets(node, index)
    for index in declarations {
      let declaration = node.declarations[index]
      switch declaration.body {
      case .pods(let template): add(template, declaration, index)
      case .service(let service): add(service, declaration, index)
      case .ingress(let ingress): add(ingress, declaration, index)
      case .ingressClass: break
      }
    }
  }

  // MARK: pods

  private mutating func add(
    _ template: PodTemplate, _ declaration: Declaration, _ index: Int
  ) {
    var known = PodTargets()
    switch placement.place(declaration, template) {
    case .here(let pods), .unknown(let pods):
      let addresses = pods.flatMap(\.addresses)
      if !addresses.isEmpty, pods.allSatisfy({ !$0.addresses.isEmpty }) {
        known.addresses = addresses
        known.source = "pod \(pods[0].qualifiedName)" + (pods.count > 1 ? " and others" : "")
      }
    case .elsewhere: break
    }
    for port in template.ports {
      var expected = ExpectedPort(
        kind: .hostNetwork, declaration: index, name: port.name, ipProtocol: port.ipProtocol,
        address: port.hostAddress, answer: .process, place: port.place)
      if template.isHostNetwork {
        // The API server takes no other hostPort than the container's port there
        // (core validation, ValidateHostNetwork).
        expected.port = port.containerPort
      } else if let hostPort = port.hostPort {
        expected = ExpectedPort(
          kind: .hostPort, declaration: index, name: port.name, ipProtocol: port.ipProtocol,
          port: hostPort, address: port.hostAddress, answer: .process, place: port.place)
        known.ports = [port.containerPort]
        expected.answer = .pods(known)
        expected.families = families(of: known.addresses)
      } else {
        continue
      }
      all.append(expected)
    }
  }

  private func families(of addresses: [IPAddress]?) -> [IPFamily] {
    IPFamily.allCases.filter { family in (addresses ?? []).contains { $0.family == family } }
  }

  // MARK: Services

  private mutating func add(
    _ service: ServiceDeclaration, _ declaration: Declaration, _ index: Int
  ) {
    if service.kind == .externalName {
      notes.append("\(declaration.title) is a name in DNS only: no rule is expected for it")
      return
    }
    if service.isHeadless {
      notes.append(
        "\(declaration.title) is headless: its name stands for the addresses of its pods, and no "
          + "rule is expected for it")
      return
    }
    let live = self.index.service(declaration)
    for port in service.ports {
      let place = KubernetesService(declaration, port, live: live, rules: rules)
      var expected = ExpectedPort(
        kind: .clusterIP, declaration: index, name: port.name, ipProtocol: port.ipProtocol,
        port: port.port, servicePort: port.port,
        answer: .pods(targets.targets(of: service, port, declaration)), place: port.place)
      let cluster =
        service.clusterAddresses.isEmpty ? place.clusterAddresses : service.clusterAddresses
      expected.families = service.families.isEmpty ? families(of: cluster) : service.families
      add(expected, at: cluster)
      if service.kind == .nodePort || service.kind == .loadBalancer && service.hasNodePorts {
        var own = expected
        own = ExpectedPort(
          kind: .nodePort, declaration: index, name: port.name, ipProtocol: port.ipProtocol,
          port: port.nodePort ?? place.nodePort, servicePort: port.port,
          families: expected.families, answer: expected.answer, place: port.place)
        all.append(own)
      }
      let live = live?.externalAddresses ?? []
      if service.kind == .loadBalancer {
        let external = live.filter { !service.externalAddresses.contains($0) }
        add(
          expected.as(.loadBalancer),
          at: service.balancerAddresses.isEmpty ? external : service.balancerAddresses)
      }
      if !service.externalAddresses.isEmpty {
        add(expected.as(.externalIP), at: service.externalAddresses)
      }
    }
  }

  /// One question for each address, or one without where none is told.
  private mutating func add(_ expected: ExpectedPort, at addresses: [IPAddress]) {
    if addresses.isEmpty { all.append(expected) }
    for address in addresses {
      var one = expected
      one.address = address
      one.families = [address.family]
      all.append(one)
    }
  }

  // MARK: Ingresses

  private mutating func add(
    _ ingress: IngressDeclaration, _ declaration: Declaration, _ index: Int
  ) {
    for port: UInt16 in ingress.hasTLS ? [80, 443] : [80] {
      all.append(
        ExpectedPort(
          kind: .ingress, declaration: index, port: port, servicePort: port, answer: .controller,
          place: declaration.place))
    }
  }
}

extension ExpectedPort {
  /// The same port, exposed in another way and at no address yet.
  fileprivate func `as`(_ kind: Kind) -> ExpectedPort {
    ExpectedPort(
      kind: kind, declaration: declaration, name: name, ipProtocol: ipProtocol, port: port,
      servicePort: servicePort, families: families, answer: answer, place: place)
  }
}

/// What the cluster chose for a port of a Service, by the objects of the cluster in the input or by
/// kube-proxy's rules.
private struct KubernetesService {
  var clusterAddresses: [IPAddress] = []
  var nodePort: UInt16?

  init(
    _ declaration: Declaration, _ port: ServiceDeclaration.Port, live: Workload?,
    rules: [ServiceRules]
  ) {
    if let live {
      clusterAddresses = live.addresses
      nodePort =
        live.ports.first {
          $0.ipProtocol == port.ipProtocol && $0.ports.first == port.port
        }?.nodePorts?.first
    }
    // kubectl puts what names no namespace into default.
    let name = port.name.map { ":\($0)" } ?? ""
    guard
      let service = ServicePort("\(declaration.namespace ?? "default")/\(declaration.name)\(name)")
    else { return }
    for known in rules {
      if live?.addresses.isEmpty ?? true,
        let address = known.clusterAddress(service, port.ipProtocol)
      {
        clusterAddresses.append(address)
      }
      nodePort = nodePort ?? known.nodePort(service, port.ipProtocol)
    }
  }
}
