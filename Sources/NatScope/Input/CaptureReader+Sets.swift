// The text of ipset: what `ipset save` prints, commands for `ipset restore`, and `ipset list`.
extension CaptureReader {
  /// `add NAME ENTRY` of the set that the line before belongs to, without anything behind it: the
  /// lines that a large set is made of.
  ///
  /// - Returns: where the next line begins; nil if the line is not exactly that.
  mutating func acceptSetEntry(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard !isInTable, listing == nil, openCommand == nil, sets.current != nil,
      let name = sets.currentName,
      sections.last?.kind == .ipset, sections.last?.file == file
    else { return nil }
    // The caller's text ends in a newline, which is part of no name.
    var index = start
    for byte in "add ".utf8 {
      guard bytes[index] == byte else { return nil }
      index += 1
    }
    for byte in name {
      guard bytes[index] == byte else { return nil }
      index += 1
    }
    guard bytes[index] == UInt8(ascii: " ") else { return nil }
    index += 1
    let entry = index
    while bytes[index] > 0x20, bytes[index] < 0x7f, bytes[index] != UInt8(ascii: "\"") {
      index += 1
    }
    guard bytes[index] == UInt8(ascii: "\n"), index > entry, sets.add(bytes, entry..<index) else {
      return nil
    }
    mark(.ipset)
    return index + 1
  }

  /// `create NAME TYPE …`, `add NAME ENTRY …`, and what else ipset-restore takes.
  mutating func readSetLine(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let commands = ["create", "add", "del", "flush", "destroy", "swap", "rename"]
    let word = text[range].prefix { $0 > 0x20 }
    guard word.count <= 7, commands.contains(where: { word.elementsEqual($0.utf8) }) else {
      return false
    }
    let tokens = Array(RuleTokens(text, TextRange(range.lowerBound, range.upperBound)))
    let words = tokens.map {
      String(decoding: RuleTokens.unquote(text[$0.range.bounds]), as: UTF8.self)
    }
    guard words.count >= 2 else { return false }
    switch words[0] {
    case "create":
      guard words.count >= 3,
        ["hash:", "bitmap:", "list:"].contains(where: { words[2].hasPrefix($0) })
      else { return false }
      if !sets.create(words[1], words[2], options: Array(words[3...]), at: setPlace(range)) {
        note(
          .unknownSetType(set: words[1], type: words[2]), at: Int(tokens[2].range.start),
          tokens[2].range)
      }
      return true
    case "add":
      guard words.count >= 3, sets.newest[words[1]] != nil else { return false }
      sets.expectEntries(of: words[1])
      // Only words without quotes are entries; names of sets in a list may have them.
      if !sets.add(text.span, tokens[2].range.bounds, options: Array(words[3...])) {
        note(.badSetEntry(set: words[1]), at: Int(tokens[2].range.start), tokens[2].range)
      }
      return true
    default:
      guard sets.run(words[0], words[1], words.count > 2 ? words[2] : nil) else { return false }
      if words[0] == "del" {
        note(.badSetEntry(set: words[1]), at: Int(tokens[0].range.start), tokens[0].range)
      }
      return true
    }
  }

  // MARK: ipset list

  /// A line of `ipset list`, as ``ForeignRecogniser`` knows them.
  mutating func readSetListing(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    let tokens = Array(RuleTokens(text, TextRange(range.lowerBound, range.upperBound)))
    let words = tokens.map {
      String(decoding: RuleTokens.unquote(text[$0.range.bounds]), as: UTF8.self)
    }
    guard let first = words.first else { return true }
    if first == "Name:", words.count == 2, sets.listing?.hasMembers != true || !isListOfSets {
      finishSetListing()
      sets.current = nil
      sets.listing = IPSetReader.Listing(
        name: words[1], place: setPlace(range))
      return true
    }
    guard let listing = sets.listing else { return false }
    if listing.hasMembers {
      sets.listing?.shown += 1
      sets.expectEntries(of: listing.name)
      if !sets.add(text.span, tokens[0].range.bounds, options: Array(words[1...])) {
        note(.badSetEntry(set: listing.name), at: Int(tokens[0].range.start), tokens[0].range)
      }
      return true
    }
    switch first {
    case "Type:":
      guard words.count == 2 else { return false }
      sets.listing?.type = words[1]
    case "Header:":
      guard let type = listing.type else { return false }
      sets.listing?.set = sets.all.count
      if !sets.create(listing.name, type, options: Array(words[1...]), at: listing.place) {
        note(
          .unknownSetType(set: listing.name, type: type), at: range.lowerBound,
          TextRange(range.lowerBound, range.upperBound))
      }
    case "Number": sets.listing?.expected = words.last.flatMap { Int($0) }
    case "Members:":
      guard listing.set != nil else { return false }
      sets.listing?.hasMembers = true
    default: break  // Revision, References and the size in memory tell nothing of the members
    }
    return true
  }

  private var isListOfSets: Bool { sets.listing?.type?.hasPrefix("list:") == true }

  /// Ends the set of an `ipset list`: it must have shown as many members as it counted.
  mutating func finishSetListing() {
    defer { sets.listing = nil }
    guard let listing = sets.listing, let set = listing.set else { return }
    let isShort =
      !listing.hasMembers && listing.expected != 0
      || listing.shown < listing.expected ?? 0 && !sets.all[set].isAging
    guard isShort, sets.all[set].kind != nil else { return }
    sets.all[set].isIncomplete = true
    note(.cutSet(set: listing.name), at: listing.place)
  }

  private func setPlace(_ range: Range<Int>) -> IPSetReader.Place {
    IPSetReader.Place(
      file: file, line: line, text: TextRange(range.lowerBound, range.upperBound))
  }

  private mutating func note(_ problem: InputProblem, at place: IPSetReader.Place) {
    let start = source.startOfLine(Int(place.text.start))
    diagnostics.add(
      Diagnostic(
        problem, file: place.file, line: place.line,
        column: UInt32(truncatingIfNeeded: Int(place.text.start) - start + 1), text: place.text))
  }

  // MARK: the whole

  /// Brings the sets together: the same set may stand in several captures.
  mutating func finishSets() -> IPSets {
    var result = IPSets()
    var namesakes: [String: [Int]] = [:]
    for index in sets.all.indices {
      sets.all[index].sort()
      if !sets.gone.contains(index) { namesakes[sets.all[index].name, default: []].append(index) }
    }
    for (name, index) in sets.newest.sorted(by: { $0.key < $1.key }) {
      var set = sets.all[index]
      let others = (namesakes[name] ?? []).filter { $0 != index && !sets.all[$0].isIncomplete }
      if set.isIncomplete, let whole = others.last { set = sets.all[whole] }
      if let other = others.first(where: { !sets.all[$0].isEqual(to: set) }) {
        set.isIncomplete = true
        note(.repeatedSet(set: name), at: sets.places[max(index, other)])
      }
      result.byName[name] = set
    }
    return result
  }
}
