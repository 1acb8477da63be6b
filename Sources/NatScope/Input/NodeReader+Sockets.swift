// ss, whatever its options.
extension NodeReader {
  private static let ipTypes: [String: IPProtocol] = [
    "tcp": .tcp, "udp": .udp, "sctp": .sctp, "dccp": .dccp, "udplite": .udplite,
  ]

  /// Types whose sockets are of no use here: they carry no ports.
  private static let otherTypes: Set<String> = [
    "nl", "u_str", "u_dgr", "u_seq", "raw", "p_raw", "p_dgr", "icmp", "icmp6", "mptcp", "vsock",
    "v_str", "v_dgr", "tipc", "ti_rd", "ti_dg", "ti_sq", "ti_st", "xdp", "unix", "???",
  ]

  private static let states: [String: Socket.State] = [
    "LISTEN": .listening, "UNCONN": .unconnected, "ESTAB": .connected, "SYN-SENT": .connected,
    "SYN-RECV": .connected, "FIN-WAIT-1": .connected, "FIN-WAIT-2": .connected,
    "TIME-WAIT": .connected, "CLOSE-WAIT": .connected, "LAST-ACK": .connected,
    "CLOSING": .connected, "CLOSED": .connected, "UNKNOWN": .connected,
    "NEW-SYN-RECV": .connected, "BOUND-INACTIVE": .connected,
  ]

  /// Columns of the heading, which narrow terminals wrap.
  private static let headings: Set<String> = ["Netid", "State", "Recv-Q", "Send-Q"]

  /// More lines than these ss does not need for a socket, however narrow the terminal.
  private static let mostLines = 8

  mutating func readSS(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first else { return .read }
    let name = String(decoding: first.prefix(24), as: UTF8.self)
    if Self.headings.contains(name) {
      openSockets("ss", hasHeading: true, at: line.place)
      return .read
    }
    if ["Peer", "Local", "Process", "Address:Port"].contains(name) || isSummary(words, name) {
      return .read
    }
    if line.isIndented && socketTable?.row != nil || first.starts(with: "users:((".utf8) {
      return continueRow(line)
    }
    if socketTable?.list.program != "ss" {
      openSockets("ss", hasHeading: false, at: line.place)
    }
    socketTable?.row = nil
    if Self.otherTypes.contains(name) { return .read }
    guard let (socket, address) = socket(line.bytes, line.place) else {
      return isOfOtherType(words) ? .read : loseSocket()
    }
    if address.isNewStyle { socketTable?.isNewStyle = true }
    if address.isOldStyle { socketTable?.isOldStyle = true }
    add(
      socket, family: address.family,
      isNamedPort: socket.port == nil && !address.isAnyPort)
    socketTable?.row = SocketTable.Row(
      bytes: Array(line.bytes), place: line.place, index: facts.sockets.all.count - 1)
    return .read
  }

  /// `ss -s`.
  private func isSummary(_ words: [ArraySlice<UInt8>], _ name: String) -> Bool {
    if ["Total:", "TCP:", "Transport"].contains(name) { return true }
    return ["RAW", "UDP", "TCP", "INET", "FRAG", "*"].contains(name) && words.count == 4
  }

  /// Rows of raw, unix and other sockets in a table without the column of the type.
  private func isOfOtherType(_ words: [ArraySlice<UInt8>]) -> Bool {
    socketTable?.question?.hasOtherTypes == true && words.count >= 4
  }

  /// The socket of a row.
  private func socket(
    _ row: ArraySlice<UInt8>, _ place: SourcePlace
  ) -> (Socket, SocketAddress)? {
    let words = row.split(maxSplits: 8, whereSeparator: { $0 <= 0x20 })
    var index = 0
    func word() -> String {
      index < words.count ? String(decoding: words[index].prefix(24), as: UTF8.self) : ""
    }
    let type = Self.ipTypes[word()]
    if type != nil { index += 1 }
    let state = Self.states[word()]
    if state != nil { index += 1 }
    guard index + 2 < words.count, words[index].isDecimal, words[index + 1].isDecimal else {
      return nil
    }
    let onlyProtocol = socketTable?.question?.onlyProtocol
    guard let ipProtocol = type ?? onlyProtocol ?? Self.ipProtocol(of: state),
      let address = SocketAddress(words[index + 2], ipProtocol, tellsBoth: true)
    else { return nil }
    let peer =
      index + 3 < words.count
      ? SocketAddress(words[index + 3], ipProtocol, tellsBoth: true) : nil
    guard let state = state ?? Self.state(of: ipProtocol, peer) else { return nil }
    // `ss -lnw` prints the protocol of a raw socket in the place of the port.
    if type == nil, onlyProtocol == nil, ipProtocol == .udp,
      [1, 58].contains(address.port ?? 0) || address.port == nil
    {
      return nil
    }
    let details = row[words[index + 2].endIndex...]
    var local = address.local
    if Self.value("v6only:", in: details) == 1, local == .anyIPv4OrBoth { local = .any(.ipv6) }
    if Self.value("v6only:", in: details) == 0, local == .anyIPv4OrBoth || local == .anyIPv6 {
      local = .anyOfBoth
    }
    let socket = Socket(
      ipProtocol: ipProtocol, local: local, interface: address.interface, port: address.port,
      state: state, processes: SocketProcesses.read(row), inode: Self.value("ino:", in: details),
      uid: Self.value("uid:", in: details).flatMap { UInt32(exactly: $0) }, place: place)
    return (socket, address)
  }

  /// Without the column of the type a state tells it: ss has no LISTEN for UDP.
  private static func ipProtocol(of state: Socket.State?) -> IPProtocol? {
    switch state {
    case .listening, .connected: .tcp
    case .unconnected: .udp
    case nil: nil
    }
  }

  /// Without the column of the state the peer tells it.
  private static func state(of ipProtocol: IPProtocol, _ peer: SocketAddress?) -> Socket.State? {
    guard let peer else { return nil }
    guard peer.isAnyPort else { return .connected }
    return ipProtocol == .udp || ipProtocol == .udplite ? .unconnected : .listening
  }

  /// The number behind `ino:` and the like.
  private static func value(_ key: String, in details: ArraySlice<UInt8>) -> UInt64? {
    guard let start = SocketProcesses.find(" " + key, in: details) else { return nil }
    let digits = details[(start + key.utf8.count + 1)...].prefix { $0 >= 0x30 && $0 <= 0x39 }
    return Decimal.unsigned(digits)
  }

  /// What ss says of a socket on a line of its own.
  private mutating func continueRow(_ line: Line) -> Reading {
    guard var row = socketTable?.row, row.more < Self.mostLines else { return .unread }
    row.more += 1
    row.bytes += [0x20] + line.bytes
    socketTable?.row = row
    // Only the process and what `-e` adds are of use; `-i` and `-m` print much more.
    guard
      SocketProcesses.find("users:((", in: line.bytes) != nil
        || SocketProcesses.find("ino:", in: line.bytes) != nil
        || SocketProcesses.find("v6only:", in: line.bytes) != nil
    else { return .read }
    if let (socket, _) = socket(row.bytes[...], row.place) {
      facts.sockets.all[row.index] = socket
    }
    return .read
  }
}
