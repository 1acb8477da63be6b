/// Chains whose names are hashes of what their rules' comments say (``ChainHash``).
struct HashedNames {
  /// What a name was made of.
  enum Origin: Hashable {
    case service(String, String)
    case endpoint(String, String, String)
    case container(network: String, id: String)
  }

  /// Names, and what they are the hash of; only those for which the input shows it.
  private(set) var origins: [(name: String, origin: Origin)] = []
  private var seen: Set<String> = []

  init(_ capture: Capture) {
    for ruleset in capture.rulesets { read(ruleset) }
  }

  private mutating func read(_ ruleset: Ruleset) {
    for index in ruleset.rules.indices {
      let id = Rule.ID(index)
      let rule = ruleset[id]
      let chain = ruleset.name(rule.chain)
      let target = ruleset.source.string(rule.target)
      let names = [chain, target].filter { $0.hasPrefix("KUBE-") || $0.hasPrefix("CNI-") }
      guard !names.isEmpty, !names.allSatisfy(seen.contains), let comment = ruleset.comment(id)
      else { continue }
      for name in names where !seen.contains(name) {
        guard let origin = Self.origin(of: name, comment, ruleset, id) else { continue }
        seen.insert(name)
        origins.append((name, origin))
      }
    }
  }

  private static func origin(
    of name: String, _ comment: String, _ ruleset: Ruleset, _ id: Rule.ID
  ) -> Origin? {
    if name.hasPrefix("CNI-") {
      guard let found = ContainerComment(comment), let container = found.container else {
        return nil
      }
      let origin = Origin.container(network: found.network, id: container)
      return fits(name, origin) ? origin : nil
    }
    guard let service = ServicePort.first(in: comment) else { return nil }
    var texts = [service.text]
    if service.port.isEmpty { texts.append(service.text + ":") }
    for text in texts {
      for ipProtocol in ["tcp", "udp", "sctp"] {
        var origins = [Origin.service(text, ipProtocol)]
        if name.hasPrefix("KUBE-SEP-"), let endpoint = endpoint(ruleset, id) {
          origins = [.endpoint(text, ipProtocol, endpoint)]
        }
        for origin in origins where fits(name, origin) { return origin }
      }
    }
    return nil
  }

  private static func endpoint(_ ruleset: Ruleset, _ id: Rule.ID) -> String? {
    let words = ruleset.text(of: id)
    var isValue = false
    for word in words.words {
      if isValue { return words.string(word.range) }
      isValue = words.string(word.range) == "--to-destination"
    }
    return nil
  }

  private static func fits(_ name: String, _ origin: Origin) -> Bool {
    guard let alias = Self.name(like: name, of: origin) else { return false }
    return alias == name
  }

  /// The name of the same kind that something else has.
  static func name(like name: String, of origin: Origin) -> String? {
    let bytes = name.utf8
    guard let hyphen = bytes.lastIndex(of: UInt8(ascii: "-")) else { return nil }
    let head = String(name[...hyphen])
    let length = bytes.count - head.utf8.count
    let hash: String
    switch origin {
    case .service(let text, let ipProtocol): hash = ChainHash.service(text, ipProtocol)
    case .endpoint(let text, let ipProtocol, let endpoint):
      hash = ChainHash.endpoint(text, ipProtocol, endpoint)
    case .container(let network, let id):
      hash = Base32.hexadecimal(SHA512.digest((network + id).utf8))
    }
    return head + String(hash.prefix(length))
  }
}
