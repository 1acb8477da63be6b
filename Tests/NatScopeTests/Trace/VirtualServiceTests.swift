import Testing

@testable import NatScope

/// What IPVS does with a packet, as Linux 6.1 was seen to do it (user-mode-linux, rules with counters
/// in every table).
@Suite struct VirtualServiceTests {
  static let services = """
    -A -t 10.96.0.1:443 -s rr
    -a -t 10.96.0.1:443 -r 10.244.1.5:6443 -m -w 1
    -a -t 10.96.0.1:443 -r 10.244.1.6:6443 -m -w 3
    -a -t 10.96.0.1:443 -r 10.244.1.7:6443 -m -w 0
    -A -t 10.96.0.2:80 -s wrr
    -a -t 10.96.0.2:80 -r 10.244.1.5:8080 -m -w 1
    -a -t 10.96.0.2:80 -r 10.244.1.6:8080 -m -w 3
    -A -t 10.96.0.3:80 -s rr
    -a -t 10.96.0.3:80 -r 10.244.1.5:8080 -m -w 0
    -A -t 10.96.0.4:0 -s rr -p 300
    -a -t 10.96.0.4:0 -r 10.244.1.5:0 -m -w 1
    -A -t 10.96.0.5:80 -s rr
    -a -t 10.96.0.5:80 -r 10.244.1.5:80 -g -w 1
    -A -t 10.96.0.6:80 -s rr
    -a -t 10.96.0.6:80 -r 10.244.1.5:80 -i -w 1
    -A -t 10.96.0.7:80 -s rr
    -a -t 10.96.0.7:80 -r 192.0.2.10:8080 -m -w 1
    -A -f 7 -s rr
    -a -f 7 -r 10.244.1.5:0 -m -w 1

    """

  static let nodes =
    ["192.0.2.10/24"] + (1...7).map { "10.96.0.\($0)/32" }

  private static func tracing(
    _ rules: [String], _ question: String, conntrack: Int = 1, services: String = services
  ) -> Tracing {
    Tracing(
      services + "net.ipv4.vs.conntrack = \(conntrack)\n" + TraceRow.save(rules), question,
      nodes: nodes)
  }

  private static let rules = ["POSTROUTING -j MASQUERADE"]

  @Test(arguments: [
    ("10.96.0.1:443", ["DNAT 10.244.1.5:6443 masq 0.5", "DNAT 10.244.1.6:6443 masq 0.5"]),
    ("10.96.0.2:80", ["DNAT 10.244.1.5:8080 masq 0.25", "DNAT 10.244.1.6:8080 masq 0.75"]),
    ("10.96.0.1:444", ["ACCEPT"]), ("10.96.0.1:443/udp", ["ACCEPT"]),
    ("10.96.0.3:80", ["REJECT"]), ("10.96.0.3:80 local", ["DROP"]),
    ("10.96.0.4:81", ["DNAT 10.244.1.5:81 masq"]), ("10.96.0.5:80", ["ACCEPT masq"]),
    ("10.96.0.6:80", ["ACCEPT"]), ("10.96.0.7:80", ["DNAT 192.0.2.10:8080"]),
    ("192.0.2.10:81 mark 7", ["DNAT 10.244.1.5:81 masq"]), ("192.0.2.10:81 mark 8", ["ACCEPT"]),
    // Only what is for the node itself comes to INPUT; what the node sends is always asked.
    ("198.51.100.1:443 mark 7", ["ACCEPT masq"]),
    ("198.51.100.1:443 mark 7 local", ["DNAT 10.244.1.5:443 masq"]),
    ("10.96.0.1:443 state ESTABLISHED", ["undecided establishedConnection"]),
  ])
  func servers(_ question: String, _ expected: [String]) {
    #expect(Self.tracing(Self.rules, question).outcomes.sorted() == expected)
  }

  /// Every port of an address, and `:PORT`, which is no service's address.
  @Test func openQuestions() {
    #expect(
      Self.tracing(Self.rules, "10.96.0.2").outcomes.sorted() == [
        "ACCEPT if not destinationPort 80",
        "DNAT 10.244.1.5:8080 masq 0.25 if destinationPort 80",
        "DNAT 10.244.1.6:8080 masq 0.75 if destinationPort 80",
      ])
    let anyAddress = Self.tracing(Self.rules, ":443")
    #expect(anyAddress.outcomes == ["ACCEPT"])
    #expect(anyAddress.trace.namedAddresses.map(\.description) == ["10.96.0.1", "10.96.0.4"])
  }

  /// The tables of the way, each with a rule for the address that the packet has there.
  @Test(arguments: [
    (
      "10.96.0.7:80", 1,
      "raw PREROUTING, mangle PREROUTING, nat PREROUTING, mangle INPUT, filter INPUT, "
        + "security INPUT, nat INPUT*"
    ),
    (
      "10.96.0.5:80", 1,
      "raw PREROUTING, mangle PREROUTING, nat PREROUTING, mangle INPUT, filter INPUT, "
        + "security INPUT, raw OUTPUT, mangle OUTPUT, filter OUTPUT, security OUTPUT, "
        + "mangle POSTROUTING, nat POSTROUTING"
    ),
    (
      "10.96.0.4:80", 1,
      "raw PREROUTING, mangle PREROUTING, nat PREROUTING, mangle INPUT, filter INPUT, "
        + "security INPUT, raw OUTPUT*, mangle OUTPUT*, filter OUTPUT*, security OUTPUT*, "
        + "mangle POSTROUTING*, nat POSTROUTING*"
    ),
    (
      "10.96.0.4:80", 0,
      "raw PREROUTING, mangle PREROUTING, nat PREROUTING, mangle INPUT, filter INPUT, "
        + "security INPUT, raw OUTPUT*, mangle OUTPUT*, filter OUTPUT*, security OUTPUT*, "
        + "mangle POSTROUTING*"
    ),
    (
      "10.96.0.4:80 local", 1,
      "raw OUTPUT, mangle OUTPUT, nat OUTPUT, raw OUTPUT*, mangle OUTPUT*, filter OUTPUT*, "
        + "security OUTPUT*, mangle POSTROUTING*, nat POSTROUTING*"
    ),
    (
      "10.96.0.7:80 local", 1,
      "raw OUTPUT, mangle OUTPUT, nat OUTPUT, filter OUTPUT*, security OUTPUT*, "
        + "mangle POSTROUTING*, nat POSTROUTING*, raw PREROUTING*, mangle PREROUTING*, "
        + "mangle INPUT*, filter INPUT*, security INPUT*"
    ),
  ])
  func way(_ question: String, _ conntrack: Int, _ expected: String) {
    var rules: [String] = []
    for table in TableName.allCases {
      rules.append("*\(table.rawValue)")
      for hook in table.hooks {
        rules.append("\(hook.rawValue) -d 10.96.0.0/16")
        rules.append("\(hook.rawValue) ! -d 10.96.0.0/16")
      }
    }
    let tracing = Self.tracing(rules, question, conntrack: conntrack)
    let path = tracing.trace.primary.path.map { item in
      let chain = tracing.ruleset[tracing.ruleset[item.rule].chain]
      let table = tracing.ruleset[chain.table].name?.rawValue ?? ""
      let isNew = Int(item.rule.index) - chain.rules.lowerBound == 1
      return "\(table) \(item.hook.rawValue)" + (isNew ? "*" : "")
    }
    #expect(path.joined(separator: ", ") == expected)
  }

  /// conntrack does not call it DNAT; without an entry the packet is UNTRACKED.
  @Test(arguments: [
    (1, "DNAT", false), (1, "NEW", true), (0, "UNTRACKED", true), (1, "UNTRACKED", false),
  ])
  func state(_ conntrack: Int, _ state: String, _ matches: Bool) {
    let rules =
      Self.rules + ["*mangle", "POSTROUTING -m conntrack --ctstate \(state) -j DROP"]
    let outcomes = Self.tracing(rules, "10.96.0.4:80", conntrack: conntrack).trace.outcomes
    #expect(outcomes.map(\.verdict) == [matches ? .drop : .accept])
  }

  @Test func whatTheOutcomeTells() throws {
    let rules = ["PREROUTING -d 10.96.0.2", "POSTROUTING -j MASQUERADE"]
    let outcome = Self.tracing(rules, "10.96.0.2:80").trace.primary
    let taken = try #require(outcome.virtualService)
    #expect(taken.service.key.description == "10.96.0.2:80/tcp")
    #expect(taken.server?.text == "10.244.1.6:8080")
    #expect(taken.pathItems == 1)
    #expect(outcome.delivery == .forward)
    #expect(outcome.translation == .destinationNAT)
  }

  /// The setting decides whether the source is rewritten; where it is not told, kube-proxy's chains
  /// say that it is on.
  @Test(arguments: [(["KUBE-POSTROUTING -j MASQUERADE"], true), ([], false)])
  func assumedSetting(_ more: [String], _ isKept: Bool) {
    let text =
      Self.services
      + TraceRow.save(
        ["POSTROUTING \(more.isEmpty ? "-j MASQUERADE" : "-j KUBE-POSTROUTING")"] + more)
    let trace = Tracing(text, "10.96.0.2:80", nodes: Self.nodes).trace
    #expect(trace.assumptions.contains(.serviceConntrack(isKept)))
    #expect(trace.primary.isMasqueraded == isKept)
  }

  /// Without the services, kube-proxy's sets say what IPVS takes.
  @Test(arguments: [
    ("10.96.0.1:443", "undecided virtualService"), ("10.96.0.1:80", "ACCEPT"),
    ("192.0.2.10:30080", "undecided virtualService"), ("192.0.2.10:30081", "ACCEPT"),
    ("198.51.100.1:30080", "ACCEPT"),
  ])
  func withoutServices(_ question: String, _ expected: String) {
    let sets = """
      create KUBE-CLUSTER-IP hash:ip,port family inet
      add KUBE-CLUSTER-IP 10.96.0.1,tcp:443
      create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
      add KUBE-NODE-PORT-TCP 30080

      """
    let text = sets + TraceRow.save(["POSTROUTING -p udp -j MASQUERADE"])
    #expect(Tracing(text, question, nodes: Self.nodes).outcomes == [expected])
  }
}
