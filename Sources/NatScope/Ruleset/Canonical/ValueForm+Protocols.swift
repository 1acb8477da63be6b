extension ValueForm {
  /// A protocol, a port, flags or a type in a protocol's header.
  func savedProtocolField(_ value: [UInt8], _ context: Context) -> [UInt8]? {
    switch self {
    case .ipProtocolName: return Self.protocolName(value)
    case .ipProtocolNumber:
      return IPProtocol(name: value).map { Array("\($0.number)".utf8) }
    case .port:
      return PortRange.port(value, context.ipProtocol).map { Array("\($0)".utf8) }
    case .ports: return Self.ports(value[...], UInt8(ascii: ":"), context)
    case .natPorts: return Self.ports(value[...], UInt8(ascii: "-"), context)
    case .portList:
      let parts = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { Self.portOrRange($0, context) }
      guard !parts.contains(nil) else { return nil }
      return Array(parts.compactMap { $0 }.joined(separator: [UInt8(ascii: ",")]))
    case .tcpFlags: return Self.tcpFlags(value)
    case .tcpOptions: return Self.tcpOptions(value)
    case .icmpType: return Self.icmpType(value, .icmp)
    case .icmpv6Type: return Self.icmpType(value, .icmpv6)
    default: return nil
    }
  }

  private static func protocolName(_ value: [UInt8]) -> [UInt8]? {
    if let known = IPProtocol(name: value) { return Array("\(known)".utf8) }
    let all = ["all", "0"].contains(String(decoding: value, as: UTF8.self).lowercased())
    return all ? Array("all".utf8) : nil
  }

  /// A port, or two with a separator between them.
  private static func ports(
    _ value: ArraySlice<UInt8>, _ separator: UInt8, _ context: Context
  ) -> [UInt8]? {
    guard let ports = PortRange(value, separator: separator, ipProtocol: context.ipProtocol)
    else { return nil }
    let between = String(UnicodeScalar(separator))
    return Array(
      (ports.first == ports.last
        ? "\(ports.first)" : "\(ports.first)\(between)\(ports.last)").utf8)
  }

  /// A part of a multiport list. Its ranges have both ends and stay ranges.
  private static func portOrRange(_ value: ArraySlice<UInt8>, _ context: Context) -> [UInt8]? {
    guard value.first != UInt8(ascii: ":"), value.last != UInt8(ascii: ":"),
      let ports = PortRange(
        value, separator: UInt8(ascii: ":"), ipProtocol: context.ipProtocol)
    else { return nil }
    let isRange = value.contains(UInt8(ascii: ":"))
    return Array((isRange ? "\(ports.first):\(ports.last)" : "\(ports.first)").utf8)
  }

  private static func tcpFlags(_ value: [UInt8]) -> [UInt8]? {
    RuleDecoder.flags(value).map { Array(RuleDecoder.names(ofFlags: $0).utf8) }
  }

  /// The options that TCPOPTSTRIP knows by name (extensions/libxt_TCPOPTSTRIP.c).
  private static func tcpOptions(_ value: [UInt8]) -> [UInt8]? {
    let names: [String: UInt64] = [
      "mss": 2, "wscale": 3, "sack-permitted": 4, "sack": 5, "timestamp": 8, "md5": 19,
    ]
    var numbers: [UInt64] = []
    for part in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard
        let number = names[String(decoding: part, as: UTF8.self)]
          ?? CNumber.unsigned(part, upTo: 255)
      else { return nil }
      numbers.append(number)
    }
    return Array(Set(numbers).sorted().map { "\($0)" }.joined(separator: ",").utf8)
  }

  /// `8`, `3/1` or `any`. Newer versions print `255/255` as it stands, 1.8.9 takes it for `any`.
  private static func icmpType(_ value: [UInt8], _ ipProtocol: IPProtocol) -> [UInt8]? {
    if ipProtocol == .icmp, value.elementsEqual("255/255".utf8) { return value }
    guard let range = ICMPNames.range(value, ipProtocol) else { return nil }
    if range == 0...65535 { return Array("any".utf8) }
    let type = range.lowerBound >> 8
    return Array((range.count == 1 ? "\(type)/\(range.lowerBound & 255)" : "\(type)").utf8)
  }
}
