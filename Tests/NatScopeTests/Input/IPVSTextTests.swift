import Testing

@testable import NatScope

/// What ipvsadm prints of one kernel's services in each of its forms.
@Suite struct IPVSTextTests {
  static func text(_ form: String) throws -> String {
    let path = PrintingTests.root + "/Tests/NatScopeTests/Fixtures/ipvs/ipvsadm-\(form).txt"
    return String(decoding: try #require(PrintingTests.bytes(path), "\(form)"), as: UTF8.self)
  }

  static let services = [
    "192.0.2.10:30080/tcp lc: 10.244.1.5:8080 masquerade 1",
    "10.96.0.1:443/tcp rr 10800: 192.168.9.101:6443 masquerade 1, 192.168.9.102:6443 masquerade 0",
    "10.96.0.9:0/tcp wlc 300: 10.244.1.5:0 route 1", "10.96.0.13:80/tcp dh: 10.244.1.7:80 tunnel 1",
    "10.96.0.10:53/udp wrr: 10.244.1.2:53 masquerade 3, 10.244.1.3:53 masquerade 1",
    "10.96.0.14:5060/udp rr 60:", "10.96.0.12:5060/sctp fo: 10.244.1.5:5060 masquerade 1",
    "[fd00:96::1]:443/tcp rr 300: fd00:10:244::5:6443 masquerade 1",
    "fwmark 7 sh: 10.244.1.5:0 tunnel 1, 10.244.1.6:0 route 5", "fwmark 8 rr:",
  ]

  private static func describe(_ ipvs: IPVS) -> [String] {
    ipvs.services.map { service in
      let servers = service.servers.map {
        "\($0.address):\($0.port) \($0.forwarding.rawValue) \($0.weight)"
      }
      return "\(service.key) \(service.scheduler)" + (service.persistence.map { " \($0)" } ?? "")
        + ":" + (servers.isEmpty ? "" : " " + servers.joined(separator: ", "))
    }
  }

  /// With and without names of ports, as commands and as a list.
  @Test(arguments: ["Sn", "S", "Ln", "L"]) func services(_ form: String) throws {
    let reading = Reading(try Self.text(form) + natTable("-A A -j B"))
    #expect(reading.diagnostics == [])
    #expect(Self.describe(reading.capture.ipvs) == Self.services)
    #expect(reading.capture.ipvs.isWhole)
    #expect(reading.capture.sections.map(\.kind.name) == ["ipvs", "save"])
    #expect(reading.held == "nat: PREROUTING 0, A 1, B 0")
  }

  /// Statistics and connections tell no weights: they are named, and no service comes of them.
  @Test(arguments: ["Ln-stats", "Ln-rate", "Ln-thresholds", "Ln-persistent-conn", "Lcn"])
  func others(_ form: String) throws {
    let reading = Reading(try Self.text(form) + natTable("-A A -j B"))
    #expect(reading.diagnostics == [])
    #expect(reading.capture.ipvs.services.isEmpty)
    #expect(reading.capture.sections.map(\.kind.name) == ["ipvs", "save"])
    // The same list beside it is read.
    let both = Reading(try Self.text(form) + Self.text("Ln") + natTable("-A A -j B"))
    #expect(Self.describe(both.capture.ipvs) == Self.services)
  }

  static let rows: [InputRow] = [
    InputRow(
      "a server of no service",
      "-a -t 10.96.0.1:443 -r 10.0.0.1:6443 -m -w 1\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0", ["unrecognisedLine 1:1"]),
    InputRow(
      "an unknown option", "-A -t 10.96.0.1:443 --new 3\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0",
      ["unrecognisedLine 1:1"]),
    InputRow(
      "a name for an address", "-A -t node.example:443 -s rr\n" + natTable("-A A -j B"),
      "nat: PREROUTING 0, A 1, B 0",
      ["unrecognisedLine 1:1"]),
  ]

  @Test(arguments: rows) func texts(_ row: InputRow) { row.check() }

  /// What other programs tell of IPVS.
  @Test(
    arguments: [
      ("net.ipv4.vs.conntrack = 1\n", true, false),
      ("net.ipv4.vs.conntrack = 0\n", false, false),
      (
        "4: kube-ipvs0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN group default\n", nil, true
      ),
      ("4: eth0: <BROADCAST> mtu 1500 qdisc noop state DOWN group default\n", nil, false),
    ] as [(String, Bool?, Bool)])
  func signs(_ text: String, _ keepsConntrack: Bool?, _ hasInterface: Bool) {
    let ipvs = Reading(text + natTable()).capture.ipvs
    #expect(ipvs.keepsConntrack == keepsConntrack)
    #expect(ipvs.hasInterface == hasInterface)
    #expect(!ipvs.isWhole)
  }

  /// rr and lc take all servers alike, the others by weight, and 0 gets nothing (Linux 6.1).
  @Test(arguments: [
    ("rr", [1, 3, 0], [0.5, 0.5, 0]), ("lc", [1, 3, 0], [0.5, 0.5, 0]),
    ("wrr", [1, 3, 0], [0.25, 0.75, 0]), ("wlc", [1, 3], [0.25, 0.75]),
    ("sh", [1, 3], [0.25, 0.75]), ("dh", [1, 3], [0.5, 0.5]), ("fo", [1, 3], [0, 1]),
    ("ovf", [3, 3, 1], [0.5, 0.5, 0]), ("new", [1, 1], [0.5, 0.5]), ("rr", [0, 0], [0, 0]),
    ("rr", [], []),
  ])
  func shares(_ scheduler: String, _ weights: [UInt32], _ expected: [Double]) throws {
    let address = try #require(IPAddress("10.0.0.1"))
    var service = IPVS.Service(
      key: .address(address, .tcp, port: 80), scheduler: scheduler, persistence: nil)
    service.servers = weights.map {
      IPVS.Server(address: address, port: 80, forwarding: .masquerade, weight: $0)
    }
    #expect(service.shares == expected)
  }
}
