// Objects of Kubernetes in JSON and YAML: pods, Services and EndpointSlices.
extension NodeReader {
  /// Lists within lists nobody makes.
  private static let deepestList = 4

  mutating func readObjects(
    _ value: JSONText, _ document: Document, depth: Int, _ unread: inout [SourcePlace]
  ) {
    guard depth < Self.deepestList, let kind = value["kind"]?.string else { return }
    // `PodList`, `ServiceList` and so on; every list of the API server is named so.
    if kind == "List" || kind.hasSuffix("List") && value["items"] != nil {
      let known = ["Pod", "Service", "EndpointSlice"]
      if kind == "List" || known.contains(where: { kind == $0 + "List" }) {
        facts.workloads.isGiven = true
      }
      // The items of a PodList need not say what they are.
      let implied = kind == "List" ? nil : String(kind.dropLast(4))
      for item in value["items"]?.elements ?? [] {
        if let implied, item["kind"] == nil {
          readObject(item, implied, document, &unread)
        } else {
          readObjects(item, document, depth: depth + 1, &unread)
        }
      }
    } else {
      readObject(value, kind, document, &unread)
    }
  }

  private mutating func readObject(
    _ value: JSONText, _ kind: String, _ document: Document, _ unread: inout [SourcePlace]
  ) {
    // What somebody wrote declares; only what a cluster made of it exists.
    let isWritten = value["metadata", "uid"] == nil && value["status"] == nil
    guard declare(value, kind, document) else {
      unread.append(document.place(value))
      return
    }
    if isWritten, kind == "Pod" || kind == "Service" { return }
    let make: ((JSONText, Document, inout Workload) -> Void)? =
      switch kind {
      case "Pod": Self.readPod
      case "Service": Self.readService
      case "EndpointSlice": Self.readEndpointSlice
      default: nil
      }
    guard let make else { return }
    guard let name = value["metadata", "name"]?.string else {
      unread.append(document.place(value))
      return
    }
    let known: Workload.Kind =
      kind == "Pod" ? .pod : kind == "Service" ? .service : .endpointSlice
    var workload = Workload(
      kind: known, namespace: value["metadata", "namespace"]?.string, name: name,
      place: document.place(value))
    workload.id = value["metadata", "uid"]?.string
    workload.labels = Self.labels(value["metadata", "labels"])
    make(value, document, &workload)
    facts.workloads.isGiven = true
    facts.workloads.all.append(workload)
  }

  private static func readPod(_ value: JSONText, _ document: Document, _ pod: inout Workload) {
    let (spec, status) = (value["spec"], value["status"])
    let further = status?["podIPs"]?.elements.compactMap { $0["ip"]?.string } ?? []
    for text in [status?["podIP"]?.string].compactMap(\.self) + further {
      if let address = IPAddress(text), !pod.addresses.contains(address) {
        pod.addresses.append(address)
      }
    }
    pod.node = spec?["nodeName"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    // The field is left out where it is false (core/v1, PodSpec).
    if let spec { pod.isHostNetwork = spec["hostNetwork"]?.bool ?? false }
    pod.hostAddress = status?["hostIP"]?.string.flatMap { IPAddress($0) }
    pod.state = status?["phase"]?.string
    for key in ["initContainers", "containers"] {
      for container in spec?[key]?.elements ?? [] {
        for port in container["ports"]?.elements ?? [] {
          guard let inside = self.port(port["containerPort"], document) else { continue }
          let address = port["hostIP"]?.string.flatMap { IPAddress($0) }
          pod.ports.append(
            Workload.Port(
              ipProtocol: ipProtocol(port["protocol"]), ports: inside, name: port["name"]?.string,
              nodePorts: self.port(port["hostPort"], document),
              nodeAddress: address.flatMap { $0.bits == 0 ? nil : $0 }, target: nil))
        }
      }
    }
  }

  private static func readService(
    _ value: JSONText, _ document: Document, _ service: inout Workload
  ) {
    let spec = value["spec"]
    let cluster = spec?["clusterIPs"]?.elements.compactMap(\.string) ?? []
    service.addresses = (cluster.isEmpty ? [spec?["clusterIP"]?.string ?? ""] : cluster)
      .compactMap { IPAddress($0) }
    let balancer = value["status", "loadBalancer"]?["ingress"]?.elements ?? []
    service.externalAddresses =
      ((spec?["externalIPs"]?.elements ?? []).compactMap(\.string)
      + balancer.compactMap { $0["ip"]?.string }).compactMap { IPAddress($0) }
    service.state = spec?["type"]?.string
    for port in spec?["ports"]?.elements ?? [] {
      guard let own = self.port(port["port"], document) else { continue }
      let target = port["targetPort"]
      service.ports.append(
        Workload.Port(
          ipProtocol: ipProtocol(port["protocol"]), ports: own, name: port["name"]?.string,
          nodePorts: self.port(port["nodePort"], document), nodeAddress: nil,
          target: target?.string ?? document.integer(target).map { "\($0)" }))
    }
  }

  private static func readEndpointSlice(
    _ value: JSONText, _ document: Document, _ slice: inout Workload
  ) {
    slice.state = value["addressType"]?.string
    for endpoint in value["endpoints"]?.elements ?? [] {
      slice.addresses += (endpoint["addresses"]?.elements ?? []).compactMap(\.string)
        .compactMap { IPAddress($0) }
    }
    for port in value["ports"]?.elements ?? [] {
      guard let own = self.port(port["port"], document) else { continue }
      slice.ports.append(
        Workload.Port(
          ipProtocol: ipProtocol(port["protocol"]), ports: own, name: port["name"]?.string,
          nodePorts: nil, nodeAddress: nil, target: nil))
    }
  }

  private static func port(_ value: JSONText?, _ document: Document) -> PortRange? {
    guard let number = document.integer(value), let port = UInt16(exactly: number), port > 0 else {
      return nil
    }
    return PortRange(port, port)
  }

  /// TCP where it is not said (core/v1, ContainerPort and ServicePort).
  private static func ipProtocol(_ value: JSONText?) -> IPProtocol {
    value?.string.flatMap { IPProtocol(name: $0.utf8) } ?? .tcp
  }
}
