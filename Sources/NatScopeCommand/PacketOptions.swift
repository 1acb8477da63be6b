import ArgumentParser
import NatScope

/// What the user tells of the packet beside its destination.
struct PacketOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The packet's source.", valueName: "ip[:port]"))
  var from: String?

  @Option(
    name: .customLong("in"), help: ArgumentHelp("The interface it comes in by.", valueName: "iface")
  )
  var inInterface: String?

  @Option(
    name: .customLong("out"), help: ArgumentHelp("The interface it leaves by.", valueName: "iface"))
  var outInterface: String?

  @Flag(help: "The packet is sent by this node itself: OUTPUT.")
  var local = false

  @OptionGroup var node: NodeAddressOptions

  @Option(help: ArgumentHelp("The mark that the packet carries, 0x allowed.", valueName: "mark"))
  var mark = PacketSettings().mark

  @Option(
    help: "Conntrack's state: NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED.",
    completion: .list(Packet.State.allCases.map(\.rawValue)))
  var state = PacketSettings().state

  @OptionGroup(title: "The packet's header") var header: HeaderOptions

  var settings: PacketSettings {
    PacketSettings(
      from: from, inInterface: inInterface, outInterface: outInterface, isLocal: local,
      nodeAddresses: node.nodeAddress, mark: mark, state: state, header: header.values,
      icmpType: header.icmpType, tcpOptions: header.tcpOption)
  }
}

/// What the user tells of the packet's header, and of what the kernel knows beside it.
struct HeaderOptions: ParsableArguments {
  @Option(help: ArgumentHelp("All of the IP packet in bytes.", valueName: "bytes"))
  var length: String?

  @Option(help: ArgumentHelp("TTL or hop limit on arrival.", valueName: "number"))
  var ttl: String?

  @Option(help: ArgumentHelp("The TOS byte, or a class of DSCP such as EF.", valueName: "tos"))
  var tos: String?

  @Option(help: ArgumentHelp("The flags of TCP that are set, SYN,ACK.", valueName: "flags"))
  var tcpFlags: String?

  @Option(help: ArgumentHelp("The options of TCP by number, 2,4,8, or none.", valueName: "list"))
  var tcpOption: String?

  @Option(help: ArgumentHelp("The MSS in TCP's options, or none.", valueName: "bytes"))
  var mss: String?

  @Option(help: ArgumentHelp("Type and code of ICMP, numbers or a name.", valueName: "type[/code]"))
  var icmpType: String?

  @Option(help: ArgumentHelp("The sender's hardware address, or none.", valueName: "address"))
  var mac: String?

  @Option(help: ArgumentHelp("The frame's receiver: unicast, broadcast or multicast."))
  var packetType: String?

  @Option(help: ArgumentHelp("The user of the sending process, with --local.", valueName: "number"))
  var uid: String?

  @Option(help: ArgumentHelp("Its group, with --local.", valueName: "number"))
  var gid: String?

  @Option(help: ArgumentHelp("The index of AH, ESP or IPComp.", valueName: "number"))
  var spi: String?

  /// What was given of each field.
  var values: [HeaderField: String] {
    let all: [HeaderField: String?] = [
      .length: length, .timeToLive: ttl, .typeOfService: tos, .tcpFlags: tcpFlags,
      .segmentSize: mss, .sourceHardware: mac, .packetType: packetType, .user: uid, .group: gid,
      .securityIndex: spi,
    ]
    return all.compactMapValues { $0 }
  }
}

/// The same as the user typed it, with what holds when nothing is said.
struct PacketSettings {
  var from: String?
  var inInterface: String?
  var outInterface: String?
  var isLocal = false
  var nodeAddresses: [String] = []
  var mark = "0"
  var state = "NEW"
  var header: [HeaderField: String] = [:]
  var icmpType: String?
  var tcpOptions: String?
}

extension PacketSettings {
  /// Puts aliases in place of what names somebody.
  mutating func hide(_ redaction: RedactionSettings) {
    from = redaction.replace(from)
    inInterface = redaction.replace(inInterface)
    outInterface = redaction.replace(outInterface)
    nodeAddresses = nodeAddresses.map { redaction.replace($0) }
    header[.sourceHardware] = redaction.replace(header[.sourceHardware])
  }
}
