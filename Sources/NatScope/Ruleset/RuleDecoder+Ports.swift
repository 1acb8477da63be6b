// Ports, and the other options of transport protocols.
extension RuleDecoder {
  mutating func foldPorts(_ instance: Extension) {
    for option in instance.options {
      let value = option.values.first ?? []
      switch option.name {
      case "--sport":
        if let range = ports(value) { add(.sourcePorts([range]), option) } else { bad(option) }
      case "--dport":
        if let range = ports(value) {
          add(.destinationPorts([range]), option)
        } else {
          bad(option)
        }
      case "--syn": add(.tcpFlags(mask: 0x17, set: 0x02), option)
      case "--tcp-flags":
        if option.values.count == 2, let mask = Self.flags(option.values[0]),
          let set = Self.flags(option.values[1])
        {
          add(.tcpFlags(mask: mask, set: set), option)
        } else {
          bad(option)
        }
      default: foldTransport(option, of: instance)
      }
    }
  }

  func ports(_ value: [UInt8]) -> PortRange? {
    PortRange(value, separator: UInt8(ascii: ":"), ipProtocol: ipProtocol)
  }

  /// The flags of TCP from bit 0 on.
  private static let flagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"]

  /// `SYN,ACK`, `ALL`, `NONE` or a number, as bits.
  static func flags(_ text: [UInt8]) -> UInt8? {
    if let number = CNumber.unsigned32(text), number < 64 { return UInt8(number) }
    var bits: UInt8 = 0
    for name in words(of: text).map({ $0.uppercased() }) where name != "NONE" {
      if name == "ALL" {
        bits = 63
      } else if let bit = flagNames.firstIndex(of: name) {
        bits |= 1 << UInt8(bit)
      } else {
        return nil
      }
    }
    return bits
  }

  static func names(ofFlags bits: UInt8) -> String {
    let set = flagNames.indices.filter { bits & 1 << UInt8($0) != 0 }.map { flagNames[$0] }
    return set.isEmpty ? "NONE" : set.joined(separator: ",")
  }

  mutating func foldMultiport(_ instance: Extension) {
    for option in instance.options {
      let parts = (option.values.first ?? []).split(separator: UInt8(ascii: ","))
      let ports = parts.compactMap {
        PortRange($0, separator: UInt8(ascii: ":"), ipProtocol: ipProtocol)
      }
      guard !ports.isEmpty, ports.count == parts.count else {
        bad(option)
        continue
      }
      switch option.name {
      case "--sports": add(.sourcePorts(ports), option)
      case "--dports": add(.destinationPorts(ports), option)
      case "--ports": add(.eitherPorts(ports), option)
      default: unknown(option)
      }
    }
  }

  /// The options of a transport header beside its ports.
  private mutating func foldTransport(_ option: Option, of instance: Extension) {
    let value = option.values.first ?? []
    switch option.name {
    case "--tcp-option":
      guard let number = CNumber.unsigned(value, upTo: 255) else { return bad(option) }
      add(.tcpOption(UInt8(number)), option)
    case "--chunk-types":
      guard let test = Self.chunks(option.values) else { return bad(option) }
      add(.chunkTypes(test), option)
    case "--dccp-types":
      guard let types = Self.packetTypes(value) else { return bad(option) }
      add(.dccpTypes(types), option)
    default:
      // dccp's options, and what tables do not list.
      result.matches.append(
        Match(test: .fact([]), isNegated: option.isNegated, text: option.text))
    }
  }

  /// Chunk types by the names of libxt_sctp.c; a `:` begins flags.
  private static let chunkNames: [String: UInt8] = [
    "DATA": 0, "INIT": 1, "INIT_ACK": 2, "SACK": 3, "HEARTBEAT": 4, "HEARTBEAT_ACK": 5, "ABORT": 6,
    "SHUTDOWN": 7, "SHUTDOWN_ACK": 8, "ERROR": 9, "COOKIE_ECHO": 10, "COOKIE_ACK": 11,
    "ECN_ECNE": 12, "ECN_CWR": 13, "SHUTDOWN_COMPLETE": 14, "I_DATA": 64, "RE_CONFIG": 130,
    "PAD": 132, "ASCONF": 193, "ASCONF_ACK": 128, "FORWARD_TSN": 192, "I_FORWARD_TSN": 194,
  ]

  private static func chunks(_ values: [[UInt8]]) -> ChunkTest? {
    guard values.count == 2,
      let quantity = ChunkTest.Quantity(
        rawValue: String(decoding: values[0], as: UTF8.self).lowercased())
    else { return nil }
    var types: Set<UInt8> = []
    for word in words(of: values[1]) {
      let name = word.prefix { $0 != ":" }.uppercased()
      if name == "ALL" { return ChunkTest(quantity: quantity, types: Set(0...255)) }
      if name == "NONE" { continue }
      guard let type = chunkNames[name] else { return nil }
      types.insert(type)
    }
    return ChunkTest(quantity: quantity, types: types)
  }

  /// DCCP's packet types in the order of their numbers (RFC 4340, section 5.1); INVALID is all others.
  private static let packetTypeNames = [
    "REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC",
    "SYNCACK",
    "INVALID",
  ]

  private static func packetTypes(_ text: [UInt8]) -> UInt16? {
    var bits: UInt16 = 0
    for name in words(of: text) {
      guard let index = packetTypeNames.firstIndex(of: name.uppercased()) else { return nil }
      bits |= 1 << UInt16(index)
    }
    return bits
  }
}
