/// The options behind a set's type (ipset(8), "CREATE"), as `ipset save` and `ipset list` print them.
struct IPSetHeader {
  private(set) var family = IPFamily.ipv4
  private var netmask: [UInt8]?
  private var bitmask: [UInt8]?
  private var markMask: UInt32?
  private var isKnown = true

  private static let flags: Set<String> = ["counters", "comment", "skbinfo", "forceadd", "-exist"]
  /// Options whose values change nothing about what matches.
  private static let sizes: Set<String> = [
    "hashsize", "maxelem", "timeout", "bucketsize", "initval", "size", "range", "probes", "resize",
    "gc",
  ]

  init(_ words: [String]) {
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if Self.flags.contains(word) { continue }
      guard index < words.count else {
        isKnown = false
        return
      }
      let value = words[index]
      index += 1
      if Self.sizes.contains(word) { continue }
      switch word {
      case "family" where value == "inet": family = .ipv4
      case "family" where value == "inet6": family = .ipv6
      case "netmask": netmask = Array(value.utf8)
      case "bitmask": bitmask = Array(value.utf8)
      case "markmask":
        markMask = CNumber.unsigned(Array(value.utf8)).flatMap { UInt32(exactly: $0) }
        if markMask == nil { isKnown = false }
      default: isKnown = false
      }
    }
  }

  /// Gives a set what the options say.
  ///
  /// - Returns: false if they say something that natscope does not know.
  func apply(to set: inout IPSet) -> Bool {
    guard isKnown, let kind = set.kind else { return false }
    if let markMask {
      guard kind == .hashIPMark else { return false }
      set.markMask = markMask
    }
    let text = netmask ?? bitmask
    guard let text else { return true }
    guard netmask == nil || bitmask == nil, [.hashIP, .hashIPPort, .bitmapIP].contains(kind) else {
      return false
    }
    if let length = Decimal.unsigned(text, below: UInt64(family.width) + 1) {
      set.mask = IPPrefix.mask(family, Int(length))
    } else if let address = IPAddress(text), address.family == family {
      set.mask = address.bits
    } else {
      return false
    }
    return true
  }
}
