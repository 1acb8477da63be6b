extension PrintForm.Value {
  /// Ports by number or by the name of their service. iptables prints names where `-n` is missing
  /// (extensions/libxt_tcp.c, print_port).
  static func appendPorts(
    _ value: ArraySlice<UInt8>, _ context: PrintForm.Context, to reading: inout PrintForm.Reading
  ) -> Bool {
    var start = value.startIndex
    while start < value.endIndex {
      var end = start
      while end < value.endIndex, value[end] != UInt8(ascii: ","), value[end] != UInt8(ascii: ":") {
        end += 1
      }
      let word = value[start..<end]
      if word.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
        guard Decimal.unsigned(word, below: 65_536) != nil else { return false }
        reading.save += word
      } else {
        guard let port = ServiceNames.port(word, context.ipProtocol) else { return false }
        let number = String(port)
        reading.save += number.utf8
        reading.names.append(
          PrintedDetails.NameUse(
            kind: .service, name: String(decoding: word, as: UTF8.self), value: number))
      }
      guard end < value.endIndex else { return true }
      reading.save.append(value[end])
      start = end + 1
    }
    return false
  }

  /// Addresses, prefixes and ranges. Without `-n` some of them are printed as host names, which
  /// only the machine could resolve.
  static func appendAddress(
    _ value: ArraySlice<UInt8>, _ context: PrintForm.Context, to reading: inout PrintForm.Reading
  ) -> Bool {
    let parts = value.split(separator: UInt8(ascii: "/"), maxSplits: 1)
    guard let first = parts.first else { return false }
    for address in first.split(separator: UInt8(ascii: "-")) {
      guard IPAddress(address)?.family == context.family else { return false }
    }
    if parts.count == 2 {
      guard Decimal.unsigned(parts[1], below: 129) != nil || IPAddress(parts[1]) != nil else {
        return false
      }
    }
    reading.save += value
    return true
  }

  /// Users and groups: 0 is root everywhere, any other name belongs to the machine and is kept, as
  /// iptables takes names too.
  static func appendOwner(
    _ value: ArraySlice<UInt8>, _ kind: PrintedDetails.NameUse.Kind,
    to reading: inout PrintForm.Reading
  ) {
    let isNumber = value.allSatisfy {
      $0 == UInt8(ascii: "-") || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
    }
    let isRoot = value.elementsEqual("root".utf8)
    reading.save += isRoot ? [UInt8(ascii: "0")] : value
    guard !isNumber else { return }
    let name = String(decoding: value, as: UTF8.self)
    reading.names.append(
      PrintedDetails.NameUse(kind: kind, name: name, value: isRoot ? "0" : name))
  }

  // MARK: bits

  /// The names of the bits of a number, from a table in the order of printing.
  private static func bits(_ number: UInt32, _ table: [(String, UInt32)]) -> [UInt8]? {
    var rest = number
    var names: [String] = []
    for (name, bit) in table where number & bit != 0 {
      names.append(name)
      rest &= ~bit
    }
    return rest == 0 ? Array(names.joined(separator: ",").utf8) : nil
  }

  /// `0x17/0x02` with `-n`, the names without (extensions/libxt_tcp.c, print_tcpf).
  static func tcpFlags(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = value.split(separator: UInt8(ascii: "/"))
    let names = parts.compactMap { part in
      RuleDecoder.flags(Array(part)).map { RuleDecoder.names(ofFlags: $0) }
    }
    guard parts.count == 2, names.count == 2 else { return nil }
    return Array(names.joined(separator: " ").utf8)
  }

  /// `0x90` with `-n`, the names without (extensions/libip6t_ipv6header.c).
  static func ipv6Headers(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    guard value.starts(with: Array("0x".utf8)) else { return Array(value) }
    return CNumber.unsigned32(value).flatMap {
      bits(
        $0,
        [
          ("hop-by-hop", 0x80), ("ipv6-opts", 0x40), ("ipv6-route", 0x20), ("ipv6-frag", 0x10),
          ("ah", 0x08), ("esp", 0x04), ("ipv6-nonxt", 0x02), ("protocol", 0x01),
        ])
    }
  }

  /// The bits of xt_LOG's flags (linux/netfilter/xt_LOG.h) as options.
  static func logFlags(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    let options: [(String, UInt32)] = [
      ("--log-tcp-sequence", 1), ("--log-tcp-options", 2), ("--log-ip-options", 4),
      ("--log-uid", 8), ("--log-macdecode", 32),
    ]
    return CNumber.unsigned32(value).flatMap { bits($0, options) }.map {
      $0.map { $0 == UInt8(ascii: ",") ? 0x20 : $0 }
    }
  }

  // MARK: numbers by name

  private static func name(_ word: ArraySlice<UInt8>) -> String {
    String(decoding: word, as: UTF8.self)
  }

  private static let chunkTypes: [(UInt32, String)] = [
    (0, "DATA"), (1, "INIT"), (2, "INIT_ACK"), (3, "SACK"), (4, "HEARTBEAT"),
    (5, "HEARTBEAT_ACK"), (6, "ABORT"), (7, "SHUTDOWN"), (8, "SHUTDOWN_ACK"), (9, "ERROR"),
    (10, "COOKIE_ECHO"), (11, "COOKIE_ACK"), (12, "ECN_ECNE"), (13, "ECN_CWR"),
    (14, "SHUTDOWN_COMPLETE"), (64, "I_DATA"), (128, "ASCONF_ACK"), (130, "RE_CONFIG"),
    (132, "PAD"), (192, "FORWARD_TSN"), (193, "ASCONF"), (194, "I_FORWARD_TSN"),
  ]

  /// `any 0x0000:Be,0x0003` with `-n`, the names without (extensions/libxt_sctp.c).
  static func sctpChunks(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = value.split(separator: 0x20)
    guard parts.count == 2 else { return nil }
    var out = Array(parts[0]) + [0x20]
    for (index, chunk) in parts[1].split(separator: UInt8(ascii: ",")).enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      let type = chunk.prefix { $0 != UInt8(ascii: ":") }
      if type.first == UInt8(ascii: "0") {
        guard let number = CNumber.unsigned32(type),
          let known = chunkTypes.first(where: { $0.0 == number })
        else { return nil }
        out += known.1.utf8
      } else {
        guard
          chunkTypes.contains(where: { $0.1 == name(type) })
            || ["ALL", "NONE"].contains(name(type))
        else { return nil }
        out += type
      }
      out += chunk[type.endIndex...]
    }
    return out
  }

  private static let packetTypes = [
    "REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC",
    "SYNCACK", "INVALID",
  ]

  static func dccpTypes(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    var names: [String] = []
    for word in value.split(separator: UInt8(ascii: ",")) {
      var found = name(word)
      if let number = Decimal.unsigned(word, below: 16) {
        found = packetTypes[min(Int(number), 10)]
      }
      guard packetTypes.contains(found) else { return nil }
      if !names.contains(found) { names.append(found) }
    }
    return Array(names.joined(separator: ",").utf8)
  }

  /// `type 3 code 1`, or the name without `-n`; iptables-save has numbers, and `any` for type 255
  /// of ICMP (extensions/libxt_icmp.c).
  static func icmpType(_ value: ArraySlice<UInt8>, _ family: IPFamily) -> [UInt8]? {
    let ipProtocol: IPProtocol = family == .ipv4 ? .icmp : .icmpv6
    var words = value.split(separator: 0x20)[...]
    if words.count > 1, words.first?.elementsEqual("type".utf8) == true {
      words.removeFirst()
      guard let type = words.first, Decimal.unsigned(type, below: 256) != nil else { return nil }
      if family == .ipv4, words.count == 1, type.elementsEqual("255".utf8) {
        return Array("any".utf8)
      }
      guard words.count == 3, let code = words.last else { return Array(type) }
      return Decimal.unsigned(code, below: 256) == nil ? nil : type + [UInt8(ascii: "/")] + code
    }
    if family == .ipv4, value.elementsEqual("any".utf8) { return Array(value) }
    guard let range = ICMPNames.range(Array(value), ipProtocol) else { return nil }
    let type = String(range.lowerBound >> 8)
    let hasCode = range.lowerBound == range.upperBound
    return Array((hasCode ? "\(type)/\(range.lowerBound & 255)" : type).utf8)
  }

  /// RFC 6275's types (extensions/libip6t_mh.c).
  static func mobilityTypes(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    let names = [
      "binding-refresh-request", "home-test-init", "careof-test-init", "home-test",
      "careof-test", "binding-update", "binding-acknowledgement", "binding-error",
    ]
    var out: [String] = []
    for word in value.split(separator: UInt8(ascii: ":")) {
      let text = name(word)
      guard
        let number = Decimal.unsigned(word, below: 256).map({ Int($0) })
          ?? names.firstIndex(of: text)
      else { return nil }
      out.append(String(number))
    }
    return Array(out.joined(separator: ":").utf8)
  }

  /// The names stand for a value under the mask 0x3f (extensions/tos_values.c).
  static func tos(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    let names = [
      "Minimize-Delay": "0x10/0x3f", "Maximize-Throughput": "0x08/0x3f",
      "Maximize-Reliability": "0x04/0x3f", "Minimize-Cost": "0x02/0x3f",
      "Normal-Service": "0x00/0x3f",
    ]
    guard value.first != UInt8(ascii: "0") else { return Array(value) }
    return names[name(value)].map { Array($0.utf8) }
  }

  /// Numbers with `-n`, names of those that have one without (extensions/libxt_TCPOPTSTRIP.c).
  static func tcpOptions(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    let names: [String: Int] = [
      "mss": 2, "wscale": 3, "sack-permitted": 4, "sack": 5, "timestamp": 8, "md5": 19,
    ]
    var out: [String] = []
    for word in value.split(separator: UInt8(ascii: ",")) {
      guard let number = Decimal.unsigned(word, below: 256).map({ Int($0) }) ?? names[name(word)]
      else { return nil }
      out.append(String(number))
    }
    return Array(out.joined(separator: ",").utf8)
  }

  /// syslog(3)'s levels; iptables before 1.4 wrote `warning`.
  static func logLevel(_ value: ArraySlice<UInt8>) -> [UInt8]? {
    let names = [
      "emerg": 0, "panic": 0, "alert": 1, "crit": 2, "err": 3, "error": 3, "warn": 4,
      "warning": 4, "notice": 5, "info": 6, "debug": 7,
    ]
    return names[name(value)].map { Array(String($0).utf8) }
  }
}
