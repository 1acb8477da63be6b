/// The inventory of an input, ready to be reported.
public struct PortsAnswer: Sendable {
  public let capture: Capture
  /// By ruleset, those of each as ``Inventory/rows`` has them.
  public var rows: [PortRow]
  /// What has to be said of the whole, in sentences.
  public let notes: [String]
  /// How many rows there were before a filter.
  public let total: Int

  /// - Parameters:
  ///   - options: what the user told of the node; the input's facts are added.
  ///   - covers: the families that are asked for.
  public init(
    _ capture: Capture, options: TraceOptions = TraceOptions(),
    covers: (IPFamily) -> Bool = { _ in true }
  ) {
    self.capture = capture
    var options = options
    options.localAddresses = capture.node.addresses
    options.ipvs = capture.ipvs
    var rows: [PortRow] = []
    var notes: [String] = []
    for (index, ruleset) in capture.rulesets.enumerated() where covers(ruleset.family) {
      let inventory = Inventory.run(ruleset, sets: capture.sets, options: options)
      rows += inventory.rows.map { PortRow($0, index, capture) }
      for note in Self.notes(inventory, ruleset) where !notes.contains(note) { notes.append(note) }
    }
    if rows.contains(where: \.row.isAffine) {
      notes.append(
        "Clients that came before may keep their endpoint; the shares are those of new ones.")
    }
    if !capture.node.sockets.isGiven {
      notes.append(
        "No list of sockets is in the input, so nothing is said of listeners: ss -lntup has them.")
    }
    self.rows = rows
    self.notes = notes
    total = rows.count
  }

  private static func notes(_ inventory: Inventory, _ ruleset: Ruleset) -> [String] {
    let name = ruleset.family == .ipv4 ? "IPv4" : "IPv6"
    var result: [String] = []
    if inventory.lacksNAT {
      result.append(
        "The \(name) rules have no nat table, so translations are missing: \(ruleset.saveCommand).")
    }
    if inventory.leftOut > 0 {
      result.append(
        "\(inventory.leftOut) parts of the \(name) destinations are left out: the walk came to a "
          + "bound. natscope trace follows a single one.")
    }
    if inventory.restsOnHiddenInterfaces {
      result.append(
        "The \(name) listing hides interfaces, and rules are taken to fit: -v shows them.")
    }
    if inventory.restsOnMissingRules {
      result.append(
        "The \(name) rules are a part of a dump; rules that are missing may answer otherwise.")
    }
    return result
  }

  /// The answer with some of its rows only.
  public func filtered(_ keeps: (PortRow) -> Bool) -> PortsAnswer {
    var result = self
    result.rows = rows.filter(keeps)
    return result
  }
}

extension PortRow {
  /// Whether some packets of the row go to an address, or to a port of it.
  public func reaches(_ address: IPAddress, port: UInt16?) -> Bool {
    guard address.family == row.family else { return false }
    return row.targets.contains { target in
      guard let range = target.addresses, range.contains(address.bits) else { return false }
      guard let port else { return true }
      if let ports = target.ports { return ports.contains(port) }
      return holds(port: port)
    }
  }

  public func holds(_ ipProtocol: IPProtocol) -> Bool {
    switch row.protocols {
    case .one(let one): one == ipProtocol
    case .all(let except): !except.contains(ipProtocol)
    }
  }

  public func holds(port: UInt16) -> Bool {
    row.ports?.contains(port) ?? !row.exceptPorts.contains { $0.contains(port) }
  }
}
