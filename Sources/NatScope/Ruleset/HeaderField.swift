/// A number in or about a packet that matches compare, beside addresses, ports and interfaces.
public enum HeaderField: String, Sendable, Hashable, CaseIterable {
  /// All of the IP packet in bytes. xt_length adds the 40 bytes of IPv6's header, which its length
  /// field leaves out (net/netfilter/xt_length.c).
  case length
  /// TTL or hop limit.
  case timeToLive = "ttl"
  /// The byte of differentiated services: six bits of DSCP, two of ECN (RFC 2474, RFC 3168).
  case typeOfService = "tos"
  /// FIN from bit 0 on, then SYN, RST, PSH, ACK, URG, ECE, CWR (RFC 9293, section 3.1).
  case tcpFlags
  /// TCP's option 2; 65536 stands for a segment without it.
  case segmentSize = "mss"
  /// The source address of the Ethernet frame; 2^48 stands for a packet without one.
  case sourceHardware = "mac"
  /// To whom the frame was sent, as linux/if_packet.h counts: 0 this node, 1 all, 2 a group.
  case packetType
  /// Who owns the sending socket.
  case user = "uid"
  case group = "gid"
  /// The security parameter index of AH or ESP, or IPComp's index.
  case securityIndex = "spi"

  /// The greatest value.
  public var maximum: UInt64 {
    switch self {
    case .length: 65535
    case .timeToLive, .typeOfService, .tcpFlags: 255
    case .segmentSize: 1 << 16
    case .sourceHardware: 1 << 48
    case .packetType: 2
    case .user, .group, .securityIndex: 0xffff_ffff
    }
  }

  /// The value that stands for a packet which lacks the field.
  var missing: UInt64? { self == .segmentSize || self == .sourceHardware ? maximum : nil }
}

/// What a target does to a field of one byte, or to the segment size.
public enum HeaderOperation: Sendable, Hashable {
  case set(UInt16)
  /// Not above 255.
  case add(UInt8)
  /// Not below 0.
  case subtract(UInt8)
  /// value = (value & ~clear) ^ flip
  case bits(clear: UInt8, flip: UInt8)

  func callAsFunction(_ value: UInt8) -> UInt8 {
    switch self {
    case .set(let new): UInt8(truncatingIfNeeded: new)
    case .add(let step): UInt8(min(255, UInt16(value) + UInt16(step)))
    case .subtract(let step): value > step ? value - step : 0
    case .bits(let clear, let flip): (value & ~clear) ^ flip
    }
  }
}

/// What a target does to a packet's header.
public enum HeaderChange: Sendable, Hashable {
  /// A field of one byte becomes another.
  case field(HeaderField, HeaderOperation)
  /// TCPMSS: never above the limit; nil: the path's, which the rules do not tell.
  case segmentSize(limit: UInt16?)
  /// TCPOPTSTRIP: these options are overwritten.
  case withoutOptions([UInt8])
  /// A label beside the header (CLASSIFY, SECMARK), or a change that cannot be read.
  case other
}
