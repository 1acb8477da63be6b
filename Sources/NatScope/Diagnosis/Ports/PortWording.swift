// A row's destinations and targets as people write them.
extension PortRow {
  /// `tcp`, `any`, or `any` where ``exceptProtocols`` has exceptions.
  public var protocolText: String {
    switch row.protocols {
    case .one(let one): "\(one)"
    case .all: "any"
    }
  }

  public var exceptProtocols: [String] {
    switch row.protocols {
    case .one: []
    case .all(let except): except.map { "\($0)" }
    }
  }

  /// `local`, `any`, `10.96.0.1`, `203.0.113.0/24` or `10.0.0.1-10.0.0.9`.
  public var addressText: String {
    guard let range = row.addresses else { return row.isLocal == true ? "local" : "any" }
    return Self.text(range, row.family)
  }

  /// Destinations that the row does not hold for: prefixes, and `local` for the node's own.
  public var exceptAddresses: [String] {
    (row.isLocal == false ? ["local"] : [])
      + row.exceptAddresses.map { Self.text($0, row.family) }
  }

  /// `443`, `30000-30010` or `any`.
  public var portText: String { row.ports.map { "\($0)" } ?? "any" }

  public var exceptPorts: [String] { row.exceptPorts.map { "\($0)" } }

  static func text(_ range: ClosedRange<UInt128>, _ family: IPFamily) -> String {
    let first = IPAddress(family: family, bits: range.lowerBound)
    let last = IPAddress(family: family, bits: range.upperBound)
    if first == last { return "\(first)" }
    let blocks = IntervalSet(range).blocks(width: family.width)
    if blocks.count == 1, let block = blocks.first {
      return "\(IPPrefix(first, length: family.width - block.freeBits))"
    }
    return "\(first)-\(last)"
  }

  /// The ports of a target; where the port stays, those of the row.
  public func ports(of target: Inventory.Target) -> String {
    (target.ports ?? row.ports).map { "\($0)" } ?? "any"
  }

  /// The addresses of a target; nil for the address of the incoming interface, and where the
  /// packet keeps its own.
  public func addresses(of target: Inventory.Target) -> String? {
    target.addresses.map { Self.text($0, row.family) }
  }

  /// `10.42.0.15:443`, `[fd00::1]:443`, `10.0.0.5`, `:8080` where the address is this node's.
  public func text(of target: Inventory.Target) -> String {
    let ports = (target.ports ?? row.ports).map { ":\($0)" } ?? ""
    guard let addresses = addresses(of: target) else { return ports.isEmpty ? "local" : ports }
    return row.family == .ipv6 && !ports.isEmpty
      ? "[\(addresses)]\(ports)" : addresses + ports
  }

  /// What becomes of packets that reach no target; nil for all others.
  public var refusal: String? {
    guard case .refused(let verdict) = row.answer else { return nil }
    let word = verdict == .drop ? "dropped" : "rejected"
    return row.example.virtualService == nil ? "\(word): no endpoints" : "\(word): no servers"
  }
}

extension Socket {
  /// `nginx`, `nginx +1` for several processes, or `?` where the text names none.
  public var processText: String {
    guard let first = processes.first else { return "?" }
    let others = Set(processes.map(\.name)).count - 1
    return others > 0 ? "\(first.name) +\(others)" : first.name
  }

  /// Whether the program only holds the port, or serves hardly anything that comes from outside:
  /// docker-proxy and its likes.
  public var isDecoy: Bool { decoy != nil }
}
