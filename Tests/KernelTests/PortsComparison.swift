import FoundationEssentials
import NatScope

/// What the kernel did with one packet beside the rows of `natscope ports` that hold for it.
struct PortsComparison {
  private(set) var problems: [String] = []

  /// - Parameter sets: what `ipset save` printed.
  init(_ packet: TestPacket, kernel: KernelResult, sets: String) {
    // Only a connection entry tells the translation, and only of its first packet.
    guard packet.state == nil, kernel.connections.count == 1,
      let connection = kernel.connections.first,
      let address = IPAddress(packet.destination), let ipProtocol = Self.ipProtocol(packet)
    else { return }
    let origin: Packet.Origin = packet.inInterface == nil ? .local : .outside
    // What comes from outside to loopback is not listed.
    if origin == .outside, address.isLoopback { return }
    // Nor is multicast (Inventory.Row.addresses).
    if IPPrefix.multicast(address.family).bounds.contains(address.bits) { return }
    let capture = Capture.read([
      InputFile(name: "rules", bytes: Array(kernel.saved.utf8)),
      InputFile(name: "sets", bytes: Array(sets.utf8)),
    ])
    var options = TraceOptions()
    let nodes = KernelNode.nodeAddresses
    options.nodeAddresses = nodes
    guard let ruleset = capture.rulesets.first else { return }
    let inventory = Inventory.run(ruleset, sets: capture.sets, options: options)
    guard inventory.leftOut == 0 else { return }
    let isLocal = address.isLoopback || nodes.contains { $0.address == address }
    let rows = inventory.rows.filter {
      $0.covers(
        ipProtocol, address.bits, port: packet.hasPorts ? packet.destinationPort : nil,
        isLocal: isLocal, at: origin)
    }
    let asked = Connection.Endpoint(
      address: packet.destination, port: packet.hasPorts ? Int(packet.destinationPort) : nil)
    let used = connection.newDestination
    let fits = rows.contains { row in row.targets.contains { Self.holds($0, used, asked) } }
    if used != asked, !fits {
      problems.append("ports: no row of \(rows.count) leads to \(used)")
    }
    for row in rows
    where Self.isSure(row) && !row.targets.contains(where: { Self.holds($0, used, asked) }) {
      problems.append("ports: a sure row leads to \(row.targets), the kernel used \(used)")
    }
  }

  /// The first row that the inventory of a form has otherwise than that of the save.
  static func differences(save: String, form: String) -> [String] {
    let (was, now) = (rows(save), rows(form))
    guard
      let place = (0..<max(was.count, now.count)).first(where: {
        !was.indices.contains($0) || !now.indices.contains($0) || was[$0] != now[$0]
      })
    else { return [] }
    return [
      "ports: row \(place) is \(now.indices.contains(place) ? now[place] : "missing"), of the save "
        + "\(was.indices.contains(place) ? was[place] : "missing")"
    ]
  }

  /// The rows without the places of their rules.
  private static func rows(_ text: String) -> [String] {
    var options = TraceOptions()
    options.nodeAddresses = KernelNode.nodeAddresses
    let capture = Capture.read(name: "rules", bytes: Array(text.utf8))
    return PortsTable().render(PortsAnswer(capture, options: options)).split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).prefix(12)
        .joined(separator: " | ")
    }
  }

  /// Whether every packet of the row is translated.
  private static func isSure(_ row: Inventory.Row) -> Bool {
    guard case .translated(let kind) = row.answer, kind != .transparentProxy else { return false }
    return row.conditions.isEmpty && row.targets.reduce(0) { $0 + $1.share } > 1 - 1e-9
  }

  private static func holds(
    _ target: Inventory.Target, _ used: Connection.Endpoint, _ asked: Connection.Endpoint
  ) -> Bool {
    guard let bits = IPAddress(used.address)?.bits else { return false }
    // nil: that of the incoming interface, or the packet's own.
    if let addresses = target.addresses, !addresses.contains(bits) { return false }
    guard let port = used.port.flatMap({ UInt16(exactly: $0) }) else { return true }
    return target.ports?.contains(port) ?? (used.port == asked.port)
  }

  private static func ipProtocol(_ packet: TestPacket) -> IPProtocol? {
    switch packet.kind {
    case .tcp: .tcp
    case .udp: .udp
    case .sctp: .sctp
    case .icmp: packet.isIPv6 ? .icmpv6 : .icmp
    }
  }
}

extension KernelNode {
  /// The node's addresses as natscope is told them.
  static let nodeAddresses = addressArguments.filter { $0 != "--node-address" }
    .compactMap { NodeAddresses.Entry($0) }
}
