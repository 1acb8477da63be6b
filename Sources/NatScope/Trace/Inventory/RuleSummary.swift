/// What an inventory has to know of a rule before it walks.
struct RuleSummary: Sendable {
  /// What the rule can do to a packet's way.
  enum Effect: Sendable, Hashable {
    /// Nothing: it counts, logs, or returns to where the walk came from.
    case none
    /// `-j RETURN`: nothing that lasts beyond its chain.
    case `return`
    /// It changes a mark only.
    case mark
    case chain
    case other
  }

  var effect = Effect.other
  var chain: Chain.ID?
  /// Entered by `-g`: behind the chain's end nothing of this chain is asked.
  var isGoto = false
  /// The one destination that it asks for.
  var address: UInt128?
  /// The ports that it asks for, if they are single ones and it has no address.
  var ports: [UInt16] = []
  /// 0 for every protocol.
  var ipProtocol: UInt8 = 0
  var readsMark = false
  /// The list of `-m recent` that has to hold the sender.
  var recentList: String?
  var asksRecent: Bool { recentList != nil }

  init(_ rule: DecodedRule, isDamaged: Bool, _ family: IPFamily) {
    guard !isDamaged else { return }
    readsMark = Tracer.readsMark(rule)
    effect = Self.effect(rule)
    if case .chain(let next, let isGoto) = rule.target { (chain, self.isGoto) = (next, isGoto) }
    var asksForType = false
    for match in rule.matches {
      switch match.test {
      case .destination(let pattern) where !match.isNegated:
        if let prefix = pattern.prefix, prefix.length == family.width {
          address = prefix.address.bits
        }
      case .destinationPorts(let ranges) where !match.isNegated:
        if ranges.allSatisfy({ $0.first == $0.last }) { ports = ranges.map(\.first) }
      case .destinationType: asksForType = true
      case .ipProtocol(let wanted) where !match.isNegated: ipProtocol = wanted.number
      case .recent(let test) where !match.isNegated:
        if test.operation == .check || test.operation == .update { recentList = test.list }
      default: continue
      }
    }
    // Whoever asks first for the type settles whose an unknown address is: such a rule is asked.
    if address != nil || asksForType { ports = [] }
  }

  private static func effect(_ rule: DecodedRule) -> Effect {
    if rule.restoresMark { return .other }
    // These change a list or a label, which a later rule may ask for.
    let hasSideEffect = rule.matches.contains { match in
      switch match.test {
      case .recent, .connectionLabel: true
      default: false
      }
    }
    if hasSideEffect {
      if case .chain = rule.target { return .chain }
      return .other
    }
    switch rule.target {
    case .none, .passive: return .none
    case .return: return .return
    case .mark, .unknownMark: return .mark
    case .connmark(.set), .connmark(.save): return .mark
    case .chain: return .chain
    default: return .other
    }
  }

  /// Whether the rule cannot change where a packet goes.
  func isIdle(skipsMarks: Bool, _ idleChains: Set<Chain.ID>) -> Bool {
    switch effect {
    case .none: true
    case .mark: skipsMarks
    case .chain: !isGoto && leads(to: idleChains)
    case .return, .other: false
    }
  }

  /// Whether a chain with this rule can still be idle: at the worst the rest of it is not asked.
  func staysIdle(skipsMarks: Bool, _ idleChains: Set<Chain.ID>) -> Bool {
    effect == .return || effect == .chain && isGoto && leads(to: idleChains)
      || isIdle(skipsMarks: skipsMarks, idleChains)
  }

  private func leads(to chains: Set<Chain.ID>) -> Bool {
    !asksRecent && chain.map(chains.contains) ?? false
  }
}
