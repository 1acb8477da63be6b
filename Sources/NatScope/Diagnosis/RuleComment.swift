extension Ruleset {
  /// What `-m comment` says in a rule, quotes and escapes removed; nil if there is none.
  ///
  /// The text is whatever the rule's author wrote, control characters included.
  func comment(_ id: Rule.ID) -> String? {
    var isValue = false
    let text = text(of: id)
    for word in text.words {
      if isValue {
        return String(decoding: RuleTokens.unquote(text.slice(word.range)), as: UTF8.self)
      }
      isValue = !word.isQuoted && text.slice(word.range).elementsEqual("--comment".utf8)
    }
    return nil
  }
}

/// What the CNI plugins and netavark write into the rules of a published port:
/// `dnat name: "cbr0" id: "fb7cdb0a…"`, for netavark without quotes.
struct ContainerComment: Hashable {
  let network: String
  /// nil where the comment was cut before the id's end.
  let container: String?

  init?(_ comment: String) {
    guard let name = Self.value(after: "name: ", in: comment[...]) else { return nil }
    network = name.text
    let id = Self.value(after: "id: ", in: name.rest)
    container = id.flatMap { $0.isWhole ? $0.text : nil }
  }

  private static func value(
    after label: String, in text: Substring
  ) -> (text: String, rest: Substring, isWhole: Bool)? {
    guard let start = text.end(ofFirst: label) else { return nil }
    let tail = text[start...]
    guard tail.first == "\"" else {
      let word = tail.prefix { $0 != " " }
      // CNI cuts comments at 255 bytes with an ellipsis.
      return (String(word), tail[word.endIndex...], !word.isEmpty && word.last != "…")
    }
    let word = tail.dropFirst().prefix { $0 != "\"" }
    return (String(word), tail[word.endIndex...], word.endIndex != tail.endIndex)
  }
}

/// A service's port as kube-proxy writes it into comments: `namespace/name:port`.
struct ServicePort: Hashable {
  let namespace: String
  let name: String
  /// Empty for an unnamed port.
  let port: String

  /// Reads one word; nil if it has characters that Kubernetes does not allow in these names.
  init?(_ word: some StringProtocol) {
    let slash = word.split(separator: "/", omittingEmptySubsequences: false)
    guard slash.count == 2 else { return nil }
    let parts = slash[1].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, Self.isLabel(slash[0]), Self.isLabel(parts[0]) else { return nil }
    if parts.count == 2, !parts[1].isEmpty, !Self.isLabel(parts[1]) { return nil }
    namespace = String(slash[0])
    name = String(parts[0])
    port = parts.count == 2 ? String(parts[1]) : ""
  }

  /// The first such name in a comment.
  static func first(in comment: String) -> ServicePort? {
    for word in comment.split(separator: " ") {
      if let found = ServicePort(word) { return found }
    }
    return nil
  }

  /// `default/web:http`, or `default/web` for an unnamed port.
  var text: String { port.isEmpty ? "\(namespace)/\(name)" : "\(namespace)/\(name):\(port)" }

  /// Whether a chain that kube-proxy names after a service is named after this one.
  func names(_ chain: String, _ ipProtocol: IPProtocol) -> Bool {
    let hash = chain.suffix(16)
    // Before 1.18 an unnamed port left its colon in the hashed text.
    return hash == ChainHash.service(text, "\(ipProtocol)")
      || (port.isEmpty && hash == ChainHash.service(text + ":", "\(ipProtocol)"))
  }

  // DNS label characters (RFC 1123), and with them nothing that a shell would interpret.
  private static func isLabel(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.count <= 253 && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: ".")
      }
  }
}

extension Substring {
  /// The index behind the first occurrence of `text`.
  func end(ofFirst text: String) -> Index? {
    var start = startIndex
    while start != endIndex {
      let tail = self[start...]
      if tail.hasPrefix(text) { return index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
