/// Tells the comments of known programs from those of people.
enum CommentForm {
  /// Whether a comment consists of the words of known programs and of names where these stand: behind a
  /// slash, in quotes, or as an address.
  ///
  /// Of such a comment the names are aliased and the words stay, since they say what the rule is for.
  static func isOfProgram(_ text: ArraySlice<UInt8>) -> Bool {
    var isQuoted = false
    var hasWord = false
    var isName = false
    for token in text.split(whereSeparator: { $0 <= 0x20 }) {
      let quotes = token.count { $0 == UInt8(ascii: "\"") }
      let wasQuoted = isQuoted
      // netavark writes names and ids without quotes.
      let wasName = isName
      isName = token.elementsEqual("name:".utf8) || token.elementsEqual("id:".utf8)
      if quotes % 2 == 1 { isQuoted.toggle() }
      if wasQuoted || wasName || quotes > 0 { continue }
      if token.contains(UInt8(ascii: "/")) || token.starts(with: "cali:".utf8) { continue }
      if token.contains(where: WordForm.isOfWord) {
        guard isKnown(token) || isChain(token) || isAddress(token) else { return false }
        hasWord = true
      }
    }
    return hasWord || ServicePort.first(in: String(decoding: text, as: UTF8.self)) != nil
      || text.starts(with: "cali:".utf8)
  }

  /// Whether a word of a comment is a program's own.
  static func isKnown(_ token: ArraySlice<UInt8>) -> Bool {
    if KnownWords.isPhrase(token) { return true }
    var word = token
    while let last = word.last, !WordForm.isOfWord(last) { word = word.dropLast() }
    while let first = word.first, !WordForm.isOfWord(first) { word = word.dropFirst() }
    return KnownWords.isPhrase(word)
  }

  private static func isAddress(_ token: ArraySlice<UInt8>) -> Bool {
    IPAddress(token.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") }) != nil
  }

  private static func isChain(_ token: ArraySlice<UInt8>) -> Bool {
    ChainOwner.owner(of: String(decoding: token, as: UTF8.self)) != nil
  }
}
