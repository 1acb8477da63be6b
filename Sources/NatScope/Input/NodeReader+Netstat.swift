// netstat, lsof and the files of /proc/net.
extension NodeReader {
  private static let netstatTypes: [String: (IPProtocol, IPFamily)] = [
    "tcp": (.tcp, .ipv4), "tcp6": (.tcp, .ipv6), "udp": (.udp, .ipv4), "udp6": (.udp, .ipv6),
    "udpl": (.udplite, .ipv4), "udpl6": (.udplite, .ipv6), "udplite": (.udplite, .ipv4),
    "sctp": (.sctp, .ipv4), "sctp6": (.sctp, .ipv6),
  ]

  /// The words that no translation of net-tools changes.
  private static let netstatStates: [String: Socket.State] = [
    "LISTEN": .listening, "ESTABLISHED": .connected, "SYN_SENT": .connected,
    "SYN_RECV": .connected, "FIN_WAIT1": .connected, "FIN_WAIT2": .connected,
    "TIME_WAIT": .connected, "CLOSE": .connected, "CLOSE_WAIT": .connected,
    "LAST_ACK": .connected, "CLOSING": .connected, "UNKNOWN": .connected,
  ]

  /// Without `-W` an address is cut so that it fits 23 columns with its port.
  private static let addressColumn = 22
  private static let programColumn = 20

  mutating func readNetstat(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first else { return .read }
    let name = String(decoding: first.prefix(24), as: UTF8.self)
    if words.count >= 2, words[1].isWord("Recv-Q") {
      // The sentence above has opened the list already.
      if socketTable?.list.program != "netstat" || socketTable?.hasHeading == true {
        openSockets("netstat", hasHeading: true, at: line.place)
      }
      socketTable?.hasHeading = true
      return .read
    }
    if isNetstatTitle(words, name) {
      openSockets("netstat", hasHeading: false, at: line.place)
      socketTable?.headingShowsListeners = Self.showsListeners(line.bytes)
      return .read
    }
    guard let (ipProtocol, family) = Self.netstatTypes[name] else { return .read }
    if socketTable?.list.program != "netstat" {
      openSockets("netstat", hasHeading: false, at: line.place)
    }
    guard words.count >= 5,
      let address = SocketAddress(words[3], ipProtocol, family: family, tellsBoth: false)
    else { return loseSocket() }
    let stateText = words.count > 5 ? String(decoding: words[5].prefix(24), as: UTF8.self) : ""
    let known = Self.netstatStates[stateText]
    let isUDP = ipProtocol == .udp || ipProtocol == .udplite
    guard let state = known ?? (isUDP ? .unconnected : nil) else { return loseSocket() }
    var numbers = words.dropFirst(known == nil ? 5 : 6)
    // `-e` shows the owner, a number or a name, and the inode.
    var (uid, inode): (UInt32?, UInt64?) = (nil, nil)
    if let number = numbers.dropFirst().first, let value = Decimal.unsigned(number) {
      inode = value == 0 ? nil : value
      uid = numbers.first.flatMap { Decimal.unsigned($0, below: 1 << 32) }.map { UInt32($0) }
      numbers = numbers.dropFirst(2)
    }
    let process = numbers.first.flatMap { Self.program(from: $0, in: line.bytes) }
    // Of a cut address its beginning would be another address.
    let isCut = family == .ipv6 && words[3].count >= Self.addressColumn && !isWide
    add(
      Socket(
        ipProtocol: ipProtocol,
        local: isCut ? .named(String(decoding: words[3], as: UTF8.self)) : address.local,
        interface: address.interface, port: address.port, state: state,
        processes: process.map { [$0] } ?? [], inode: inode, uid: uid, place: line.place),
      family: family,
      isNamedPort: address.port == nil && !address.isAnyPort)
    return .read
  }

  private func isNetstatTitle(_ words: [ArraySlice<UInt8>], _ name: String) -> Bool {
    if name == "Active" { return words.count > 1 && words[1].isWord("Internet") }
    return !name.utf8.allSatisfy { $0 < 0x80 } && !name.hasPrefix("(")
      || ["Aktive", "Activas", "Conexiones", "Connexions", "Connessioni", "Aktywne"].contains(name)
  }

  /// `(only servers)`, `(servers and established)`, `(w/o servers)`; translated ones do not tell.
  private static func showsListeners(_ title: ArraySlice<UInt8>) -> Bool? {
    if SocketProcesses.find("(w/o servers)", in: title) != nil { return false }
    return SocketProcesses.find("servers", in: title) != nil ? true : nil
  }

  private var isWide: Bool { socketTable?.question?.isWide == true }

  /// `812/nginx: master`, in a column of 20 bytes; `-` is nobody that netstat may see.
  private static func program(
    from word: ArraySlice<UInt8>, in line: ArraySlice<UInt8>
  ) -> Socket.Process? {
    guard let slash = word.firstIndex(of: UInt8(ascii: "/")),
      let pid = Decimal.unsigned(word[..<slash], below: 1 << 32)
    else { return nil }
    let cell = line[word.startIndex...].prefix(programColumn)
    var name = cell[(slash + 1)...]
    while let last = name.last, last <= 0x20 { name.removeLast() }
    return Socket.Process(
      name: String(decoding: name, as: UTF8.self), pid: Int(pid), fd: nil,
      isCut: slash + 1 - word.startIndex + name.count >= programColumn - 1)
  }

  // MARK: lsof

  /// lsof shows nine bytes of a command's name unless `+c` asks for more.
  private static let commandColumn = 9

  mutating func readOpenFile(_ line: Line) -> Reading {
    let words = line.words
    guard words.count >= 8, words[1].isDecimal else { return .read }
    guard let type = (4...6).first(where: { $0 < words.count && words[$0].isIPVersion }) else {
      return .read
    }
    let family: IPFamily = words[type].last == UInt8(ascii: "4") ? .ipv4 : .ipv6
    let protocols: [String: IPProtocol] = [
      "TCP": .tcp, "UDP": .udp, "UDPLITE": .udplite, "SCTP": .sctp,
    ]
    var found: (index: Int, ipProtocol: IPProtocol)?
    for index in type + 1..<min(type + 5, words.count) where found == nil {
      let name = String(decoding: words[index].prefix(8), as: UTF8.self)
      if let ipProtocol = protocols[name] { found = (index, ipProtocol) }
    }
    guard let (index, ipProtocol) = found else { return .read }
    if socketTable?.list.program != "lsof" {
      openSockets("lsof", hasHeading: false, at: line.place)
    }
    guard index + 1 < words.count else { return loseSocket() }
    let ends = words[index + 1]
    let local = SocketProcesses.find("->", in: ends).map { ends[..<$0] } ?? ends
    guard
      let address = SocketAddress(local, ipProtocol, family: family, tellsBoth: false)
    else { return loseSocket() }
    let stateText = index + 2 < words.count ? String(decoding: words[index + 2], as: UTF8.self) : ""
    let isUDP = ipProtocol == .udp || ipProtocol == .udplite
    let state: Socket.State =
      stateText == "(LISTEN)"
      ? .listening : isUDP && local.endIndex == ends.endIndex ? .unconnected : .connected
    // The DEVICE of a socket is its inode on Linux, and the FD ends in how it is open.
    let inode = type + 1 < words.count ? Decimal.unsigned(words[type + 1]) : nil
    let fd = words[type - 1].prefix { $0 >= 0x30 && $0 <= 0x39 }
    let name = String(decoding: words[0], as: UTF8.self)
    add(
      Socket(
        ipProtocol: ipProtocol, local: address.local, interface: address.interface,
        port: address.port, state: state,
        processes: [
          Socket.Process(
            name: name, pid: Decimal.unsigned(words[1], below: 1 << 32).map { Int($0) },
            fd: Decimal.unsigned(fd, below: 1 << 32).map { Int($0) },
            isCut: name.utf8.count >= Self.commandColumn)
        ],
        inode: inode, uid: nil, place: line.place),
      family: nil,
      isNamedPort: address.port == nil && !address.isAnyPort)
    return .read
  }

  // MARK: /proc/net

  /// `   0: 0100007F:1F43 00000000:0000 0A …` (Documentation/networking/proc_net_tcp.rst).
  mutating func readProcNet(_ line: Line) -> Reading {
    let words = line.words
    guard words.count >= 4 else { return loseSocket() }
    if words[0].isWord("sl") {
      openSockets("/proc/net", hasHeading: true, at: line.place)
      if socketTable?.file == nil { socketTable?.file = Self.file(of: line, words) }
      return .read
    }
    if socketTable?.list.program != "/proc/net" {
      openSockets("/proc/net", hasHeading: false, at: line.place)
    }
    guard let state = Self.byte(words[3]), let end = Self.hexAddress(words[1]) else {
      return loseSocket()
    }
    if socketTable?.isOfRawSockets == true { return .read }
    // Without a heading only the state of a TCP socket that listens is one that UDP does not have.
    let known = socketTable?.file?.ipProtocol
    guard let ipProtocol = known ?? (state == 0x0a ? .tcp : nil) else { return loseSocket() }
    let isUDP = ipProtocol == .udp || ipProtocol == .udplite
    let kind: Socket.State =
      !isUDP && state == 0x0a ? .listening : isUDP && state == 0x07 ? .unconnected : .connected
    add(
      Socket(
        ipProtocol: ipProtocol,
        local: SocketAddress.local(end.address, tellsBoth: false), interface: nil,
        port: end.port, state: kind, processes: [],
        inode: words.count > 9 ? Decimal.unsigned(words[9]).flatMap { $0 == 0 ? nil : $0 } : nil,
        uid: words.count > 7
          ? Decimal.unsigned(words[7], below: 1 << 32).map { UInt32($0) } : nil,
        place: line.place),
      family: socketTable?.file?.family ?? end.address.family, isNamedPort: false)
    return .read
  }

  /// The protocol and family by the heading. Those of UDP and of raw sockets count drops; the one of
  /// udp stands a column further right than raw's, while those of udp6 and raw6 are the same
  /// (net/ipv4/udp.c, net/ipv4/raw.c, net/ipv6/datagram.h).
  private static func file(
    of heading: Line, _ words: [ArraySlice<UInt8>]
  ) -> SocketList.Part? {
    let isIPv6 = words.contains { $0.isWord("remote_address") }
    if words.last?.isWord("inode") == true {
      return SocketList.Part(.tcp, isIPv6 ? .ipv6 : .ipv4)
    }
    let indent = heading.bytes.prefix { $0 == 0x20 }.count
    return !isIPv6 && indent == 3 ? SocketList.Part(.udp, .ipv4) : nil
  }

  private static func byte(_ text: ArraySlice<UInt8>) -> UInt8? {
    guard text.count == 2, let high = text.first?.hexDigitValue, let low = text.last?.hexDigitValue
    else { return nil }
    return high << 4 | low
  }

  /// Four or sixteen bytes in words of the machine's order, which is little-endian wherever
  /// Kubernetes runs but on s390x, and the port as a number.
  static func hexAddress(_ text: ArraySlice<UInt8>) -> (address: IPAddress, port: UInt16)? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), text[(colon + 1)...].count == 4 else {
      return nil
    }
    var port: UInt16 = 0
    for byte in text[(colon + 1)...] {
      guard let digit = byte.hexDigitValue else { return nil }
      port = port << 4 | UInt16(digit)
    }
    let digits = text[..<colon]
    guard digits.count == 8 || digits.count == 32 else { return nil }
    var words: [UInt32] = []
    var word: UInt32 = 0
    for (index, byte) in digits.enumerated() {
      guard let digit = byte.hexDigitValue else { return nil }
      word = word << 4 | UInt32(digit)
      if index % 8 == 7 {
        words.append(word.byteSwapped)
        word = 0
      }
    }
    let bits = words.reduce(UInt128(0)) { $0 << 32 | UInt128($1) }
    return (IPAddress(family: digits.count == 8 ? .ipv4 : .ipv6, bits: bits), port)
  }
}

extension ArraySlice<UInt8> {
  fileprivate var isIPVersion: Bool { isWord("IPv4") || isWord("IPv6") }
}
