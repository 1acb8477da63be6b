/// The words of an input that are no secret: they stand in everybody's.
///
/// Whatever is no number and not here is aliased, so that a name is hidden because it is not known,
/// not because somebody thought of it.
enum KnownWords {
  /// Words that stay where they stand alone.
  static func holds(_ word: some Collection<UInt8>) -> Bool {
    // None of the words is longer.
    guard word.count <= 48 else { return false }
    return all.contains(Array(word))
  }

  /// Words that stay as a part of a name too, `kube` of `kube-proxy-x7k2p`.
  static func isSoftware(_ word: some Collection<UInt8>) -> Bool {
    word.count <= 48 && software.contains(Array(word))
  }

  /// Words of the comments that known programs write.
  static func isPhrase(_ word: some Collection<UInt8>) -> Bool {
    word.count <= 48 && phrases.contains(Array(word))
  }

  private static let all: Set<[UInt8]> = words(
    ofReaders, ofLists, ofSoftware, ServiceNames.table, chains)
  private static let software: Set<[UInt8]> = words(ofSoftware)
  private static let phrases: Set<[UInt8]> = words(ofComments)

  /// Chains that one program calls the same on every node (``ChainOwner``).
  private static var chains: String {
    ChainOwner.all.flatMap { $0.chains.flatMap(\.patterns) }
      .filter { !$0.utf8.contains(UInt8(ascii: "*")) }.joined(separator: " ")
  }

  private static func words(_ texts: String...) -> Set<[UInt8]> {
    var result: Set<[UInt8]> = []
    for text in texts {
      for word in text.utf8.split(whereSeparator: { $0 <= 0x20 }) { result.insert(Array(word)) }
    }
    return result
  }
}
