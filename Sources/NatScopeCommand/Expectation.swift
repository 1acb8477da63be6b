import NatScope

/// What `--expect` asks of every outcome.
enum Expectation {
  case verdict(Outcome.Verdict)
  case translation(Outcome.Translation)
  case destination(Endpoint)

  init?(_ text: String) {
    if let verdict = Outcome.Verdict(rawValue: text.uppercased()) {
      self = .verdict(verdict)
    } else if let translation = Outcome.Translation(rawValue: text.uppercased()) {
      self = .translation(translation)
    } else if let endpoint = Endpoint(text) {
      self = .destination(endpoint)
    } else {
      return nil
    }
  }

  func isMet(_ outcome: Outcome) -> Bool {
    switch self {
    case .verdict(let verdict): return outcome.verdict == verdict
    case .translation(let translation): return outcome.translation == translation
    case .destination(let endpoint):
      let bits = endpoint.address.bits
      guard outcome.verdict == .accept, outcome.destination.addresses == bits...bits else {
        return false
      }
      return endpoint.port.map { outcome.destination.ports == PortRange($0, $0) } ?? true
    }
  }
}
