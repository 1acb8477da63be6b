/// Collects the sets of an input, from `ipset save` and `ipset list`.
struct IPSetReader {
  /// Every set that was created, in order; the same name may come again.
  var all: [IPSet] = []
  /// Where each of them begins.
  var places: [Place] = []
  /// The newest set of each name.
  var newest: [String: Int] = [:]
  /// Sets that a command destroyed, renamed or swapped away.
  var gone: Set<Int> = []
  /// The set whose entries are expected, with its name as the lines spell it.
  var current: Int?
  var currentName: [UInt8]?
  var currentReader: IPSetEntryReader?
  var listing: Listing?

  struct Place {
    let file: Int
    let line: UInt32
    let text: TextRange
  }

  /// What `ipset list` said of the set that it shows.
  struct Listing {
    let name: String
    let place: Place
    var type: String?
    var expected: Int?
    var shown = 0
    var hasMembers = false
    var set: Int?
  }

  var isEmpty: Bool { all.isEmpty }

  /// Begins a set.
  ///
  /// - Parameter options: the words behind the type.
  /// - Returns: whether type and options are known.
  mutating func create(
    _ name: String, _ type: String, options: [String], at place: Place
  ) -> Bool {
    let header = IPSetHeader(options)
    var set = IPSet(
      name: name, type: type, kind: IPSetKind(rawValue: type), family: header.family)
    if !header.apply(to: &set) { set.kind = nil }
    all.append(set)
    places.append(place)
    newest[name] = all.count - 1
    expectEntries(of: name)
    return set.kind != nil
  }

  /// Turns to the set that the next entries are likely to belong to.
  mutating func expectEntries(of name: String) {
    guard let index = newest[name] else { return }
    current = index
    // A name with blanks stands in quotes, which the fast way does not read.
    currentName = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } ? Array(name.utf8) : nil
    currentReader = IPSetEntryReader(all[index])
  }

  /// Adds an entry to the current set.
  ///
  /// - Parameter options: the words behind the entry.
  /// - Returns: false if it could not be read.
  mutating func add(
    _ bytes: Span<UInt8>, _ range: Range<Int>, options: [String] = []
  ) -> Bool {
    guard let current, let reader = currentReader else { return true }
    guard let options = EntryOptions(options) else {
      all[current].isIncomplete = true
      return false
    }
    if reader.kind == .listSet {
      var name: [UInt8] = []
      for index in range { name.append(bytes[index]) }
      all[current].members.append(
        String(decoding: RuleTokens.unquote(name[...]), as: UTF8.self))
      return true
    }
    guard let reading = reader.read(bytes, range),
      !options.isException || reader.kind.hasExceptions,
      !options.isWildcard || reader.kind == .hashNetInterface
    else {
      all[current].isIncomplete = true
      return false
    }
    // Which port of a bridge a packet came in by is nothing that a match on a set asks for
    // (net/netfilter/xt_set.c), and such entries may hide others.
    if reading.isOfBridge { all[current].isIncomplete = true }
    if options.isAging { all[current].isAging = true }
    for var entry in reading.entries {
      entry.isException = options.isException
      if options.isWildcard {
        entry.secondFree = UInt8(min(128, entry.second == 0 ? 128 : entry.second.freeNameBits))
      }
      all[current].entries.append(entry)
    }
    return true
  }

  /// What stands behind an entry (ipset(8), "ADD").
  struct EntryOptions {
    var isException = false
    var isWildcard = false
    var isAging = false

    init() {}

    init?(_ words: [String]) {
      var index = 0
      while index < words.count {
        switch words[index] {
        case "nomatch": isException = true
        case "wildcard": isWildcard = true
        case "timeout":
          guard index + 1 < words.count, let seconds = UInt64(words[index + 1]) else { return nil }
          isAging = isAging || seconds > 0
          index += 1
        case "packets", "bytes", "comment", "skbmark", "skbprio", "skbqueue", "before", "after":
          guard index + 1 < words.count else { return nil }
          index += 1
        case "-exist", "-!": break
        default: return nil
        }
        index += 1
      }
    }
  }

  // MARK: commands of ipset restore

  /// Carries out a command that changes sets; what it leaves open makes the set incomplete.
  ///
  /// - Returns: false if no set of the input is meant.
  mutating func run(_ command: String, _ name: String, _ other: String?) -> Bool {
    guard let index = newest[name] else { return false }
    switch command {
    case "flush":
      all[index].entries = []
      all[index].members = []
      all[index].isIncomplete = false
    case "destroy":
      newest[name] = nil
      gone.insert(index)
    case "swap", "rename":
      guard let other else { return false }
      let swapped = newest[other]
      gone.insert(index)
      if let swapped { gone.insert(swapped) }
      newest[other] = index
      newest[name] = command == "swap" ? swapped : nil
    case "del": all[index].isIncomplete = true
    default: return false
    }
    current = nil
    return true
  }
}

extension UInt128 {
  /// For a name in the highest bytes: the bits behind it.
  fileprivate var freeNameBits: Int { trailingZeroBitCount / 8 * 8 }
}
