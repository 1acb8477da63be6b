/// Recognises lines that other programs printed, so that they are not taken for rules or for damage.
///
/// A line is recognised by its own form. What came before only decides about lines that have no
/// form of their own, such as the second line of an ss row or the inside of an nft block. Lines of
/// `iptables-save`, `iptables -S` and `iptables -L` are never taken and end whatever was open.
struct ForeignRecogniser {
  /// The program whose output a line is.
  enum Kind: String, Sendable, Hashable, CaseIterable {
    case ss
    case netstat
    case lsof
    /// /proc/net/tcp and the files like it.
    case procNet = "proc-net"
    /// `ip addr` and `ip link` in all their forms.
    case ipAddress = "ip-addr"
    case ifconfig
    /// `ip route`, `route` and `netstat -r`.
    case ipRoute = "ip-route"
    case ipRule = "ip-rule"
    case conntrack
    case sysctl
    /// `ipset save`, which the reader of sets understands.
    case ipset
    case ipsetList = "ipset-list"
    /// `ipset -o xml list`, which is not evaluated.
    case ipsetXML = "ipset-xml"
    /// `ipvsadm -L` and `ipvsadm -S`.
    case ipvs
    case nft
    case kubectl
    case crictl
    case docker
    /// A line that separates, with or without words.
    case banner
    /// The beginning or end of a code block in Markdown.
    case fence
  }

  /// The kind of the line before, blank lines left out; nil behind a line of no known kind.
  var section: Kind?
  /// How many braces of an nft block are open; 0 outside.
  var braces = 0
  /// Whether members of a set follow, and which form they have.
  var members = SetMembers.none

  /// What `ipset list` shows behind `Members:`.
  enum SetMembers {
    case none
    /// Addresses, ports or pairs of them.
    case entries
    /// Names of other sets.
    case names
    /// The type is known, and the members are still to come.
    case announced(isList: Bool)
  }

  /// Longer lines are looked at up to here, which is enough to know any of the kinds.
  static let longestLook = 4_096

  /// The kind of the next line of the text.
  ///
  /// - Parameter line: the line without its end.
  /// - Returns: nil if it is blank or not known to be the output of one of the programs.
  mutating func kind(of line: ArraySlice<UInt8>) -> Kind? {
    let words = LineWords(line.prefix(Self.longestLook))
    guard let first = words[0].first else {
      members = .none
      return braces > 0 ? .nft : nil
    }
    if Self.isFence(words) {
      endSection()
      return .fence
    }
    if Self.isIptables(words, first) {
      endSection()
      return nil
    }
    if braces > 0, isInsideBlock(words, first) { return .nft }
    let found = recognise(words, first)
    if found == .banner || found == nil {
      endSection()
    } else {
      if found != .ipsetList { members = .none }
      section = found
    }
    return found
  }

  /// Forgets what is open: what follows does not belong to it.
  mutating func endSection() {
    section = nil
    braces = 0
    members = .none
  }

  mutating func recognise(_ words: LineWords, _ first: UInt8) -> Kind? {
    if let kind = setList(words) ?? continuation(words) { return kind }
    switch first {
    case UInt8(ascii: "#"):
      if words.word(0, is: "#"), words.word(1, is: "Warning:"), words.word(2, is: "table") {
        return .nft
      }
      return Self.isBanner(words) ? .banner : nil
    case UInt8(ascii: "-"):
      if Self.isServiceSave(words) || Self.isDestination(words) { return .ipvs }
      return Self.isBanner(words) ? .banner : nil
    case UInt8(ascii: "="), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "~"), UInt8(ascii: ">"):
      return Self.isBanner(words) ? .banner : nil
    case UInt8(ascii: "("): return Self.isSocketNote(words) ? .netstat : nil
    case UInt8(ascii: "["): return Self.isConntrack(words) ? .conntrack : nil
    case UInt8(ascii: "/"):
      let isSetting = words.word(0, starts: "/proc/sys/") && words[0].contains(UInt8(ascii: ":"))
      return isSetting ? .sysctl : nil
    case UInt8(ascii: "<"):
      return words.word(0, starts: "<ipset") || section == .ipsetXML ? .ipsetXML : nil
    case UInt8(ascii: "{"): return words.word(0, starts: "{\"nftables\"") ? .nft : nil
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      if section == .ss, Self.isQueueRow(words) { return .ss }
      if Self.isProcNetRow(words) { return .procNet }
      return addressRow(words) ?? containerRow(words)
    default:
      return block(words) ?? Self.socketRow(words, in: section) ?? addressRow(words)
        ?? Self.tableRow(words) ?? containerRow(words)
    }
  }

  // MARK: what is never foreign

  /// Whether the line begins as those of iptables-save, `iptables -S` and the headings of
  /// `iptables -L` do, or is a row of a listing.
  private static func isIptables(_ words: LineWords, _ first: UInt8) -> Bool {
    switch first {
    case UInt8(ascii: "*"):
      return words[0].dropFirst().first.map { $0 >= 0x61 && $0 <= 0x7a } ?? false
    case UInt8(ascii: ":"):
      // IPv6 addresses begin with two colons; chain lines with one.
      return !words.word(0, starts: "::")
    case UInt8(ascii: "-"):
      // A chain's name does not begin with `-`; behind ipvsadm's -A comes an option.
      if isServiceSave(words) { return false }
      let command = words[0].dropFirst()
      if command.count == 1, words.count > 1, words[1].first != UInt8(ascii: "-"),
        command.allSatisfy({ $0 >= 0x41 && $0 <= 0x5a })
      {
        return true
      }
    case UInt8(ascii: "#"):
      return words.word(1, in: ["Generated", "Completed"]) && words.word(2, in: ["by", "on"])
        || words.word(1, is: "Warning:")
          && (words.word(2, starts: "iptables") || words.word(2, starts: "ip6tables"))
    case UInt8(ascii: "["):
      let inside = words[0].dropFirst()
      return inside.last == UInt8(ascii: "]")
        && inside.dropLast().split(
          separator: UInt8(ascii: ":"), omittingEmptySubsequences: false
        ).count == 2
        && inside.dropLast().allSatisfy { $0 >= 0x30 && $0 <= 0x3a }
    case UInt8(ascii: "C"):
      return words.word(0, is: "COMMIT") && words.count == 1
        || words.word(0, is: "Chain") && words.count > 2 && words[2].first == UInt8(ascii: "(")
    case UInt8(ascii: "p"), UInt8(ascii: "n"), UInt8(ascii: "t"):
      if words.word(0, in: ["pkts", "num", "target"]), words.contains("prot") { return true }
    default: break
    }
    return isListingRow(words)
  }

  /// Whether the line has the columns of a listing: `opt` with source and destination behind, or,
  /// where `opt` is blank as in the listings of old ip6tables, the protocol and two addresses.
  ///
  /// The column holds `--`, `-f` or `!f` (iptables(8), `-f`); it stands behind number, counters,
  /// target and protocol, of which only the last is always there. Interfaces may stand before the
  /// addresses.
  private static func isListingRow(_ words: LineWords) -> Bool {
    guard words.count >= 3 else { return false }
    for index in 1..<min(9, words.count - 1) {
      let word = words[index]
      if word.count == 2, words.word(index, in: ["--", "-f", "!f"]), words.count >= index + 3 {
        return true
      }
      if isListedAddress(word), isListedAddress(words[index + 1]),
        isListedProtocol(words[index - 1])
          || index >= 3 && !words.isDecimal(index - 1) && isListedProtocol(words[index - 3])
      {
        return true
      }
    }
    return false
  }

  private static func isListedAddress(_ word: ArraySlice<UInt8>) -> Bool {
    let address = word.first == UInt8(ascii: "!") ? word.dropFirst() : word
    return address.looksLikeAddress || address.elementsEqual("anywhere".utf8)
  }

  private static func isListedProtocol(_ word: ArraySlice<UInt8>) -> Bool {
    let name = word.first == UInt8(ascii: "!") ? word.dropFirst() : word
    // Old ip6tables prints names; the queues of netstat and ss are numbers before addresses.
    guard !name.isDecimal else { return false }
    return name.elementsEqual("all".utf8) || IPProtocol(name: name) != nil
  }
}
