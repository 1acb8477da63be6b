/// The flags of a TCP header.
struct TCPFlags: OptionSet, Sendable, Hashable, CustomStringConvertible {
  var rawValue: UInt8

  static let fin = TCPFlags(rawValue: 1)
  static let syn = TCPFlags(rawValue: 2)
  static let rst = TCPFlags(rawValue: 4)
  static let psh = TCPFlags(rawValue: 8)
  static let ack = TCPFlags(rawValue: 16)
  static let urg = TCPFlags(rawValue: 32)
  static let ece = TCPFlags(rawValue: 64)
  static let cwr = TCPFlags(rawValue: 128)

  private static let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]

  /// As iptables writes a list of them.
  var description: String {
    let set = Self.names.enumerated().filter { rawValue & (1 << $0.offset) != 0 }.map(\.element)
    return set.isEmpty ? "NONE" : set.joined(separator: ",")
  }

  /// Whether connection tracking takes a packet with these as the first of a connection; in the
  /// middle of one it picks the connection up (nf_conntrack_proto_tcp.c, tcp_new and tcp_loose).
  var beginsConnection: Bool {
    let decisive = subtracting([.psh, .ece, .cwr])
    return [[.syn], [.syn, .urg], [.ack], [.ack, .urg]].contains(decisive)
  }
}
