/// The sockets of the input beside a row of the inventory.
struct PortSockets {
  /// nil if the input has no list of sockets.
  var asked: [Socket]?
  /// nil if the packets do not end at this node, or the input has no list.
  var target: [Socket]?

  init(_ row: Inventory.Row, _ node: NodeFacts) {
    guard node.sockets.isGiven else { return }
    asked = node.sockets.all.filter { Self.mayTake($0, row, node) }
    guard row.answer == .translated(.redirect) || Self.isAtHome(row, node) else { return }
    target = node.sockets.all.filter { socket in
      guard Self.covers(row.protocols, socket.ipProtocol), let port = socket.port else {
        return false
      }
      return row.targets.contains { target in
        if let ports = target.ports {
          guard ports.contains(port) else { return false }
        } else if !Self.covers(row, port) {
          return false
        }
        let address = target.addresses.map {
          IPAddress(family: row.family, bits: $0.lowerBound)
        }
        return socket.takes(address, row.family) != false
      }
    }
  }

  /// Whether all of the row's targets are addresses of this node.
  private static func isAtHome(_ row: Inventory.Row, _ node: NodeFacts) -> Bool {
    guard !row.targets.isEmpty else { return false }
    for target in row.targets {
      guard let range = target.addresses, range.lowerBound == range.upperBound else { return false }
      let address = IPAddress(family: row.family, bits: range.lowerBound)
      guard address.isLoopback || node.addresses.place(of: address) != nil else { return false }
    }
    return true
  }

  private static func mayTake(_ socket: Socket, _ row: Inventory.Row, _ node: NodeFacts) -> Bool {
    guard covers(row.protocols, socket.ipProtocol), let port = socket.port, covers(row, port) else {
      return false
    }
    guard let range = row.addresses else {
      // Of other addresses than the node's, no socket takes anything.
      guard row.isLocal != false, socket.takes(nil, row.family) != false else { return false }
      guard case .address(let own) = socket.local, own.family == row.family else { return true }
      return !row.exceptAddresses.contains { $0.contains(own.bits) }
    }
    if case .address(let own) = socket.local {
      return own.family == row.family && range.contains(own.bits)
    }
    guard range.lowerBound == range.upperBound else { return false }
    let address = IPAddress(family: row.family, bits: range.lowerBound)
    guard address.isLoopback || node.addresses.place(of: address) != nil else { return false }
    return socket.takes(address, row.family) != false
  }

  private static func covers(_ protocols: Inventory.Protocols, _ ipProtocol: IPProtocol) -> Bool {
    switch protocols {
    case .one(let one): one == ipProtocol
    case .all(let except): !except.contains(ipProtocol)
    }
  }

  private static func covers(_ row: Inventory.Row, _ port: UInt16) -> Bool {
    row.ports?.contains(port) ?? !row.exceptPorts.contains { $0.contains(port) }
  }
}
