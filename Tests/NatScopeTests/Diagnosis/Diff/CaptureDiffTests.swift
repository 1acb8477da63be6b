import Testing

@testable import NatScope

/// What a change of rules is called.
@Suite struct CaptureDiffTests {
  struct Row: Sendable {
    let name: String
    let before: String
    let after: String
    var changes: [String] = []
    /// came, went, the same, only in another order, only counted
    var rules = [0, 0, 0, 0, 0]
    var policies: [String] = []
    var traffic: [String] = []

    init(
      _ name: String, _ before: [String], _ after: [String], changes: [String] = [],
      rules: [Int], policies: [String] = [], traffic: [String] = []
    ) {
      self.name = name
      self.before = Self.save(before)
      self.after = Self.save(after)
      self.changes = changes
      self.rules = rules
      self.policies = policies
      self.traffic = traffic
    }

    private static func save(_ rules: [String]) -> String {
      let drops = rules.contains("DROP")
      let nat = rules.filter { $0 != "DROP" }
      return "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
        + ":POSTROUTING ACCEPT [0:0]\n" + nat.map { $0 + "\n" }.joined() + "COMMIT\n"
        + "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD \(drops ? "DROP" : "ACCEPT") [0:0]\n"
        + ":OUTPUT ACCEPT [0:0]\nCOMMIT\n"
    }
  }

  private static func dnat(_ port: Int, _ target: String, _ counters: String = "") -> String {
    "\(counters.isEmpty ? "" : counters + " ")-A PREROUTING -d 192.0.2.10/32 -p tcp -m tcp "
      + "--dport \(port) -j DNAT --to-destination \(target)"
  }

  private static let half =
    "-A PREROUTING -d 192.0.2.10/32 -p tcp -m tcp --dport 80 -m statistic --mode random "
    + "--probability 0.50000000000 -j DNAT --to-destination 10.0.0.1:80"
  private static let quarter = half.replacing("0.5000", with: "0.2500")

  static let rows: [Row] = [
    Row("nothing", [dnat(80, "10.0.0.1:80")], [dnat(80, "10.0.0.1:80")], rules: [0, 0, 1, 0, 0]),
    Row(
      "a port came", [], [dnat(80, "10.0.0.1:80")],
      changes: ["80/tcp 192.0.2.10 came: 10.0.0.1:80, dnat"], rules: [1, 0, 0, 0, 0]),
    Row(
      "a port went", [dnat(80, "10.0.0.1:80"), dnat(81, "10.0.0.1:81")], [dnat(81, "10.0.0.1:81")],
      changes: ["80/tcp 192.0.2.10 went: 10.0.0.1:80, dnat"], rules: [0, 1, 1, 0, 0]),
    Row(
      "a port moved", [dnat(80, "10.0.0.1:80")], [dnat(80, "10.0.0.2:80")],
      changes: ["80/tcp 192.0.2.10: 10.0.0.1:80 -> 10.0.0.2:80"], rules: [1, 1, 0, 0, 0]),
    Row(
      "other shares", [half, dnat(80, "10.0.0.2:80")], [quarter, dnat(80, "10.0.0.2:80")],
      changes: [
        "80/tcp 192.0.2.10: 10.0.0.1:80 1/2, 10.0.0.2:80 1/2 -> 10.0.0.1:80 1/4, "
          + "10.0.0.2:80 75.0 %"
      ], rules: [1, 1, 1, 0, 0]),
    Row(
      "another order that changes nothing", [dnat(80, "10.0.0.1:80"), dnat(81, "10.0.0.1:81")],
      [dnat(81, "10.0.0.1:81"), dnat(80, "10.0.0.1:80")], rules: [0, 0, 2, 1, 0]),
    Row(
      "another order that changes who wins", [dnat(80, "10.0.0.1:80"), dnat(80, "10.0.0.2:80")],
      [dnat(80, "10.0.0.2:80"), dnat(80, "10.0.0.1:80")],
      changes: ["80/tcp 192.0.2.10: 10.0.0.1:80 -> 10.0.0.2:80"], rules: [0, 0, 2, 1, 0]),
    Row(
      "counters", [dnat(80, "10.0.0.1:80", "[5:300]")], [dnat(80, "10.0.0.1:80", "[17:1020]")],
      rules: [0, 0, 0, 0, 1], traffic: ["nat PREROUTING #1 12...12"]),
    Row(
      "counters that began anew", [dnat(80, "10.0.0.1:80", "[5:300]")],
      [dnat(80, "10.0.0.1:80", "[2:120]")], rules: [0, 0, 0, 0, 1], traffic: ["reset"]),
    Row(
      "a policy", [dnat(80, "10.0.0.1:80")], [dnat(80, "10.0.0.1:80"), "DROP"],
      rules: [0, 0, 1, 0, 0], policies: ["filter FORWARD ACCEPT DROP"]),
    Row(
      "a rule before others", [dnat(81, "10.0.0.1:81")],
      ["-A PREROUTING -j MARK --set-xmark 0x1/0x1", dnat(81, "10.0.0.1:81")],
      rules: [1, 0, 1, 0, 0]),
  ]

  @Test(arguments: rows) func compare(_ row: Row) {
    let diff = CaptureDiff(
      Capture.read(name: "before", bytes: Array(row.before.utf8)),
      Capture.read(name: "after", bytes: Array(row.after.utf8)))
    #expect(diff.ports.changes.map(\.text) == row.changes, "\(row.name)")
    let rules = diff.rules
    #expect(
      [
        rules.chains.map(\.came).reduce(0, +), rules.chains.map(\.went).reduce(0, +), rules.same,
        rules.otherOrder, rules.otherCounters,
      ] == row.rules, "\(row.name)")
    #expect(
      rules.chains.filter(\.hasOtherPolicy).map {
        "\($0.table) \($0.chain) \($0.policyBefore ?? "?") \($0.policyAfter ?? "?")"
      } == row.policies, "\(row.name)")
    #expect(
      rules.traffic.map { "\($0.place.name) \($0.packets)" }
        + (rules.isCounterReset ? ["reset"] : []) == row.traffic, "\(row.name)")
  }

  @Test func tablesOfOneCaptureOnly() {
    let nat = "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n"
    let diff = CaptureDiff(
      Capture.read(name: "a", bytes: Array(nat.utf8)),
      Capture.read(name: "b", bytes: Array((nat + "*raw\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n").utf8)))
    #expect(diff.rules.uncompared == ["table raw, which is only in the second capture"])
  }

  @Test(arguments: [([], 0), ([1, 2, 3], 3), ([3, 2, 1], 1), ([2, 3, 1, 4], 3)])
  func longestRise(_ places: [Int], _ length: Int) {
    #expect(RulesDiff.longestRise(places) == length)
  }
}
