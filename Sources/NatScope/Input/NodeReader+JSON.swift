// Documents of JSON: ip, kubectl, crictl, docker and podman.
extension NodeReader {
  /// A document with what is needed to tell the line of each part.
  struct Document {
    let root: JSONText
    let bytes: [UInt8]
    let file: Int
    /// The line in which the document begins.
    let firstLine: UInt32
    /// The offsets of its newlines.
    let newlines: [Int]

    func place(_ value: JSONText) -> SourcePlace {
      var low = 0
      var high = newlines.count
      while low < high {
        let middle = (low + high) / 2
        if newlines[middle] < value.start { low = middle + 1 } else { high = middle }
      }
      return SourcePlace(file: file, line: firstLine &+ UInt32(truncatingIfNeeded: low))
    }

    func integer(_ value: JSONText?) -> Int? { value?.integer(bytes) }
  }

  /// What a document is, by its members.
  static func kind(of root: JSONText) -> ForeignRecogniser.Kind? {
    let first = root.elements.first
    switch root.content {
    case .array(let elements):
      guard let first else { return nil }
      if first["ifname"] != nil { return .ipAddress }
      if first["dst"] != nil, elements.allSatisfy({ $0.isObject }) { return .ipRoute }
      if first["Id"] != nil, first["Names"] != nil || first["Name"] != nil { return .docker }
      return nil
    case .object:
      if root["kind"]?.string != nil, root["apiVersion"] != nil { return .kubectl }
      if root["status", "metadata"] != nil, root["status", "id"] != nil { return .crictl }
      if let item = root["items"]?.elements.first, item["metadata"] != nil, item["id"] != nil {
        return .crictl
      }
      if root["ID"]?.string != nil, root["Names"] != nil, root["Image"] != nil { return .docker }
      return nil
    default: return nil
    }
  }

  /// Reads a document of a known kind.
  ///
  /// - Returns: the places of parts that do not fit.
  mutating func read(_ document: Document, of kind: ForeignRecogniser.Kind) -> [SourcePlace] {
    endTables()
    var unread: [SourcePlace] = []
    switch kind {
    case .ipAddress: readAddresses(document, &unread)
    case .ipRoute: readRoutes(document, &unread)
    case .kubectl: readObjects(document.root, document, depth: 0, &unread)
    case .crictl: readSandboxes(document, &unread)
    case .docker: readContainers(document, &unread)
    default: break
    }
    endTables()
    return unread
  }

  // MARK: ip

  private mutating func readAddresses(_ document: Document, _ unread: inout [SourcePlace]) {
    openAddresses(isRoutes: false, at: document.place(document.root))
    for link in document.root.elements {
      guard let name = link["ifname"]?.string else {
        // `ip -j -4 addr` has empty objects for interfaces without such addresses.
        if !link.members.isEmpty { unread.append(document.place(link)) }
        continue
      }
      for entry in link["addr_info"]?.elements ?? [] {
        let length = document.integer(entry["prefixlen"])
        guard let address = entry["local"]?.string.flatMap({ IPAddress($0) }) else {
          if !entry.members.isEmpty { unread.append(document.place(entry)) }
          continue
        }
        if address.isLoopback, name == "lo" { addressTable?.loopback.insert(address.family) }
        facts.addresses.all.append(
          LocalAddress(
            address: address, length: length.flatMap { $0 <= address.family.width ? $0 : nil },
            interface: name, scope: entry["scope"]?.string,
            isTentative: entry["tentative"]?.bool == true || entry["dadfailed"]?.bool == true,
            place: document.place(entry)))
      }
    }
    if !unread.isEmpty { addressTable?.hasGap = true }
  }

  private mutating func readRoutes(_ document: Document, _ unread: inout [SourcePlace]) {
    for route in document.root.elements {
      let type = route["type"]?.string.flatMap { LocalRoute.Kind(rawValue: $0) } ?? .unicast
      let table = route["table"]?.string
      let text = Array((route["dst"]?.string ?? "").utf8)
      let place = document.place(route)
      guard table == "local" || [.local, .broadcast, .anycast, .multicast].contains(type) else {
        let hops = [route] + (route["nexthops"]?.elements ?? [])
        addMainRoute(
          text[...], table: table, interfaces: hops.compactMap { $0["dev"]?.string },
          gateway: hops.compactMap { $0["gateway"]?.string }.first,
          metric: route["metric"]?.integer(document.bytes).flatMap { UInt32(exactly: $0) },
          isIPv6: route["pref"] != nil, at: place)
        continue
      }
      openAddresses(isRoutes: true, at: document.place(document.root))
      let reading = addRoute(type, text[...], interface: route["dev"]?.string, at: place)
      if reading == .unread { unread.append(place) }
    }
  }

  // MARK: crictl

  private mutating func readSandboxes(_ document: Document, _ unread: inout [SourcePlace]) {
    facts.workloads.isGiven = true
    let root = document.root
    if let items = root["items"]?.elements {
      for item in items { addSandbox(item, root: nil, document, &unread) }
    } else if let status = root["status"] {
      addSandbox(status, root: root, document, &unread)
    }
  }

  private mutating func addSandbox(
    _ item: JSONText, root: JSONText?, _ document: Document, _ unread: inout [SourcePlace]
  ) {
    guard let id = item["id"]?.string, let name = item["metadata", "name"]?.string else {
      unread.append(document.place(item))
      return
    }
    // `crictl ps -o json` lists containers, whose pod is another item's matter.
    guard item["podSandboxId"] == nil else { return }
    var pod = Workload(
      kind: .pod, namespace: item["metadata", "namespace"]?.string, name: name,
      place: document.place(item))
    pod.id = id
    pod.state = item["state"]?.string == "SANDBOX_NOTREADY" ? "NotReady" : "Ready"
    let network = item["network"]
    let further = network?["additionalIps"]?.elements.compactMap { $0["ip"]?.string } ?? []
    pod.addresses = ([network?["ip"]?.string].compactMap(\.self) + further)
      .compactMap { IPAddress($0) }
    if let mode = item["linux", "namespaces"]?["options", "network"]?.string {
      pod.isHostNetwork = mode == "NODE"
    }
    pod.labels = Self.labels(item["labels"])
    let config = root?["info", "config"]
    for mapping in (config?["port_mappings"] ?? config?["portMappings"])?.elements ?? [] {
      guard
        let inside = document.integer(mapping["container_port"] ?? mapping["containerPort"]),
        let port = UInt16(exactly: inside)
      else { continue }
      let node = document.integer(mapping["host_port"] ?? mapping["hostPort"])
        .flatMap { UInt16(exactly: $0) }
      let address = (mapping["host_ip"] ?? mapping["hostIp"])?.string.flatMap { IPAddress($0) }
      pod.ports.append(
        Workload.Port(
          ipProtocol: Self.criProtocol(mapping["protocol"], document), ports: PortRange(port, port),
          name: nil, nodePorts: node.flatMap { $0 == 0 ? nil : PortRange($0, $0) },
          nodeAddress: address.flatMap { $0.bits == 0 ? nil : $0 }, target: nil))
    }
    facts.workloads.all.append(pod)
  }

  /// The CRI's numbers: 0 TCP, 1 UDP, 2 SCTP (api.proto, Protocol); 0 is left out.
  private static func criProtocol(_ value: JSONText?, _ document: Document) -> IPProtocol {
    switch (document.integer(value), value?.string) {
    case (1, _), (_, "UDP"): .udp
    case (2, _), (_, "SCTP"): .sctp
    default: .tcp
    }
  }

  static func labels(_ value: JSONText?) -> [String] {
    (value?.members ?? []).compactMap { name, value in
      value.string.map { "\(name)=\($0)" }
    }.sorted()
  }

  // MARK: docker and podman

  private mutating func readContainers(_ document: Document, _ unread: inout [SourcePlace]) {
    facts.workloads.isGiven = true
    let items =
      document.root.isObject ? [document.root] : document.root.elements
    for item in items {
      guard let container = Self.container(item, document) else {
        unread.append(document.place(item))
        continue
      }
      facts.workloads.all.append(container)
    }
  }

  private static func container(_ item: JSONText, _ document: Document) -> Workload? {
    let listed = item["Names"]?.elements.first?.string ?? item["Names"]?.string
    guard let name = listed ?? item["Name"]?.string, !name.isEmpty,
      let id = (item["Id"] ?? item["ID"])?.string
    else { return nil }
    var container = Workload(
      kind: .container, namespace: nil,
      name: name.hasPrefix("/") ? String(name.dropFirst()) : name, place: document.place(item))
    container.id = id
    container.state =
      (item["State", "Status"]?.string ?? item["State"]?.string ?? item["Status"]?.string)?
      .replacingFirst("exited", by: "Exited")
    if let mode = item["HostConfig", "NetworkMode"]?.string {
      container.isHostNetwork = mode == "host"
    }
    let networks = item["NetworkSettings", "Networks"]?.members.map(\.value) ?? []
    for network in networks {
      for key in ["IPAddress", "GlobalIPv6Address"] {
        if let address = network[key]?.string.flatMap({ IPAddress($0) }),
          !container.addresses.contains(address)
        {
          container.addresses.append(address)
        }
      }
    }
    if let text = item["Ports"]?.string {
      guard let ports = PublishedPorts.read(text) else { return nil }
      container.ports = ports
    }
    container.ports += (item["Ports"]?.elements ?? []).compactMap { podmanPort($0, document) }
    for (port, bindings) in item["NetworkSettings", "Ports"]?.members ?? [] {
      let published = bindings.elements.map { binding -> String in
        let host = binding["HostIp"]?.string ?? ""
        return "\(host):\(binding["HostPort"]?.string ?? "")->\(port)"
      }
      let text = published.isEmpty ? port : published.joined(separator: ",")
      container.ports += PublishedPorts.read(text) ?? []
    }
    return container
  }

  private static func podmanPort(_ value: JSONText, _ document: Document) -> Workload.Port? {
    guard let inside = document.integer(value["container_port"]),
      let first = UInt16(exactly: inside),
      let ipProtocol = IPProtocol(name: (value["protocol"]?.string ?? "tcp").utf8)
    else { return nil }
    let length = UInt16(clamping: max(1, document.integer(value["range"]) ?? 1)) - 1
    let node = document.integer(value["host_port"]).flatMap { UInt16(exactly: $0) }
    func range(_ first: UInt16) -> PortRange? {
      let (last, over) = first.addingReportingOverflow(length)
      return over ? nil : PortRange(first, last)
    }
    guard let ports = range(first) else { return nil }
    return Workload.Port(
      ipProtocol: ipProtocol, ports: ports, name: nil, nodePorts: node.flatMap(range),
      nodeAddress: value["host_ip"]?.string.flatMap { IPAddress($0) }
        .flatMap { $0.bits == 0 ? nil : $0 }, target: nil)
  }
}

extension String {
  /// The text with another beginning, if it has the one.
  fileprivate func replacingFirst(_ head: String, by other: String) -> String {
    hasPrefix(head) ? other + dropFirst(head.count) : self
  }
}
