extension TestPacket {
  /// The packet from its IP header on.
  func bytes() throws -> [UInt8] {
    guard let source = IPBytes.parse(source), let destination = IPBytes.parse(destination),
      source.count == destination.count
    else { throw BadPacket(packet: self) }
    let addresses = source + destination
    let payload = transport(addresses)
    if isIPv6 {
      return [0x60, 0, 0, 0] + bigEndian(UInt16(payload.count)) + [protocolNumber, 64] + addresses
        + payload
    }
    var header: [UInt8] =
      [0x45, 0] + bigEndian(UInt16(20 + payload.count)) + [0x12, 0x34, 0x40, 0, 64, protocolNumber]
    header += [0, 0] + addresses
    header.replaceSubrange(10..<12, with: bigEndian(Checksum.internet(header)))
    return header + payload
  }

  /// The line that makes PacketSender send it; `peer` is the other end of the node's interface.
  func job(peerOf interfaces: [String: KernelNode.Link]) throws -> String {
    guard let inInterface else { return "\(isIPv6 ? "ip6" : "ip4") \(Self.hex(try bytes()))" }
    guard let link = interfaces[inInterface] else { throw BadPacket(packet: self) }
    let type: [UInt8] = isIPv6 ? [0x86, 0xDD] : [0x08, 0x00]
    return
      "frame \(link.peer) \(Self.hex(link.hardware + [2, 0, 0, 0, 0, 0x99] + type + (try bytes())))"
  }

  private var protocolNumber: UInt8 {
    switch kind {
    case .tcp: 6
    case .udp: 17
    case .sctp: 132
    case .icmp: isIPv6 ? 58 : 1
    }
  }

  private func transport(_ addresses: [UInt8]) -> [UInt8] {
    let ports = bigEndian(sourcePort) + bigEndian(destinationPort)
    switch kind {
    case .tcp:
      // sequence, acknowledgement, header of 20 bytes with SYN, window, checksum, urgent
      let segment: [UInt8] =
        ports + bigEndian(UInt32(0x1000_0001)) + bigEndian(UInt32(0))
        + [0x50, 0x02, 0xFA, 0xF0, 0, 0, 0, 0]
      return filled(segment, at: 16, addresses)
    case .udp:
      let body = Array("natscope".utf8)
      let datagram = ports + bigEndian(UInt16(8 + body.count)) + [0, 0] + body
      return filled(datagram, at: 6, addresses)
    case .icmp:
      let echo: [UInt8] = [isIPv6 ? 128 : 8, 0, 0, 0, 0x77, 0x77, 0, 1] + Array("natscope".utf8)
      return filled(echo, at: 2, isIPv6 ? addresses : nil)
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
