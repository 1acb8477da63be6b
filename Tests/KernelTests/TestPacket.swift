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

  // What natscope is told only if it is set; the packet then has a common value all the same.

  /// The hop limit of IPv6.
  var ttl: UInt8?
  /// The traffic class of IPv6.
  var tos: UInt8?
  /// All of the IP packet; its payload is filled up to it.
  var length: UInt16?
  var tcpFlags: TCPFlags?
  var icmpType: ICMPType?
  /// The Ethernet address that a packet from outside comes from.
  var hardware: String?
  /// Who sends a packet of the node.
  var user: UInt32?
  var group: UInt32?
  /// By which it leaves, as the routing decided.
  var outInterface: String?
  /// What connection tracking makes of it, unless it is the first packet of a connection.
  var state: String?

  // What natscope is never told.

  /// The maximum segment size among the options of a TCP header.
  var segmentSize: UInt16?

  struct ICMPType: Sendable, Hashable, CustomStringConvertible {
    var type: UInt8
    var code: UInt8 = 0

    var description: String { "\(type)/\(code)" }
  }

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
    return [target, "--from", origin] + entry + details
  }

  private var details: [String] {
    let known: [(String, String?)] = [
      ("--state", state), ("--ttl", ttl?.description), ("--tos", tos?.description),
      ("--length", length?.description), ("--tcp-flags", tcpFlags?.description),
      ("--icmp-type", icmpType?.description), ("--mac", hardware), ("--uid", user?.description),
      ("--gid", group?.description), ("--out", outInterface),
    ]
    return known.flatMap { option, value in value.map { [option, $0] } ?? [] }
  }
}

extension TestPacket: CustomStringConvertible {
  var description: String { traceArguments.joined(separator: " ") }
}
