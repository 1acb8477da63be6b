import NatScope

/// What the options say about the header, read.
struct HeaderSettings {
  private(set) var fields: [HeaderField: UInt64] = [:]
  private(set) var tcpOptions: Set<UInt8>?
  private let icmpType: String?

  /// The option of each field, and what it takes.
  private static let options: [(field: HeaderField, name: String, takes: String)] = [
    (.length, "--length", "a number from 20 to 65535"), (.timeToLive, "--ttl", "a number to 255"),
    (.typeOfService, "--tos", "a number to 255 and no class such as EF, AF21 or CS3"),
    (.tcpFlags, "--tcp-flags", "a list of FIN, SYN, RST, PSH, ACK, URG, ECE, CWR"),
    (.segmentSize, "--mss", "a number to 65535, nor none"),
    (.sourceHardware, "--mac", "an address such as 02:00:5e:10:00:01"),
    (.packetType, "--packet-type", "unicast, broadcast or multicast"),
    (.user, "--uid", "a number; on the node, id -u tells it"),
    (.group, "--gid", "a number; on the node, id -g tells it"),
    (.securityIndex, "--spi", "a 32-bit number"),
  ]

  init(_ packet: PacketSettings) throws(Failure) {
    icmpType = packet.icmpType
    for (field, name, takes) in Self.options {
      guard let text = packet.header[field] else { continue }
      guard let value = field.value(text), field != .length || value >= 20 else {
        throw Failure("\(name): '\(text)' is not \(takes)")
      }
      fields[field] = value
    }
    if let text = packet.tcpOptions { tcpOptions = try Self.options(text) }
    if let options = tcpOptions, let size = fields[.segmentSize] {
      guard options.contains(2) == (size < 65536) else {
        throw Failure("--tcp-option and --mss contradict each other: the MSS is option 2")
      }
    }
    if let text = icmpType, IPFamily.allCases.allSatisfy({ ICMPTypes(text, $0) == nil }) {
      throw Failure("--icmp-type: '\(text)' is no TYPE, TYPE/CODE or name that iptables knows")
    }
  }

  private static func options(_ text: String) throws(Failure) -> Set<UInt8> {
    if text == "none" { return [] }
    var result: Set<UInt8> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = UInt8(part) else {
        throw Failure("--tcp-option: '\(text)' is no list of numbers to 255")
      }
      result.insert(number)
    }
    return result
  }

  /// Refuses options that the destinations leave no place for.
  func check(_ destinations: [Destination], isLocal: Bool) throws(Failure) {
    if destinations.isEmpty { return }
    let protocols = destinations.map(\.ipProtocol)
    let isTCP =
      fields[.tcpFlags] != nil || fields[.segmentSize] != nil || tcpOptions != nil
    if isTCP, !protocols.contains(.tcp) {
      throw Failure("--tcp-flags, --tcp-option and --mss are about tcp")
    }
    if icmpType != nil, !protocols.contains(where: { [.icmp, .icmpv6].contains($0) }) {
      throw Failure("--icmp-type is about icmp: IP/icmp")
    }
    let isSpoken = [50, 51, 108].contains { number in protocols.contains { $0.number == number } }
    if fields[.securityIndex] != nil, !isSpoken {
      throw Failure("--spi is about ah, esp and ipcomp: IP/esp")
    }
    let sends = isLocal || destinations.contains(where: \.isLocalhost)
    if fields[.user] != nil || fields[.group] != nil, !sends {
      throw Failure("--uid and --gid are about packets that this node sends: --local")
    }
    if fields[.sourceHardware] != nil || fields[.packetType] != nil, isLocal {
      throw Failure("--mac and --packet-type are about packets from outside, without --local")
    }
    for destination in destinations {
      guard let text = icmpType, [.icmp, .icmpv6].contains(destination.ipProtocol),
        let family = destination.address?.family
      else { continue }
      if ICMPTypes(text, family) == nil {
        throw Failure("--icmp-type: '\(text)' is no type of \(destination.ipProtocol)")
      }
    }
  }

  /// Tells a packet what belongs to its protocol and origin.
  func apply(to packet: inout Packet) {
    packet.header = fields.filter { field, _ in
      switch field {
      case .tcpFlags, .segmentSize: packet.ipProtocol == .tcp
      case .securityIndex: [50, 51, 108].contains(packet.ipProtocol.number)
      case .user, .group: packet.origin == .local
      case .sourceHardware, .packetType: packet.origin == .outside
      case .length, .timeToLive, .typeOfService: true
      }
    }
    if packet.ipProtocol == .tcp { packet.tcpOptions = tcpOptions }
    if [.icmp, .icmpv6].contains(packet.ipProtocol) {
      packet.icmpType = icmpType.flatMap { ICMPTypes($0, packet.family)?.range }
    }
  }
}
