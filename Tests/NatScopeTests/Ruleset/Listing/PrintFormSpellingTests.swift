import Testing

@testable import NatScope

/// Spellings of other versions, of modules that the kernel of the fixture lacks, and of values that
/// need a table.
@Suite struct PrintFormSpellingTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let target: String
    let words: String
    var ipProtocol: IPProtocol = .tcp
    var family = IPFamily.ipv4
    var names: [String] = []

    init(
      _ text: String, _ target: String = "", _ words: String, _ ipProtocol: IPProtocol = .tcp,
      _ family: IPFamily = .ipv4, names: [String] = []
    ) {
      self.text = text
      self.target = target
      self.words = words
      self.ipProtocol = ipProtocol
      self.family = family
      self.names = names
    }

    var testDescription: String { text }
  }

  static let older: [Row] = [
    Row("icmp type 8 code 0 ", "", "-m icmp --icmp-type 8/0", .icmp),
    Row("icmp type 255", "", "-m icmp --icmp-type any", .icmp),
    Row("icmp !type 3", "", "-m icmp ! --icmp-type 3", .icmp),
    Row("ipv6-icmp type 134", "", "-m icmp6 --icmpv6-type 134", .icmpv6, .ipv6),
    Row("ipv6-icmp neighbour-advertisement", "", "-m icmp6 --icmpv6-type 136", .icmpv6, .ipv6),
    Row("icmp TOS-host-redirect", "", "-m icmp --icmp-type 5/3", .icmp),
    Row("MARK match 0x1/0xff ", "", "-m mark --mark 0x1/0xff"),
    Row("CONNMARK match 0x2", "", "-m connmark --mark 0x2"),
    Row("mark match !0x3", "", "-m mark ! --mark 0x3"),
    Row("state NEW,RELATED ", "ACCEPT", "-m state --state NEW,RELATED"),
    Row(
      "recent: SET name: DEFAULT side: source ", "",
      "-m recent --set --name DEFAULT --rsource"),
    Row(
      "!recent: UPDATE seconds: 5 name: A side: dest ", "",
      "-m recent ! --update --seconds 5 --name A --rdest"),
    Row("OWNER UID match 0", "", "-m owner --uid-owner 0"),
    Row("#conn/32 > 9 ", "", "-m connlimit --connlimit-above 9 --connlimit-mask 32"),
    Row(
      "limit: avg 5/sec burst 7 mode srcip-dstip", "",
      "-m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 7 --hashlimit-mode srcip,dstip"),
    Row("set blocked src ", "DROP", "-m set --match-set blocked src"),
    Row(
      "statistic mode random probability 0.330000 ", "",
      "-m statistic --mode random --probability 0.330000"),
    Row(
      "STRING match \"a b\" ALGO name bm TO 65535 ", "",
      "-m string --string \"a b\" --algo bm --to 65535"),
    Row(
      "STRING match  \"say \"hi\"\" ALGO name kmp", "",
      "-m string --string \"say \"hi\"\" --algo kmp"),
    Row("TOS match 0x10", "", "-m tos --tos 0x10"),
    Row("MAC 00:1A:2B:3C:4D:5E ", "", "-m mac --mac-source 00:1A:2B:3C:4D:5E"),
    Row(
      "tcp dpt:80 flags:!0x17/0x02 ", "",
      "-m tcp --dport 80 ! --tcp-flags FIN,SYN,RST,ACK SYN"),
    Row(
      "tcp dpt:22flags: 0x17/0x02 ", "", "-m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN"),
    Row(
      "tcpflags: 0x17/0x02 multiport dports 80", "",
      "-m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m multiport --dports 80"),
    Row("socket transparent", "", "-m socket --transparent"),
    Row("LOG flags 0 level 4 prefix `drop: ' ", "LOG", "--log-prefix \"drop: \""),
    Row("LOG level warning ", "LOG", ""),
    Row(
      "TPROXY redirect [fd00::1]:80 mark 0x0/0x0", "TPROXY",
      "--on-port 80 --on-ip fd00::1 --tproxy-mark 0x0/0x0", .tcp, .ipv6),
    Row("to::0 persistent", "DNAT", "--to-destination :0 --persistent"),
    Row(
      "to:10.0.0.1 to:10.0.0.3-10.0.0.4", "DNAT",
      "--to-destination 10.0.0.1 --to-destination 10.0.0.3-10.0.0.4"),
    Row("masq ports: 80 random", "MASQUERADE", "--to-ports 80 --random"),
    Row("redir ports 80-90 random ", "REDIRECT", "--to-ports 80-90 --random"),
    Row("CONNMARK save  ", "CONNMARK", "--save-mark --nfmask 0xffffffff --ctmask 0xffffffff"),
    Row("CT", "CT", ""),
    Row("timeout:5 label:a", "IDLETIMER", "--timeout 5 --label a"),
  ]

  /// Modules that need hardware or other subsystems.
  static let rare: [Row] = [
    Row("nfacct-name web", "", "-m nfacct --nfacct-name web"),
    Row("! ipvs", "", "-m ipvs ! --ipvs"),
    Row(
      "vproto 6 vaddr 10.4.0.0/16 vport 80 vdir REPLY ! vmethod MASQ", "",
      "-m ipvs --vproto 6 --vaddr 10.4.0.0/16 --vport 80 --vdir REPLY ! --vmethod MASQ"),
    Row("match bpf pinned /sys/fs/bpf/x", "", "-m bpf --object-pinned /sys/fs/bpf/x"),
    Row("match bpf 6 0 0 1\0", "", "-m bpf --bytecode \"1,6 0 0 1\""),
    Row("CT helper ftp timeout slow zone mark", "CT", "--helper ftp --timeout slow --zone mark"),
    Row(
      "SECMARK selctx system_u:object_r:x_t:s0", "SECMARK",
      "--selctx system_u:object_r:x_t:s0"),
    Row(
      "led-trigger-id:\"ssh\" led-delay:inf led-always-blink", "LED",
      "--led-trigger-id \"ssh\" --led-delay inf --led-always-blink"),
    Row(
      "led-trigger-id:\"ssh\" led-delay:500ms", "LED",
      "--led-trigger-id \"ssh\" --led-delay 500"),
    Row(
      "ULOG copy_range 99 nlgroup 2 prefix \"u p\" queue_threshold 5", "ULOG",
      "--ulog-prefix \"u p\" --ulog-nlgroup 2 --ulog-cprange 99 --ulog-qthreshold 5"),
    Row(
      "CLUSTERIP hashmode=sourceip clustermac=01:00:5E:00:00:01 total_nodes=2 local_node=1"
        + " hash_init=3", "CLUSTERIP",
      "--new --hashmode sourceip --clustermac 01:00:5E:00:00:01 --total-nodes 2 --local-node 1"
        + " --hash-init 3"),
  ]

  static let named: [Row] = [
    Row(
      "tcp spt:https dpts:ssh:telnet", "", "-m tcp --sport 443 --dport 22:23",
      names: ["https=443", "ssh=22", "telnet=23"]),
    Row(
      "multiport dports http,https,8080", "", "-m multiport --dports 80,443,8080",
      names: ["http=80", "https=443"]),
    Row(
      "tcp dpt:sshflags: FIN,SYN,RST,ACK/SYN", "",
      "-m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN", names: ["ssh=22"]),
    Row("udp dpt:!domain", "", "-m udp ! --dport 53", .udp, names: ["domain=53"]),
    Row(
      "owner UID match root owner GID match staff", "",
      "-m owner --uid-owner 0 --gid-owner staff", names: ["root=0", "staff=staff"]),
  ]

  @Test(arguments: older + rare + named) func spelling(_ row: Row) {
    let details = PrintFormTests.read(row.text, row.target, row.ipProtocol, row.family)
    #expect(PrintFormTests.words(details) == row.words)
    #expect(details.unread.isEmpty)
    #expect(!details.isAmbiguous)
    #expect(details.names.map { "\($0.name)=\($0.value)" } == row.names)
  }
}
