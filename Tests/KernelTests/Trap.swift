/// One fact of the kernel as a few rules, one packet, and what becomes of it.
struct Trap: Sendable {
  var fact: String
  /// Rules as `TABLE -A CHAIN …`, policies as `TABLE :CHAIN DROP`; user chains need no declaration.
  var rules: [String]
  var packet: TestPacket
  /// What the kernel does: the rules that match, then ` -> ` the translated destination, ` from `
  /// the translated source, ` dropped`, ` rejected`, or ` lost` if no rule is to blame.
  var kernel: String
  var preparation: [String] = []
  /// Only if the backend takes the rules.
  var backends = Backend.allCases

  init(
    _ fact: String, _ packet: TestPacket, _ rules: [String], kernel: String,
    preparation: [String] = [], backends: [Backend] = Backend.allCases
  ) {
    self.fact = fact
    self.rules = rules
    self.packet = packet
    self.kernel = kernel
    self.preparation = preparation
    self.backends = backends
  }

  /// Whether filter and security are not needed: those who print forms load such traps first, in a
  /// node that never had these tables.
  var onlyTranslates: Bool {
    !rules.contains { $0.hasPrefix("filter ") || $0.hasPrefix("security ") }
  }

  /// The rules as text for iptables-restore, in all tables that traps of the kind use, so that nothing
  /// of another case stays.
  var kernelCase: KernelCase {
    var text = ""
    let tables = onlyTranslates ? ChainGroup.translating : ChainGroup.tables[...]
    for (table, hooks) in tables {
      let own = rules.filter { $0.hasPrefix(table + " ") }.map { $0.dropFirst(table.count + 1) }
      let chains = own.flatMap { rule -> [Substring] in
        let words = rule.split(separator: " ")
        return zip(words, words.dropFirst()).filter { ["-A", "-j", "-g"].contains($0.0) }.map(\.1)
      }
      let user = Set(chains.filter { $0.allSatisfy { $0.isLowercase || $0.isNumber } }).sorted()
      text += "*\(table)\n"
      let policies = own.filter { $0.hasPrefix(":") }
      text += hooks.map { hook in
        (policies.first { $0.hasPrefix(":\(hook) ") } ?? ":\(hook) ACCEPT") + " [0:0]\n"
      }.joined()
      text += user.map { ":\($0) - [0:0]\n" }.joined()
      text += own.filter { !$0.hasPrefix(":") }.map { $0 + "\n" }.joined() + "COMMIT\n"
    }
    return KernelCase(
      name: fact, isIPv6: packet.isIPv6, ruleset: text, packets: [packet],
      preparation: preparation)
  }
}

extension KernelResult {
  /// The line that `Trap.kernel` is compared with.
  func summary(of packet: TestPacket) -> String {
    if let refusal { return "refused: \(refusal)" }
    var text = matched.sorted { $0.key < $1.key }.map { place, count in
      count == 1 ? "\(place)" : "\(place) x\(count)"
    }.joined(separator: ", ")
    if !survived {
      return text + (dropper != nil ? " dropped" : rejecter != nil ? " rejected" : " lost")
    }
    if let connection = connections.first {
      if connection.newDestination != connection.originalDestination {
        text += " -> \(connection.newDestination)"
      }
      if connection.newSource != connection.originalSource {
        text += " from \(connection.newSource)"
      }
    } else {
      text += " untracked"
    }
    return text
  }
}

extension Connection.Endpoint: CustomStringConvertible {
  var description: String {
    guard let port else { return address }
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}
