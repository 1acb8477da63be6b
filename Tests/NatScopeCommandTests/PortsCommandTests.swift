import TestSupport
import Testing

/// `natscope ports`.
@Suite struct PortsCommandTests {
  private static let sockets = """
    $ ss -lntup
    Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
    tcp   LISTEN 0      4096         0.0.0.0:8000       0.0.0.0:*     users:(("nginx",pid=812,fd=6))
    tcp   LISTEN 0      4096         0.0.0.0:22         0.0.0.0:*     users:(("sshd",pid=700,fd=3))

    """

  /// Input on a pipe and no destination is the inventory.
  @Test(arguments: [["ports"], [], ["ports", "-"], ["--width", "80"]])
  func pipe(_ arguments: [String]) async throws {
    let save = try Natscope.text("samples/hostport.save")
    let run = try await Natscope.run(arguments, input: save)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    #expect(
      run.output.split(separator: "\n").prefix(4) == [
        "PROTO  ADDR        PORT   TO             VIA       OWNER",
        "tcp    local       8000   10.55.3.5:80   hostPort  97651f34eccd",
        "tcp    local       44300  10.55.3.5:443  hostPort  97651f34eccd",
        "udp    192.0.2.10  5353   10.55.3.6:53   hostPort  704679bc5cc0",
      ])
  }

  /// What a socket shows beside its row, and that nothing is said without a list.
  @Test func listeners() async throws {
    let save = try Natscope.text("samples/hostport.save")
    let without = try JSONTree(try await Natscope.run("-o", "json", input: save).output)
    #expect(without["ports"].items.allSatisfy { $0["listeners"] == .null })
    #expect(without["notes"].items.contains { $0.text?.contains("ss -lntup") == true })
    let with = try JSONTree(
      try await Natscope.run("-o", "json", input: save + Self.sockets).output)
    let rows = with["ports"].items
    #expect(rows.map { $0["listeners"].items.count } == [1, 0, 0])
    #expect(rows[0]["listener"]["process"] == .string("nginx"))
    #expect(rows[0]["listener"]["pid"].number == 812)
    #expect(rows[0]["listener"]["decoy"] == .bool(false))
    let text = try await Natscope.run("ports", input: save + Self.sockets).output
    #expect(text.contains("hostPort  97651f34eccd  nginx\n"))
  }

  /// Every key, whatever it holds.
  @Test(arguments: Natscope.samples)
  func contract(_ sample: String) async throws {
    let run = try await Natscope.run("ports", Natscope.sample(sample), "-o", "json")
    #expect(run.status == 0)
    #expect(JSONTree.unsortedKeys(run.output) == [])
    let json = try JSONTree(run.output)
    #expect(json["schema"] == .string("natscope.ports/1"))
    for row in json["ports"].items {
      #expect(
        Set(row.keys) == [
          "ruleset", "family", "protocol", "exceptProtocols", "addresses", "exceptAddresses",
          "exceptionsOmitted", "local", "ports", "exceptPorts", "hook", "targets", "translation",
          "refused", "undecided", "conditions", "affinity", "kind", "owner", "name", "hidden",
          "hiddenRules", "listener", "listeners", "targetListeners", "rule",
        ])
      #expect(["PREROUTING", "OUTPUT", "both"].contains(row["hook"].text))
    }
  }

  struct Filter: Sendable {
    let arguments: [String]
    let rows: Int
  }

  /// On the kube-proxy sample.
  static let filters = [
    Filter(arguments: ["--kind", "nodePort"], rows: 6),
    Filter(arguments: ["--kind", "loadbalancer,externalIP"], rows: 5),
    Filter(arguments: ["--port", "53"], rows: 2),
    Filter(arguments: ["--port", "53", "--proto", "udp"], rows: 1),
    Filter(arguments: ["--owner", "^default/(web|cart):"], rows: 3),
    Filter(arguments: ["--to", "10.244.1.7"], rows: 2),
    Filter(arguments: ["--to", "10.244.1.7:8080"], rows: 2),
    Filter(arguments: ["--to", "10.244.1.7:81"], rows: 0),
    Filter(arguments: ["--chain", "^KUBE-NODEPORTS$"], rows: 5),
    Filter(arguments: ["-6"], rows: 0),
  ]

  /// Each filter keeps whole rows of the inventory.
  @Test(arguments: filters)
  func filter(_ filter: Filter) async throws {
    let file = Natscope.sample("kube-proxy")
    let all = try JSONTree(try await Natscope.run("ports", file, "-o", "json").output)["ports"]
      .items
    let run = try await Natscope.run(["ports", file, "-o", "json"] + filter.arguments)
    let rows = try JSONTree(run.output)["ports"].items
    #expect(rows.count == filter.rows)
    #expect(rows.allSatisfy { all.contains($0) })
  }

  @Test(arguments: [
    ["--kind", "port"], ["--proto", "tpc"], ["--to", "pod"], ["--owner", "("],
    ["--node-address", "x"],
  ])
  func mistakes(_ arguments: [String]) async throws {
    let run = try await Natscope.run(["ports", Natscope.sample("hostport")] + arguments)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(arguments[0]))
  }

  /// A line for each row, and nothing in it that a terminal acts on.
  @Test func tabs() async throws {
    let rules = """
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -p tcp -m tcp --dport 80 -m comment --comment "a\u{1b}[31m\tb" -j DNAT --to-destination 10.0.0.1
      COMMIT

      """
    let table = try await Natscope.run("ports", "-o", "tsv", input: rules).output
    let lines = table.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(lines.count == 2)
    #expect(lines.map(\.count) == [16, 16])
    #expect(lines[1][4] == "10.0.0.1:80=1.0")
    for format in ["text", "tsv", "json"] {
      let run = try await Natscope.run(["ports", "-v", "-o", format], input: rules)
      #expect(!run.output.contains("\u{1b}"))
      #expect(run.status == 0)
    }
    #expect(
      try await Natscope.run("ports", "--color", "always", input: rules).output.contains(
        "\u{1b}[2m"))
  }

  /// The table fits the terminal.
  @Test(arguments: Natscope.samples, [80, 60, 200])
  func width(_ sample: String, _ width: Int) async throws {
    let run = try await Natscope.run("ports", Natscope.sample(sample), "--width", "\(width)")
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= width }, "\(run.output)")
  }
}
