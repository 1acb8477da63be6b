extension Trap {
  /// Sets of the types that the kernel of most distributions has, beside those of every node. A packet
  /// of these traps comes from 203.0.113.9 in eth0 to 192.0.2.10:80.
  static let memberSets = """
    create t-two hash:ip,port
    add t-two 203.0.113.9,tcp:80
    create t-mask hash:ip netmask 24
    add t-mask 203.0.113.77
    create t-holes hash:ip bitmask 255.0.0.255
    add t-holes 203.9.9.9
    create t-three hash:ip,port,ip
    add t-three 203.0.113.9,tcp:80,192.0.2.10
    create t-net3 hash:ip,port,net
    add t-net3 203.0.113.9,tcp:80,192.0.2.0/24
    add t-net3 203.0.113.9,tcp:80,192.0.2.10 nomatch
    create t-netport hash:net,port
    add t-netport 203.0.113.0/24,tcp:80
    add t-netport 203.0.113.9,tcp:80 nomatch
    create t-iface hash:net,iface
    add t-iface 203.0.113.0/24,eth0
    create t-hidden hash:net,iface
    add t-hidden 203.0.113.0/24,eth1
    add t-hidden 203.0.0.0/16,eth0
    create t-wild hash:net,iface
    add t-wild 203.0.113.0/24,eth wildcard
    create t-any hash:net,iface
    add t-any 0.0.0.0/0,eth0
    create t-range bitmap:ip range 203.0.0.0/16 netmask 24
    add t-range 203.0.113.0
    create t-proto hash:ip,port
    add t-proto 203.0.113.9,icmp:echo-request
    add t-proto 203.0.113.9,gre:0
    create t-nomatch hash:net
    add t-nomatch 203.0.113.0/24
    add t-nomatch 203.0.113.9 nomatch
    create t-time hash:ip timeout 3600
    add t-time 203.0.113.9
    create t-all list:set
    add t-all t-nomatch
    add t-all t-two
    create t-port bitmap:port range 0-1023
    add t-port 80
    create t-net6 hash:net family inet6
    add t-net6 2001:db8:9::/64
    add t-net6 2001:db8:9::9 nomatch
    create t-three6 hash:ip,port,ip family inet6
    add t-three6 2001:db8:9::9,tcp:80,2001:db8:1::10
    """

  private static func sets(
    _ fact: String, _ packet: TestPacket, _ matches: [(options: String, holds: Bool)]
  ) -> Trap {
    let rules = matches.map { match in
      "nat -A PREROUTING -m set "
        + (match.options.hasPrefix("! ")
          ? "! --match-set \(match.options.dropFirst(2))" : "--match-set \(match.options)")
    }
    let hits = matches.indices.filter { matches[$0].holds }.map { "nat PREROUTING #\($0 + 1)" }
    return Trap(fact, packet, rules, kernel: hits.sorted().joined(separator: ", "))
  }

  /// Membership in sets; hash:mac, hash:ip,mac, hash:ip,mark, hash:net,net and hash:net,port,net are
  /// not in every kernel and behave as `SetTests` says (seen on Linux 6.1).
  static let members: [Trap] = [
    sets(
      "fewer flags than dimensions never match, more are not looked at", web,
      [
        ("t-two src", false), ("! t-two src", true), ("t-two src,dst", true),
        ("t-two src,dst,src", true), ("t-two src,src", false), ("t-three src,dst", false),
        ("t-three src,dst,dst", true), ("t-three src,dst,src", false),
      ]),
    sets(
      "an address is looked up under the set's mask", web,
      [
        ("t-mask src", true), ("t-mask dst", false), ("t-holes src", true), ("t-holes dst", false),
        ("t-range src", true), ("t-range dst", false),
      ]),
    sets(
      "the longest prefix decides, and --return-nomatch turns that round", web,
      [
        ("t-nomatch src", false), ("t-nomatch src --return-nomatch", true),
        ("t-nomatch dst --return-nomatch", false), ("t-net3 src,dst,dst", false),
        ("t-net3 src,dst,dst --return-nomatch", true), ("t-netport src,dst", false),
        ("t-two src,dst --return-nomatch", true),
      ]),
    sets(
      "hash:net,iface: the longest prefix alone is looked at; a hook without the interface fails",
      web,
      [
        ("t-iface src,src", true), ("t-iface src,dst", false), ("t-iface dst,src", false),
        ("t-hidden src,src", false), ("t-wild src,src", true), ("t-any src,src", true),
        ("t-any dst,src", true),
      ]),
    sets(
      "a list is any of its sets, with as many dimensions as each of them has", web,
      [
        ("t-all src", false), ("t-all src,dst", true), ("t-all src --return-nomatch", true),
        ("! t-all src", true), ("t-time src", true), ("t-time src ! --update-counters", true),
      ]),
    sets(
      "ICMP has type and code for a port, in both directions",
      TestPacket(kind: .icmp, source: "203.0.113.9", destination: "192.0.2.10"),
      [
        ("t-proto src,dst", true), ("t-proto src,src", true), ("t-two src,dst", false),
        ("t-port dst", false),
      ]),
    sets(
      "sets of IPv6, and sets without a family", web6,
      [
        ("t-net6 src", false), ("t-net6 src --return-nomatch", true),
        ("t-three6 src,dst,dst", true),
        ("t-port dst", true), ("t-port src", false),
      ]),
  ]
}
