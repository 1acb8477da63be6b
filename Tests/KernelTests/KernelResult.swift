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
  var droppingPolicies: [String] = []
  /// Packets that were delivered here, forwarded, sent to this node itself, or left it.
  var ends: [String: Int] = [:]
  var connections: [Connection] = []
  /// What a command printed for a table: the sections named by `Form.rawValue` and the table.
  var listings: [String: [Substring]] = [:]
  /// The tables in the order of the save.
  var tables: [String] = []

  struct Rule: Sendable {
    var text: String
    var packets: Int
  }

  var isDelivered: Bool { (ends["delivered"] ?? 0) + (ends["looped"] ?? 0) > 0 }
  var hasLeft: Bool { ends["left", default: 0] > 0 }
  var survived: Bool { isDelivered || hasLeft }

  /// Whether a rule or a policy took the packet; otherwise a lost one died in the routing.
  var wasDropped: Bool {
    !droppingPolicies.isEmpty
      || matched.keys.contains { rules[$0]?.text.hasSuffix("-j DROP") == true }
  }
}

extension KernelResult {
  /// Reads what `KernelBatch` printed for one case.
  init(report: [String: [Substring]]) {
    refusal = report["refused"].map { $0.joined(separator: "\n") }
    answers = report["sent", default: []].map(String.init)
    connections = report["conntrack", default: []].compactMap(Connection.init(line:))
    var counter = ""
    for line in report["counters", default: []] {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.first == "counter", words.count > 1 { counter = String(words[1]) }
      if words.first == "packets", words.count > 1 { ends[counter] = Int(words[1]) ?? 0 }
    }
    readSave(report["save", default: []])
    listings = report.filter { $0.key.hasPrefix("-") }
  }

  /// The rules as `form` prints them.
  func text(_ form: Form, of kernelCase: KernelCase, backend: Backend) -> FormText {
    let printed = tables.map { (name: $0, lines: listings["\(form.rawValue) \($0)", default: []]) }
    // Without a command only an address can tell that the rules are those of IPv6.
    let isTold =
      !kernelCase.isIPv6 || printed.allSatisfy { $0.lines.contains { $0.contains("::") } }
    return FormText(
      form, isBare: kernelCase.forms.isBare(form) && isTold,
      program: backend.program(isIPv6: kernelCase.isIPv6), tables: printed)
  }

  private mutating func readSave(_ lines: [Substring]) {
    var table = ""
    var numbers: [String: Int] = [:]
    var found: [RulePlace: Rule] = [:]
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 3)
      if line.hasPrefix("*") {
        table = String(line.dropFirst())
        tables.append(table)
        numbers = [:]
      } else if line.hasPrefix(":"), words.count == 3, words[1] == "DROP",
        !words[2].hasPrefix("[0:")
      {
        droppingPolicies.append("\(table) \(words[0].dropFirst())")
      }
      guard line.hasPrefix("["), words.count >= 3, words[1] == "-A" else {
        saved += line + "\n"
        continue
      }
      let chain = String(words[2])
      numbers[chain, default: 0] += 1
      let place = RulePlace(table: table, chain: chain, number: numbers[chain, default: 0])
      let text = line[words[1].startIndex...]
      let packets = Int(words[0].dropFirst().prefix { $0 != ":" }) ?? 0
      found[place] = Rule(text: String(text), packets: packets)
      saved += text + "\n"
    }
    rules = found
  }
}
