extension Outcome.Endpoint {
  /// `10.42.0.15`, or `10.42.0.1-10.42.0.9`; nil where the address is not known.
  func addressText(_ family: IPFamily) -> String? {
    addresses.map { range in
      let first = IPAddress(family: family, bits: range.lowerBound)
      let last = IPAddress(family: family, bits: range.upperBound)
      return first == last ? "\(first)" : "\(first)-\(last)"
    }
  }

  /// `10.42.0.15:443`, `[2001:db8::1]:443`, `10.42.0.15`, or `port 8080` where the address is
  /// not known.
  func text(_ family: IPFamily) -> String {
    guard let address = addressText(family) else {
      return ports.map { "port \($0)" } ?? "an unknown address"
    }
    guard let ports else { return address }
    return family == .ipv6 ? "[\(address)]:\(ports)" : "\(address):\(ports)"
  }
}

extension Packet {
  /// `10.0.0.5:443/tcp`, `*:443/tcp` for any local address, `10.0.0.5/icmp`.
  var destinationText: String { Self.text(destination, destinationPort) + "/\(ipProtocol)" }

  /// `443/tcp`, or `icmp` for a protocol without ports.
  var portText: String { destinationPort.map { "\($0)/\(ipProtocol)" } ?? "\(ipProtocol)" }

  /// The whole packet in one line: addresses, state, interface, mark and where it begins.
  var summary: String {
    let sender = source == nil && sourcePort == nil ? "any" : Self.text(source, sourcePort)
    var parts = ["\(sender) -> \(destinationText)", state == .new ? "new" : state.rawValue]
    if let inInterface { parts.append("in \(inInterface)") }
    if mark != 0 { parts.append("mark 0x" + String(mark, radix: 16)) }
    parts.append(origin == .outside ? "from outside (PREROUTING)" : "from this node (OUTPUT)")
    return parts.joined(separator: ", ")
  }

  private static func text(_ address: IPAddress?, _ port: UInt16?) -> String {
    let host = address.map { $0.family == .ipv6 && port != nil ? "[\($0)]" : "\($0)" } ?? "*"
    return port.map { "\(host):\($0)" } ?? host
  }
}
