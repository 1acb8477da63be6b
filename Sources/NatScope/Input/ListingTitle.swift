/// The first line of a chain in a listing.
struct ListingTitle {
  let name: TextRange
  let policy: Chain.Policy

  /// Reads `Chain NAME (policy ACCEPT 12 packets, 720 bytes)` or `Chain NAME (2 references)`.
  init?(_ whole: ArraySlice<UInt8>) {
    var line = whole
    guard line.starts(with: Self.word), let blank = line.dropFirst(5).first, Self.isBlank(blank)
    else { return nil }
    while let last = line.last, Self.isBlank(last) { line.removeLast() }
    guard let close = line.last, close == UInt8(ascii: ")"),
      let open = line.lastIndex(of: UInt8(ascii: "(")), open > line.startIndex + 7,
      Self.isBlank(line[open - 1])
    else { return nil }
    name = TextRange(line.startIndex + 6, open - 1)
    let state = line[(open + 1)..<(line.endIndex - 1)]
    let first = state.prefix { !Self.isBlank($0) }
    let behind = state.dropFirst(first.count).drop(while: Self.isBlank)
    if first.elementsEqual("policy".utf8) {
      let word = behind.prefix { !Self.isBlank($0) }
      guard !word.isEmpty else { return nil }
      policy =
        word.elementsEqual("ACCEPT".utf8)
        ? .accept : word.elementsEqual("DROP".utf8) ? .drop : .unknown
    } else if behind.starts(with: Self.references) || first.elementsEqual("ERROR".utf8) {
      // ERROR: iptables could not count the references.
      policy = .none
    } else {
      return nil
    }
  }

  private static let word = Array("Chain".utf8)
  private static let references = Array("reference".utf8)
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
