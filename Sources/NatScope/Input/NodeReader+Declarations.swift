// What objects of Kubernetes declare: workloads, Services and Ingresses.
extension NodeReader {
  /// Where the template of a workload's pods stands, below the object (apps/v1, batch/v1).
  private static let templates: [String: [String]] = [
    "Pod": [],
    "Deployment": ["spec", "template"],
    "DaemonSet": ["spec", "template"],
    "StatefulSet": ["spec", "template"],
    "ReplicaSet": ["spec", "template"],
    "ReplicationController": ["spec", "template"],
    "Job": ["spec", "template"],
    "CronJob": ["spec", "jobTemplate", "spec", "template"],
  ]

  /// Adds what an object declares, if it is one that declares ports.
  ///
  /// - Returns: whether the object can be read.
  mutating func declare(_ value: JSONText, _ kind: String, _ document: Document) -> Bool {
    let body: Declaration.Body?
    if let path = Self.templates[kind] {
      var template = value
      for name in path {
        guard let next = template[name] else { return false }
        template = next
      }
      body = .pods(Self.template(template, of: value, document))
    } else {
      switch kind {
      case "Service": body = Self.service(value, document).map { .service($0) }
      case "Ingress": body = .ingress(Self.ingress(value))
      case "IngressClass":
        let isDefault = value["metadata", "annotations"]?[
          "ingressclass.kubernetes.io/is-default-class"]?.string
        body = .ingressClass(
          controller: value["spec", "controller"]?.string, isDefault: isDefault == "true")
      default: return true
      }
    }
    let metadata = value["metadata"]
    guard let body, let name = (metadata?["name"] ?? metadata?["generateName"])?.string else {
      return false
    }
    facts.declarations.append(
      Declaration(
        kind: kind, namespace: metadata?["namespace"]?.string, name: name,
        isLive: metadata?["uid"]?.string != nil, labels: Self.labels(metadata?["labels"]),
        body: body, place: document.place(value)))
    return true
  }

  // MARK: pods

  private static func template(
    _ template: JSONText, of object: JSONText, _ document: Document
  ) -> PodTemplate {
    let (spec, status) = (template["spec"], template["status"])
    let isHostNetwork = spec?["hostNetwork"]?.bool ?? false
    var ports: [PodTemplate.Port] = []
    var words: [String] = []
    for key in ["initContainers", "containers"] {
      for container in spec?[key]?.elements ?? [] {
        words += [container["image"]?.string].compactMap(\.self)
        for key in ["command", "args"] {
          words += (container[key]?.elements ?? []).compactMap(\.string)
        }
        ports += (container["ports"]?.elements ?? []).compactMap {
          containerPort($0, isHostNetwork: isHostNetwork, document)
        }
      }
    }
    let hasEnded = ["Succeeded", "Failed"].contains(status?["phase"]?.string ?? "")
    return PodTemplate(
      labels: labels(template["metadata", "labels"]), isHostNetwork: isHostNetwork,
      node: spec?["nodeName"]?.string.flatMap { $0.isEmpty ? nil : $0 },
      hostAddress: status?["hostIP"]?.string.flatMap { IPAddress($0) },
      isIdle: document.integer(object["spec", "replicas"]) == 0 || hasEnded, ports: ports,
      words: words)
  }

  private static func containerPort(
    _ value: JSONText, isHostNetwork: Bool, _ document: Document
  ) -> PodTemplate.Port? {
    guard let inside = portNumber(value["containerPort"], document) else { return nil }
    let address = value["hostIP"]?.string.flatMap { IPAddress($0) }
    return PodTemplate.Port(
      name: value["name"]?.string, ipProtocol: declaredProtocol(value["protocol"]),
      containerPort: inside, hostPort: portNumber(value["hostPort"], document),
      // 0.0.0.0 and :: stand for all (seen with portmap 1.1.1).
      hostAddress: address.flatMap { $0.bits == 0 ? nil : $0 }, place: document.place(value))
  }

  // MARK: Services

  private static func service(_ value: JSONText, _ document: Document) -> ServiceDeclaration? {
    let spec = value["spec"]
    let several = spec?["clusterIPs"]?.elements.compactMap(\.string) ?? []
    let cluster = several.isEmpty ? [spec?["clusterIP"]?.string ?? ""] : several
    let balancer = value["status", "loadBalancer"]?["ingress"]?.elements ?? []
    // A type that is not known yet might be anything; none is ClusterIP (core/v1, ServiceSpec).
    guard
      let kind = ServiceDeclaration.Kind(
        rawValue: spec?["type"]?.string ?? ServiceDeclaration.Kind.clusterIP.rawValue)
    else { return nil }
    return ServiceDeclaration(
      kind: kind, isHeadless: cluster.first == "None",
      clusterAddresses: cluster.compactMap { IPAddress($0) },
      externalAddresses: (spec?["externalIPs"]?.elements ?? []).compactMap(\.string)
        .compactMap { IPAddress($0) },
      balancerAddresses: distinct(
        ([spec?["loadBalancerIP"]?.string] + balancer.map { $0["ip"]?.string })
          .compactMap { $0.flatMap { IPAddress($0) } }),
      families: (spec?["ipFamilies"]?.elements ?? []).compactMap(\.string)
        .compactMap { $0 == "IPv4" ? .ipv4 : $0 == "IPv6" ? .ipv6 : nil },
      selector: labels(spec?["selector"]),
      hasNodePorts: spec?["allocateLoadBalancerNodePorts"]?.bool ?? true,
      ports: (spec?["ports"]?.elements ?? []).compactMap { servicePort($0, document) })
  }

  private static func servicePort(
    _ value: JSONText, _ document: Document
  ) -> ServiceDeclaration.Port? {
    guard let port = portNumber(value["port"], document) else { return nil }
    let target: ServiceDeclaration.Target =
      if let name = value["targetPort"]?.string {
        UInt16(name).map { .number($0) } ?? .name(name)
      } else {
        // Without one it is the Service's own port (core/v1, ServicePort).
        .number(portNumber(value["targetPort"], document) ?? port)
      }
    return ServiceDeclaration.Port(
      name: value["name"]?.string, ipProtocol: declaredProtocol(value["protocol"]), port: port,
      target: target, nodePort: portNumber(value["nodePort"], document),
      place: document.place(value))
  }

  private static func distinct(_ addresses: [IPAddress]) -> [IPAddress] {
    var result: [IPAddress] = []
    for address in addresses where !result.contains(address) { result.append(address) }
    return result
  }

  // MARK: Ingresses

  private static func ingress(_ value: JSONText) -> IngressDeclaration {
    let annotation = value["metadata", "annotations"]?["kubernetes.io/ingress.class"]?.string
    return IngressDeclaration(
      className: value["spec", "ingressClassName"]?.string ?? annotation,
      hasTLS: !(value["spec", "tls"]?.elements ?? []).isEmpty)
  }

  // MARK: values

  private static func portNumber(_ value: JSONText?, _ document: Document) -> UInt16? {
    document.integer(value).flatMap { UInt16(exactly: $0) }.flatMap { $0 == 0 ? nil : $0 }
  }

  /// TCP where it is not said (core/v1, ContainerPort and ServicePort).
  private static func declaredProtocol(_ value: JSONText?) -> IPProtocol {
    value?.string.flatMap { IPProtocol(name: $0.utf8) } ?? .tcp
  }
}
