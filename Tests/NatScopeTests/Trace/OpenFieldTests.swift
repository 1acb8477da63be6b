import Testing

@testable import NatScope

/// Addresses of the node, packets of the node itself, sets, chances, and the order of it all.
@Suite struct OpenFieldTests {
  static let to1 = "-j DNAT --to-destination 10.1.0.1"
  static let to2 = "-j DNAT --to-destination 10.1.0.2"
  static let local = "PREROUTING -m addrtype --dst-type LOCAL \(to1)"

  static let addresses: [TraceRow] = [
    // Without a word about the node's addresses the destination is taken for one of them.
    TraceRow([local], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow([local], "10.0.0.5:443", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow([local], "10.0.0.5:443", "ACCEPT", nodes: ["10.0.0.6"]),
    TraceRow([local], "127.0.0.1:443", "DNAT 10.1.0.1:443", nodes: ["10.0.0.6"]),
    TraceRow([local], "224.0.0.1:443/udp", "ACCEPT if joined", "ACCEPT if not joined"),
    TraceRow([local], "10.0.0.255:443/udp", "ACCEPT", nodes: ["10.0.0.5/24"]),
    // Unless a rule before names it by -d.
    TraceRow(["PREROUTING -d 10.0.0.5/32 -j LOG", local], "10.0.0.5:443", "ACCEPT"),
    TraceRow(
      ["PREROUTING -d 10.0.0.5/32 -j LOG", local], "10.0.0.5:443", "DNAT 10.1.0.1:443",
      nodes: ["10.0.0.5"]),
    TraceRow([local, "PREROUTING -d 10.0.0.5/32 \(to2)"], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    // `:PORT` is a local address that no rule names.
    TraceRow([local], ":443", "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING -d 10.0.0.5/32 \(to2)", local], ":443", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["PREROUTING -d 10.0.0.0/24 \(to2)", local], ":443",
      "DNAT 10.1.0.2:443 if destination 10.0.0.0/24",
      "DNAT 10.1.0.1:443 if not destination 10.0.0.0/24"),
    TraceRow(["PREROUTING -m addrtype --src-type LOCAL \(to1)"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(["PREROUTING -d 0.0.0.5/0.0.0.255 \(to1)"], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING -d 10.0.0.77/255.255.255.0 \(to1)"], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
  ]

  static let own: [TraceRow] = [
    TraceRow(["OUTPUT \(to1)", "PREROUTING \(to2)"], "10.0.0.5:443 local", "DNAT 10.1.0.1:443"),
    TraceRow(["PREROUTING \(to2)"], "10.0.0.5:443 local", "ACCEPT"),
    // A local packet has no in interface in OUTPUT.
    TraceRow(["OUTPUT -i eth0 \(to1)"], "10.0.0.5:443 local", "ACCEPT"),
    TraceRow(["OUTPUT ! -i eth0 \(to1)"], "10.0.0.5:443 local", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["OUTPUT -o lo \(to1)"], "10.0.0.5:443 local", "DNAT 10.1.0.1:443", nodes: ["10.0.0.5"]),
    TraceRow(
      ["OUTPUT -o lo \(to1)"], "10.0.0.5:443 local", "DNAT 10.1.0.1:443 if outInterface lo",
      "ACCEPT if not outInterface lo"),
    TraceRow(["OUTPUT -s 10.0.0.5/32 \(to1)"], "10.0.0.5:443 local", "DNAT 10.1.0.1:443"),
    TraceRow(
      ["OUTPUT -o eth0 \(to1)"], "10.9.0.5:443 local", "DNAT 10.1.0.1:443 if outInterface eth0",
      "ACCEPT if not outInterface eth0", nodes: ["10.0.0.5"]),
    TraceRow(
      ["OUTPUT -m owner --uid-owner 5 \(to1)"], "10.0.0.5:443 local",
      "DNAT 10.1.0.1:443 if uid 5", "ACCEPT if not uid 5"),
    TraceRow(["PREROUTING -o eth0 \(to1)"], "10.0.0.5:443", "ACCEPT"),
    TraceRow(["PREROUTING ! -o eth0 \(to1)"], "10.0.0.5:443", "DNAT 10.1.0.1:443"),
  ]

  @Test(arguments: addresses) func address(_ row: TraceRow) { row.check() }
  @Test(arguments: own) func fromTheNode(_ row: TraceRow) { row.check() }

  // MARK: sets

  @Test(arguments: [
    ("hash:ip", "10.9.0.1", "src", "from 10.9.0.1:5", true),
    ("hash:ip", "10.9.0.1", "src", "from 10.9.0.2:5", false),
    ("hash:ip", "10.0.0.5", "dst", "", true),
    ("hash:net", "10.9.0.0/16", "src", "from 10.9.7.7", true),
    ("hash:net", "10.9.0.0/16\nadd s 10.9.7.0/24 nomatch", "src", "from 10.9.7.7", false),
    ("hash:net", "10.9.7.0/24 nomatch\nadd s 10.9.0.0/16", "src", "from 10.9.7.7", false),
    ("hash:net", "10.9.0.0/16 nomatch\nadd s 10.9.7.0/24", "src", "from 10.9.7.7", true),
    ("hash:ip,port", "10.0.0.5,tcp:443", "dst,dst", "", true),
    ("hash:ip,port", "10.0.0.5,udp:443", "dst,dst", "", false),
    ("hash:ip,port", "10.0.0.5,tcp:444", "dst,dst", "", false),
    ("hash:ip,port", "10.9.0.1,tcp:443", "src,dst", "from 10.9.0.1:1", true),
    ("hash:net,port", "10.0.0.0/8,tcp:440-450", "dst,dst", "", true),
    (
      "hash:net,port", "10.0.0.0/8,tcp:440-450\nadd s 10.0.0.0/24,tcp:443 nomatch", "dst,dst", "",
      false
    ),
    ("bitmap:port", "443", "dst", "", true), ("bitmap:port", "400-500", "dst", "", true),
    ("bitmap:port", "443", "src", "from 10.9.0.1:80", false),
  ])
  func members(_ type: String, _ entries: String, _ sides: String, _ from: String, _ isIn: Bool) {
    let sets = "create s \(type) family inet\nadd s \(entries)\n"
    for not in ["", "! "] {
      let text =
        sets + TraceRow.save(["PREROUTING -m set \(not)--match-set s \(sides) \(Self.to1)"])
      let expected = isIn == not.isEmpty ? "DNAT 10.1.0.1:443" : "ACCEPT"
      #expect(Tracing(text, "10.0.0.5:443 \(from)").outcomes == [expected])
    }
  }

  /// A set of unknown type, or one that the input lacks, stays a condition; an SCTP packet is in no
  /// bitmap:port.
  @Test func setsThatDoNotDecide() {
    let rule = TraceRow.save(["PREROUTING -m set --match-set s src \(Self.to1)"])
    let open = [
      "ACCEPT if not `-m set --match-set s src`", "DNAT 10.1.0.1:443 if `-m set --match-set s src`",
    ]
    #expect(Tracing(rule, "10.0.0.5:443").outcomes.sorted() == open)
    #expect(Tracing("create s hash:ip x\n" + rule, "10.0.0.5:443").outcomes.sorted() == open)
    #expect(
      Tracing("create s hash:ip family inet\nadd s y\n" + rule, "10.0.0.5:443").outcomes.sorted()
        == open)
    #expect(Tracing("create s hash:ip family inet\n" + rule, "10.0.0.5:443").outcomes == ["ACCEPT"])
    #expect(
      Tracing(
        "create s bitmap:port range 0-65535\nadd s 5\n" + rule, "10.0.0.5:443/sctp from 1.2.3.4:5"
      ).outcomes == ["ACCEPT"])
  }

  // MARK: chances

  /// kube-proxy's ladder, exact to the kernel's 2^-31.
  @Test(arguments: [2, 3, 5, 7, 10]) func ladder(_ count: Int) {
    let rules = (0..<count).map { index in
      let left = count - index
      // iptables-save prints the kernel's number with eleven decimals.
      let share = (Double(1 << 31) / Double(left)).rounded()
      let digits = "\(Int((share / Double(1 << 31) * 1e11).rounded()))"
      let text = "0." + String(repeating: "0", count: max(0, 11 - digits.count)) + digits
      return "PREROUTING "
        + (left > 1 ? "-m statistic --mode random --probability \(text) " : "")
        + "-j DNAT --to-destination 10.1.0.\(index + 1)"
    }
    let tracing = Tracing(TraceRow.save(rules), "10.0.0.5:443")
    #expect(tracing.trace.outcomes.count == count)
    var rest = 1.0
    for (index, outcome) in tracing.trace.outcomes.enumerated() {
      let share = (Double(1 << 31) / Double(count - index)).rounded() / Double(1 << 31)
      let expected = index == count - 1 ? rest : rest * share
      #expect(abs(outcome.probability - expected) < 1e-15)
      #expect(abs(outcome.probability - 1 / Double(count)) < Double(count) / Double(1 << 31))
      rest *= 1 - share
    }
    #expect(abs(tracing.sum - 1) < 1e-12)
  }

  @Test(arguments: [
    ("--mode random --probability 0.25", 0.25), ("--mode random ! --probability 0.25", 0.75),
    ("--mode nth --every 4 --packet 0", 0.25), ("--mode nth ! --every 4 --packet 0", 0.75),
    ("--mode random --probability 1", 1), ("--mode random --probability 0", 0),
    ("--mode nth --every 1 --packet 0", 1),
  ])
  func shares(_ text: String, _ share: Double) {
    let tracing = Tracing(
      TraceRow.save(["PREROUTING -m statistic \(text) \(Self.to1)"]), "10.0.0.5:443")
    let hit = tracing.trace.outcomes.filter { $0.translation != nil }.reduce(0) {
      $0 + $1.probability
    }
    #expect(hit == share)
    #expect(tracing.sum == 1)
  }

  // MARK: order and known faults

  /// Outcomes stand in rule order: a rule's before that of the rules and the policy behind it.
  /// The primary one is the likeliest, then the one with the fewest conditions, then the first.
  @Test(arguments: [
    (["PREROUTING -s 10.9.0.0/16 \(to1)"], ["DNAT", "nil"]),
    (
      ["PREROUTING -i eth0 \(to1)", "PREROUTING -i eth1 -j ACCEPT", "PREROUTING -j REDIRECT"],
      ["DNAT", "nil", "REDIRECT"]
    ),
    (["PREROUTING -m statistic --mode nth --every 2 --packet 0 \(to1)"], ["DNAT", "nil"]),
  ])
  func ruleOrder(_ rules: [String], _ translations: [String]) {
    let trace = Tracing(TraceRow.save(rules), "10.0.0.5:443").trace
    #expect(trace.outcomes.map { $0.translation?.rawValue ?? "nil" } == translations)
    #expect(trace.outcomes.filter(\.isPrimary).count == 1)
    #expect(trace.primary.translation == .destinationNAT)
  }

  /// `:PORT` with `! -d ADDRESS`, and the same address named by a rule behind it: the branch of
  /// that address must not become an outcome without conditions.
  @Test func namedAddressBehindItsNegation() {
    let tracing = Tracing(
      TraceRow.save([
        "PREROUTING ! -d 192.0.2.1/32 -j LOG", "PREROUTING -d 192.0.2.1/32 \(Self.to1)",
      ]),
      ":443")
    #expect(
      tracing.trace.outcomes.filter(\.conditions.isEmpty).reduce(0) { $0 + $1.probability } <= 1)
  }

  /// A fact asked for twice in one rule is one fact.
  @Test(arguments: [
    ("-m time --utc -m time --utc", 2),
    ("-m set ! --match-set s src -m set ! --match-set s src", 2),
    ("-m set --match-set s src -m set ! --match-set s src", 1),
    ("-s 0.0.0.7/0.0.0.255 ! -s 0.0.0.7/0.0.0.255", 1),
  ])
  func oneFactTwice(_ matches: String, _ count: Int) {
    let tracing = Tracing(TraceRow.save(["PREROUTING \(matches) \(Self.to1)"]), "10.0.0.5:443")
    #expect(tracing.outcomes.count == count, "\(tracing.outcomes)")
    for outcome in tracing.trace.outcomes { #expect(outcome.conditions.count <= 1) }
  }
}
