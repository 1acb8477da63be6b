/// Puts the groups of classes together: classes with equal answers are one row.
struct InventoryJoining: Sendable {
  let family: IPFamily
  private var sides: [Side: Answers] = [:]

  /// What was asked about.
  enum Class: Sendable {
    case single(UInt128, isLocal: Bool?)
    case wide(IntervalSet, isLocal: Bool, isRest: Bool)
  }

  struct Side: Hashable, Sendable {
    let ipProtocol: IPProtocol
    let origin: Packet.Origin
  }

  /// The answers to the packets of one protocol at one hook.
  struct Answers: Sendable {
    var wide: [Joined] = []
    var places: [InventoryGroup.Key: Int] = [:]
    var singles: [Single] = []
    /// Every address that was asked about by itself.
    var named: [UInt128] = []
    /// Those of them that are the node's.
    var own: [UInt128] = []
  }

  /// The wide classes that get the same.
  struct Joined: Sendable {
    let group: InventoryGroup
    var local: [IntervalSet] = []
    var foreign: [IntervalSet] = []
    var isLocalRest = false
    var isForeignRest = false
    /// Single addresses that get the same.
    var singles: [UInt128] = []
  }

  struct Single: Sendable {
    let address: UInt128
    let isLocal: Bool?
    let group: InventoryGroup
  }

  init(_ family: IPFamily) { self.family = family }

  mutating func add(_ groups: [InventoryGroup], _ destinations: Class, _ packet: Packet) {
    guard !groups.isEmpty else { return }
    let side = Side(ipProtocol: packet.ipProtocol, origin: packet.origin)
    for group in groups {
      switch destinations {
      case .single(let address, let isLocal):
        sides[side, default: Answers()].singles.append(
          Single(address: address, isLocal: isLocal, group: group))
      case .wide(let set, let isLocal, let isRest):
        sides[side, default: Answers()].add(group, set, isLocal: isLocal, isRest: isRest)
      }
    }
  }

  /// Tells which addresses are asked about by themselves.
  mutating func name(_ singles: [UInt128], _ packet: Packet) {
    sides[Side(ipProtocol: packet.ipProtocol, origin: packet.origin), default: Answers()].named =
      singles
  }

  /// Tells that an address which was asked about by itself is the node's.
  mutating func nameOwn(_ address: UInt128, _ packet: Packet) {
    sides[Side(ipProtocol: packet.ipProtocol, origin: packet.origin), default: Answers()].own
      .append(address)
  }

  /// All rows, sorted.
  ///
  /// - Parameters:
  ///   - protocols: those that were walked.
  ///   - others: the one that stands for all which no rule names.
  func rows(_ protocols: [IPProtocol], others: IPProtocol) -> [Inventory.Row] {
    var result: [Inventory.Row] = []
    for ipProtocol in protocols {
      let rows = [Packet.Origin.outside, .local].map { origin in
        let side = Side(ipProtocol: ipProtocol, origin: origin)
        return sides[side].map { InventoryRows(family, side, $0).rows } ?? []
      }
      result += Self.joinHooks(rows[0], rows[1], family)
    }
    return Inventory.sorted(Self.joinProtocols(result, protocols, others: others))
  }
}

extension InventoryJoining.Answers {
  fileprivate mutating func add(
    _ group: InventoryGroup, _ set: IntervalSet, isLocal: Bool, isRest: Bool
  ) {
    let place = places[group.key] ?? wide.count
    if place == wide.count {
      places[group.key] = place
      wide.append(InventoryJoining.Joined(group: group))
    }
    if isLocal {
      wide[place].local.append(set)
      wide[place].isLocalRest = wide[place].isLocalRest || isRest
    } else {
      wide[place].foreign.append(set)
      wide[place].isForeignRest = wide[place].isForeignRest || isRest
    }
  }
}

// MARK: hooks and protocols

extension InventoryJoining {
  /// What has to be equal for the rows of two hooks, or of two protocols, to be one.
  private struct RowKey: Hashable {
    var protocols: Inventory.Protocols?
    var hooks: Inventory.Hooks?
    let addresses: ClosedRange<UInt128>?
    let isLocal: Bool?
    let exceptAddresses: [ClosedRange<UInt128>]
    let ports: PortRange?
    let exceptPorts: [PortRange]
    let answer: Inventory.Answer
    let targets: [Inventory.Target]
    let conditions: [Condition]
  }

  private static func key(_ row: Inventory.Row, _ family: IPFamily) -> RowKey {
    let loopback = IPPrefix.loopback(family).bounds
    // What leaves this node has no incoming interface: a rule that must not have one applies.
    let conditions = row.conditions.filter { condition in
      guard condition.isNegated, condition.all.count == 1 else { return true }
      guard case .field(.inInterface, _) = condition.all[0] else { return true }
      return false
    }
    return RowKey(
      addresses: row.addresses, isLocal: row.isLocal,
      exceptAddresses: row.exceptAddresses.filter { $0 != loopback }, ports: row.ports,
      exceptPorts: row.exceptPorts, answer: row.answer, targets: row.targets,
      conditions: conditions)
  }

  private static func joinHooks(
    _ outside: [Inventory.Row], _ local: [Inventory.Row], _ family: IPFamily
  ) -> [Inventory.Row] {
    var result = outside
    var places: [RowKey: Int] = [:]
    for (index, row) in outside.enumerated() {
      let key = key(row, family)
      if places[key] == nil { places[key] = index }
    }
    for row in local {
      guard let place = places.removeValue(forKey: key(row, family)) else {
        result.append(row)
        continue
      }
      result[place].hooks = .both
      result[place].exceptAddresses = row.exceptAddresses
      result[place].exceptionsOmitted = row.exceptionsOmitted
    }
    return result
  }

  private static func joinProtocols(
    _ rows: [Inventory.Row], _ protocols: [IPProtocol], others: IPProtocol
  ) -> [Inventory.Row] {
    var result: [Inventory.Row] = []
    var places: [RowKey: [Int]] = [:]
    func key(_ row: Inventory.Row) -> RowKey {
      RowKey(
        hooks: row.hooks, addresses: row.addresses, isLocal: row.isLocal,
        exceptAddresses: row.exceptAddresses, ports: row.ports, exceptPorts: row.exceptPorts,
        answer: row.answer, targets: row.targets, conditions: row.conditions)
    }
    for (index, row) in rows.enumerated() { places[key(row), default: []].append(index) }
    for (index, row) in rows.enumerated() {
      let alike = places[key(row)] ?? [index]
      let own = alike.map { rows[$0].protocols }
      guard own.contains(.one(others)) else {
        result.append(row)
        continue
      }
      guard alike.first == index else { continue }
      var joined = row
      joined.protocols = .all(
        except: protocols.filter { !own.contains(.one($0)) }.sorted { $0.number < $1.number })
      result.append(joined)
    }
    return result
  }
}

extension Inventory {
  /// Addresses of the node first, then single ones and ranges by number, then all; by port.
  static func sorted(_ rows: [Row]) -> [Row] {
    rows.enumerated().sorted { a, b in
      let (one, other) = (rank(a.element), rank(b.element))
      if one != other {
        for (x, y) in zip(one, other) where x != y { return x < y }
      }
      return a.offset < b.offset
    }.map(\.element)
  }

  private static func rank(_ row: Row) -> [UInt128] {
    let kind: UInt128 = row.addresses != nil ? 1 : row.isLocal == true ? 0 : 2
    let ipProtocol: UInt128 =
      switch row.protocols {
      case .one(let one): UInt128(one.number)
      case .all: 256
      }
    return [
      kind, row.addresses?.lowerBound ?? 0, UInt128(row.ports?.first ?? 0),
      UInt128(row.ports?.last ?? 0), ipProtocol,
    ]
  }
}
