extension LintTests {
  /// Findings that rest on the node's routes.
  static let routes: [Row] = [
    Row("cilium/cilium#13130", "NS234 note", subject: "eth1", twoUplinks()),
    Row("strict for all", "NS234 note", subject: "eth1", twoUplinks(all: 1, own: 0)),
    Row("loose for all", twoUplinks(all: 2)),
    Row("nothing is filtered", twoUplinks(own: 0)),
    Row("the default route leaves by it, too", twoUplinks(route: "default dev eth1 metric 0")),
    Row(
      "a less preferred default route", "NS234 note", subject: "eth1",
      twoUplinks(route: "default via 198.51.100.1 dev eth1 metric 900")),
    Row(
      "several next hops",
      twoUplinks(
        first: """
          default proto static metric 100
          \tnexthop via 192.0.2.1 dev eth0 weight 1
          \tnexthop via 198.51.100.1 dev eth1 weight 1
          """)),
    Row(
      "several next hops in one line",
      twoUplinks(
        first: "default proto static metric 100 \\\tnexthop via 192.0.2.1 dev eth0 weight 1 "
          + "\\\tnexthop via 198.51.100.1 dev eth1 weight 1 ")),
    Row(
      "another table, which ip rule may choose",
      twoUplinks(route: "default via 198.51.100.1 dev eth1 table 100")),
    Row("a bridge of containers", twoUplinks(second: "docker0")),
    Row(
      "a default route of IPv6 says nothing", "NS234 note", subject: "eth1",
      twoUplinks(route: "default dev eth1 proto ra metric 1024 pref medium")),
    Row(
      "JSON of ip", "NS234 note", subject: "eth1",
      twoUplinks(
        first: """
          [{"dst":"default","gateway":"192.0.2.1","dev":"eth0","flags":[]},\
          {"dst":"198.51.100.0/24","dev":"eth1","protocol":"kernel","scope":"link","flags":[]}]
          """)),
    Row(
      "JSON of ip with both hops",
      twoUplinks(
        first: """
          [{"dst":"default","flags":[],"nexthops":[{"gateway":"192.0.2.1","dev":"eth0"},\
          {"gateway":"198.51.100.1","dev":"eth1"}]}]
          """)),
  ]

  private static func twoUplinks(
    all: Int = 0, own: Int = 1, second: String = "eth1",
    first: String = "default via 192.0.2.1 dev eth0", route: String = ""
  ) -> String {
    let rule =
      "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:80"
    return dockerNAT(rule) + """
      $ sysctl -a
      net.ipv4.conf.all.rp_filter = \(all)
      net.ipv4.conf.eth0.rp_filter = 1
      net.ipv4.conf.\(second).rp_filter = \(own)
      $ ip addr
      1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
          inet 127.0.0.1/8 scope host lo
      2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
          inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0
      3: \(second): <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
          inet 198.51.100.10/24 brd 198.51.100.255 scope global \(second)
      $ ip route
      \(first)
      \(route)
      192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.10
      198.51.100.0/24 dev \(second) proto kernel scope link src 198.51.100.10

      """
  }
}
