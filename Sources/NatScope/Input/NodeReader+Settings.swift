// sysctl and conntrack.
extension NodeReader {
  /// The roots of the names that sysctl(8) knows.
  mutating func readSetting(_ line: Line) -> Reading {
    let bytes = line.bytes.drop { $0 <= 0x20 }
    // What sysctl says of a parameter that it may not read.
    if bytes.starts(with: "sysctl:".utf8) { return .read }
    let isPath = bytes.starts(with: "/proc/sys/".utf8)
    guard let sign = bytes.firstIndex(of: UInt8(ascii: isPath ? ":" : "=")) else { return .unread }
    var name = String(decoding: trimmed(bytes[..<sign]), as: UTF8.self)
    if isPath {
      guard let dotted = NodeCommand.settingName(name) else { return .unread }
      name = dotted
    }
    guard !name.isEmpty, !name.utf8.contains(where: { $0 <= 0x20 }) else { return .unread }
    let value = bytes[(sign + 1)...].split(whereSeparator: { $0 <= 0x20 })
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    facts.sysctls.add(Sysctl(name: name, value: value, place: line.place))
    return .read
  }

  private func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let last = text.last, last <= 0x20 { text.removeLast() }
    return text
  }

  // MARK: conntrack

  /// `conntrack -L`, also `-o extended`, and /proc/net/nf_conntrack. Events (`-E`) and counters (`-S`)
  /// tell of no entry that is there now.
  mutating func readConnection(_ line: Line) -> Reading {
    let words = line.words
    guard let first = words.first else { return .read }
    if first.isWord("conntrack") {
      facts.conntrack.isGiven = true
      return .read
    }
    if first.starts(with: "cpu=".utf8) || first.first == UInt8(ascii: "[") { return .read }
    facts.conntrack.isGiven = true
    guard let entry = Self.entry(words, line.place) else { return .unread }
    facts.conntrack.entries.append(entry)
    return .read
  }

  private static func entry(
    _ words: [ArraySlice<UInt8>], _ place: SourcePlace
  ) -> ConntrackEntry? {
    var index = 0
    if words.count > 2, words[0].isWord("ipv4") || words[0].isWord("ipv6") { index = 2 }
    guard index + 2 < words.count else { return nil }
    // The number counts: `unknown 2` has no other name.
    guard let number = Decimal.unsigned(words[index + 1], below: 256) else { return nil }
    var state: String?
    var flags: Set<String> = []
    var tuples: [[String: ArraySlice<UInt8>]] = []
    var rest: [String: ArraySlice<UInt8>] = [:]
    for word in words[(index + 2)...] {
      if word.first == UInt8(ascii: "[") {
        flags.insert(String(decoding: word.prefix(24), as: UTF8.self))
      } else if let sign = word.firstIndex(of: UInt8(ascii: "=")) {
        let key = String(decoding: word[..<sign].prefix(16), as: UTF8.self)
        let value = word[(sign + 1)...]
        if key == "src" { tuples.append([:]) }
        if tupleKeys.contains(key), !tuples.isEmpty {
          tuples[tuples.count - 1][key] = value
        } else {
          rest[key] = value
        }
      } else if tuples.isEmpty, let byte = word.first, byte >= 0x41, byte <= 0x5a {
        state = String(decoding: word.prefix(24), as: UTF8.self)
      }
    }
    guard tuples.count == 2, let original = tuple(tuples[0]), let reply = tuple(tuples[1]) else {
      return nil
    }
    return ConntrackEntry(
      ipProtocol: IPProtocol(number: UInt8(number)), state: state, original: original,
      reply: reply, isUnreplied: flags.contains("[UNREPLIED]"),
      isAssured: flags.contains("[ASSURED]"),
      mark: rest["mark"].flatMap { Decimal.unsigned($0, below: 1 << 32) }.map { UInt32($0) },
      zone: rest["zone"].flatMap { Decimal.unsigned($0, below: 1 << 16) }.map { UInt16($0) },
      place: place)
  }

  private static let tupleKeys: Set<String> = [
    "src", "dst", "sport", "dport", "type", "code", "id", "srckey", "dstkey",
  ]

  private static func tuple(_ values: [String: ArraySlice<UInt8>]) -> ConntrackEntry.Tuple? {
    guard let source = values["src"].flatMap({ IPAddress($0) }),
      let destination = values["dst"].flatMap({ IPAddress($0) })
    else { return nil }
    func port(_ key: String) -> UInt16? {
      values[key].flatMap { Decimal.unsigned($0, below: 65_536) }.map { UInt16($0) }
    }
    return ConntrackEntry.Tuple(
      source: source, destination: destination, sourcePort: port("sport"),
      destinationPort: port("dport"))
  }
}
