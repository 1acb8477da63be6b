import Testing

@testable import NatScope

/// The whole way through the node: which tables are asked in which order, what each of them sees,
/// and what settles the answer.
@Suite struct WayTests {
  /// Rules, a question, and for each outcome what comes out, its delivery, what decided it and the
  /// rules that matched.
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let question: String
    let nodes: [String]
    let outcomes: [String]

    init(
      _ rules: [String], _ question: String, _ outcomes: String...,
      nodes: [String] = ["10.0.0.5/24"]
    ) {
      text = TraceRow.save(rules)
      self.question = question
      self.outcomes = outcomes
      self.nodes = nodes
    }

    var testDescription: String {
      question + " | "
        + text.split(separator: "\n").filter { !$0.hasPrefix(":") }.joined(separator: " | ")
    }

    func check() {
      let tracing = Tracing(text, question, nodes: nodes)
      let found = tracing.trace.outcomes.map { tracing.way($0) }
      #expect(found.sorted() == outcomes.sorted(), "\(testDescription)")
    }
  }

  static let nat = "*nat"
  static let all = ["*raw", "*mangle", "*nat", "*filter", "*security"].flatMap { table in
    let hooks = TableName(rawValue: String(table.dropFirst()))?.hooks ?? []
    return [table] + hooks.map { "\($0.rawValue) -j LOG" }
  }

  static let order: [Row] = [
    Row(
      all, "10.0.0.5:443",
      "ACCEPT, local, by nat PREROUTING policy: raw PREROUTING #1, mangle PREROUTING #1, "
        + "nat PREROUTING #1, mangle INPUT #1, filter INPUT #1, security INPUT #1, nat INPUT #1"),
    Row(
      all, "10.9.9.9:443",
      "ACCEPT, forward, by nat PREROUTING policy: raw PREROUTING #1, mangle PREROUTING #1, "
        + "nat PREROUTING #1, mangle FORWARD #1, filter FORWARD #1, security FORWARD #1, "
        + "mangle POSTROUTING #1, nat POSTROUTING #1"),
    Row(
      all, "10.9.9.9:443 local",
      "ACCEPT, forward, by nat OUTPUT policy: raw OUTPUT #1, mangle OUTPUT #1, nat OUTPUT #1, "
        + "filter OUTPUT #1, security OUTPUT #1, mangle POSTROUTING #1, nat POSTROUTING #1"),
    // Over lo: raw and mangle again, nat never.
    Row(
      all, "10.0.0.5:443 local",
      "ACCEPT, local, by nat OUTPUT policy: raw OUTPUT #1, mangle OUTPUT #1, nat OUTPUT #1, "
        + "filter OUTPUT #1, security OUTPUT #1, mangle POSTROUTING #1, nat POSTROUTING #1, "
        + "raw PREROUTING #1, mangle PREROUTING #1, mangle INPUT #1, filter INPUT #1, "
        + "security INPUT #1"),
    // A broadcast is for the node, a multicast for whoever joined.
    Row(
      ["*filter", "INPUT -j LOG", "FORWARD -j DROP", nat, "PREROUTING -j LOG"],
      "10.0.0.255:67/udp",
      "ACCEPT, local, by nat PREROUTING policy: nat PREROUTING #1, filter INPUT #1"),
    Row(
      ["*filter", "INPUT -j LOG", "FORWARD -j DROP", nat, "PREROUTING -j LOG"],
      "224.0.0.251:5353/udp",
      "ACCEPT if joined, local, by nat PREROUTING policy: nat PREROUTING #1, filter INPUT #1",
      "DROP if not joined, none, by filter FORWARD #1: nat PREROUTING #1, filter FORWARD #1"),
  ]

  static let dnat = "PREROUTING -p tcp --dport 443 -j DNAT --to-destination 10.1.0.1:8443"
  static let base = "nat PREROUTING #1"

  static let verdicts: [Row] = [
    Row(
      [nat, dnat, "*filter", ":FORWARD DROP"], "10.0.0.5:443",
      "DROP DNAT 10.1.0.1:8443, none, by filter FORWARD policy: \(base)"),
    Row(
      [nat, dnat, "*filter", ":INPUT DROP"], "10.0.0.5:443",
      "DNAT 10.1.0.1:8443, forward, by nat PREROUTING #1: \(base)"),
    Row(
      [
        nat, dnat, "*filter", ":FORWARD DROP",
        "FORWARD -d 10.1.0.1/32 -p tcp --dport 8443 -j ACCEPT",
      ],
      "10.0.0.5:443",
      "DNAT 10.1.0.1:8443, forward, by nat PREROUTING #1: \(base), filter FORWARD #1"),
    // A destination without address has one behind the translation, and rules may name it.
    Row(
      [
        nat, dnat, "*filter", ":FORWARD DROP",
        "FORWARD -d 10.1.0.1/32 -p tcp --dport 8443 -j ACCEPT",
      ], ":443",
      "DNAT 10.1.0.1:8443, forward, by nat PREROUTING #1: \(base), filter FORWARD #1"),
    // FORWARD sees the new address and port, the connection keeps the old ones.
    Row(
      [
        nat, dnat, "*filter", "FORWARD -d 10.0.0.5/32 -j DROP",
        "FORWARD -p tcp --dport 443 -j DROP",
        "FORWARD -m conntrack ! --ctstate DNAT -j DROP",
        "FORWARD -m conntrack --ctreplsrc 10.0.0.5/32 -j DROP",
        "FORWARD -m conntrack --ctorigdst 10.0.0.5/32 --ctorigdstport 443 --ctdir ORIGINAL -j REJECT",
      ], "10.0.0.5:443",
      "REJECT DNAT 10.1.0.1:8443, none, by filter FORWARD #5: \(base), filter FORWARD #5"),
    Row(
      [nat, dnat, "*mangle", "FORWARD -j DROP", "*security", "FORWARD -j REJECT"], "10.0.0.5:443",
      "DROP DNAT 10.1.0.1:8443, none, by mangle FORWARD #1: \(base), mangle FORWARD #1"),
    Row(
      [nat, dnat, "*filter", "FORWARD -j ACCEPT", "*security", ":FORWARD DROP"], "10.0.0.5:443",
      "DROP DNAT 10.1.0.1:8443, none, by security FORWARD policy: \(base), filter FORWARD #1"),
    Row(
      [nat, dnat, "*filter", "FORWARD -j NFQUEUE --queue-num 1"], "10.0.0.5:443",
      "QUEUE DNAT 10.1.0.1:8443, none, by filter FORWARD #1: \(base), filter FORWARD #1"),
    // A mark of FORWARD is seen in POSTROUTING.
    Row(
      [
        nat, dnat, "POSTROUTING -m mark --mark 0x1/0x1 -j MASQUERADE", "*filter",
        "FORWARD -j MARK --set-xmark 0x1/0x1",
      ], "10.0.0.5:443",
      "DNAT 10.1.0.1:8443 masq, forward, by nat PREROUTING #1: \(base), filter FORWARD #1, "
        + "nat POSTROUTING #1"),
    Row(
      ["*filter", "INPUT -j REJECT", nat, "PREROUTING -j LOG"], "10.0.0.5:443",
      "REJECT, none, by filter INPUT #1: \(base), filter INPUT #1"),
    Row(
      [
        nat, "PREROUTING -p tcp -j REDIRECT --to-ports 8080", "*filter", ":INPUT DROP",
        "INPUT -p tcp --dport 8080 -j ACCEPT",
      ], "10.0.0.5:443",
      "REDIRECT ?:8080, local, by nat PREROUTING #1: \(base), filter INPUT #1"),
    // nat INPUT translates sources, after filter.
    Row(
      [nat, "INPUT -j SNAT --to-source 10.7.7.7", "*filter", "INPUT -s 10.7.7.7/32 -j DROP"],
      "10.0.0.5:443 from 1.2.3.4:5",
      "ACCEPT masq 10.7.7.7:5, local, by nat PREROUTING policy: nat INPUT #1"),
    // Not tracked: nat is never asked, filter is.
    Row(
      [
        "*raw", "PREROUTING -j CT --notrack", nat, dnat, "*filter",
        "INPUT -m conntrack --ctstate UNTRACKED -j DROP",
      ], "10.0.0.5:443",
      "DROP, none, by filter INPUT #1: raw PREROUTING #1, filter INPUT #1"),
    Row(
      [
        nat, "OUTPUT -p tcp -j DNAT --to-destination 10.1.0.1", "*filter",
        "OUTPUT -d 10.9.9.9/32 -j DROP", "OUTPUT -d 10.1.0.1/32 -j REJECT",
      ], "10.9.9.9:443 local",
      "REJECT DNAT 10.1.0.1:443, none, by filter OUTPUT #2: nat OUTPUT #1, filter OUTPUT #2"),
  ]

  static let interfaces: [Row] = [
    Row(
      [nat, dnat, "*filter", "FORWARD -i eth0 -o docker0 -j ACCEPT", ":FORWARD DROP"],
      "10.0.0.5:443 in eth0",
      "DNAT 10.1.0.1:8443 if outInterface docker0, forward, by nat PREROUTING #1: \(base), "
        + "filter FORWARD #1",
      "DROP DNAT 10.1.0.1:8443 if not outInterface docker0, none, by filter FORWARD policy: \(base)"
    ),
    // The interface that FORWARD saw is the one that POSTROUTING sees.
    Row(
      [
        nat, "POSTROUTING ! -o docker0 -j MASQUERADE", "*filter", ":FORWARD DROP",
        "FORWARD -o docker0 -j ACCEPT",
      ], "10.9.9.9:443",
      "ACCEPT if outInterface docker0, forward, by nat PREROUTING policy: filter FORWARD #1",
      "DROP if not outInterface docker0, none, by filter FORWARD policy: "),
    Row(
      [nat, "PREROUTING -j LOG", "*filter", "INPUT ! -i lo -j DROP"], "10.0.0.5:443 in eth0",
      "DROP, none, by filter INPUT #1: \(base), filter INPUT #1"),
    Row(
      [nat, "OUTPUT -j LOG", "*filter", "INPUT ! -i lo -j DROP", "OUTPUT ! -o lo -j DROP"],
      "10.0.0.5:443 local", "ACCEPT, local, by nat OUTPUT policy: nat OUTPUT #1"),
    Row(
      [
        nat, "PREROUTING -j LOG", "*filter", "INPUT -j A", "A -o eth0 -j DROP",
        "A ! -o eth0 -j REJECT",
      ],
      "10.0.0.5:443 in eth0",
      "REJECT, none, by filter A #2: \(base), filter INPUT #1, filter A #2"),
    // filter OUTPUT still sees the interface of the first route, POSTROUTING that of the new one.
    Row(
      [
        nat, "OUTPUT -j DNAT --to-destination 10.0.0.5", "POSTROUTING -o lo -j LOG", "*filter",
        "OUTPUT -o lo -j DROP", "OUTPUT -o eth0 -j LOG",
      ], "10.9.9.9:443 local",
      "DNAT 10.0.0.5:443 if outInterface eth0, local, by nat OUTPUT #1: nat OUTPUT #1, "
        + "filter OUTPUT #2, nat POSTROUTING #1",
      "DNAT 10.0.0.5:443 if not outInterface eth0, not outInterface lo, local, by nat OUTPUT #1: "
        + "nat OUTPUT #1, nat POSTROUTING #1",
      "DROP DNAT 10.0.0.5:443 if outInterface lo, none, by filter OUTPUT #1: nat OUTPUT #1, "
        + "filter OUTPUT #1"),
  ]

  /// What is local is not always known.
  static let locality: [Row] = [
    Row(
      [
        nat, "PREROUTING -p tcp -j DNAT --to-destination 10.0.0.4-10.0.0.6", "*filter",
        ":INPUT DROP",
      ],
      "10.0.0.5:443",
      "DROP DNAT 10.0.0.4-10.0.0.6:443 if target local, none, by filter INPUT policy: \(base)",
      "DNAT 10.0.0.4-10.0.0.6:443 if not target local, forward, by nat PREROUTING #1: \(base)"),
    Row(
      [nat, "PREROUTING -p tcp -j DNAT --to-destination 10.0.0.5:8443", "*filter", ":INPUT DROP"],
      "10.9.9.9:443", "DROP DNAT 10.0.0.5:8443, none, by filter INPUT policy: \(base)"),
  ]

  /// Established connections are decided by filter only where nat cannot have translated them.
  static let established: [Row] = [
    Row(
      [
        nat, "PREROUTING -j LOG", "*filter", ":INPUT DROP",
        "INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      ],
      "10.0.0.5:443 state ESTABLISHED", "ACCEPT, local, by nil: filter INPUT #1"),
    Row(
      [nat, dnat, "*filter", ":INPUT DROP"], "10.0.0.5:443 state ESTABLISHED",
      "undecided establishedConnection, nil, by nil: "),
  ]

  @Test(arguments: order) func hooks(_ row: Row) { row.check() }
  @Test(arguments: verdicts) func verdict(_ row: Row) { row.check() }
  @Test(arguments: interfaces) func interface(_ row: Row) { row.check() }
  @Test(arguments: locality) func local(_ row: Row) { row.check() }
  @Test(arguments: established) func connection(_ row: Row) { row.check() }
}

extension Tracing {
  /// `DROP DNAT 10.1.0.1:80, none, by filter FORWARD policy: nat PREROUTING #1`.
  func way(_ outcome: Outcome) -> String {
    let place = outcome.decidedBy.map { RulePlace(ruleset, $0).name } ?? "nil"
    let path = outcome.path.map { RulePlace(ruleset, $0.rule).name }
    return "\(describe(outcome)), \(outcome.delivery?.rawValue ?? "nil"), by \(place): "
      + path.joined(separator: ", ")
  }
}
