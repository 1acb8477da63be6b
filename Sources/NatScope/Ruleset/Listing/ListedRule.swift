/// A rule line of `iptables -L` in the words of iptables-save.
struct ListedRule {
  /// `-A CHAIN …`, the options in iptables-save's order. What nobody can read stands in it as one
  /// quoted word, which belongs to no option, so that nothing is concluded from the rule.
  private(set) var saveText: [UInt8] = []
  /// Whether the listing hides the interfaces that the rule may ask for: no `-v`.
  let hidesInterfaces: Bool
  /// Names that were taken for what they commonly stand for.
  private(set) var names: [PrintedDetails.NameUse] = []
  /// Options that a listing never shows and that the rule may have.
  private(set) var hidden: [String] = []
  /// Whether the text at the right can be read in several ways.
  private(set) var isAmbiguous = false
  /// Whether every word was read and nothing that the rule needs is missing.
  private(set) var isComplete = true
  private(set) var packets: ListedCount?
  private(set) var byteCount: ListedCount?
  /// The rule's number where the listing has them.
  private(set) var number: Int?

  init(_ ruleset: Ruleset, _ id: Rule.ID) {
    let rule = ruleset[id]
    let chain = ruleset[rule.chain]
    self.init(
      ruleset.source.bytes, rule.text.bounds, chain: ruleset.source.slice(chain.name),
      columns: chain.listing ?? [], family: ruleset.family)
  }

  /// - Parameter range: the line's place among the bytes.
  init(
    _ bytes: [UInt8], _ range: Range<Int>, chain: ArraySlice<UInt8>, columns: ListingColumns,
    family: IPFamily
  ) {
    hidesInterfaces = !columns.contains(.verbose)
    // A rule whose chain is not in the text still has to be a rule for those who read its words.
    saveText = Array("-A ".utf8) + (chain.isEmpty ? [UInt8(ascii: "?")] : Array(chain))
    guard let line = ListingLine(bytes.span, range, columns) else {
      appendUnread(bytes[range])
      isComplete = false
      return
    }
    packets = ListedCount(bytes[line.packets])
    byteCount = ListedCount(bytes[line.byteCount])
    number = Decimal.unsigned(bytes[line.number], below: 1 << 31).map { Int($0) }
    address("-s", bytes[line.source], family)
    address("-d", bytes[line.destination], family)
    interface("-i", bytes[line.inInterface])
    interface("-o", bytes[line.outInterface])
    let ipProtocol = self.ipProtocol(bytes[line.ipProtocol])
    switch bytes[line.option].first {
    case UInt8(ascii: "!"): saveText += Array(" ! -f".utf8)
    case UInt8(ascii: "-") where bytes[line.option].last == UInt8(ascii: "f"):
      saveText += Array(" -f".utf8)
    default: break
    }
    // An editor may have made tabs of the blanks.
    let printed = Self.withoutTabs(bytes[line.details])
    let details = PrintedDetails(
      printed, target: bytes[line.target], ipProtocol: ipProtocol, family: family)
    for (index, match) in details.matches.enumerated() {
      // The options of one `-m owner` are printed as those of two are.
      let isSecond =
        index > 0 && match.save.starts(with: Self.owner)
        && details.matches[index - 1].save.starts(with: Self.owner)
        && Self.ownerOption(match.save) != Self.ownerOption(details.matches[index - 1].save)
      saveText += [0x20] + match.save.dropFirst(isSecond ? Self.owner.count : 0)
    }
    for part in details.unread { appendUnread(printed[part]) }
    if !line.target.isEmpty {
      saveText += Array(details.isGoto ? " -g ".utf8 : " -j ".utf8)
      saveText += bytes[line.target]
      if !details.targetOptions.isEmpty { saveText += [0x20] + details.targetOptions }
    }
    names += details.names
    hidden = details.hidden
    isAmbiguous = details.isAmbiguous
    isComplete = details.unread.isEmpty && details.hidden.isEmpty && !details.isAmbiguous
  }

  private static func withoutTabs(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard text.contains(0x09) else { return text }
    return text.map { $0 == 0x09 ? 0x20 : $0 }[...]
  }

  private static let owner = Array("-m owner ".utf8)

  /// The option of a match for owners, without `!`: one match has each of them once.
  private static func ownerOption(_ match: [UInt8]) -> ArraySlice<UInt8>? {
    match.split(separator: 0x20).first { $0.starts(with: [0x2d, 0x2d]) }
  }

  // MARK: columns

  private mutating func address(_ option: String, _ column: ArraySlice<UInt8>, _ family: IPFamily) {
    var value = column
    let isNegated = value.first == UInt8(ascii: "!")
    if isNegated { value = value.dropFirst() }
    let all = family == .ipv4 ? "0.0.0.0/0" : "::/0"
    let isAnywhere = value.elementsEqual("anywhere".utf8)
    let isAll = isAnywhere || value.elementsEqual(all.utf8)
    if isAnywhere, family == .ipv6 {
      // ip6tables prints it for any network whose address is `::`, whatever its length.
      names.append(PrintedDetails.NameUse(kind: .network, name: "anywhere", value: all))
    }
    guard isNegated || !isAll else { return }
    saveText += Array(isNegated ? " ! \(option) ".utf8 : " \(option) ".utf8)
    let parts = value.split(separator: UInt8(ascii: "/"), maxSplits: 1)
    if isAll {
      saveText += Array(all.utf8)
    } else if let host = parts.first, let known = HostNames.address(host, family) {
      let name = String(decoding: host, as: UTF8.self)
      names.append(PrintedDetails.NameUse(kind: .host, name: name, value: known))
      saveText += Array(known.utf8)
      saveText += parts.count == 2 ? [UInt8(ascii: "/")] + parts[1] : Array("/\(family.width)".utf8)
    } else {
      saveText += value
      if parts.count == 1 { saveText += Array("/\(family.width)".utf8) }
    }
  }

  private mutating func interface(_ option: String, _ column: ArraySlice<UInt8>) {
    // Without -n any interface is `any`; `+` is what somebody typed for the same.
    let any = ["*", "any", "+"]
    guard !column.isEmpty, !any.contains(String(decoding: column, as: UTF8.self)) else { return }
    let isNegated = column.first == UInt8(ascii: "!")
    saveText += Array(isNegated ? " ! \(option) ".utf8 : " \(option) ".utf8)
    saveText += isNegated ? column.dropFirst() : column
  }

  private mutating func ipProtocol(_ column: ArraySlice<UInt8>) -> IPProtocol? {
    let isNegated = column.first == UInt8(ascii: "!")
    let name = isNegated ? column.dropFirst() : column
    guard let known = IPProtocol(name: name) else { return nil }
    saveText += Array((isNegated ? " ! -p " : " -p ").utf8) + Array("\(known)".utf8)
    return isNegated ? nil : known
  }

  private mutating func appendUnread(_ text: ArraySlice<UInt8>) {
    saveText += Array(" \"".utf8)
    for byte in text {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        saveText.append(UInt8(ascii: "\\"))
      }
      saveText.append(byte)
    }
    saveText.append(UInt8(ascii: "\""))
  }
}

/// The few host and network names that stand in the /etc/hosts and /etc/networks of every
/// installation; a listing without `-n` prints them in the place of addresses.
enum HostNames {
  private static let ipv4 = [
    "localhost": "127.0.0.1", "loopback": "127.0.0.0", "link-local": "169.254.0.0",
  ]
  private static let ipv6 = [
    "localhost": "::1", "ip6-localhost": "::1", "ip6-loopback": "::1", "ip6-allnodes": "ff02::1",
    "ip6-allrouters": "ff02::2", "ip6-localnet": "fe00::", "ip6-mcastprefix": "ff00::",
  ]

  static func address(_ name: ArraySlice<UInt8>, _ family: IPFamily) -> String? {
    (family == .ipv4 ? ipv4 : ipv6)[String(decoding: name, as: UTF8.self)]
  }
}
