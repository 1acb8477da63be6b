// IPVS: a virtual service takes the packet and gives it to one of its servers
// (net/netfilter/ipvs/ip_vs_core.c, ip_vs_in_hook; ip_vs_xmit.c).
extension Tracer {
  /// Asks the services for the packet as it is now.
  ///
  /// - Returns: false if the state has ended.
  mutating func askVirtualServices(_ state: inout TraceState) -> Bool {
    state.stage += 1
    // A packet is taken once; ICMP errors belong to connections that are there already.
    guard state.service < 0, [.tcp, .udp, .sctp].contains(packet.ipProtocol) else { return true }
    guard !ipvs.services.isEmpty else { return passUnknownServices(&state) }
    if let service = markService(&state) { return take(service, &state) }
    guard let bits = value(.destination, state) else { return passOpenAddress(&state) }
    let address = IPAddress(family: packet.family, bits: bits)
    guard let port = value(.destinationPort, state) else { return splitPorts(address, &state) }
    guard
      let service = ipvs.service(
        mark: 0, address, packet.ipProtocol, port: UInt16(truncatingIfNeeded: port))
    else { return true }
    return take(service, &state)
  }

  /// The service of the packet's mark. Where bits of the mark are not known, the state parts.
  private mutating func markService(_ state: inout TraceState) -> Int? {
    for (index, service) in ipvs.services.enumerated() {
      guard case .mark(let mark, let family) = service.key, family == packet.family, mark != 0,
        (mark ^ state.mark.value) & ~state.mark.unknown == 0
      else { continue }
      testedMark = true
      if state.mark.unknown == 0 { return index }
      let fact = fact(.markIs(mark), named: "service mark \(mark) \(state.path)")
      let (marked, others) = parts(of: state, by: fact)
      guard let others else { return index }
      state = others
      if var marked {
        // It is asked again, with the fact settled.
        marked.stage -= 1
        marked.mark = TraceState.Mark(value: mark)
        wait(marked)
      }
    }
    return nil
  }

  /// `:PORT` is an address that no service has; those that have one are told. A range that a
  /// translation chooses from may hold a service's address.
  private mutating func passOpenAddress(_ state: inout TraceState) -> Bool {
    for service in ipvs.services {
      guard case .address(let address, packet.ipProtocol, let port) = service.key,
        address.family == packet.family,
        port == 0 || UInt128(port) == value(.destinationPort, state) ?? UInt128(port)
      else { continue }
      switch state.destination {
      case .original:
        named.setApart(address.bits)
        named.add(address)
      case .range(let range) where range.contains(address.bits):
        finish(state, verdict: nil, obstacle: .virtualService)
        return false
      case .range, .mapped: continue
      }
    }
    return true
  }

  /// Every port is meant: those of services are states of their own.
  private mutating func splitPorts(_ address: IPAddress, _ state: inout TraceState) -> Bool {
    var all: Int?
    var ports: [UInt16] = []
    for (index, service) in ipvs.services.enumerated() {
      guard case .address(address, packet.ipProtocol, let port) = service.key else { continue }
      if port == 0 { all = index } else { ports.append(port) }
    }
    for port in ports.sorted() {
      let value = UInt128(port)
      guard case .original = state.destinationPort else {
        finish(state, verdict: nil, obstacle: .virtualService)
        return false
      }
      guard state.box[.destinationPort].contains(value) else { continue }
      var (inside, others) = fork(state)
      inside.stage -= 1
      inside.box[.destinationPort] = IntervalSet(value)
      renew(&inside)
      wait(inside)
      others.box[.destinationPort] = state.box[.destinationPort].subtracting(value...value)
      renew(&others)
      state = others
      if state.box[.destinationPort].isEmpty { return false }
    }
    return all.map { take($0, &state) } ?? true
  }

  // MARK: without the services

  /// kube-proxy in IPVS mode keeps the addresses of its services in sets: with one of them IPVS takes
  /// the packet, and without its services nobody can say where to.
  private mutating func passUnknownServices(_ state: inout TraceState) -> Bool {
    guard !ipvs.isWhole, let address = value(.destination, state),
      let port = value(.destinationPort, state)
    else { return true }
    let key = IPSet.Key(
      first: address, ipProtocol: packet.ipProtocol.number,
      port: UInt16(truncatingIfNeeded: port))
    let isService = Self.serviceSets.contains { name in
      guard let set = sets[name], set.kind == .hashIPPort, set.family == packet.family else {
        return false
      }
      return set.find(key) == .match
    }
    let nodePorts = sets["KUBE-NODE-PORT-" + (packet.ipProtocol == .tcp ? "TCP" : "UDP")]
    let isNodePort =
      packet.ipProtocol != .sctp && nodePorts?.kind == .bitmapPort
      && nodePorts?.find(IPSet.Key(port: key.port)) == .match && isLocalNow(state) == true
    guard isService || isNodePort else { return true }
    finish(state, verdict: nil, obstacle: .virtualService)
    return false
  }

  /// The sets in which kube-proxy keeps addresses with ports (pkg/proxy/ipvs/proxier.go). Those of
  /// IPv6 have "6-" in their names.
  static let serviceSets = [
    "KUBE-CLUSTER-IP", "KUBE-LOAD-BALANCER", "KUBE-EXTERNAL-IP", "KUBE-EXTERNAL-IP-LOCAL",
    "KUBE-6-CLUSTER-IP", "KUBE-6-LOAD-BALANCER", "KUBE-6-EXTERNAL-IP", "KUBE-6-EXTERNAL-IP-LOCAL",
    "KUBE-NODE-PORT-SCTP-HASH",
  ]

  // MARK: servers

  private mutating func take(_ service: Int, _ state: inout TraceState) -> Bool {
    state.service = Int32(service)
    state.servicePathCount = state.pathCount
    if packet.state == .established || packet.state == .related {
      finish(state, verdict: nil, obstacle: .establishedConnection)
      return false
    }
    let shares = ipvs.services[service].shares
    var live = shares.indices.filter { shares[$0] > 0 }
    guard let last = live.popLast() else {
      // The client is told that the port is unreachable; a process of the node gets EPERM
      // (ip_vs_leave).
      finish(state, verdict: packet.origin == .local ? .drop : .reject)
      return false
    }
    for (place, server) in live.enumerated() {
      var other = state
      other.splits += 1
      other.weight *= shares[server]
      other.branch = branches.push(Int32(place), on: state.branch)
      if send(to: server, &other) { wait(other) }
    }
    if !live.isEmpty {
      state.splits += 1
      state.weight *= shares[last]
      state.branch = branches.push(Int32(live.count), on: state.branch)
    }
    return send(to: last, &state)
  }

  private mutating func send(to index: Int, _ state: inout TraceState) -> Bool {
    let server = ipvs.services[Int(state.service)].servers[index]
    state.server = Int32(index)
    let bits = server.address.bits
    let isLocal = server.address.family == packet.family && self.isLocal(bits...bits) == true
    if server.forwarding == .masquerade {
      state.translation = .destinationNAT
      state.versions.addresses += 1
      state.destination = .range(bits...bits)
      if server.port != 0 {
        state.destinationPort = .range(UInt128(server.port)...UInt128(server.port))
      }
    }
    if inventory != nil {
      finish(state, verdict: .accept)
      return false
    }
    if !servicesKeepConntrack() { state.isUntracked = true }
    state.isTargetLocal = isLocal
    // A server on the node itself gets the packet as it goes on (ip_vs_nat_send_or_cont).
    if isLocal { return true }
    if server.forwarding == .tunnel {
      finish(state, verdict: .accept, delivery: .forward)
      return false
    }
    state.isResent = true
    state.enter(.resending)
    return true
  }

  /// Whether what IPVS sends on keeps its conntrack entry; without one nat POSTROUTING is not asked.
  ///
  /// kube-proxy sets net.ipv4.vs.conntrack to 1; the kernel's default is 0.
  mutating func servicesKeepConntrack() -> Bool {
    if let told = ipvs.keepsConntrack { return told }
    if let assumedServiceConntrack { return assumedServiceConntrack }
    let name = Array("KUBE-POSTROUTING".utf8)
    let isKubeProxy = ruleset.chains.contains { ruleset.source.slice($0.name).elementsEqual(name) }
    assumedServiceConntrack = isKubeProxy
    return isKubeProxy
  }

  /// What the outcome tells of the service that took the packet.
  func virtualService(of state: TraceState) -> VirtualService? {
    guard state.service >= 0 else { return nil }
    let service = ipvs.services[Int(state.service)]
    return VirtualService(
      service: service, server: state.server < 0 ? nil : service.servers[Int(state.server)],
      pathItems: state.servicePathCount)
  }
}
