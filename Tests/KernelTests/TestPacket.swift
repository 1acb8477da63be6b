/// One packet that is sent to the kernel and asked of natscope: the first of a new connection.
struct TestPacket: Sendable, Hashable {
  enum Kind: String, Sendable, CaseIterable {
    case tcp, udp, sctp, icmp
  }

  var kind: Kind = .tcp
  var source: String
  var sourcePort: UInt16 = 40000
  var destination: String
  var destinationPort: UInt16 = 80
  /// The interface of the node that it comes in by; nil for a packet that the node itself makes.
  var inInterface: String? = "eth0"

  var isIPv6: Bool { destination.contains(":") }
  var hasPorts: Bool { kind != .icmp }

  /// natscope's arguments for it; `--node-address` apart, which the node knows.
  var traceArguments: [String] {
    let bracketed = isIPv6 ? "[\(destination)]" : destination
    let name = kind == .icmp && isIPv6 ? "icmpv6" : kind.rawValue
    let target =
      hasPorts ? "\(bracketed):\(destinationPort)/\(name)" : "\(destination)/\(name)"
    let sender = isIPv6 ? "[\(source)]" : source
    let origin = hasPorts ? "\(sender):\(sourcePort)" : source
    let entry = inInterface.map { ["--in", $0] } ?? ["--local"]
    return [target, "--from", origin] + entry
  }
}

extension TestPacket: CustomStringConvertible {
  var description: String { traceArguments.joined(separator: " ") }
}
