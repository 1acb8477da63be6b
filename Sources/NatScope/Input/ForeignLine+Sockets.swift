/// ss, netstat, lsof, conntrack and ipvsadm.
extension ForeignRecogniser {
  private static let socketTypes: Set<String> = [
    "nl", "u_str", "u_dgr", "u_seq", "tcp", "udp", "raw", "p_raw", "p_dgr", "icmp", "icmp6",
    "dccp", "sctp", "mptcp", "vsock", "v_str", "v_dgr", "tipc", "ti_rd", "ti_dg", "ti_sq", "ti_st",
    "xdp", "unix", "???",
  ]

  /// The words of ss; netstat has its own.
  private static let socketStates: Set<String> = [
    "LISTEN", "UNCONN", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT",
    "CLOSE-WAIT", "LAST-ACK", "CLOSING", "CLOSED", "UNKNOWN", "NEW-SYN-RECV", "BOUND-INACTIVE",
  ]

  private static let netstatTypes: Set<String> = [
    "tcp", "tcp6", "udp", "udp6", "udpl", "udpl6", "udplite", "raw", "raw6", "sctp", "sctp6",
  ]

  static func socketRow(_ words: LineWords, in section: Kind?) -> Kind? {
    if isSocketTable(words) || isSocketSummary(words, in: section) { return .ss }
    if words.word(0, is: "sl"), words.word(1, is: "local_address") { return .procNet }
    if isConntrack(words) { return .conntrack }
    if let kind = netstatHeading(words) { return kind }
    if isServiceTable(words, in: section) { return .ipvs }
    if words.word(0, in: netstatTypes), words.isDecimal(1), words.isDecimal(2),
      words[3].looksLikeSocketAddress, words[4].looksLikeSocketAddress
    {
      return section == .ss ? .ss : .netstat
    }
    // `netstat -i`: the interface, its MTU and eight counters.
    if section == .netstat, words.count >= 10, (1...5).allSatisfy({ words.isDecimal($0) }) {
      return .netstat
    }
    if words.word(0, is: "unix"), words.isDecimal(1), words.word(2, is: "[") { return .netstat }
    return isOpenFile(words, in: section) ? .lsof : nil
  }

  /// The heading of ss and its rows: type, state, two queues, address; the type is absent if only
  /// one was asked for, the state if one state was.
  private static func isSocketTable(_ words: LineWords) -> Bool {
    if words.word(0, in: ["Netid", "State", "Recv-Q"]), words.contains("Recv-Q"),
      words.contains("Send-Q")
    {
      return true
    }
    if words.word(0, starts: "users:((") { return true }
    let state = words.word(0, in: socketTypes) ? 1 : 0
    guard words.word(state, in: socketStates), words.isDecimal(state + 1),
      words.isDecimal(state + 2), words.count > state + 3
    else { return false }
    // The addresses of the types beside IP have forms of their own.
    return state == 1 || words[3].looksLikeSocketAddress || words.word(3, starts: "*")
      || words.word(3, starts: "/") || words.word(3, starts: "@")
  }

  /// A row of ss that was asked for one type and one state: queues and addresses only.
  static func isQueueRow(_ words: LineWords) -> Bool {
    words.isDecimal(0) && words.isDecimal(1) && words[2].looksLikeSocketAddress
      && words[3].looksLikeSocketAddress
  }

  /// `ss -s`.
  private static func isSocketSummary(_ words: LineWords, in section: Kind?) -> Bool {
    if words.word(0, is: "Transport"), words.word(1, is: "Total"), words.word(2, is: "IP") {
      return true
    }
    if words.word(0, is: "Total:"), words.isDecimal(1) {
      return words.count == 2 || words.word(2, is: "(kernel")
    }
    if words.word(0, is: "TCP:"), words.isDecimal(1), words.word(2, is: "(estab") { return true }
    guard section == .ss, words.word(0, in: ["RAW", "UDP", "TCP", "INET", "FRAG", "*"]) else {
      return false
    }
    return words.count == 4 && (1...3).allSatisfy { words.isDecimal($0) || words.word($0, is: "-") }
  }

  /// `   0: 0100007F:1F43 00000000:0000 0A …` of /proc/net/tcp and the like.
  static func isProcNetRow(_ words: LineWords) -> Bool {
    guard words.count >= 4, words[0].last == UInt8(ascii: ":"), words[0].dropLast().isDecimal,
      words[3].count == 2
    else { return false }
    return NodeReader.hexAddress(words[1]) != nil && NodeReader.hexAddress(words[2]) != nil
  }

  // MARK: netstat

  /// What netstat and route print above their tables. The names of the columns are kept in most
  /// translations, the sentences are not.
  private static func netstatHeading(_ words: LineWords) -> Kind? {
    if words.word(0, is: "Proto"), words.word(1, in: ["Recv-Q", "RefCnt"]) { return .netstat }
    if words.word(0, is: "Kernel"), words.word(2, is: "routing"), words.word(3, is: "table") {
      return .ipRoute
    }
    if words.word(0, is: "Kernel"), words.word(1, is: "Interface"), words.word(2, is: "table") {
      return .netstat
    }
    if words.word(0, is: "Destination"), words.word(1, is: "Gateway"), words.contains("Genmask") {
      return .ipRoute
    }
    if words.word(0, is: "Iface"), words.word(1, is: "MTU") { return .netstat }
    if words.word(0, is: "Active"), words.word(2, in: ["connections", "domain"]) {
      return .netstat
    }
    if words.word(0, is: "will"), words.word(2, is: "be"), words.word(3, is: "shown,") {
      return .netstat
    }
    return isTranslatedHeading(words) ? .netstat : nil
  }

  /// `激活Internet连接 (仅服务器)`, `Aktive Internetverbindungen (Nur Server)`: "Active Internet
  /// connections" and "Active UNIX domain sockets" in the translations of net-tools.
  private static func isTranslatedHeading(_ words: LineWords) -> Bool {
    let first = [
      "激活", "活动", "活躍", "稼働中", "Aktive", "Activas", "Conexiones", "Connexions", "Conexões",
      "Connessioni", "Aktywne", "Sockets",
    ]
    guard first.contains(where: { words.word(0, starts: $0) }), words.count <= 8 else {
      return false
    }
    let domains = ["nternet", "UNIX", "インターネット"]
    return words.words.contains { word in
      word.indices.contains { index in
        domains.contains { word[index...].starts(with: $0.utf8) }
      }
    }
  }

  /// What netstat says when it was not run by root.
  static func isSocketNote(_ words: LineWords) -> Bool {
    words.word(0, is: "(Not") && words.word(1, is: "all") && words.word(2, is: "processes")
      || words.word(0, is: "(No") && words.word(1, is: "info")
      || words.word(0, starts: "(并非所有进程")
  }

  // MARK: lsof

  /// `COMMAND PID [TID] USER FD TYPE DEVICE SIZE/OFF NODE NAME`.
  private static func isOpenFile(_ words: LineWords, in section: Kind?) -> Bool {
    if words.word(0, is: "COMMAND"), words.contains("PID"), words.contains("FD") { return true }
    if words.word(0, is: "lsof:") { return true }
    guard words.count >= 8, words.isDecimal(1) else { return false }
    if section == .lsof, words.indent == 0 { return true }
    guard
      let type = (4...6).first(where: { words.word($0, is: "IPv4") || words.word($0, is: "IPv6") })
    else { return false }
    return (type + 2...type + 4).contains {
      words.word($0, in: ["TCP", "UDP", "UDPLITE", "SCTP", "ICMP"])
    }
  }

  // MARK: conntrack

  private static let trackedProtocols: Set<String> = [
    "tcp", "udp", "udplite", "icmp", "icmpv6", "sctp", "dccp", "gre", "unknown", "esp", "ah",
    "igmp", "ospf", "vrrp", "pim", "ipip",
  ]

  /// `conntrack -L`, `-E` and `-S`, and /proc/net/nf_conntrack: family and its number, event and
  /// time may stand before protocol and number.
  static func isConntrack(_ words: LineWords) -> Bool {
    if words.word(0, is: "conntrack"), words.contains("flow") || words.word(1, starts: "v1.") {
      return true
    }
    if words.word(0, starts: "cpu="),
      words.containsPrefix("insert_failed=", from: 1) || words.containsPrefix("found=", from: 1)
    {
      return true
    }
    var index = 0
    while index < 3, words.word(index, starts: "[") {
      // `[UPDATE]`, or `    [NEW]` with its blanks inside the brackets of older versions.
      index += 1
    }
    if words.word(index, is: "ipv4") || words.word(index, is: "ipv6"), words.isDecimal(index + 1) {
      index += 2
    }
    guard words.word(index, in: trackedProtocols), words.isDecimal(index + 1) else { return false }
    for place in index + 2..<index + 6 where words.word(place, starts: "src=") {
      return words.word(place + 1, starts: "dst=")
    }
    return false
  }

  // MARK: ipvsadm

  private static let schedulers: Set<String> = [
    "rr", "wrr", "lc", "wlc", "fo", "ovf", "lblc", "lblcr", "dh", "sh", "mh", "sed", "nq", "twos",
  ]

  private static func isServiceTable(_ words: LineWords, in section: Kind?) -> Bool {
    if words.word(0, is: "IP"), words.word(1, is: "Virtual"), words.word(2, is: "Server") {
      return true
    }
    if words.word(0, is: "Prot"), words.word(1, starts: "LocalAddress:Port") { return true }
    if words.word(0, is: "IPVS"), words.word(1, is: "connection") { return true }
    if words.word(0, is: "pro"), words.word(1, is: "expire"), words.word(2, is: "state") {
      return true
    }
    guard words.word(0, in: ["TCP", "UDP", "SCTP", "FWM", "IP"]) else { return false }
    if section == .ipvs { return words.count >= 3 }
    let isService =
      words.word(0, is: "FWM") ? words.isDecimal(1) : words[1].looksLikeSocketAddress
    return isService && words.word(2, in: schedulers)
  }

  /// `-> 10.0.0.1:6443 Masq 1 0 0`, and its heading.
  static func isDestination(_ words: LineWords) -> Bool {
    guard words.word(0, is: "->") else { return false }
    return words.word(1, is: "RemoteAddress:Port")
      || words[1].looksLikeSocketAddress && words.count >= 4
        && (words.word(2, in: ["Masq", "Route", "Tunnel", "Local"]) || words.isDecimal(2))
  }

  /// `ipvsadm -S`: a service or a server, named by an option.
  static func isServiceSave(_ words: LineWords) -> Bool {
    guard words.count >= 3, words.word(0, in: ["-A", "-a", "--add-service", "--add-server"]) else {
      return false
    }
    return words.word(
      1,
      in: [
        "-t", "-u", "-f", "--tcp-service", "--udp-service", "--sctp-service", "--fwmark-service",
      ])
  }
}
