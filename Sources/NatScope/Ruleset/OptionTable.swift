/// What iptables 1.8.9 takes as words of a rule: its own options and those of every match and target
/// extension (iptables(8), iptables-extensions(8)).
///
/// A new option is one row, a new extension one entry of a table:
///
/// - `OptionTable+HeaderMatches`: matches that look at the packet's headers and contents;
/// - `OptionTable+StateMatches`: matches that look at anything else;
/// - `OptionTable+Targets`: targets.
///
/// An extension that is not listed takes any option, each with the words up to the next one; an option
/// that a listed extension lacks is a problem of the rule.
enum OptionTable {
  /// Options of the rule itself, valid before and behind any `-m` (iptables(8), "PARAMETERS").
  static let general = ExtensionRow([
    OptionRow("-s", "--source", "--src", takes: .address, omits: "0.0.0.0/0", ipv6Omits: "::/0"),
    OptionRow(
      "-d", "--destination", "--dst", takes: .address, omits: "0.0.0.0/0", ipv6Omits: "::/0"),
    OptionRow("-i", "--in-interface", takes: .word, omits: "+"),
    OptionRow("-o", "--out-interface", takes: .word, omits: "+"),
    OptionRow("-p", "--protocol", takes: .ipProtocolName, omits: "all"),
    OptionRow("-f", "--fragments"),
    OptionRow("-m", "--match", takes: .word),
    OptionRow("-j", "--jump", takes: .word),
    OptionRow("-g", "--goto", takes: .word),
    OptionRow("-c", "--set-counters", takes: .word, .word),
    OptionRow("-4", "--ipv4"), OptionRow("-6", "--ipv6"),
  ])

  /// The place of `-p` and the like in `general`.
  static func position(letter: UInt8) -> Int? {
    letter < 128 && letters[Int(letter)] >= 0 ? letters[Int(letter)] : nil
  }

  private static let letters: [Int] = (UInt8(0)..<128).map {
    general.position("-" + String(UnicodeScalar($0))) ?? -1
  }

  /// All match extensions by name.
  static let matches = headerMatches.merging(stateMatches) { first, _ in first }

  /// Other names under which iptables finds a match, those of protocols among them
  /// (libxtables, xtables_find_match).
  static let matchAliases = ["icmpv6": "icmp6", "ipv6-icmp": "icmp6", "mobility-header": "mh"]

  /// Whether a rule that ends in this word was cut: all that have the option ask for a value.
  static func needsValue(_ option: String) -> Bool {
    option == "-" || option == "--" || asksForValue[option] == true
  }

  private static let asksForValue: [String: Bool] = {
    var result: [String: Bool] = [:]
    for table in [general] + matches.values + targets.values {
      for row in table.options {
        let asks = !row.values.isEmpty && !row.mayLackValue
        for name in row.names { result[name] = asks && result[name] ?? true }
      }
    }
    return result
  }()
}

// MARK: what extensions mean to a trace

extension OptionTable {
  /// Targets that change a header field or a label beside the packet.
  static let rewritingTargets: Set<String> = [
    "CLASSIFY", "DSCP", "ECN", "TOS", "TTL", "HL", "TCPMSS", "TCPOPTSTRIP", "SECMARK",
    "CONNSECMARK",
  ]

  /// Targets that change or report something but leave the packet on its way, and NAT and the
  /// mark alone.
  static let passiveTargets: Set<String> = [
    "LOG", "NFLOG", "TRACE", "ULOG", "AUDIT", "CHECKSUM", "IDLETIMER", "LED", "RATEEST", "TEE",
  ]

  /// Whether a word behind `-j` is a target of iptables, not the name of a chain.
  static func isTarget(_ name: String) -> Bool { name.isEmpty || targets[name] != nil }
}
