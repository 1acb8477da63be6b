import NatScope

/// The packet that the options describe, without its destination.
struct Question {
  private let from: Endpoint?
  private let inInterface: String?
  private let outInterface: String?
  private let header: HeaderSettings
  private let isLocal: Bool
  private let nodeAddresses: [NodeAddresses.Entry]?
  private let mark: UInt32
  private let state: Packet.State
  private let common: Settings

  init(_ packet: PacketSettings, _ common: Settings) throws(Failure) {
    self.common = common
    isLocal = packet.isLocal
    if let text = packet.from {
      guard let endpoint = Endpoint(text) else {
        throw Failure("--from: '\(text)' is not IP, IP:PORT or [IPv6]:PORT")
      }
      if let zone = endpoint.zone {
        let (option, given) =
          packet.isLocal ? ("--out", packet.outInterface) : ("--in", packet.inInterface)
        if let given, given != zone {
          throw Failure("\(option) \(given) and --from %\(zone) contradict each other")
        }
      }
      from = endpoint
    } else {
      from = nil
    }
    if let name = packet.inInterface {
      guard Self.isInterface(name) else {
        throw Failure("--in: '\(name)' is no interface name")
      }
      guard !packet.isLocal else {
        throw Failure("--in and --local exclude each other: OUTPUT has no incoming interface")
      }
      inInterface = name
    } else {
      inInterface = nil
    }
    if let name = packet.outInterface, !Self.isInterface(name) {
      throw Failure("--out: '\(name)' is no interface name")
    }
    outInterface = packet.outInterface
    header = try HeaderSettings(packet)
    nodeAddresses = try NodeAddressOptions.entries(packet.nodeAddresses)
    guard let mark = Self.number(packet.mark) else {
      throw Failure("--mark: '\(packet.mark)' is no 32-bit number")
    }
    self.mark = mark
    guard let state = Packet.State(rawValue: packet.state.uppercased()) else {
      let names = Packet.State.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure("--state: '\(packet.state)' is none of \(names)")
    }
    self.state = state
  }

  private static func number(_ text: String) -> UInt32? {
    text.lowercased().hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
  }

  static func isInterface(_ name: String) -> Bool {
    InterfacePattern(name.utf8) != nil && !name.hasSuffix("+")
  }

  /// Refuses destinations that do not go with the options.
  func check(_ destinations: [Destination]) throws(Failure) {
    try header.check(destinations, isLocal: isLocal)
    for destination in destinations {
      if let zone = destination.zone, let other = from?.zone, zone != other {
        throw Failure("the zones %\(zone) and %\(other) contradict each other")
      }
      if let zone = destination.zone {
        let (option, given) = isLocal ? ("--out", outInterface) : ("--in", inInterface)
        if let given, given != zone {
          throw Failure("\(option) \(given) and the zone %\(zone) contradict each other")
        }
      }
      if let address = destination.address {
        if let from, from.address.family != address.family {
          throw Failure("--from \(from.address) and \(address) are of different families")
        }
        if !common.covers(address.family) {
          throw Failure("\(address) is not of the family that -4 or -6 asks for")
        }
      }
      if let from, !common.covers(from.address.family) {
        throw Failure("--from \(from.address) is not of the family that -4 or -6 asks for")
      }
      if destination.isLocalhost, inInterface != nil {
        throw Failure("--in and localhost exclude each other: OUTPUT has no incoming interface")
      }
    }
  }

  /// Traces every destination through every ruleset of its family.
  func ask(_ destinations: [Destination], _ capture: inout Capture) -> [Answer.Traced] {
    var result: [Answer.Traced] = []
    for (place, destination) in destinations.enumerated() {
      let number = destinations.count > 1 ? ", \(place + 1) of \(destinations.count)" : ""
      Progress.shared.tell("tracing\(number)", isQuiet: common.isQuiet)
      for family in families(of: destination, capture) {
        capture.ensureRuleset(for: family)
        for index in capture.rulesets.indices where capture.rulesets[index].family == family {
          result.append(trace(destination, family, index, capture))
        }
      }
    }
    return result
  }

  /// The families that a destination may be meant in: its own, or all that the input has.
  private func families(of destination: Destination, _ capture: Capture) -> [IPFamily] {
    if let address = destination.address { return [address.family] }
    if let from { return [from.address.family] }
    let present = IPFamily.allCases.filter { family in
      common.covers(family) && capture.rulesets.contains { $0.family == family }
    }
    return present.isEmpty ? [common.isIPv6Only ? .ipv6 : .ipv4] : present
  }

  private func trace(
    _ destination: Destination, _ family: IPFamily, _ index: Int, _ capture: Capture
  ) -> Answer.Traced {
    var packet = Packet(
      family: family, ipProtocol: destination.ipProtocol, destination: destination.address,
      destinationPort: destination.port)
    packet.origin = isLocal || destination.isLocalhost ? .local : .outside
    if destination.isLocalhost { packet.destination = IPPrefix.loopback(family).firstHost }
    packet.source = from?.address
    packet.sourcePort = from?.port
    packet.inInterface = inInterface
    packet.outInterface = outInterface
    if let zone = destination.zone ?? from?.zone {
      if packet.origin == .local { packet.outInterface = zone } else { packet.inInterface = zone }
    }
    header.apply(to: &packet)
    packet.mark = mark
    packet.state = state
    var options = TraceOptions()
    options.nodeAddresses = nodeAddresses
    options.localAddresses = capture.node.addresses
    options.recordsMisses = common.isVerbose
    options.mentionsOtherBackend = capture.mentionsOtherBackend
    options.ipvs = capture.ipvs
    let ruleset = capture.rulesets[index]
    let trace = Trace.run(packet, through: ruleset, sets: capture.sets, options: options)
    return Answer.Traced(
      ruleset: index, trace: trace, also: otherSide(packet, ruleset, capture, options),
      hasUserAddresses: nodeAddresses != nil, nodeAddresses: nodeAddresses)
  }

  /// The same destination seen from the node, or for a local packet from outside: the two views
  /// differ so often that both belong into an answer.
  private func otherSide(
    _ packet: Packet, _ ruleset: Ruleset, _ capture: Capture, _ options: TraceOptions
  ) -> Trace? {
    guard from == nil, inInterface == nil, outInterface == nil, packet.inInterface == nil,
      packet.outInterface == nil, packet.header[.user] == nil, packet.header[.group] == nil,
      packet.header[.sourceHardware] == nil, !(packet.destination?.isLoopback ?? false)
    else {
      return nil
    }
    var other = packet
    var options = options
    options.recordsMisses = false
    options.findsRulesTooLate = false
    other.origin = packet.origin == .local ? .outside : .local
    return Trace.run(other, through: ruleset, sets: capture.sets, options: options)
  }
}

extension IPPrefix {
  /// 127.0.0.1 of 127.0.0.0/8, ::1 of ::1/128.
  fileprivate var firstHost: IPAddress {
    IPAddress(family: family, bits: length == family.width ? address.bits : address.bits + 1)
  }
}
