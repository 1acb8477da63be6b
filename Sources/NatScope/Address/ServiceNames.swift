/// The names of ports that iptables prints where it was run without `-n`.
///
/// iptables asks getservbyport(3) for the name of the port and the rule's protocol, so a name stands
/// for a port only together with the protocol: `syslog` over tcp and over udp are two entries. Names
/// are compared as getservbyname(3) does, with case.
enum ServiceNames {
  /// The port that `name` stands for.
  ///
  /// - Parameter ipProtocol: the rule's protocol; nil if it is not known.
  /// - Returns: nil if no service of this protocol has the name, or if it stands for different ports:
  ///   `dicom` is the name of one port and an alias of another.
  static func port(_ name: some Collection<UInt8>, _ ipProtocol: IPProtocol?) -> UInt16? {
    guard name.count <= longestName,
      let services = servicesByName[String(decoding: name, as: UTF8.self)]
    else { return nil }
    let possible =
      ipProtocol.map { known in services.filter { $0.ipProtocols.contains(known) } } ?? services
    guard let port = possible.first?.port, possible.allSatisfy({ $0.port == port }) else {
      return nil
    }
    return port
  }

  private struct Service {
    let port: UInt16
    let ipProtocols: [IPProtocol]
  }

  /// No name of the table is longer; anything longer is not worth a string.
  private static let longestName = 32

  private static let ipProtocolsByName: [Substring: IPProtocol] = [
    "tcp": .tcp, "udp": .udp, "sctp": .sctp, "dccp": .dccp,
  ]

  private static let servicesByName: [String: [Service]] = {
    var result: [String: [Service]] = [:]
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      let place = words[0].split(separator: "/")
      guard place.count == 2, let port = UInt16(place[0]) else { continue }
      let ipProtocols = place[1].split(separator: ",").compactMap { ipProtocolsByName[$0] }
      let service = Service(port: port, ipProtocols: ipProtocols)
      for name in words.dropFirst() { result[String(name), default: []].append(service) }
    }
    return result
  }()
}
