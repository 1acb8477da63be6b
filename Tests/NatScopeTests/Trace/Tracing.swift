import Testing

@testable import NatScope

/// A trace through a text, and its outcomes in words that rows can be compared with.
struct Tracing {
  let ruleset: Ruleset
  let trace: Trace

  /// - Parameter question: `10.0.0.5:443/udp from 1.2.3.4:5 in eth0 mark 1 local state RELATED`;
  ///   `:443` without address, `10.0.0.5` without port; fields of the header as `ttl 64`.
  init(_ text: String, _ question: String, nodes: [String]? = nil) {
    let capture = Capture.read(name: "rows", bytes: Array(text.utf8))
    ruleset = capture.rulesets.first ?? Self.none(capture)
    var options = TraceOptions()
    options.ipvs = capture.ipvs
    options.nodeAddresses = nodes.map { $0.compactMap { NodeAddresses.Entry($0) } }
    trace = Trace.run(
      Self.packet(question, ruleset.family), through: ruleset, sets: capture.sets, options: options)
  }

  private static func none(_ capture: Capture) -> Ruleset {
    var capture = capture
    capture.ensureRuleset(for: .ipv4)
    return capture.rulesets[0]
  }

  private static func packet(_ question: String, _ family: IPFamily) -> Packet {
    var words = question.split(separator: " ").map { String($0) }[...]
    var packet = Packet(family: family)
    let parts = (words.popFirst() ?? "").split(separator: "/")
    if parts.count > 1 { packet.ipProtocol = IPProtocol(name: Array(parts[1].utf8)) ?? .tcp }
    (packet.destination, packet.destinationPort) = endpoint(parts.first.map { String($0) } ?? "")
    while let word = words.popFirst() {
      switch word {
      case "from": (packet.source, packet.sourcePort) = endpoint(words.popFirst() ?? "")
      case "in": packet.inInterface = words.popFirst()
      case "mark": packet.mark = words.popFirst().flatMap { UInt32($0) } ?? 0
      case "local": packet.origin = .local
      case "out": packet.outInterface = words.popFirst()
      case "icmp":
        packet.icmpType = words.popFirst().flatMap { ICMPTypes($0, family) }?.range
      case "options":
        packet.tcpOptions = Set(
          (words.popFirst() ?? "").split(separator: ",").compactMap { UInt8($0) })
      case "state": packet.state = words.popFirst().flatMap { Packet.State(rawValue: $0) } ?? .new
      default:
        guard let field = HeaderField(rawValue: word),
          let value = words.popFirst().flatMap({ field.value($0) })
        else {
          Issue.record("unknown word \(word)")
          continue
        }
        packet.header[field] = value
      }
    }
    return packet
  }

  private static func endpoint(_ text: String) -> (IPAddress?, UInt16?) {
    if let address = IPAddress(text) { return (address, nil) }
    guard let colon = text.lastIndex(of: ":") else { return (nil, nil) }
    let head = text[..<colon].filter { $0 != "[" && $0 != "]" }
    return (IPAddress(String(head)), UInt16(text[text.index(after: colon)...]))
  }

  var outcomes: [String] { trace.outcomes.map { describe($0) } }

  var sum: Double { trace.outcomes.reduce(trace.omitted.probability) { $0 + $1.probability } }

  /// `DNAT 10.0.0.1:80 masq 0.5 if source in 10.0.0.0/24, not in eth0`.
  func describe(_ outcome: Outcome) -> String {
    var text = outcome.verdict?.rawValue ?? "undecided " + obstacle(outcome.obstacle)
    if let translation = outcome.translation {
      if outcome.verdict == .accept { text = "" } else { text += " " }
      text += translation.rawValue + " " + endpoint(outcome.destination)
    }
    if outcome.isMasqueraded == true {
      text += " masq"
      if let source = outcome.source { text += " " + endpoint(source) }
    }
    if outcome.probability != 1 { text += " \(outcome.probability)" }
    let conditions = outcome.conditions.map { condition in
      (condition.isNegated ? "not " : "") + condition.all.map(describe).joined(separator: " and ")
    }
    return text + (conditions.isEmpty ? "" : " if " + conditions.joined(separator: ", "))
  }

  private func obstacle(_ obstacle: Outcome.Obstacle?) -> String {
    switch obstacle {
    case .loop(let chains, _): "loop " + chains.map { ruleset.name($0) }.joined(separator: ">")
    case .unknownTarget: "unknownTarget"
    case .corruptRule: "corruptRule"
    case .some(let other): "\(other)"
    case nil: "nil"
    }
  }

  func endpoint(_ endpoint: Outcome.Endpoint) -> String {
    let address = endpoint.addresses.map { range in
      let ends = [range.lowerBound, range.upperBound].map {
        "\(IPAddress(family: ruleset.family, bits: $0))"
      }
      return ends[0] == ends[1] ? ends[0] : ends.joined(separator: "-")
    }
    return "\(address ?? "?"):\(endpoint.ports.map { "\($0)" } ?? "?")"
  }

  private func describe(_ fact: Condition.Fact) -> String {
    switch fact {
    case .opaque(let fact):
      let words =
        switch fact.kind {
        case .damagedRule: "damaged"
        case .groupIsJoined: "joined"
        case .targetIsLocal: "target local"
        default: "`" + ruleset.source.string(fact.text) + "`"
        }
      return words + (fact.occurrence > 0 ? "#\(fact.occurrence)" : "")
    case .field(let field, let ranges):
      return "\(field) " + ranges.map { describe($0, field) }.joined(separator: "+")
    }
  }

  private func describe(_ range: ClosedRange<UInt128>, _ field: Condition.Field) -> String {
    switch field {
    case .source, .destination:
      return IntervalSet(range).blocks(width: ruleset.family.width).map {
        "\(IPPrefix(IPAddress(family: ruleset.family, bits: $0.low), length: ruleset.family.width - $0.freeBits))"
      }.joined(separator: "+")
    case .inInterface, .outInterface, .outInterfaceAfterTranslation:
      return InterfacePattern.describe(range) ?? "\(range)"
    default:
      return range.lowerBound == range.upperBound
        ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
  }
}

/// Rules, a question and what must come out.
struct TraceRow: Sendable, CustomTestStringConvertible {
  let text: String
  let question: String
  let outcomes: [String]
  let nodes: [String]?

  /// - Parameter rules: lines without `-A`; a line `*mangle` changes the table, which is nat at first,
  ///   `:FORWARD DROP` a policy. Chains are those that the rules name.
  init(_ rules: [String], _ question: String, _ outcomes: String..., nodes: [String]? = nil) {
    text = Self.save(rules)
    self.question = question
    self.outcomes = outcomes
    self.nodes = nodes
  }

  var testDescription: String {
    question + " | "
      + text.split(separator: "\n").filter { $0.hasPrefix("-A") }.joined(separator: " | ")
  }

  func check() {
    // Their order has a test of its own.
    let tracing = Tracing(text, question, nodes: nodes)
    #expect(tracing.outcomes.sorted() == outcomes.sorted(), "\(testDescription)")
  }

  static func save(_ rules: [String]) -> String {
    var result = ""
    var table: (name: String, rules: [String]) = ("nat", [])
    func close() {
      guard !table.rules.isEmpty || table.name != "nat" else { return }
      let policies = table.rules.filter { $0.hasPrefix(":") }
      table.rules.removeAll { $0.hasPrefix(":") }
      let hooks = TableName(rawValue: table.name)?.hooks.map(\.rawValue) ?? []
      let named = table.rules.compactMap { $0.split(separator: " ").first.map { String($0) } }
      let chains = Set(named).subtracting(hooks).sorted()
      result += "*\(table.name)\n"
      for hook in hooks {
        let policy = policies.first { $0.hasPrefix(":\(hook) ") } ?? ":\(hook) ACCEPT"
        result += policy + " [0:0]\n"
      }
      result += chains.map { ":\($0) - [0:0]\n" }.joined()
      result += table.rules.map { "-A \($0)\n" }.joined() + "COMMIT\n"
    }
    for rule in rules {
      if rule.hasPrefix("*") {
        close()
        table = (String(rule.dropFirst()), [])
      } else {
        table.rules.append(rule)
      }
    }
    close()
    return result
  }
}
