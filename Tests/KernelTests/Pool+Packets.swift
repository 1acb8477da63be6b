import TestSupport

/// Random packets of one family.
extension Pool {
  var isIPv6: Bool { suffix == "6" }

  /// A packet from outside, or one that the node makes itself.
  func packet(
    _ random: inout SplitMix64, setting: RulesetGenerator.Setting
  ) -> TestPacket {
    let kinds: [TestPacket.Kind] = [.tcp, .tcp, .tcp, .udp, .udp, .sctp, .icmp]
    let isLocal = random.chance(of: 3)
    var packet = TestPacket(
      kind: random.pick(kinds), source: random.pick(remote),
      sourcePort: random.pick(Self.sourcePorts),
      destination: random.pick(node + node + pods + other),
      destinationPort: random.pick(Self.ports), inInterface: random.pick(["eth0", "eth0", "eth1"]))
    if isLocal {
      packet.inInterface = nil
      packet.source = random.pick(node)
      if random.chance(of: 4) {
        packet.source = loopback
        packet.destination = random.chance(of: 2) ? loopback : random.pick(node)
      }
    } else if random.chance(of: 6) {
      packet.inInterface = "docker0"
      packet.source = random.pick(pods)
    } else if random.chance(of: 12) {
      packet.destination = random.pick(
        isIPv6 ? ["ff02::1"] : [loopback, "255.255.255.255", "192.0.2.255", "224.0.0.1"])
    }
    fill(&packet, &random)
    if setting != .decided { forget(&packet, &random) }
    return packet
  }

  /// The details of the headers.
  private func fill(_ packet: inout TestPacket, _ random: inout SplitMix64) {
    packet.ttl = random.pick([64, 64, 64, 63, 128, 255, 2, 1])
    packet.tos = random.pick([0, 0, 0, 0x10, 0x08, 0xb8, 0x02, 0x03, 0x2e])
    switch packet.kind {
    case .tcp:
      let others: [TCPFlags] = [
        [.syn, .ece, .cwr], [.ack], [.psh, .ack], [.rst], [.rst, .ack], [.fin, .ack], [.syn, .fin],
        [.syn, .ack], [],
      ]
      packet.tcpFlags = random.chance(2, of: 3) ? .syn : random.pick(others)
      if packet.tcpFlags?.beginsConnection == false { packet.state = "INVALID" }
      if packet.tcpFlags == .syn, random.chance(of: 2) { packet.segmentSize = 1460 }
    case .icmp:
      let type = random.chance(2, of: 3) ? (isIPv6 ? 128 : 8, nil) : random.pick(messages)
      packet.icmpType = TestPacket.ICMPType(type: type.0)
      packet.state = type.1
    case .udp, .sctp:
      break
    }
    let bare = (try? packet.bytes().count) ?? 0
    packet.length = UInt16(bare + (packet.kind == .sctp ? 0 : random.pick([0, 0, 20, 500, 1200])))
    if packet.inInterface == nil {
      let isRoot = random.chance(of: 2)
      packet.user = isRoot ? 0 : 1000
      packet.group = isRoot ? 0 : 2000
    } else {
      packet.hardware = random.pick([TestPacket.neighbour, "02:00:00:00:00:77"])
    }
  }

  /// ICMP messages other than an echo request, with what connection tracking makes of them
  /// (nf_conntrack_proto_icmp.c and nf_conntrack_proto_icmpv6.c): a request begins a connection, an
  /// answer belongs to none, and neighbour discovery is not tracked.
  private var messages: [(UInt8, String?)] {
    isIPv6
      ? [(139, nil), (129, "INVALID"), (1, "INVALID"), (135, "UNTRACKED"), (134, "UNTRACKED")]
      : [(13, nil), (17, nil), (0, "INVALID"), (3, "INVALID"), (14, "INVALID")]
  }

  /// Leaves about half of the details out. What decides the state stays.
  private func forget(_ packet: inout TestPacket, _ random: inout SplitMix64) {
    if random.chance(of: 2) { packet.ttl = nil }
    if random.chance(of: 2) { packet.tos = nil }
    if random.chance(of: 2) { packet.length = nil }
    if random.chance(of: 2), packet.tcpFlags == .syn { packet.tcpFlags = nil }
    if random.chance(of: 2), packet.icmpType?.type == (isIPv6 ? 128 : 8) { packet.icmpType = nil }
    if random.chance(of: 2) { packet.hardware = nil }
    if random.chance(of: 2) {
      packet.user = nil
      packet.group = nil
    }
  }
}
