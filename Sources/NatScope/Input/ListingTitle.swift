/// The first line of a chain in a listing.
struct ListingTitle {
  let name: TextRange
  let policy: Chain.Policy

  /// Reads `Chain NAME (policy ACCEPT 12 packets, 720 bytes)` or `Chain NAME (2 references)`.
  init?(_ line: ArraySlice<UInt8>) {
    guard line.starts(with: Self.word), let close = line.last, close == UInt8(ascii: ")"),
      let open = line.lastIndex(of: UInt8(ascii: "(")), open > line.startIndex + 7,
      line[open - 1] == 0x20
    else { return nil }
    name = TextRange(line.startIndex + 6, open - 1)
    let state = line[(open + 1)..<(line.endIndex - 1)]
    if state.starts(with: Self.policy) {
      let word = state.dropFirst(Self.policy.count).prefix { $0 != 0x20 }
      guard !word.isEmpty else { return nil }
      policy =
        word.elementsEqual("ACCEPT".utf8)
        ? .accept : word.elementsEqual("DROP".utf8) ? .drop : .unknown
    } else if state.drop(while: { $0 != 0x20 }).starts(with: Self.references)
      || state.starts(with: Self.error)
    {
      policy = .none
    } else {
      return nil
    }
  }

  private static let word = Array("Chain ".utf8)
  private static let policy = Array("policy ".utf8)
  private static let references = Array(" reference".utf8)
  /// Where iptables could not count the references.
  private static let error = Array("ERROR ".utf8)
}
