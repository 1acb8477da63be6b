import Testing

@testable import NatScope

/// The names of ports and of protocols.
@Suite struct ServiceNamesTests {
  @Test(arguments: [
    ("http", "tcp", 80), ("www", "tcp", 80), ("https", "tcp", 443), ("domain", "tcp", 53),
    ("domain", "udp", 53), ("ssh", "tcp", 22), ("x11-0", "tcp", 6000), ("webcache", "tcp", 8080),
    ("http-alt", "tcp", 8080), ("amqp", "sctp", 5672), ("bootps", "udp", 67),
    ("syslog", "udp", 514),
    ("ipsec-nat-t", "udp", 4500), ("postgres", "tcp", 5432), ("Clearcase", "udp", 371),
    // Another protocol's name, other case, no name at all.
    ("http", "udp", nil), ("http", "dccp", nil), ("bootps", "tcp", nil), ("http", "udplite", nil),
    ("HTTP", "tcp", nil), ("", "tcp", nil), ("80", "tcp", nil), ("http ", "tcp", nil),
    ("80/tcp", "tcp", nil), ("no-such-service", "tcp", nil), ("tcp", "tcp", nil),
    // A name of two ports.
    ("dicom", "tcp", nil), ("acr-nema", "tcp", 104),
  ])
  func ports(_ name: String, _ ipProtocol: String, _ port: UInt16?) throws {
    let ipProtocol = try #require(IPProtocol(name: ipProtocol.utf8))
    #expect(ServiceNames.port(name.utf8, ipProtocol) == port)
  }

  @Test(arguments: [
    ("http", 80), ("domain", 53), ("bootps", 67), ("syslog", 514), ("dicom", nil), ("nothing", nil),
  ])
  func withoutProtocol(_ name: String, _ port: UInt16?) {
    #expect(ServiceNames.port(name.utf8, nil) == port)
  }

  @Test func hostileNames() {
    #expect(ServiceNames.port([UInt8](repeating: 0x61, count: 100_000), .tcp) == nil)
    #expect(ServiceNames.port([0x68, 0xff, 0x70], .tcp) == nil)
  }

  /// Every line of the table is read, and none is longer than the longest name looked for.
  @Test func tableIsSound() throws {
    let lines = ServiceNames.table.split(separator: "\n")
    #expect(lines.count > 250)
    for line in lines {
      let words = line.split(separator: " ")
      let place = words[0].split(separator: "/")
      let port = try #require(UInt16(place[0]))
      for name in place[1].split(separator: ",") {
        let ipProtocol = try #require(IPProtocol(name: name.utf8))
        for word in words.dropFirst() where word != "dicom" {
          #expect(ServiceNames.port(word.utf8, ipProtocol) == port, "\(line)")
        }
      }
    }
  }

  @Test(arguments: [
    ("ah", 51), ("esp", 50), ("gre", 47), ("ospf", 89), ("vrrp", 112), ("ipv6-icmp", 58),
    ("icmpv6", 58), ("l2tp", 115), ("pim", 103), ("eigrp", 88), ("ipencap", 4), ("ipv4", 4),
    ("ax.25", 93), ("ethernet", 143), ("ggp", 3), ("47", 47),
  ])
  func protocols(_ name: String, _ number: UInt8) {
    #expect(IPProtocol(name: name.utf8)?.number == number)
  }

  @Test(arguments: ["all", "0", "ip", "hopopt", "mptcp", "256", ""])
  func noProtocols(_ name: String) { #expect(IPProtocol(name: name.utf8) == nil) }

  @Test func protocolsAreWrittenAsTheyAreRead() {
    for number in UInt8(1)...255 {
      let name = IPProtocol(number: number).description
      #expect(IPProtocol(name: name.utf8)?.number == number, "\(name)")
    }
  }
}
