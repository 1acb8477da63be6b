/// Where the rules themselves tell an address or port that the cluster chose for a Service:
/// kube-proxy names the chain of each Service by a hash of its name.
struct ServiceRules {
  /// The rules that lead to such a chain, by the hash at the end of its name.
  private var rules: [String: [Rule.ID]] = [:]
  private let ruleset: Ruleset

  init(_ ruleset: Ruleset) {
    self.ruleset = ruleset
    guard let nat = ruleset.table(.nat) else { return }
    for name in ["KUBE-SERVICES", "KUBE-NODEPORTS"] {
      guard let chain = ruleset.chain(named: Array(name.utf8)[...], in: nat) else { continue }
      for index in ruleset[chain].rules {
        let id = Rule.ID(index)
        let target = ruleset.source.string(ruleset[id].target)
        guard target.hasPrefix("KUBE-"), target.utf8.count > 16 else { continue }
        rules[String(target.suffix(16)), default: []].append(id)
      }
    }
  }

  /// The cluster's address of a Service's port.
  func clusterAddress(_ service: ServicePort, _ ipProtocol: IPProtocol) -> IPAddress? {
    for rule in leading(to: service, ipProtocol)
    where ruleset.comment(rule)?.hasSuffix("cluster IP") == true {
      guard let word = value(of: ["-d", "--destination"], rule) else { continue }
      let address = word.split(separator: "/").first.flatMap { IPAddress(String($0)) }
      if let address { return address }
    }
    return nil
  }

  /// The NodePort of a Service's port.
  func nodePort(_ service: ServicePort, _ ipProtocol: IPProtocol) -> UInt16? {
    for rule in leading(to: service, ipProtocol)
    where ruleset.name(ruleset[rule].chain) == "KUBE-NODEPORTS" {
      if let port = value(of: ["--dport", "--destination-port"], rule).flatMap({ UInt16($0) }) {
        return port
      }
    }
    return nil
  }

  private func leading(to service: ServicePort, _ ipProtocol: IPProtocol) -> [Rule.ID] {
    rules[ChainHash.service(service.text, "\(ipProtocol)")] ?? []
  }

  private func value(of options: [String], _ rule: Rule.ID) -> String? {
    var isValue = false
    let text = ruleset.text(of: rule)
    for word in text.words {
      let written = String(decoding: text.slice(word.range), as: UTF8.self)
      if isValue { return written }
      isValue = !word.isQuoted && options.contains(written)
    }
    return nil
  }
}
