extension Trap {
  /// What matches compare.
  static let matches: [Trap] = [
    Trap(
      "masks with holes", web,
      [
        "nat -A PREROUTING -d 0.0.0.10/0.0.0.255", "nat -A PREROUTING -d 0.0.0.11/0.0.0.255",
        "nat -A PREROUTING -s 203.0.0.9/255.0.0.255",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #3"),
    Trap(
      "a match with one of several options turned round is another one", web,
      [
        "mangle -A PREROUTING -m cluster --cluster-total-nodes 2 --cluster-local-node 1 "
          + "--cluster-hash-seed 0x1",
        "nat -A PREROUTING -m cluster --cluster-total-nodes 2 ! --cluster-local-node 1 "
          + "--cluster-hash-seed 0x1",
        "nat -A PREROUTING -m cluster --cluster-total-nodes 2 --cluster-local-node 2 "
          + "--cluster-hash-seed 0x1",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #2"),
    Trap(
      "! -s 0.0.0.0/0 never matches", web,
      ["nat -A PREROUTING ! -s 0.0.0.0/0", "nat -A PREROUTING -s 0.0.0.0/0"],
      kernel: "nat PREROUTING #2",
      backends: [.legacy]),
    Trap(
      "multiport --ports is source or destination",
      TestPacket(source: "203.0.113.9", sourcePort: 443, destination: "192.0.2.10"),
      [
        "nat -A PREROUTING -p tcp -m multiport --ports 443",
        "nat -A PREROUTING -p tcp -m multiport --ports 80,81",
        "nat -A PREROUTING -p tcp -m multiport --dports 443",
        "nat -A PREROUTING -p tcp -m multiport ! --ports 443",
        "nat -A PREROUTING -p tcp -m multiport ! --dports 81:90,443",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #2, nat PREROUTING #5"),
    Trap(
      "ranges hold both ends", web,
      [
        "nat -A PREROUTING -p tcp -m tcp --dport 80:90",
        "nat -A PREROUTING -p tcp -m tcp --dport 70:80",
        "nat -A PREROUTING -p tcp -m tcp --dport 81:90",
        "nat -A PREROUTING -p tcp -m tcp ! --dport 81:90",
        "nat -A PREROUTING -m iprange --src-range 203.0.113.9-203.0.113.10",
        "nat -A PREROUTING -m iprange ! --dst-range 192.0.2.1-192.0.2.10",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #2, nat PREROUTING #4, nat PREROUTING #5"),
    Trap(
      "ports belong to a protocol",
      TestPacket(kind: .udp, source: "203.0.113.9", destination: "192.0.2.10"),
      [
        "nat -A PREROUTING -p tcp -m tcp ! --dport 443",
        "nat -A PREROUTING -p udp -m udp ! --dport 443",
        "nat -A PREROUTING ! -p tcp", "nat -A PREROUTING -p 17",
      ], kernel: "nat PREROUTING #2, nat PREROUTING #3, nat PREROUTING #4"),
    Trap(
      "tcp flags of a SYN", web,
      [
        "nat -A PREROUTING -p tcp -m tcp --syn", "nat -A PREROUTING -p tcp -m tcp ! --syn",
        "nat -A PREROUTING -p tcp -m tcp --tcp-flags ALL SYN",
        "nat -A PREROUTING -p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK",
        "nat -A PREROUTING -p tcp -m tcp ! --tcp-flags ALL NONE",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #3, nat PREROUTING #5"),
    addressTypes(
      web, "a node address",
      kernel: "nat PREROUTING #1, nat PREROUTING #5"),
    addressTypes(
      TestPacket(source: "203.0.113.9", destination: "127.0.0.1"), "loopback",
      kernel: "nat PREROUTING #1, nat PREROUTING #5"),
    addressTypes(
      TestPacket(source: "203.0.113.9", destination: "255.255.255.255"), "broadcast",
      kernel: "nat PREROUTING #3, nat PREROUTING #6"),
    addressTypes(
      TestPacket(kind: .udp, source: "203.0.113.9", destination: "224.0.0.1"), "multicast",
      kernel: "nat PREROUTING #4, nat PREROUTING #6"),
    addressTypes(
      TestPacket(source: "203.0.113.9", destination: "198.18.0.5"), "a remote address",
      kernel: "nat PREROUTING #2, nat PREROUTING #5, nat PREROUTING #6"),
    Trap(
      "addrtype of IPv6: UNICAST is the form, and a list is all of them", web6,
      [
        "nat -A PREROUTING -m addrtype --dst-type UNICAST",
        "nat -A PREROUTING -m addrtype --dst-type LOCAL",
        "nat -A PREROUTING -m addrtype --dst-type LOCAL,UNICAST",
        "nat -A PREROUTING -m addrtype --dst-type LOCAL,MULTICAST",
        "nat -A PREROUTING -m addrtype ! --dst-type UNICAST",
        "nat -A PREROUTING -m addrtype --src-type LOCAL,UNICAST",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #2, nat PREROUTING #3"),
    Trap(
      "addrtype --limit-iface-in", web,
      [
        "nat -A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-in",
        "nat -A PREROUTING -i eth1 -m addrtype --dst-type LOCAL --limit-iface-in",
      ], kernel: "nat PREROUTING #1"),
    Trap(
      "addrtype --limit-iface-in of another interface's address",
      TestPacket(source: "203.0.113.9", destination: "198.51.100.10"),
      [
        "nat -A PREROUTING -m addrtype --dst-type LOCAL",
        "nat -A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-in",
      ], kernel: "nat PREROUTING #1"),
    Trap(
      "--mark with bits of the value outside the mask never matches", web,
      [
        "nat -A PREROUTING -j MARK --set-mark 0x3", "nat -A PREROUTING -m mark --mark 0x3/0x1",
        "nat -A PREROUTING -m mark ! --mark 0x3/0x1", "nat -A PREROUTING -m mark --mark 0x1/0x1",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #3, nat PREROUTING #4"),
    Trap(
      "a bitmap:port set holds tcp and udp only",
      TestPacket(kind: .sctp, source: "203.0.113.9", destination: "10.244.1.5"),
      [
        "nat -A PREROUTING -m set --match-set ports dst",
        "nat -A PREROUTING -m set ! --match-set ports dst",
        "nat -A PREROUTING -m set --match-set endpoints4 dst,dst",
      ], kernel: "nat PREROUTING #2, nat PREROUTING #3"),
    Trap(
      "sets: hash:ip, hash:net with nomatch, hash:ip,port, hash:net,port",
      TestPacket(source: "203.0.113.77", destination: "192.0.2.10"),
      [
        "nat -A PREROUTING -m set --match-set hosts4 dst",
        "nat -A PREROUTING -m set --match-set hosts4 src",
        "nat -A PREROUTING -m set --match-set nets4 src",
        "nat -A PREROUTING -m set ! --match-set nets4 src",
        "nat -A PREROUTING -m set --match-set endpoints4 dst,dst",
        "nat -A PREROUTING -m set --match-set netports4 dst,dst",
        "nat -A PREROUTING -m set --match-set ports dst",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #4, nat PREROUTING #5, nat PREROUTING #7"),
    Trap(
      "a comment is no rule", web,
      [
        "nat -A PREROUTING -m comment --comment \"-j DNAT --to-destination 1.2.3.4\"",
        "nat -A PREROUTING -m comment --comment \"it's a \\\"quote\\\" -g x\"",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #2"),
    Trap(
      "icmp types", TestPacket(kind: .icmp, source: "203.0.113.9", destination: "192.0.2.10"),
      [
        "nat -A PREROUTING -p icmp -m icmp --icmp-type 8",
        "nat -A PREROUTING -p icmp -m icmp ! --icmp-type 0",
        "nat -A PREROUTING -p icmp -m icmp --icmp-type any",
        "nat -A PREROUTING -p icmp -j DNAT --to-destination 10.244.1.5",
      ],
      kernel: "nat PREROUTING #1, nat PREROUTING #2, nat PREROUTING #3, "
        + "nat PREROUTING #4 -> 10.244.1.5"),
  ]

  private static func addressTypes(_ packet: TestPacket, _ name: String, kernel: String) -> Trap {
    let types = ["LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "LOCAL,UNICAST"]
    return Trap(
      "addrtype of \(name)", packet,
      types.map { "nat -A PREROUTING -m addrtype --dst-type \($0)" }
        + ["nat -A PREROUTING -m addrtype ! --dst-type LOCAL"], kernel: kernel)
  }
}
