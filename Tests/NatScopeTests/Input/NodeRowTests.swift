import Testing

@testable import NatScope

/// Rows of node facts as they are met in the field: old versions, names, cut and wrapped lines.
@Suite struct NodeRowTests {
  private static let heading =
    "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"

  @Test(arguments: [
    // Both families, and IPv6 only.
    (
      "tcp LISTEN 0 5 *:80 *:*\ntcp LISTEN 0 5 0.0.0.0:22 0.0.0.0:*",
      ["tcp *:80", "tcp 0.0.0.0:22"]
    ),
    ("tcp LISTEN 0 5 *:80 *:*\ntcp LISTEN 0 5 :::22 :::*", ["tcp 0.0.0.0:80", "tcp [::]:22"]),
    ("tcp LISTEN 0 5 *:80 *:*", ["tcp *?:80"]),
    ("tcp LISTEN 0 5 [::]:80 [::]:*", ["tcp [::]only:80"]),
    ("tcp LISTEN 0 5 ::ffff:10.0.0.5:80 :::*", ["tcp 10.0.0.5:80"]),
    ("tcp LISTEN 0 5 [fe80::1]%eth0:80 [::]:*", ["tcp [fe80::1]%eth0:80"]),
    ("tcp LISTEN 0 5 [fe80::1%eth0]:80 [::]:*", ["tcp [fe80::1]%eth0:80"]),
    ("udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*", ["udp 127.0.0.53%lo:53"]),
    // Names.
    ("tcp LISTEN 0 5 0.0.0.0:https 0.0.0.0:*", ["tcp 0.0.0.0:443"]),
    ("udp UNCONN 0 0 0.0.0.0:syslog 0.0.0.0:*", ["udp 0.0.0.0:514"]),
    ("tcp LISTEN 0 5 localhost:frobnicate 0.0.0.0:*", ["tcp <localhost>:?"]),
    // RHEL 7 calls UDP tcp here; such a socket takes no connection.
    ("tcp UNCONN 0 0 *:68 *:* users:((\"dhclient\",1171,6))", ["tcp *?:68 dhclient/1171/6"]),
    (
      "tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:((\"a b\",pid=1,fd=2),(\"c\"d\",pid=3,fd=4))",
      ["tcp 0.0.0.0:80 a b/1/2 c\"d/3/4"]
    ),
    (
      "tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:((\"n\",pid=1,proc_ctx=x:y,fd=2)) uid:33 ino:7 sk:1",
      ["tcp 0.0.0.0:80 n/1/2 ino=7 uid=33"]
    ),
    ("tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:((\"cut", ["tcp 0.0.0.0:80"]),
    // Wrapped by a narrow terminal.
    (
      "tcp   LISTEN  0       5     0.0.0.0:80\n         0.0.0.0:*    users:((\"n\",pid=1,fd=2))",
      ["tcp 0.0.0.0:80 n/1/2"]
    ),
    (
      "tcp   LISTEN  0       5     0.0.0.0:80   0.0.0.0:*\n users:((\"n\",pid=1,fd=2))",
      ["tcp 0.0.0.0:80 n/1/2"]
    ),
  ]) func ss(_ rows: String, _ expected: [String]) {
    let reading = Reading(Self.heading + rows + "\n")
    let found = reading.sockets.map { text in
      text.split(separator: " ").filter { !["listening", "unconnected"].contains($0) }
        .joined(separator: " ")
    }
    #expect(found == expected.map { $0.replacing("~", with: "") })
    #expect(reading.unreadRows == [])
  }

  /// A row that cannot be read is told, and its list is not whole.
  @Test(arguments: [
    ("tcp LISTEN 0 5 0.0.0.0 0.0.0.0:*", [UInt32(2)], "ss 1 part"),
    ("tcp LISTEN 0 5 0.0.0.0:70000 0.0.0.0:*", [], "ss 2"),
  ]) func unread(_ row: String, _ lines: [UInt32], _ list: String) {
    let reading = Reading(Self.heading + row + "\ntcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:*\n")
    #expect(reading.unreadRows == lines)
    #expect(reading.socketLists == [list])
  }

  /// Something between the rows of a list: one of them may be lost.
  @Test func strangers() {
    let row = "tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:*\n"
    #expect(Reading(Self.heading + row + "and so on\n").socketLists == ["ss 1 tcp4"])
    let between = Reading(Self.heading + row + "tcp   LIST\n" + row)
    #expect(between.socketLists.allSatisfy { $0.hasSuffix("part") })
  }

  @Test(arguments: [
    (
      "tcp        0      0 0.0.0.0:22    0.0.0.0:*    LISTEN      600/sshd: /usr/sbin ",
      ["tcp 0.0.0.0:22 listening sshd: /usr/sbin~/600"]
    ),
    ("tcp6 0 0 :::9090 :::* LISTEN -", ["tcp [::]:9090 listening"]),
    ("udp 0 0 0.0.0.0:53 0.0.0.0:* 关闭 (0.00/0/0)", ["udp 0.0.0.0:53 unconnected"]),
    (
      "udp 0 0 0.0.0.0:5353 0.0.0.0:* 442/avahi-daemon: r",
      ["udp 0.0.0.0:5353 unconnected avahi-daemon: r~/442"]
    ),
    (
      "tcp 0 0 localhost:smtp 0.0.0.0:* LISTEN", ["tcp 127.0.0.1:25 listening"]
    ),
    ("tcp6 0 0 localhost:smtp [::]:* LISTEN", ["tcp [::1]:25 listening"]),
    // Cut to the column: the rest of the address is not known.
    (
      "tcp6       0      0 2001:db8:1:2:3:4:5:1234 :::*  LISTEN",
      ["tcp <2001:db8:1:2:3:4:5:1234>:1234 listening"]
    ),
  ]) func netstat(_ row: String, _ expected: [String]) {
    let reading = Reading("激活Internet连接 (仅服务器)\nProto Recv-Q Send-Q 本地 外部 状态\n" + row + "\n")
    #expect(reading.sockets == expected)
    #expect(reading.unreadRows == [])
  }

  @Test func localisedHeading() {
    let row = "tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN\n"
    #expect(
      Reading(
        "激活Internet连接 (仅服务器)\nProto Recv-Q Send-Q Local Address Foreign Address State\n" + row
      )
      .socketLists == ["netstat 1 tcp4"])
    #expect(
      Reading("Active Internet connections (w/o servers)\nProto Recv-Q Send-Q\n" + row).socketLists
        == ["netstat 1"])
    #expect(Reading(row).socketLists == ["netstat 1 part"])
  }

  @Test(arguments: [
    (
      "kube-prox  673 root   13u  IPv6  23229      0t0  TCP *:31111 (LISTEN)",
      "tcp [::]:31111 listening kube-prox~/673/13 ino=23229"
    ),
    (
      "nginx 8 9 nginx root 6u IPv4 77 0t0 TCP 10.0.0.5:http (LISTEN)",
      "tcp 10.0.0.5:80 listening nginx/8/6 ino=77"
    ),
    ("dnsmasq 5 root 4u IPv4 9 0t0 UDP *:53", "udp 0.0.0.0:53 unconnected dnsmasq/5/4 ino=9"),
  ]) func lsof(_ row: String, _ expected: String) {
    #expect(Reading(row + "\n").sockets == [expected])
  }

  @Test(arguments: [
    ("    inet 10.8.0.1 peer 10.8.0.2/32 scope global tun0", ["10.8.0.1 tun0 global"]),
    (
      "    inet 10.0.0.5/24 brd 10.0.0.255 scope global secondary eth0:1",
      ["10.0.0.5/24 eth0 global"]
    ),
    ("    inet6 fe80::1/64 scope link tentative", ["fe80::1/64 link tentative"]),
    (
      "2: eth0    inet 10.0.0.5/24 scope global eth0\\       valid_lft forever",
      ["10.0.0.5/24 eth0 global"]
    ),
    (
      "eth0@if5         UP             10.0.0.5/24 fe80::1/64",
      ["10.0.0.5/24 eth0", "fe80::1/64 eth0"]
    ),
    (
      "eth0 Link encap:Ethernet HWaddr 00:1e:4f:4b:79:eb\n"
        + "     inet addr:10.0.0.100  Bcast:10.0.255.255  Mask:255.255.0.0\n"
        + "     inet6 addr: fe80::21e:4fff:fe4b:79eb/64 Scope:Link",
      ["10.0.0.100/16 eth0", "fe80::21e:4fff:fe4b:79eb/64 eth0 link"]
    ),
  ]) func addresses(_ rows: String, _ expected: [String]) {
    #expect(Reading(rows + "\n").addresses == expected)
  }

  @Test(arguments: [
    ("net.ipv4.ip_forward = 1", ["net.ipv4.ip_forward=1"]),
    ("net.ipv4.conf.all.route_localnet=1", ["net.ipv4.conf.all.route_localnet=1"]),
    ("net.ipv4.conf.eth0/1.rp_filter = 2", ["net.ipv4.conf.eth0/1.rp_filter=2"]),
    ("/proc/sys/net/ipv4/conf/eth0.1/rp_filter:2", ["net.ipv4.conf.eth0/1.rp_filter=2"]),
    ("root@n:~# cat /proc/sys/net/ipv4/ip_forward\n1", ["net.ipv4.ip_forward=1"]),
    ("==> /proc/sys/net/ipv4/ip_forward <==\n0", ["net.ipv4.ip_forward=0"]),
    ("1", []), ("$ date\n1", []),
  ]) func settings(_ text: String, _ expected: [String]) {
    #expect(Reading(text + "\n").sysctls == expected)
  }

  @Test(arguments: [
    (
      "icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=3 src=10.0.0.2 dst=10.0.0.1 type=0 "
        + "code=0 id=3 mark=0 use=1", ["icmp 10.0.0.1->10.0.0.2 10.0.0.2->10.0.0.1"]
    ),
    (
      "ipv6     10 tcp      6 5 TIME_WAIT src=fd00::1 dst=fd00::2 sport=1 dport=2 packets=3 bytes=4 "
        + "src=fd00::3 dst=fd00::1 sport=8 dport=1 packets=1 bytes=1 [ASSURED] mark=16384 zone=7 use=1",
      ["tcp TIME_WAIT fd00::1:1->fd00::2:2 fd00::3:8->fd00::1:1 assured mark=16384 zone=7"]
    ),
    ("    [NEW] tcp      6 120 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2", []),
  ]) func conntrack(_ row: String, _ expected: [String]) {
    #expect(Reading(row + "\n").connections == expected)
  }

  /// Everything together, in any order: one stream or several files.
  @Test func order() {
    let parts = [
      natTable("-A A -j ACCEPT"), Self.heading + "tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:*\n",
      "1: lo    inet 127.0.0.1/8 scope host lo\n2: e    inet 10.0.0.5/24 scope global e\n",
      "net.ipv4.ip_forward = 1\n",
    ]
    for turn in 0..<parts.count {
      let turned = Array(parts[turn...] + parts[..<turn])
      for reading in [Reading(turned.joined()), Reading(files: turned)] {
        #expect(reading.capture.rulesets.count == 1)
        #expect(reading.capture.node.given == ["addresses", "sockets", "sysctls"])
        #expect(reading.socketLists == ["ss 1 tcp4"])
        #expect(reading.addressLists == ["addresses ipv4"])
      }
    }
  }

  /// What was run elsewhere tells nothing of the node, unless the rules are of the same place.
  @Test(arguments: [
    ("$ ss -Hlnt\n", "$ iptables-save\n", ["ss 1 tcp4 tcp6"], 0),
    ("$ sudo ip netns exec web ss -Hlnt\n", "$ iptables-save\n", [], 1),
    ("$ ip netns exec web ss -Hlnt\n", "", [], 1),
    ("$ docker exec -it kind ss -Hlnt\n", "$ docker exec kind iptables-save\n", [], 1),
    (
      "$ docker exec kind ss -Hlnt\n", "$ docker exec kind iptables-save\n",
      ["ss 1 tcp4 tcp6"], 0
    ),
    ("$ nsenter -t 812 -n ss -Hlnt\n", "", [], 1),
    ("$ nsenter -t 1 -n ss -Hlnt\n", "", ["ss 1 tcp4 tcp6"], 0),
    ("$ ssh n1 sudo ss -Hlnt\n", "", ["ss 1 tcp4 tcp6"], 0),
  ]) func namespaces(_ shown: String, _ rules: String, _ lists: [String], _ others: Int) {
    let row = "LISTEN 0 5 0.0.0.0:80 0.0.0.0:*\n"
    let text = rules + natTable("-A A -j ACCEPT")
    for input in [text + shown + row, shown + row + text] {
      let reading = Reading(input)
      #expect(reading.socketLists == lists)
      #expect(reading.capture.diagnostics.count { $0.problem == .otherNamespace } == others)
      #expect(LineAccount(reading.capture).lost(Array(input.utf8)) == [])
    }
  }

  /// What looks like the beginning of a document, or of a row, on every line.
  @Test(arguments: [
    "[\n", "{\"a\":\n", "[1,\n", "{\"kind\": \"List\", \"items\": [\n", "[[1],\n",
    "[{\"ifname\": \"\\u\n",
    " users:((\"a\",pid=1,fd=2))\n", "tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:((\"\n",
    "NAME READY STATUS RESTARTS AGE\n", "$ cat /proc/sys/net/ipv4/ip_forward\n",
    "$ ip netns exec a ss -Hlnt\n",
  ]) func hostile(_ line: String) {
    let text = String(repeating: line, count: 4_000)
    let start = ContinuousClock().now
    let reading = Reading(text)
    #expect(ContinuousClock().now - start < .seconds(60))
    #expect(reading.workloads == [])
    #expect(reading.addresses == [])
    let row = Reading(Self.heading + "tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* " + text)
    #expect(row.sockets.count <= 4_001)
  }

  /// A row that is longer than any program's.
  @Test func longRow() {
    let long =
      "tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:((\"" + String(repeating: "a", count: 70_000)
    let reading = Reading(Self.heading + long + "\ntcp LISTEN 0 5 0.0.0.0:81 0.0.0.0:*\n")
    #expect(reading.unreadRows == [2])
    #expect(reading.socketLists == ["ss 1 part"])
  }
}
