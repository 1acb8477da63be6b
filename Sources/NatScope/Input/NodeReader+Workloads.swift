// The tables of kubectl, crictl, docker and podman.
extension NodeReader {
  private static let notThere: Set<String> = ["<none>", "<pending>", "<unknown>", "None", ""]

  private mutating func add(_ workload: Workload) -> Reading {
    facts.workloads.isGiven = true
    facts.workloads.all.append(workload)
    return .read
  }

  // MARK: kubectl

  mutating func readKubernetes(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first else { return .read }
    if first.isWord("NAME") || first.isWord("NAMESPACE") {
      columns = ColumnTable(line.bytes)
      if columns?.names.contains("READY") == true || columns?.names.contains("CLUSTER-IP") == true {
        facts.workloads.isGiven = true
      }
      return .read
    }
    if first.isWord("No"), words.count > 1, words[1].isWord("resources") {
      facts.workloads.isGiven = true
      return .read
    }
    guard let names = columns?.names else { return readBareKubernetes(line) }
    if names.contains("CLUSTER-IP") { return readRow(line) { Self.service($0, line.place) } }
    if names.contains("READY"), names.contains("RESTARTS") {
      return readRow(line) { Self.pod($0, line.place) }
    }
    if names.contains("ADDRESSTYPE") {
      return readRow(line) { Self.endpointSlice($0, line.place) }
    }
    return .read
  }

  private mutating func readRow(
    _ line: Line, _ make: ([String: String]) -> Workload?
  ) -> Reading {
    guard let row = columns?.row(line.bytes), let workload = make(row) else { return .unread }
    return add(workload)
  }

  /// Rows without a heading, as `--no-headers` or grep leave them: the cells tell what they are.
  private mutating func readBareKubernetes(_ line: Line) -> Reading {
    var cells = ColumnTable.cells(line.bytes).map { String(decoding: $0, as: UTF8.self) }
    if cells.count < 5 {
      cells = line.words.map { String(decoding: $0, as: UTF8.self) }
    }
    guard let key = cells.indices.prefix(3).dropFirst().first(where: { Self.isReady(cells[$0]) })
    else { return readBareService(cells, line.place) }
    var row = ["NAME": cells[key - 1], "READY": cells[key]]
    if key == 2 { row["NAMESPACE"] = cells[0] }
    if key + 1 < cells.count { row["STATUS"] = cells[key + 1] }
    // Of `-o wide`: behind the age stand the address and the node.
    if let index = cells.indices.dropFirst(key + 2).first(where: { IPAddress(cells[$0]) != nil }) {
      row["IP"] = cells[index]
      if index + 1 < cells.count { row["NODE"] = cells[index + 1] }
    }
    guard let pod = Self.pod(row, line.place) else { return .unread }
    return add(pod)
  }

  private mutating func readBareService(_ cells: [String], _ place: SourcePlace) -> Reading {
    let types: Set<String> = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]
    guard let key = cells.indices.prefix(3).dropFirst().first(where: { types.contains(cells[$0]) }),
      key + 3 < cells.count
    else { return .read }
    var row = [
      "NAME": cells[key - 1], "TYPE": cells[key], "CLUSTER-IP": cells[key + 1],
      "EXTERNAL-IP": cells[key + 2], "PORT(S)": cells[key + 3],
    ]
    if key == 2 { row["NAMESPACE"] = cells[0] }
    guard let service = Self.service(row, place) else { return .unread }
    return add(service)
  }

  private static func isReady(_ cell: String) -> Bool {
    let parts = cell.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { Decimal.unsigned($0) != nil }
  }

  /// `kubectl get all` puts the kind before the name: `pod/web-0`.
  private static func name(_ cell: String?) -> String? {
    guard let cell, !cell.isEmpty else { return nil }
    return cell.split(separator: "/").last.map { String($0) }
  }

  private static func told(_ cell: String?) -> String? {
    cell.flatMap { notThere.contains($0) ? nil : $0 }
  }

  private static func addresses(_ cell: String?) -> [IPAddress] {
    (cell ?? "").split(separator: ",").compactMap { IPAddress(String($0)) }
  }

  private static func pod(_ row: [String: String], _ place: SourcePlace) -> Workload? {
    guard let name = name(row["NAME"]), let ready = row["READY"], isReady(ready) else { return nil }
    var pod = Workload(kind: .pod, namespace: row["NAMESPACE"], name: name, place: place)
    pod.addresses = addresses(row["IP"])
    pod.node = told(row["NODE"])
    pod.state = row["STATUS"]
    return pod
  }

  private static func service(_ row: [String: String], _ place: SourcePlace) -> Workload? {
    guard let name = name(row["NAME"]) else { return nil }
    var service = Workload(
      kind: .service, namespace: row["NAMESPACE"], name: name, place: place)
    service.addresses = addresses(row["CLUSTER-IP"])
    service.externalAddresses = addresses(row["EXTERNAL-IP"])
    service.state = row["TYPE"]
    guard let ports = row["PORT(S)"].map(servicePorts) else { return nil }
    guard let ports else { return nil }
    service.ports = ports
    service.labels = (told(row["SELECTOR"]) ?? "").split(separator: ",").map { String($0) }
    return service
  }

  /// `80:30080/TCP,443/TCP`.
  private static func servicePorts(_ cell: String) -> [Workload.Port]? {
    guard told(cell) != nil else { return [] }
    var result: [Workload.Port] = []
    for part in cell.split(separator: ",") {
      let halves = part.split(separator: "/")
      guard halves.count == 2, let ipProtocol = IPProtocol(name: halves[1].utf8) else { return nil }
      let numbers = halves[0].split(separator: ":").map { UInt16($0) }
      guard let first = numbers.first, let port = first, numbers.allSatisfy({ $0 != nil }) else {
        return nil
      }
      let nodePort = numbers.count > 1 ? numbers[1] : nil
      result.append(
        Workload.Port(
          ipProtocol: ipProtocol, ports: PortRange(port, port), name: nil,
          nodePorts: nodePort.map { PortRange($0, $0) }, nodeAddress: nil, target: nil))
    }
    return result
  }

  private static func endpointSlice(_ row: [String: String], _ place: SourcePlace) -> Workload? {
    guard let name = name(row["NAME"]) else { return nil }
    var slice = Workload(
      kind: .endpointSlice, namespace: row["NAMESPACE"], name: name, place: place)
    // kubectl shows three and says how many more there are.
    let shown = (row["ENDPOINTS"] ?? "").split(separator: " ").first.map { String($0) }
    slice.addresses = addresses(shown)
    slice.state = row["ADDRESSTYPE"]
    return slice
  }

  // MARK: crictl

  mutating func readSandbox(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first else { return .read }
    if first.isWord("POD") || first.isWord("CONTAINER") {
      columns = ColumnTable(line.bytes)
      if columns?.names.contains("POD ID") == true { facts.workloads.isGiven = true }
      return .read
    }
    // Only `crictl pods` has the namespace; `crictl ps` shows containers of the same pods.
    guard columns?.names.first == "POD ID", columns?.names.contains("NAMESPACE") == true else {
      return .read
    }
    return readRow(line) { row in
      guard let id = row["POD ID"], let name = row["NAME"] else { return nil }
      var pod = Workload(kind: .pod, namespace: row["NAMESPACE"], name: name, place: line.place)
      pod.id = id
      pod.state = row["STATE"]
      return pod
    }
  }

  // MARK: docker and podman

  mutating func readContainer(_ line: Line) -> Reading {
    let words = line.words
    guard words.count >= 2 else { return .read }
    if words[0].isWord("CONTAINER"), words[1].isWord("ID") {
      columns = ColumnTable(line.bytes)
      facts.workloads.isGiven = true
      return .read
    }
    if words[1].isWord("ID") || words[1].isWord("TAG") {
      columns = nil
      return .read
    }
    guard columns?.names.first == "CONTAINER ID" else { return .read }
    return readRow(line) { row in
      guard let id = row["CONTAINER ID"], let name = row["NAMES"] else { return nil }
      guard let ports = PublishedPorts.read(row["PORTS"] ?? "") else { return nil }
      var container = Workload(kind: .container, namespace: nil, name: name, place: line.place)
      container.id = id
      container.state = row["STATUS"]
      container.ports = ports
      return container
    }
  }
}

/// What docker and podman show of ports: `0.0.0.0:8080->80/tcp, :::8080->80/tcp, 443/tcp`,
/// `0.0.0.0:3000-3002->3000-3002/tcp`.
enum PublishedPorts {
  static func read(_ cell: String) -> [Workload.Port]? {
    var result: [Workload.Port] = []
    for part in cell.utf8.split(separator: UInt8(ascii: ",")) {
      let text = Array(part).drop { $0 == 0x20 }
      guard let slash = text.lastIndex(of: UInt8(ascii: "/")),
        let ipProtocol = IPProtocol(name: text[(slash + 1)...])
      else { return nil }
      let body = text[..<slash]
      guard let arrow = SocketProcesses.find("->", in: body) else {
        guard let ports = PortRange(body, separator: UInt8(ascii: "-")) else { return nil }
        result.append(port(ipProtocol, ports, nil, nil))
        continue
      }
      let (node, inside) = (body[..<arrow], body[(arrow + 2)...])
      guard let colon = node.lastIndex(of: UInt8(ascii: ":")),
        let ports = PortRange(inside, separator: UInt8(ascii: "-")),
        let nodePorts = PortRange(node[(colon + 1)...], separator: UInt8(ascii: "-"))
      else { return nil }
      var host = node[..<colon]
      if host.first == UInt8(ascii: "[") { host = host.dropFirst().dropLast() }
      guard host.isEmpty || IPAddress(host) != nil else { return nil }
      result.append(port(ipProtocol, ports, nodePorts, IPAddress(host)))
    }
    return result
  }

  private static func port(
    _ ipProtocol: IPProtocol, _ ports: PortRange, _ nodePorts: PortRange?, _ address: IPAddress?
  ) -> Workload.Port {
    Workload.Port(
      ipProtocol: ipProtocol, ports: ports, name: nil, nodePorts: nodePorts,
      nodeAddress: address.flatMap { $0.bits == 0 ? nil : $0 }, target: nil)
  }
}
