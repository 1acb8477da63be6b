import TestSupport

/// What the kernel did with the packets of one case.
struct KernelResult: Sendable {
  /// Why iptables-restore refused the ruleset; the rest is empty then.
  var refusal: String?
  /// One answer of PacketSender a packet.
  var answers: [String] = []
  /// The rules as the kernel holds them, counters left out: what natscope is given.
  var saved = ""
  var rules: [RulePlace: Rule] = [:] {
    didSet { matched = rules.mapValues(\.packets).filter { $0.value > 0 } }
  }
  /// The rules that a packet matched, each with how often.
  private(set) var matched: [RulePlace: Int] = [:]
  /// Built-in chains whose policy DROP took a packet.
  var droppingPolicies: [RulePlace] = []
  /// What `KernelNode.watch` counted.
  var ends: [String: Int] = [:]
  var connections: [Connection] = []
  /// What a command printed for a table: the sections named by `Form.rawValue` and the table.
  var listings: [String: [Substring]] = [:]
  /// The tables in the order of the save.
  var tables: [String] = []

  struct Rule: Sendable {
    var text: String
    var packets: Int
    /// Behind `-j` or `-g`; nil for a rule that only counts.
    let target: String?

    init(text: String, packets: Int) {
      self.text = text
      self.packets = packets
      let words = QuotedWords.split(text)
      let last = words.lastIndex { $0 == "-j" || $0 == "-g" } ?? words.endIndex
      target = last + 1 < words.count ? words[last + 1] : nil
    }
  }
}

// MARK: what became of the packet

extension KernelResult {
  var isDelivered: Bool { ends["delivered", default: 0] > 0 }
  /// The interface by which it left the node.
  var leftBy: String? { interface("left") }
  /// The interface that the routing chose first: of what is forwarded, or of a packet of the node
  /// before OUTPUT translates it.
  var outInterface: String? { interface("out") }
  var hasLeft: Bool { leftBy.map { $0 != "lo" } ?? false }
  var survived: Bool { isDelivered || hasLeft }

  private func interface(_ prefix: String) -> String? {
    KernelNode.interfaces.first { ends["\(prefix)-\($0)", default: 0] > 0 }
  }

  /// The matching rules with one of these targets.
  func matched(_ targets: Set<String>) -> [RulePlace] {
    matched.keys.filter { rules[$0]?.target.map(targets.contains) ?? false }.sorted()
  }

  /// The rule, or as number 0 the policy, that dropped the packet.
  var dropper: RulePlace? { matched(["DROP"]).first ?? droppingPolicies.first }
  var rejecter: RulePlace? { matched(["REJECT"]).first }
  /// Nobody listens to the queues of the tests: a packet passes them or is lost there.
  var queuer: RulePlace? {
    survived
      ? nil
      : matched(["NFQUEUE", "QUEUE"]).first { rules[$0]?.text.contains("--queue-bypass") == false }
  }
  /// Whether a rule or a policy took the packet; otherwise a lost one died in the routing.
  var wasTaken: Bool { dropper != nil || rejecter != nil || queuer != nil }
}

// MARK: reading

extension KernelResult {
  /// Reads what `KernelBatch` printed for one case; `before` was counted by the end of the last one.
  init(report: [String: [Substring]], since before: KernelCounters) {
    refusal = report["refused"].map { $0.joined(separator: "\n") }
    if refusal != nil { return }
    answers = report["sent", default: []].map(String.init)
    connections = report["conntrack", default: []].compactMap(Connection.init(line:))
    let counters = KernelCounters(report: report)
      .since(before, keptRules: report["kept"] != nil)
    ends = counters.ends
    readSave(report["save", default: []], counters)
    listings = report.filter { $0.key.hasPrefix("-") }
  }

  /// The rules as `form` prints them.
  func text(_ form: Form, of kernelCase: KernelCase, backend: Backend) -> FormText {
    let printed = tables.map { (name: $0, lines: listings["\(form.rawValue) \($0)", default: []]) }
    // Without a command only an address can tell that the rules are those of IPv6.
    let isTold =
      !kernelCase.isIPv6 || printed.allSatisfy { $0.lines.contains { $0.contains("::") } }
    // And nothing at all tells security from filter.
    let isLike = tables.contains("security")
    return FormText(
      form, isBare: kernelCase.forms.isBare(form) && isTold && !isLike,
      program: backend.program(isIPv6: kernelCase.isIPv6), tables: printed)
  }

  private mutating func readSave(_ lines: [Substring], _ counters: KernelCounters) {
    var found: [RulePlace: Rule] = [:]
    var text = ""
    for line in SavedLine.lines(lines) {
      switch line.kind {
      case .rule(let place, let rule):
        found[place] = Rule(text: String(rule), packets: counters.rules[place, default: 0])
        text += rule + "\n"
        continue
      case .chain(let place, let policy):
        if policy == "DROP", counters.policies[place, default: 0] > 0 {
          droppingPolicies.append(place)
        }
      case .other:
        if line.text.hasPrefix("*") { tables.append(String(line.text.dropFirst())) }
      }
      text += line.text + "\n"
    }
    saved = text
    rules = found
  }
}
