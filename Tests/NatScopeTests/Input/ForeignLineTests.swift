import Testing

@testable import NatScope

/// Lines of other programs, and lines of iptables that must not be taken for theirs.
@Suite struct ForeignLineTests {
  /// The kinds of the lines of a text; `-` for none.
  private static func kinds(_ text: String) -> [String] {
    var recogniser = ForeignRecogniser()
    return text.split(separator: "\n", omittingEmptySubsequences: false).map {
      recogniser.kind(of: Array($0.utf8)[...])?.rawValue ?? "-"
    }
  }

  /// Lines that are known without those before them.
  @Test(arguments: [
    ("ss", "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess"),
    ("ss", "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process"),
    ("ss", "Recv-Q Send-Q Local Address:Port Peer Address:Port"),
    ("ss", "tcp   LISTEN 0      128        127.0.0.1:6443      0.0.0.0:*"),
    (
      "ss", "udp   UNCONN 0      0      [fd00:9::1]:546        [::]:*    users:((\"x\",pid=1,fd=8))"
    ),
    (
      "ss",
      "LISTEN 0      128          0.0.0.0:8080       0.0.0.0:*     ino:25 sk:1034 cgroup:/ <->"
    ),
    ("ss", "ESTAB  0      0          127.0.0.1:33304    127.0.0.1:6443"),
    ("ss", "LISTEN     0      128          *:22                       *:*"),
    ("ss", "UNCONN 0 0 127.0.0.53%lo:domain 0.0.0.0:*"),
    ("ss", "nl    UNCONN 4352   0                  4:4901             *"),
    ("ss", "udp    UNCONN     0      0        :::37968                :::12345"),
    ("ss", "u_str LISTEN 0      1               @nst 2527894            * 0"),
    ("ss", "users:((\"nginx\",pid=812,fd=6))"),
    ("ss", "TCP:   15 (estab 2, closed 9, orphaned 0, timewait 0)"),
    ("netstat", "Active Internet connections (only servers)"),
    ("netstat", "激活Internet连接 (仅服务器)"), ("netstat", "Aktive Internetverbindungen (Nur Server)"),
    ("netstat", "(并非所有进程都能被检测到，所有非本用户的进程信息将不会显示)"),
    ("netstat", "Proto Recv-Q Send-Q Local Address           Foreign Address         State"),
    (
      "netstat",
      "tcp        0      0 127.0.0.1:6443          0.0.0.0:*     LISTEN      4517/python3"
    ),
    (
      "netstat", "tcp6       0      0 :::9090                 :::*                    LISTEN      -"
    ),
    (
      "netstat",
      "udp        0      0 0.0.0.0:53              0.0.0.0:*                 关闭 (0.00/0/0)"
    ),
    ("netstat", "unix  2      [ ACC ]     STREAM     LISTENING     2527894  4517/python3  @nst"),
    ("netstat", "tcp6       0      0 fe80::1:22              fe80::2:5000            ESTABLISHED"),
    ("netstat", "活动UNIX域套接字 (服务器和已建立连接的)"),
    ("netstat", "Conexiones activas de Internet (solo servidores)"),
    ("lsof", "COMMAND  PID USER   FD   TYPE  DEVICE SIZE/OFF NODE NAME"),
    ("lsof", "python3 4517 root    4u  IPv4 2527885      0t0  TCP *:8080 (LISTEN)"),
    ("lsof", "kube-prox  673 root   13u  IPv6  23229      0t0  TCP *:31111 (LISTEN)"),
    ("ip-addr", "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN"),
    ("ip-addr", "2: nsts1@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500"),
    ("ip-addr", "2: nsts1    inet 10.9.0.1/24 scope global nsts1\\       valid_lft forever"),
    ("ip-addr", "    inet6 fe80::a83a:acff:fead:cb2a/64 scope link"),
    ("ip-addr", "    link/ether aa:3a:ac:ad:cb:2a brd ff:ff:ff:ff:ff:ff link-netns x"),
    ("ip-addr", "       valid_lft forever preferred_lft forever"),
    ("ip-addr", "lo               UNKNOWN        127.0.0.1/8 ::1/128"),
    ("ip-addr", "br0    UNKNOWN        b2:1d:0a:15:af:80 <BROADCAST,MULTICAST,UP,LOWER_UP>"),
    ("ifconfig", "br0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500"),
    ("ifconfig", "        inet 172.20.0.1  netmask 255.255.0.0  broadcast 0.0.0.0"),
    ("ifconfig", "        inet6 fe80::1  prefixlen 64  scopeid 0x20<link>"),
    ("ifconfig", "eth0      Link encap:Ethernet  HWaddr 00:1e:4f:4b:79:eb"),
    ("ifconfig", "          inet addr:10.0.0.100  Bcast:10.0.255.255  Mask:255.255.0.0"),
    ("ip-route", "default via 10.9.0.2 dev nsts1"), ("ip-route", "blackhole 192.0.2.0/24"),
    ("ip-route", "10.9.0.0/24 dev nsts1 proto kernel scope link src 10.9.0.1"),
    ("ip-route", "local 10.9.0.1 dev nsts1 table local proto kernel scope host src 10.9.0.1"),
    ("ip-route", "fd00:9::/64 dev nsts1 proto kernel metric 256 pref medium"),
    ("ip-route", "::1 dev lo proto kernel metric 256"),
    ("ip-route", "unicast default via 10.9.0.2 dev nsts1 proto boot scope global"),
    ("ip-route", "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface"),
    ("ip-rule", "0:\tfrom all lookup local"),
    ("ip-rule", "30000:\tfrom all fwmark 0x200/0xf00 lookup 2004"),
    (
      "conntrack",
      "tcp      6 431995 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=3 dport=4 src=1.1.1.1"
    ),
    (
      "conntrack", "ipv4     2 udp      17 29 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 [UNREPLIED]"
    ),
    ("conntrack", "    [NEW] tcp      6 120 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2"),
    ("conntrack", "[DESTROY] icmp     1 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=5"),
    (
      "conntrack", "[1700000000.123456]\t [UPDATE] tcp      6 60 SYN_RECV src=10.0.0.1 dst=10.0.0.2"
    ),
    ("conntrack", "conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown."),
    ("conntrack", "cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0"),
    ("sysctl", "net.ipv4.ip_forward = 1"),
    ("sysctl", "net.ipv4.ip_local_port_range = 32768\t60999"),
    ("sysctl", "net.ipv4.conf.all.route_localnet=1"), ("sysctl", "kernel.hostname = node1"),
    ("sysctl", "/proc/sys/net/ipv4/conf/all/rp_filter:0"),
    ("ipset", "create A hash:ip,port family inet hashsize 1024 maxelem 65536"),
    ("ipset", "add A 10.0.0.1,tcp:80"), ("ipset", "add B fd00::/64 timeout 49 comment \"x\""),
    ("ipset-list", "Name: KUBE-CLUSTER-IP"), ("ipset-list", "Type: hash:ip,port"),
    ("ipvs", "IP Virtual Server version 1.2.1 (size=4096)"),
    ("ipvs", "Prot LocalAddress:Port Scheduler Flags"),
    ("ipvs", "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn"),
    ("ipvs", "TCP  10.96.0.1:443 rr persistent 10800"), ("ipvs", "FWM  7 wrr"),
    ("ipvs", "  -> 192.168.9.101:6443           Masq    1      0          0"),
    ("ipvs", "-A -t 10.96.0.1:443 -s rr -p 10800"), ("ipvs", "-A -u 10.96.0.10:53 -s rr"),
    ("ipvs", "-a -t 10.96.0.1:443 -r 10.9.0.2:6443 -m -w 1"),
    ("nft", "table ip nat {"), ("nft", "table inet filter { # handle 3"),
    ("nft", "table ip6 mangle"),
    ("nft", "# Warning: table ip nat is managed by iptables-nft, do not touch!"),
    ("nft", "{\"nftables\": [{\"metainfo\": {}}]}"), ("nft", "add rule ip nat OUTPUT counter"),
    ("kubectl", "NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE   IP   NODE"),
    ("kubectl", "NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE"),
    ("kubectl", "NAME         ENDPOINTS         AGE"),
    (
      "kubectl", "kube-system   coredns-5d78c9869d-abcde   1/1   Running   0   5d   10.244.0.2   n1"
    ),
    ("kubectl", "web-0   0/1   CrashLoopBackOff   12 (3m ago)   40m"),
    ("kubectl", "kubernetes   ClusterIP   10.96.0.1   <none>   443/TCP   5d"),
    ("crictl", "POD ID              CREATED             STATE    NAME   NAMESPACE   ATTEMPT"),
    ("crictl", "0123456789abc       5 days ago          Ready    web-0  default     0"),
    ("docker", "CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES"),
    (
      "docker",
      "0123456789ab   nginx   \"/run\"   2 days ago   Up 2 days   0.0.0.0:8080->80/tcp   w"
    ),
    ("docker", "80/tcp -> 0.0.0.0:8080"),
    ("banner", "----"), ("banner", "=========="), ("banner", "*** Output of conntrack -L"),
    ("banner", "### sockets"), ("banner", "==== ss ===="), ("banner", "==> a.txt <=="),
    ("banner", "####################"), ("banner", "--- ss ---"), ("banner", "====nat===="),
    ("fence", "```"), ("fence", "```console"), ("fence", "~~~"),
  ])
  func single(_ kind: String, _ line: String) { #expect(Self.kinds(line) == [kind]) }

  static let iptables = [
    "*nat", "*filter", ":PREROUTING ACCEPT [0:0]", ":KUBE-SVC-X - [0:0]", "COMMIT",
    "-A OUTPUT -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS", "-P INPUT ACCEPT", "-N DOCKER",
    "-P INPUT ACCEPT -c 10 600",
    "[3:180] -A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.1:80",
    "-A POSTROUTING -m comment --comment \"tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\" -j RETURN",
    "-A X -m comment --comment \"table ip nat {\" -j RETURN",
    "# Generated by iptables-save v1.8.9 (nf_tables) on Sat Feb  8 17:56:14 2025",
    "# Completed on Sat Feb  8 17:56:14 2025",
    "# Warning: iptables-legacy tables present, use iptables-legacy-save to see them",
    "Chain PREROUTING (policy ACCEPT)", "Chain DOCKER (2 references)",
    "Chain INPUT (policy ACCEPT 3386K packets, 2827M bytes)",
    "target     prot opt source               destination         ",
    "num  target     prot opt source               destination         ",
    " pkts bytes target     prot opt in     out     source               destination         ",
    "num   pkts bytes target     prot opt in     out     source               destination",
    "DNAT       tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80 to:10.0.0.1:8080",
    "KUBE-SVC-X  6    --  0.0.0.0/0            10.96.0.1            /* default/k:https */ tcp dpt:443",
    "ACCEPT     all  --  anywhere             anywhere             ctstate RELATED,ESTABLISHED",
    "           tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80",
    "           tcp      ::/0                 ::/0                 tcp dpt:80",
    "DNAT       tcp      ::/0                 ::/0                 tcp dpt:80 to:[fd00::1]:80",
    "    0     0 ACCEPT     all      *      *       ::/0                 fd00::/8",
    "LOG        all  -f  0.0.0.0/0            0.0.0.0/0            LOG flags 0 level 4",
    "ACCEPT     all  !f  0.0.0.0/0            0.0.0.0/0",
    "    0     0 DNAT       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0   tcp dpt:80",
    "    0     0            all  --  lo     *       0.0.0.0/0            0.0.0.0/0",
    "5     2446  535K KUBE-FIREWALL  all  --  *      *       0.0.0.0/0            0.0.0.0/0",
    "1    ACCEPT     all  --  0.0.0.0/0            0.0.0.0/0",
    "MASQUERADE  all  --  172.17.0.0/16       !172.17.0.0/16       /* 5d <none> src=1 dst=2 */",
    // Chains that are named as if to mislead.
    "LISTEN     6    --  0.0.0.0/0            0.0.0.0/0",
    "TCP        tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:80",
    "tcp        6    --  0.0.0.0/0            0.0.0.0/0            /* src=1.1.1.1 dst=2.2.2.2 */",
    "default    all  --  0.0.0.0/0            0.0.0.0/0",
    "inet       all  --  10.0.0.0/8   anywhere",
    "local      all  --  10.0.0.0/8           0.0.0.0/0",
    "users:((   all  --  anywhere    anywhere",
    "----       all  --  0.0.0.0/0            0.0.0.0/0",
    "```        all  --  0.0.0.0/0   anywhere",
    "net.ipv4   all  --  0.0.0.0/0            0.0.0.0/0",
    "unix       all  --  anywhere    anywhere",
    "web        tcp  --  anywhere             anywhere             /* 1/1 Running 0 5d */",
  ]

  @Test(arguments: iptables) func iptablesAlone(_ line: String) {
    #expect(Self.kinds(line) == ["-"])
  }

  /// Whatever is open, a line of iptables is none of it.
  @Test(arguments: iptables) func iptablesBehindOthers(_ line: String) {
    let before = [
      "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port",
      "Proto Recv-Q Send-Q Local Address           Foreign Address         State",
      "COMMAND  PID USER   FD   TYPE  DEVICE SIZE/OFF NODE NAME",
      "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536", "lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536",
      "default via 10.9.0.2 dev nsts1", "create A hash:ip family inet",
      "Type: hash:ip\nMembers:", "Type: list:set\nMembers:",
      "Prot LocalAddress:Port Scheduler Flags",
      "table ip nat {\n\tchain OUTPUT {", "NAME   READY   STATUS   RESTARTS   AGE",
      "POD ID   CREATED   STATE", "CONTAINER ID   IMAGE   COMMAND",
    ]
    for text in before {
      #expect(Self.kinds(text + "\n" + line).last == "-", "\(text)")
    }
  }

  @Test(arguments: [
    "", "   ", "Hello, here is what I see:", "the default route is missing", "local users only",
    "table of contents", "table ip", "table ip nat is empty", "tcp port 80 is open", "add two more",
    "add more 10", "create a service first", "Name:         web", "Type:  ClusterIP",
    "TCP 80", "-> see above", "inet is the family", "1: first do this", "10.0.0.1", "10.0.0.1:80",
    "10.96.0.1 is the service", "State of the node", "src=10.0.0.1 dst=10.0.0.2", "cpu=4",
    "eth0 UP", "No resources", "NAME", "unix is old", "Internet is slow (very)", "-- signature",
    "--",
    "- item", "* item", "# Heading", ">>> chain = table.create_chain()", "> quote", "C", "[x]",
    "web 1/2 done", "www.example.org = here", "COMMAND not found", "Proto", "{", "}", "0", "::",
  ])
  func text(_ line: String) { #expect(Self.kinds(line) == ["-"]) }

  /// Lines that only those before explain.
  @Test(arguments: [
    (
      "tcp   LISTEN 0   128   0.0.0.0:80   0.0.0.0:*\n\t users:((\"x\",pid=1,fd=2))\n\t skmem:(r0,rb1)",
      "ss ss ss"
    ),
    ("ESTAB 0 0 1.1.1.1:1 2.2.2.2:2\n\t cubic wscale:7,7 rto:204\nnext: x", "ss ss -"),
    ("Recv-Q Send-Q Local Address:Port Peer Address:Port\n0      128    *:80    *:*", "ss ss"),
    ("0      128    *:80    *:*", "-"),
    ("Transport Total     IP        IPv6\nRAW\t  0         0         0", "ss ss"),
    (
      "2: e: <UP> mtu 1500\n    altname enp0s3\n    bridge_slave state forwarding\n    vlan protocol",
      "ip-addr ip-addr ip-addr ip-addr"
    ),
    (
      "2: e: <UP> mtu 1500\n    RX:  bytes packets errors dropped  missed   mcast\n"
        + "           586       7      0       0       0       0",
      "ip-addr ip-addr ip-addr"
    ),
    (
      "lo: flags=73<UP>  mtu 65536\n        loop  txqueuelen 1000  (Local Loopback)\n"
        + "        RX packets 3  bytes 172 (172.0 B)\n\nbr0: flags=4163<UP>  mtu 1500",
      "ifconfig ifconfig ifconfig - ifconfig"
    ),
    (
      "default via 10.0.0.1 dev a\n10.60.0.0/16\n\tnexthop via 10.9.0.2 dev a weight 1\n    cache",
      "ip-route ip-route ip-route ip-route"
    ),
    ("10.60.0.0/16\n\tnexthop via 10.9.0.2 dev a weight 1", "- -"),
    (
      "Kernel IP routing table\nDestination Gateway Genmask Flags Metric Ref Use Iface\n"
        + "0.0.0.0         10.9.0.2        0.0.0.0         UG    0      0        0 nsts1",
      "ip-route ip-route ip-route"
    ),
    (
      "Kernel Interface table\nIface             MTU    RX-OK RX-ERR\n"
        + "br0     1500        0      0      0 0             9      0      0      0 BMRU",
      "netstat netstat netstat"
    ),
    (
      "Name: A\nType: hash:ip,port\nRevision: 7\nHeader: family inet\nSize in memory: 312\n"
        + "References: 1\nNumber of entries: 2\nMembers:\n10.0.0.1,tcp:80\n10.0.0.2,udp:53\n\n10.0.0.3",
      "ipset-list ipset-list ipset-list ipset-list ipset-list ipset-list ipset-list ipset-list "
        + "ipset-list ipset-list - -"
    ),
    (
      "<ipsets>\n<ipset name=\"n\">\n<type>hash:net</type>\n<members>\n"
        + "<member><elem>192.0.2.9</elem><nomatch/></member>\n</members>\n</ipset>\n</ipsets>",
      "ipset-xml ipset-xml ipset-xml ipset-xml ipset-xml ipset-xml ipset-xml ipset-xml"
    ),
    ("Type: list:set\nMembers:\nA\nB\ntwo words", "ipset-list ipset-list ipset-list ipset-list -"),
    (
      "Type: bitmap:port\nMembers:\n80\n90-95\nsome words",
      "ipset-list ipset-list ipset-list ipset-list -"
    ),
    (
      "create P bitmap:port range 1-1000\nadd P 80\ncreate L list:set size 8\nadd L A",
      "ipset ipset ipset ipset"
    ),
    (
      "COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME\nsystemd 1 root cwd DIR 253,0 4096 2 /",
      "lsof lsof"
    ),
    (
      "Prot LocalAddress:Port Scheduler Flags\nTCP  10.96.0.1:443      12      34      56\n"
        + "  -> 10.0.0.1:6443      1      2      3",
      "ipvs ipvs ipvs"
    ),
    (
      "NAME     STATUS   ROLES           AGE   VERSION\nnode-1   Ready    control-plane   10d   v1.29.0\n"
        + "node-2   Ready    <none>          10d   v1.29.0\nAnd so on.",
      "kubectl kubectl kubectl -"
    ),
    (
      "NETWORK ID     NAME      DRIVER    SCOPE\n0123456789ab   bridge    bridge    local",
      "docker docker"
    ),
  ])
  func sections(_ text: String, _ expected: String) {
    #expect(Self.kinds(text).joined(separator: " ") == expected)
  }

  private static let block = """
    table ip nat {
    \tset s {
    \t\ttype ipv4_addr . inet_service
    \t\telements = { 10.0.0.1 . 80,
    \t\t\t     10.0.0.2 . 443 }
    \t}

    \tchain OUTPUT { # handle 1
    \t\ttype nat hook output priority -100; policy accept;
    \t\ttcp dport 8080 counter packets 0 bytes 0 dnat to 10.9.0.2:80 comment "x { y"
    \t}
    }
    """

  @Test func nftBlocks() {
    let lines = Self.block.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(Self.kinds(Self.block) == lines.map { _ in "nft" })
    // Behind its end nothing belongs to it.
    #expect(Self.kinds(Self.block + "\nmore text").last == "-")
    #expect(Self.kinds(Self.block + "\n" + Self.block) == (lines + lines).map { _ in "nft" })
    // Without indentation.
    let flat = Self.block.split(separator: "\n").map { $0.drop { $0 == "\t" || $0 == " " } }
    #expect(Self.kinds(flat.joined(separator: "\n")) == flat.map { _ in "nft" })
    // Cut after any line, other output is still seen.
    let after = [
      ("*nat", "-"), ("Chain X (0 references)", "-"), ("-A X -j Y", "-"),
      ("State Recv-Q Send-Q Local Address:Port", "ss"), ("```", "fence"),
      ("1: lo: <LOOPBACK,UP> mtu 65536", "ip-addr"), ("table ip6 nat {", "nft"),
    ]
    for count in 1..<lines.count {
      let cut = lines.prefix(count).joined(separator: "\n")
      for (line, kind) in after { #expect(Self.kinds("\(cut)\n\(line)").last == kind) }
      #expect(Self.kinds("\(cut)\n*nat\nsome text").last == "-")
      #expect(Self.kinds("\(cut)\n```\nsome text").last == "-")
    }
  }

  @Test func endOfSection() {
    var recogniser = ForeignRecogniser()
    #expect(recogniser.kind(of: Array("table ip nat {".utf8)[...]) == .nft)
    recogniser.endSection()
    #expect(recogniser.kind(of: Array("\tchain OUTPUT {".utf8)[...]) == nil)
  }

  /// Long and broken lines are read without harm, and soon.
  @Test func hostileLines() {
    var recogniser = ForeignRecogniser()
    for byte in UInt8.min...UInt8.max {
      _ = recogniser.kind(of: [UInt8](repeating: byte, count: 100_000)[...])
      _ = recogniser.kind(of: [byte, 0x20, byte, 0x3a, 0x20, byte][...])
    }
    recogniser.endSection()
    let braces = Array("table ip x { ".utf8) + [UInt8](repeating: 0x7b, count: 1_000_000)
    #expect(recogniser.kind(of: braces[...]) == .nft)
    #expect(recogniser.kind(of: Array("*nat".utf8)[...]) == nil)
    #expect(recogniser.kind(of: Array("text".utf8)[...]) == nil)
  }
}
