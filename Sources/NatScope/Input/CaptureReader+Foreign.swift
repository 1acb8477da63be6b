extension CaptureReader {
  /// Reads a line that is not iptables-save text: ipset text, a wrapped rule's rest, or noise.
  ///
  /// - Returns: where the next line begins, nil for the line behind this one.
  mutating func readForeign(_ text: [UInt8], _ range: Range<Int>, limit: Int) -> Int? {
    let place = TextRange(range.lowerBound, range.upperBound)
    if text[range].starts(with: Array("```".utf8)) || text[range].starts(with: Array("~~~".utf8)) {
      note(.codeFence, at: range.lowerBound, place)
      if !isInTable { mark(Capture.Section.Kind(name: ForeignRecogniser.Kind.fence.rawValue)) }
      return nil
    }
    if !isInTable, readSetLine(text, range) {
      mark(.ipset)
      return nil
    }
    if readCommand(text, range) { return nil }
    if readChainCommand(text, range) { return nil }
    if readListingRest(text, range) { return nil }
    // `-I CHAIN …` and the like begin something; they are no rest of the rule above.
    let isCommand =
      range.count > 2 && text[range.lowerBound] == UInt8(ascii: "-")
      && [UInt8]("IDPNRXFZE".utf8).contains(text[range.lowerBound + 1])
      && text[range.lowerBound + 2] == 0x20
    if !isCommand, let next = readContinuation(text, range, limit: limit) { return next }
    if readForeignSection(text, range) { return nil }
    if readLooseRule(text, range) || readRuleRemains(text, range) { return nil }
    if isInBareRules, text[range.lowerBound] != UInt8(ascii: "-") { closeTable() }
    if readInsertion(text, range) { return nil }
    if isInTable { return readUnreadable(text, range) }
    if isCommand {
      note(
        .foreignCommand(String(decoding: text[range].prefix(2), as: UTF8.self)),
        at: range.lowerBound, place)
    } else {
      note(.unrecognisedLine, at: range.lowerBound, place)
      mark(.unrecognised)
    }
    return nil
  }

  /// Reads a line of another program's output.
  private mutating func readForeignSection(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while start > 0, text[start - 1] == 0x20 || text[start - 1] == 0x09 { start -= 1 }
    guard let kind = foreign.kind(of: text[start..<range.upperBound]) else { return false }
    // Inside a table that has no COMMIT yet only another section of some length ends it.
    if isInTable, kind != .banner, kind != .fence { closeTable() }
    if kind != .banner, kind != .fence { closeListing() }
    if kind == .ipset, !readSetLine(text, range) {
      note(.unrecognisedLine, at: range.lowerBound, TextRange(range.lowerBound, range.upperBound))
    }
    mark(Capture.Section.Kind(name: kind.rawValue))
    return true
  }

  /// Keeps a line of a table that nobody can read: as a rule of which nothing is known, where it
  /// names a chain, so that no answer that depends on it is sure.
  private mutating func readUnreadable(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    let words = Array(
      RuleTokens(text, TextRange(range.lowerBound, min(range.upperBound, range.lowerBound + 4_096)))
    )
    let place = TextRange(range.lowerBound, range.upperBound)
    note(.unreadableRule, at: range.lowerBound, place)
    let isInsert = words.first.map { source.string($0.range) } == "-I"
    var chain: Int?
    for word in words.prefix(3) where chain == nil {
      chain = builders[current].chainNamed(word.range.bounds, in: text)
    }
    let looksLikeRule = words.contains { ["-j", "-g", "--jump"].contains(source.string($0.range)) }
    guard let chain = chain ?? (looksLikeRule ? builders[current].currentChain : nil) else {
      return nil
    }
    let rule = Rule(
      offset: UInt32(truncatingIfNeeded: range.lowerBound),
      length: UInt32(truncatingIfNeeded: range.count), line: line, targetStart: 0,
      targetLength: 0, countersBack: 0, flags: .damaged, chainIndex: 0)
    if isInsert {
      builders[current].insert(rule, into: chain)
    } else {
      builders[current].append(rule, to: chain)
    }
    lastRuleLine = 0
    return nil
  }

  // MARK: ipset save

  /// `create NAME TYPE …` and `add NAME ENTRY …`.
  private mutating func readSetLine(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let words = RuleTokens(text, TextRange(range.lowerBound, range.upperBound)).map {
      (String(decoding: RuleTokens.unquote(text[$0.range.bounds]), as: UTF8.self), $0.range)
    }
    guard words.count >= 3 else { return false }
    switch words[0].0 {
    case "create":
      guard ["hash:", "bitmap:", "list:"].contains(where: { words[2].0.hasPrefix($0) }) else {
        return false
      }
      // netmask and the like change what is looked up, so only words known to be harmless pass.
      let harmless: Set<String> = [
        "family", "inet", "inet6", "hashsize", "maxelem", "timeout", "counters", "comment",
        "skbinfo", "bucketsize", "initval", "forceadd", "range",
      ]
      let isPlain = words.dropFirst(3).allSatisfy { word in
        harmless.contains(word.0) || word.0.first?.isNumber == true
      }
      let kind = isPlain ? IPSet.Kind(rawValue: words[2].0) : nil
      if kind == nil {
        note(
          .unknownSetType(set: words[1].0, type: words[2].0), at: Int(words[2].1.start), words[2].1)
      }
      let isIPv6 = words.contains { $0.0 == "inet6" }
      sets.byName[words[1].0] = IPSet(
        name: words[1].0, type: words[2].0, kind: kind, family: isIPv6 ? .ipv6 : .ipv4)
      return true
    case "add":
      guard let set = sets.byName[words[1].0] else { return false }
      guard set.kind != nil else { return true }
      if let entry = IPSetEntryReader.read(
        words[2].0, in: set, isException: words.contains { $0.0 == "nomatch" })
      {
        sets.byName[words[1].0]?.entries.append(entry)
      } else {
        sets.byName[words[1].0]?.isIncomplete = true
        note(.badSetEntry(set: words[1].0), at: Int(words[2].1.start), words[2].1)
      }
      return true
    default: return false
    }
  }
}

/// Reads the members that `ipset save` prints behind `add NAME`.
enum IPSetEntryReader {
  static func read(_ text: String, in set: IPSet, isException: Bool) -> IPSet.Entry? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Array($0.utf8) }
    switch set.kind {
    case .hashIP, .hashNet:
      guard parts.count == 1, let range = addresses(parts[0], set.family) else { return nil }
      return IPSet.Entry(
        addresses: range, ipProtocol: nil, ports: nil, isException: isException)
    case .hashIPPort, .hashNetPort:
      guard parts.count == 2, let range = addresses(parts[0], set.family),
        let (ipProtocol, ports) = protocolAndPorts(parts[1])
      else { return nil }
      return IPSet.Entry(
        addresses: range, ipProtocol: ipProtocol, ports: ports, isException: isException)
    case .bitmapPort:
      guard parts.count == 1, let ports = PortRange(parts[0], separator: UInt8(ascii: "-")) else {
        return nil
      }
      return IPSet.Entry(addresses: nil, ipProtocol: nil, ports: ports, isException: isException)
    case nil: return nil
    }
  }

  /// `A`, `A/LENGTH` or `A-B`.
  private static func addresses(_ text: [UInt8], _ family: IPFamily) -> ClosedRange<UInt128>? {
    if text.contains(UInt8(ascii: "-")) { return RuleDecoder.addressRange(text, family) }
    guard let pattern = AddressPattern(text), pattern.address.family == family else { return nil }
    return pattern.prefix?.bounds
  }

  /// `tcp:80`, `udp:53-60`; without a protocol tcp is meant (ipset(8), hash:ip,port).
  private static func protocolAndPorts(_ text: [UInt8]) -> (IPProtocol, PortRange)? {
    let parts = text.split(separator: UInt8(ascii: ":"), maxSplits: 1)
    guard let last = parts.last else { return nil }
    let ipProtocol = parts.count == 2 ? IPProtocol(name: parts[0]) : .tcp
    guard let ipProtocol, let ports = PortRange(last, separator: UInt8(ascii: "-")) else {
      return nil
    }
    return (ipProtocol, ports)
  }
}
