extension TestPacket {
  /// The packet from its IP header on.
  func bytes() throws -> [UInt8] {
    guard let source = IPBytes.parse(source), let destination = IPBytes.parse(destination),
      source.count == destination.count
    else { throw BadPacket(packet: self) }
    let addresses = source + destination
    let header = isIPv6 ? 40 : 20
    let bare = header + transport(addresses, filling: 0).count
    let whole = length.map(Int.init) ?? (kind == .udp || kind == .icmp ? bare + 8 : bare)
    // Behind the chunk of SCTP there would have to be another one.
    guard whole == bare || whole > bare && kind != .sctp else { throw BadPacket(packet: self) }
    let payload = transport(addresses, filling: whole - bare)
    let (service, hops) = (tos ?? 0, ttl ?? 64)
    if isIPv6 {
      return [0x60 | service >> 4, service << 4, 0, 0] + bigEndian(UInt16(payload.count))
        + [protocolNumber, hops] + addresses + payload
    }
    var start: [UInt8] =
      [0x45, service] + bigEndian(UInt16(whole)) + [0x12, 0x34, 0x40, 0, hops, protocolNumber]
    start += [0, 0] + addresses
    start.replaceSubrange(10..<12, with: bigEndian(Checksum.internet(start)))
    return start + payload
  }

  /// The line that makes PacketSender send it; `peer` is the other end of the node's interface.
  func job(peerOf interfaces: [String: KernelNode.Link]) throws -> String {
    guard let inInterface else {
      return "\(isIPv6 ? "ip6" : "ip4") \(user ?? 0) \(group ?? 0) \(Self.hex(try bytes()))"
    }
    guard let link = interfaces[inInterface], let sender = try? hardwareBytes() else {
      throw BadPacket(packet: self)
    }
    let type: [UInt8] = isIPv6 ? [0x86, 0xDD] : [0x08, 0x00]
    return "frame \(link.peer) \(Self.hex(link.hardware + sender + type + (try bytes())))"
  }

  /// The Ethernet address that a packet from outside has if it sets none.
  static let neighbour = "02:00:00:00:00:99"

  private func hardwareBytes() throws -> [UInt8] {
    let bytes = (hardware ?? Self.neighbour).split(separator: ":").map { UInt8($0, radix: 16) }
    let known = bytes.compactMap { $0 }
    guard bytes.count == 6, known.count == 6 else { throw BadPacket(packet: self) }
    return known
  }

  private var protocolNumber: UInt8 {
    switch kind {
    case .tcp: 6
    case .udp: 17
    case .sctp: 132
    case .icmp: isIPv6 ? 58 : 1
    }
  }

  private func transport(_ addresses: [UInt8], filling count: Int) -> [UInt8] {
    let ports = bigEndian(sourcePort) + bigEndian(destinationPort)
    let text = Array("natscope".utf8)
    let body = (0..<count).map { text[$0 % text.count] }
    switch kind {
    case .tcp:
      let options: [UInt8] = segmentSize.map { [2, 4] + bigEndian($0) } ?? []
      let flags = tcpFlags ?? .syn
      let acknowledged: UInt32 = flags.contains(.ack) ? 0x2000_0001 : 0
      // sequence, acknowledgement, length of the header, flags, window, checksum, urgent
      let segment: [UInt8] =
        ports + bigEndian(UInt32(0x1000_0001)) + bigEndian(acknowledged)
        + [UInt8((20 + options.count) / 4) << 4, flags.rawValue, 0xFA, 0xF0, 0, 0, 0, 0]
        + options + body
      return filled(segment, at: 16, addresses)
    case .udp:
      let datagram = ports + bigEndian(UInt16(8 + body.count)) + [0, 0] + body
      return filled(datagram, at: 6, addresses)
    case .icmp:
      let type = icmpType ?? ICMPType(type: isIPv6 ? 128 : 8)
      let message: [UInt8] = [type.type, type.code, 0, 0, 0x77, 0x77, 0, 1] + body
      return filled(message, at: 2, isIPv6 ? addresses : nil)
    case .sctp:
      // Verification tag 0, then INIT: tag, window, streams out and in, first TSN.
      let chunk: [UInt8] =
        [1, 0, 0, 20] + bigEndian(UInt32(0xABCD_1234)) + bigEndian(UInt32(65536))
        + [0, 10, 0, 10] + bigEndian(UInt32(1))
      var bytes = ports + [0, 0, 0, 0, 0, 0, 0, 0] + chunk
      bytes.replaceSubrange(8..<12, with: bigEndian(Checksum.crc32c(bytes).byteSwapped))
      return bytes
    }
  }

  /// `bytes` with the Internet checksum at `offset`, over a pseudo header if the protocol has one.
  private func filled(_ bytes: [UInt8], at offset: Int, _ addresses: [UInt8]?) -> [UInt8] {
    let length = UInt32(bytes.count)
    let pseudo = addresses.map { $0 + bigEndian(length) + [0, 0, 0, protocolNumber] } ?? []
    let sum = Checksum.internet(pseudo + bytes)
    var result = bytes
    result.replaceSubrange(offset..<offset + 2, with: bigEndian(sum == 0 ? 0xFFFF : sum))
    return result
  }

  static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}

/// A packet whose addresses are unreadable, of two families, or whose interface is not the node's.
struct BadPacket: Error {
  var packet: TestPacket
}
