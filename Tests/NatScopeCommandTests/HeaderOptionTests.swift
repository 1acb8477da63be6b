import Testing
import TestSupport

/// What the user may tell of a packet beside its addresses.
@Suite struct HeaderOptionTests {
  private static let hostPort = Natscope.sample("hostport")
  private static let hostPort6 = Natscope.sample("hostport6")

  /// A bad value, or one that the packet has no place for, is a usage error that names the option.
  @Test(arguments: [
    (":80", ["--length", "19"], "--length: '19'"), (":80", ["--length", "x"], "--length: 'x'"),
    (":80", ["--ttl", "256"], "--ttl: '256'"), (":80", ["--ttl", "-1"], ""),
    (":80", ["--tos", "EFX"], "--tos: 'EFX'"), (":80", ["--tos", "256"], "--tos: '256'"),
    (":80", ["--tcp-flags", "SYN,"], "--tcp-flags: 'SYN,'"),
    (":80/udp", ["--tcp-flags", "SYN"], "are about tcp"),
    (":80", ["--tcp-option", "256"], "--tcp-option: '256'"),
    (":80", ["--tcp-option", "2,3", "--mss", "none"], "contradict"),
    (":80", ["--tcp-option", "3", "--mss", "1460"], "contradict"),
    (":80", ["--mss", "65536"], "--mss: '65536'"),
    (":80", ["--icmp-type", "8"], "about icmp"),
    ("10.0.0.5/icmp", ["--icmp-type", "nothing"], "--icmp-type: 'nothing'"),
    ("10.0.0.5/icmp", ["--icmp-type", "packet-too-big"], "no type of icmp"),
    (":80", ["--mac", "02:00"], "--mac: '02:00'"),
    (":80", ["--mac", "02:00:00:00:00:01", "--local"], "packets from outside"),
    (":80", ["--packet-type", "anycast"], "--packet-type: 'anycast'"),
    (":80", ["--uid", "0"], "--local"), (":80", ["--local", "--uid", "www-data"], "id -u"),
    (":80", ["--local", "--gid", "4294967296"], "--gid"),
    (":80", ["--spi", "5"], "--spi is about"), (":80", ["--out", "eth+"], "--out: 'eth+'"),
    ("[fe80::1%eth0]:80", ["--in", "eth1"], "contradict"),
    ("[fe80::1%eth0]:80", ["--local", "--out", "eth1"], "contradict"),
    ("[fe80::1%eth0]:80", ["--from", "fe80::2%eth1"], "contradict"),
    ("[::ffff:10.0.0.5]:80", ["-6"], "-4 or -6"), ("10.0.0.5:80", ["-6"], "-4 or -6"),
    ("[fe80::1]:80", ["-4"], "-4 or -6"), (":80", ["-4", "-6"], "exclude"),
    (":80", ["-4", "--from", "fe80::1"], "-4 or -6"),
  ])
  func refused(_ destination: String, _ options: [String], _ reason: String) async throws {
    let run = try await Natscope.run([destination, Self.hostPort] + options)
    #expect(run.status == 2, "\(options)")
    #expect(run.output == "")
    #expect(run.errors.contains(reason), "\(run.errors)")
  }

  /// Destinations that look like one and are none.
  @Test(arguments: [
    ("[2001:db8::1%eth0]:80", "belongs to a link-local"), ("10.0.0.5%eth0/icmp", "link-local"),
    ("[fe80::1%]:80", "no interface name"), ("10.0.0.5/icmpv6", "belongs to IPv6"),
  ])
  func mistaken(_ destination: String, _ reason: String) async throws {
    let run = try await Natscope.run([destination, Self.hostPort])
    #expect(run.status == 2)
    #expect(run.errors.contains(reason), "\(run.errors)")
  }

  /// What was told stands in the answer, in the words of the options.
  @Test func packetInJSON() async throws {
    let packet = try await Natscope.json(
      "192.0.2.10:8000", "--length", "60", "--ttl", "0x40", "--tos", "CS1", "--tcp-flags",
      "syn,ece", "--tcp-option", "8,2", "--mss", "1460", "--mac", "2:0:5e:10:0:1",
      "--packet-type", "host", "--out", "cni0", Self.hostPort)["traces"][0]["packet"]
    #expect(packet["length"] == .number(60))
    #expect(packet["ttl"] == .number(64))
    #expect(packet["tos"] == .number(32))
    #expect(packet["tcpFlags"] == .string("SYN,ECE"))
    #expect(packet["tcpOptions"].items == [.number(2), .number(8)])
    #expect(packet["mss"] == .number(1460))
    #expect(packet["mac"] == .string("02:00:5e:10:00:01"))
    #expect(packet["packetType"] == .string("unicast"))
    #expect(packet["outInterface"] == .string("cni0"))
    #expect(packet["uid"] == .null)
    #expect(packet["icmpType"] == .null)
  }

  /// By its name ICMP is that of the address's family; a mapped address is an IPv4 address.
  @Test(arguments: [
    ("2001:db8::1/icmp", "ipv6-icmp", "2001:db8::1"),
    ("2001:db8::1/icmp6", "ipv6-icmp", "2001:db8::1"),
    ("2001:db8::1/ipv6-icmp", "ipv6-icmp", "2001:db8::1"),
    ("2001:db8::1/1", "icmp", "2001:db8::1"), ("10.0.0.5/icmp", "icmp", "10.0.0.5"),
    ("[::ffff:10.0.0.5]:80", "tcp", "10.0.0.5"), ("::ffff:10.0.0.5/icmp", "icmp", "10.0.0.5"),
    ("[fe80::1%eth0]:80/udp", "udp", "fe80::1"), ("fe80::1%eth0/icmp", "ipv6-icmp", "fe80::1"),
  ])
  func families(_ destination: String, _ ipProtocol: String, _ address: String) async throws {
    let answer = try await Natscope.json(destination, Self.hostPort, Self.hostPort6)
    let packet = answer["traces"][0]["packet"]
    #expect(packet["protocol"] == .string(ipProtocol))
    #expect(packet["destination"] == .string(address))
    #expect(packet["inInterface"] == (destination.contains("%") ? .string("eth0") : .null))
  }

  @Test func mappedAddressIsNoted() async throws {
    let run = try await Natscope.run("[::ffff:192.0.2.10]:8000", Self.hostPort)
    #expect(
      run.errors == "note: ::ffff:192.0.2.10 is the IPv4 address 192.0.2.10, and walks the "
        + "IPv4 rules\n")
    #expect(run.output.contains("DNAT to 10.55.3.5:80"))
  }

  /// The zone is the interface that the packet comes in by, or with --local leaves by.
  @Test func zones() async throws {
    let out = try await Natscope.json("[fe80::1%eth0]:80", "--local", Self.hostPort6)
    #expect(out["traces"][0]["packet"]["outInterface"] == .string("eth0"))
    #expect(out["traces"][0]["packet"]["inInterface"] == .null)
    let from = try await Natscope.json(
      "[2001:db8::1]:80", "--from", "[fe80::2%eth3]:5", Self.hostPort6)
    #expect(from["traces"][0]["packet"]["inInterface"] == .string("eth3"))
    #expect(from["traces"][0]["packet"]["source"] == .string("fe80::2"))
  }

  /// A condition names the option that settles it, and the option does.
  @Test(arguments: [
    ("-m ttl --ttl-lt 9", "ttl", "--ttl", "64", []),
    ("-m length --length 100:200", "length", "--length", "60", []),
    ("-m dscp --dscp 46", "tos", "--tos", "EF", []),
    ("-m mac --mac-source 02:00:00:00:00:01", "mac", "--mac", "02:00:00:00:00:02", []),
    ("-p tcp -m tcpmss --mss 9", "mss", "--mss", "none", []),
    ("-p tcp -m tcp --tcp-option 8", "tcpOption", "--tcp-option", "2,8", []),
    ("-m owner --uid-owner 5", "uid", "--uid", "5", ["--local"]),
    ("-m owner --gid-owner 5", "gid", "--gid", "root", ["--local"]),
    ("-p tcp -m tcp --syn", "tcpFlags", "--tcp-flags", "ACK", ["--state", "RELATED"]),
  ])
  func settled(
    _ match: String, _ field: String, _ option: String, _ value: String, _ others: [String]
  ) async throws {
    let hook = others.contains("--local") ? "OUTPUT" : "PREROUTING"
    let rules = """
      *mangle
      :PREROUTING ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      -A \(hook) \(match) -j DROP
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      COMMIT

      """
    let open = try await JSONTree(
      Natscope.run([":80", "-o", "json"] + others, input: rules).output)
    let facts = open["traces"][0]["outcomes"].items.flatMap { $0["conditions"].items }
      .flatMap { $0["all"].items }
    #expect(facts.contains { $0["field"] == .string(field) && $0["settledBy"] == .string(option) })
    let told = try await JSONTree(
      Natscope.run([":80", "-o", "json", option, value] + others, input: rules).output)
    #expect(told["traces"][0]["outcomes"].items.map { $0["conditions"].items } == [[]])
  }
}
