import Testing

@testable import NatScope

/// The real output of programs, made in a network namespace with sockets, addresses and connections
/// (Fixtures/facts): what is read is counted once more by nothing but the form of the lines.
@Suite struct NodeFixtureTests {
  /// A command with what it printed.
  struct Run: Sendable, CustomTestStringConvertible {
    let command: String
    let lines: [String]
    var text: String { lines.map { $0 + "\n" }.joined() }
    var testDescription: String { command }
  }

  static func runs(_ name: String) -> [Run] {
    let path = PrintingTests.root + "/Tests/NatScopeTests/Fixtures/facts/" + name + ".txt"
    guard let bytes = PrintingTests.bytes(path) else { return [] }
    var result: [Run] = []
    var lines: [String] = []
    var command: String?
    for line in String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      guard line.hasPrefix("$ ") else {
        lines.append(String(line))
        continue
      }
      if let command { result.append(Run(command: command, lines: lines)) }
      (command, lines) = (String(line.dropFirst(2)), [])
    }
    if let command { result.append(Run(command: command, lines: Array(lines.dropLast()))) }
    return result
  }

  @Test func theFixturesAreThere() {
    #expect(Self.runs("ss").count == 22)
    #expect(Self.runs("netstat").count == 8)
    #expect(Self.runs("lsof").count == 4)
    #expect(Self.runs("proc-net").count == 6)
    #expect(Self.runs("ip").count == 14)
    #expect(Self.runs("conntrack").count == 7)
  }

  private static func words(_ line: String) -> [Substring] {
    line.split { $0 == " " || $0 == "\t" }
  }

  private static func isTransport(_ word: Substring) -> Bool {
    ["tcp", "tcp6", "udp", "udp6"].contains(word)
  }

  // MARK: sockets

  /// With the command above it, and without: the same sockets.
  @Test(arguments: runs("ss") + runs("netstat")) func socketRows(_ run: Run) {
    let hasType = run.lines.contains { $0.hasPrefix("Netid") || $0.hasPrefix("Proto") }
    let isRaw = run.command == "ss -lnw" || run.command == "ss -lnxp"
    let rows = run.lines.filter { line in
      guard let first = Self.words(line).first, !line.hasPrefix(" "), !line.hasPrefix("\t") else {
        return false
      }
      if hasType || run.command == "ss -Hlntup" { return Self.isTransport(first) }
      if run.command == "ss state listening -tn" { return first.allSatisfy { $0.isNumber } }
      return ["LISTEN", "UNCONN", "ESTAB"].contains(first) && !isRaw
    }
    let shown = Reading("$ \(run.command)\n" + run.text)
    #expect(shown.sockets.count == rows.count)
    #expect(shown.unreadRows == [])
    for row in rows where row.contains("users:") || row.contains("/nginx") {
      let name = row.contains("nginx") ? "nginx" : "tmux: (server\"x"
      let port = Self.words(row)[hasType ? (run.command.hasPrefix("ss") ? 4 : 3) : 3]
      #expect(shown.sockets.contains { $0.contains(" \(name)") }, "\(port)")
    }
    // Only the command tells that `ss -lnw` is about raw sockets and `ss state …` about which state.
    guard !isRaw, run.command != "ss state listening -tn" else { return }
    let bare = Reading(run.text)
    #expect(bare.sockets == shown.sockets)
    #expect(bare.unreadRows == [])
  }

  /// What a list may be taken to have all of: with its command, and without.
  @Test(arguments: [
    ("ss -lntup", ["ss 18 tcp4 tcp6 udp4 udp6"], ["ss 18 tcp4 tcp6 udp4 udp6"]),
    ("ss -lnt", ["ss 12 tcp4 tcp6"], ["ss 12 tcp4 tcp6"]),
    ("ss -lnu", ["ss 6 udp4 udp6"], ["ss 6 udp4 udp6"]),
    (
      "ss -anp", ["ss 27 dccp4 dccp6 sctp4 sctp6 tcp4 tcp6 udp4 udp6"],
      ["ss 27 tcp4 tcp6 udp4 udp6"]
    ),
    ("ss -Hlntup", ["ss 18 tcp4 tcp6 udp4 udp6"], ["ss 18 part"]),
    ("ss -tn", ["ss 8"], ["ss 8"]),
    ("ss -4lnt", ["ss 6 tcp4"], ["ss 6 tcp4"]),
    ("ss -6lnt", ["ss 6 tcp6"], ["ss 6 tcp6"]),
    ("ss state listening -tn", ["ss 12"], ["ss 0 part"]),
    ("ss -lnw", ["ss 0"], ["ss 0 part"]),
    ("ss -lntp dst 1.2.3.4", ["ss 0"], ["ss 0"]),
    ("ss -Hlntp dst 1.2.3.4", [], []),
    ("netstat -tulpn", ["netstat 18 tcp4 tcp6 udp4 udp6"], ["netstat 18 tcp4 tcp6 udp4 udp6"]),
    ("netstat -ant", ["netstat 20 tcp4 tcp6"], ["netstat 20 tcp4 tcp6"]),
  ]) func coverage(_ command: String, _ withCommand: [String], _ bare: [String]) throws {
    let run = try #require((Self.runs("ss") + Self.runs("netstat")).first { $0.command == command })
    #expect(Reading("$ \(command)\n" + run.text).socketLists == withCommand)
    #expect(Reading(run.text).socketLists == bare)
    // What grep leaves is never whole.
    let filtered = Reading("$ \(command) | grep 80\n" + run.text).socketLists
    #expect(filtered.allSatisfy { $0.hasSuffix(" part") })
  }

  /// `ss -H` that prints nothing is a list that is given and empty.
  @Test func emptyLists() {
    #expect(Reading("$ ss -Hlnt\n$ date\n").socketLists == ["ss 0 tcp4 tcp6"])
    #expect(Reading("$ ss -Hlnt | grep :80\n$ date\n").socketLists == [])
    #expect(Reading("$ ss -lnt\n").socketLists == [])
    #expect(
      Reading("Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port\n")
        .socketLists == ["ss 0"])
  }

  @Test(arguments: runs("lsof")) func openFiles(_ run: Run) {
    let reading = Reading("$ \(run.command)\n" + run.text)
    let rows = run.lines.filter { $0.contains("IPv4") || $0.contains("IPv6") }
    #expect(reading.sockets.count == rows.count)
    #expect(reading.unreadRows == [])
    // lsof shows what the user may see, and its filters are many: never all.
    #expect(reading.socketLists.allSatisfy { !$0.contains("tcp") })
  }

  @Test(arguments: runs("proc-net")) func procFiles(_ run: Run) {
    let rows = run.lines.filter { $0.contains(": 0") }
    let reading = Reading("$ \(run.command)\n" + run.text)
    let name = run.command.split(separator: "/").last ?? ""
    #expect(reading.sockets.count == (name == "raw" ? 0 : rows.count))
    #expect(reading.unreadRows == [])
    let tail = Reading("==> \(run.command.dropFirst(4)) <==\n" + run.text)
    #expect(tail.sockets == reading.sockets)
    // Without its name a file is known by its heading, unless two have the same.
    let bare = Reading(run.text)
    if name == "udp6" || name == "raw" {
      #expect(bare.sockets == [])
      #expect(bare.unreadRows.count == rows.count)
    } else if name != "udplite" {
      #expect(bare.sockets == reading.sockets)
    }
  }

  /// The same sockets by every program: those of TCP that listen.
  @Test func programsAgree() throws {
    func listeners(_ name: String, _ commands: [String]) -> Set<String> {
      let runs = Self.runs(name).filter { commands.contains($0.command) }
      #expect(runs.count == commands.count)
      return Set(
        runs.flatMap { run in
          Reading("$ \(run.command)\n" + run.text).capture.node.sockets.all
            .filter { $0.state == .listening }
            .map { socket in
              // Only ss tells whether `::` takes IPv4.
              let isAny = [.any(.ipv6), .anyOfBoth, .anyIPv6].contains(socket.local)
              return (isAny ? ":::" : "\(socket.local)") + " \(socket.port ?? 0)"
            }
        })
    }
    let all = listeners("ss", ["ss -lntup"])
    #expect(all.count == 12)
    #expect(listeners("netstat", ["netstat -tulpn"]) == all)
    #expect(listeners("netstat", ["netstat -tul"]) == all)
    #expect(listeners("proc-net", ["cat /proc/net/tcp", "cat /proc/net/tcp6"]) == all)
    #expect(listeners("lsof", ["lsof -i -nP"]).count == 2)
    #expect(listeners("lsof", ["lsof -i -nP"]).isSubset(of: all))
  }

  // MARK: addresses

  @Test(arguments: runs("ip")) func addressRows(_ run: Run) {
    let reading = Reading("$ \(run.command)\n" + run.text)
    #expect(reading.unreadRows == [])
    if run.command.contains("route") {
      let isJSON = run.command.contains("-j")
      let pieces = run.text.split(separator: isJSON ? "}" : "\n")
      let rows = pieces.filter { piece in
        ["local", "broadcast", "multicast"].contains { type in
          isJSON ? piece.contains("\"\(type)\"") : piece.hasPrefix("\(type) ")
        }
      }
      #expect(reading.localRoutes.count == rows.count)
      #expect(reading.addresses == [])
    } else {
      let count =
        run.command == "ip -br addr"
        ? run.lines.map { Self.words($0).filter { $0.contains("/") }.count }.reduce(0, +)
        : run.text.split { $0 == " " || $0 == "\n" || $0 == "," || $0 == "\"" }
          .count { $0 == "inet" || $0 == "inet6" }
      #expect(reading.addresses.count == count)
      #expect(reading.localRoutes == [])
    }
    #expect(Reading(run.text).addresses == reading.addresses)
    #expect(Reading(run.text).localRoutes == reading.localRoutes)
  }

  @Test(arguments: [
    ("ip addr", "addresses ipv4 ipv6", "addresses ipv4 ipv6"),
    ("ip -o addr", "addresses ipv4 ipv6", "addresses ipv4 ipv6"),
    ("ip -br addr", "addresses ipv4 ipv6", "addresses ipv4 ipv6"),
    ("ip -j -p addr", "addresses ipv4 ipv6", "addresses ipv4 ipv6"),
    ("ip -4 addr", "addresses ipv4", "addresses ipv4"),
    ("ip addr show br0", "addresses", "addresses"),
    ("ip route show table local", "routes ipv4", "routes ipv4"),
    ("ip -6 route show table local", "routes ipv6", "routes ipv6"),
    ("ip -j route show table local", "routes ipv4", "routes ipv4"),
    ("ip route show table all", "routes ipv4 ipv6", "routes ipv4 ipv6"),
  ]) func wholeLists(_ command: String, _ withCommand: String, _ bare: String) throws {
    let run = try #require(Self.runs("ip").first { $0.command == command })
    #expect(Reading("$ \(command)\n" + run.text).addressLists == [withCommand])
    #expect(Reading(run.text).addressLists == [bare])
  }

  @Test func ifconfigAgreesWithIP() throws {
    let ip = try #require(Self.runs("ip").first { $0.command == "ip -4 addr" })
    let ifconfig = try #require(Self.runs("ifconfig").first)
    let host = try #require(Self.runs("ifconfig").last)
    let shown = Set(Reading(ip.text).capture.node.addresses.all.map(\.address))
    let reading = Reading(ifconfig.text)
    // Of several IPv4 addresses of an interface ifconfig shows the first.
    #expect(Set(reading.capture.node.addresses.all.map(\.address)).intersection(shown).count == 2)
    #expect(reading.unreadRows == [])
    let hosts = Reading("$ \(host.command)\n" + host.text)
    #expect(hosts.addresses == ["10.0.0.5", "10.0.0.6", "10.8.0.1", "fd00::5"])
    // Not the addresses of loopback nor those of one link.
    #expect(hosts.addressLists == ["addresses"])
  }

  // MARK: kernel parameters and connections

  @Test(arguments: runs("sysctl")) func settings(_ run: Run) {
    let reading = Reading("$ \(run.command)\n" + run.text)
    #expect(reading.sysctls.count == run.lines.filter { !$0.isEmpty }.count)
    #expect(reading.unreadRows == [])
    if run.command.hasPrefix("sysctl -a") {
      #expect(reading.capture.node.sysctls["net.ipv4.ip_forward"]?.number == 1)
      #expect(reading.capture.node.sysctls["net.ipv4.conf.br0.route_localnet"]?.number == 0)
      #expect(
        reading.capture.node.sysctls.perInterface("route_localnet", .ipv4).map(\.name) == [
          "br0", "lo",
        ])
    }
    if run.command.hasPrefix("sysctl -n") {
      #expect(
        reading.sysctls == [
          "net.ipv4.ip_forward=1", "net.ipv4.ip_local_port_range=32768 60999",
        ])
    }
  }

  @Test(arguments: runs("conntrack")) func connections(_ run: Run) {
    let reading = Reading("$ \(run.command)\n" + run.text)
    #expect(reading.connections.count == run.lines.filter { $0.contains("src=") }.count)
    #expect(reading.unreadRows == [])
    let bare = Reading(run.text)
    #expect(bare.connections == reading.connections)
    guard run.lines.contains(where: { $0.contains("dport=8443") }) else { return }
    let translated = reading.capture.node.conntrack.entries.filter(\.isTranslated)
    #expect(translated.count == 1)
    #expect(
      translated.first.map { "\($0.reply.source):\($0.reply.sourcePort ?? 0)" } == "10.0.0.5:8000")
  }
}
