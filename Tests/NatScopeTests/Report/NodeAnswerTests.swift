import Testing

@testable import NatScope

/// Answers over rules with facts of the node beside them.
@Suite struct NodeAnswerTests {
  private static let heading =
    "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
  private static let anything =
    "tcp LISTEN 0 5 0.0.0.0:22 0.0.0.0:* users:((\"sshd\",pid=1,fd=3))\n"

  /// 10.0.0.5:8000 goes to 10.42.0.15:80, 9000 to the node's own 8080, the rest nowhere.
  private static let rules = """
    *nat
    :PREROUTING ACCEPT [0:0]
    :INPUT ACCEPT [0:0]
    :OUTPUT ACCEPT [0:0]
    :POSTROUTING ACCEPT [0:0]
    -A PREROUTING -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 8000 -j DNAT --to-destination 10.42.0.15:80
    -A PREROUTING -p tcp -m tcp --dport 9000 -j REDIRECT --to-ports 8080
    -A OUTPUT -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 8000 -j DNAT --to-destination 10.42.0.15:80
    COMMIT

    """

  private func answer(
    _ port: UInt16, _ facts: String, to address: String? = "10.0.0.5",
    from origin: Packet.Origin = .outside, in interface: String? = nil
  ) throws -> Answer {
    let capture = Reading(Self.rules + facts).capture
    var packet = Packet(family: .ipv4, destinationPort: port)
    packet.destination = address.flatMap { IPAddress($0) }
    packet.origin = origin
    packet.inInterface = interface
    var options = TraceOptions()
    options.localAddresses = capture.node.addresses
    let trace = Trace.run(
      packet, through: try #require(capture.rulesets.first), sets: capture.sets, options: options)
    return Answer(capture, [Answer.Traced(ruleset: 0, trace: trace)])
  }

  private func diagnosis(_ answer: Answer) throws -> Diagnosis {
    try #require(answer.views.first).diagnosis
  }

  @Test(arguments: [
    // Nothing is told.
    (
      UInt16(8000), "",
      "10.0.0.5:8000/tcp is translated: DNAT to 10.42.0.15:80. No socket on this node is needed.",
      ""
    ),
    // A list that has all, and none there.
    (
      8000, heading + anything, "needed. None exists on 8000/tcp.",
      "No socket of this node is on 8000/tcp (ss, line 10), and none has to be."
    ),
    // A list that need not have all proves nothing.
    (
      8000, anything, "No socket on this node is needed.",
      "None of the sockets in the input is on 8000/tcp (ss, line 10), which need not be all"
    ),
    (
      8000,
      heading + anything + "tcp LISTEN 0 5 0.0.0.0:8000 0.0.0.0:* users:((\"n\",pid=8,fd=3))\n",
      "needed. n (pid 8), listening on 0.0.0.0:8000, never gets it.",
      "n (pid 8) listens on 0.0.0.0:8000 here (line 12), but the packet is rewritten before the "
        + "kernel looks for a socket: it never gets there."
    ),
    // Of another address, protocol or only connected: not this packet's.
    (
      8000,
      heading + "tcp LISTEN 0 5 127.0.0.1:8000 0.0.0.0:*\nudp UNCONN 0 0 0.0.0.0:8000 0.0.0.0:*\n"
        + "tcp ESTAB 0 0 10.0.0.5:8000 1.1.1.1:1\ntcp LISTEN 0 5 [::]:8000 [::]:*\n",
      "None exists on 8000/tcp.", ""
    ),
    (
      8000,
      heading + "tcp LISTEN 0 5 *:8000 *:* users:((\"docker-proxy\",pid=8,fd=3))\n" + anything,
      "docker-proxy (pid 8), listening on *:8000, never gets it.",
      "docker-proxy serves 127.0.0.1, containers on the same bridge"
    ),
    (
      8000, heading + "tcp LISTEN 0 5 0.0.0.0:8000 0.0.0.0:* users:((\"kube-proxy\",pid=8,fd=3))\n",
      "kube-proxy (pid 8)", "kube-proxy up to 1.23 only kept NodePorts from others"
    ),
    // A redirection needs a socket here.
    (
      9000, heading + "tcp LISTEN 0 5 0.0.0.0:8080 0.0.0.0:* users:((\"n\",pid=8,fd=3))\n",
      "Look for a socket on port 8080, not 9000. It is n (pid 8), listening on 0.0.0.0:8080,",
      "n (pid 8), listening on 0.0.0.0:8080, takes it"
    ),
    (
      9000, heading + anything, "not 9000. None exists there.",
      "No socket of this node is on 8080/tcp (ss, line 10): a connection is refused."
    ),
    // Nothing is translated.
    (
      7000, heading + "tcp LISTEN 0 5 10.0.0.5:7000 0.0.0.0:* users:((\"n\",pid=8,fd=3))\n",
      "goes to a socket of this node, if any. It is n (pid 8), listening on 10.0.0.5:7000,", ""
    ),
    (
      7000, heading + anything, "None exists there.", "a connection is refused."
    ),
    // An interface that the packet may not come in by.
    (
      7000, heading + "tcp LISTEN 0 5 0.0.0.0%eth1:7000 0.0.0.0:* users:((\"n\",pid=8,fd=3))\n",
      "goes to a socket of this node, if any.", "takes it, as far as the text tells (line 11)."
    ),
  ]) func sockets(_ port: UInt16, _ facts: String, _ headline: String, _ why: String) throws {
    let diagnosis = try diagnosis(try answer(port, facts))
    #expect(diagnosis.explanation.headline.contains(headline), "\(diagnosis.explanation.headline)")
    let text = diagnosis.explanation.why.joined(separator: " ")
    #expect(why.isEmpty || text.contains(why), "\(text)")
  }

  private static let addresses =
    "1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 10.0.0.5/24 scope global eth0\n"
    + "3: cni0    inet 10.42.0.1/24 scope global cni0\n"

  @Test func addressesSettle() throws {
    let open = try diagnosis(try answer(8000, ""))
    #expect(open.assumptions.map(\.text).contains("10.0.0.5 is an address of this node"))
    #expect(open.settled.isEmpty)
    let told = try diagnosis(try answer(8000, Self.addresses))
    #expect(!told.assumptions.map(\.text).contains { $0.contains("10.0.0.5") })
    #expect(
      told.settled.map { "\($0.text) \($0.line)" } == [
        "10.0.0.5 is an address of this node 11", "10.42.0.15 is not an address of this node 10",
      ])
    // Interfaces do not show all local routes; the table local does.
    let rest = "the node has no local routes but those of its interfaces' addresses"
    #expect(told.assumptions.map(\.text).contains(rest))
    let routes =
      "local 10.0.0.5 dev eth0 proto kernel scope host src 10.0.0.5\n"
      + "local 127.0.0.0/8 dev lo proto kernel scope host src 127.0.0.1\n"
      + "local 10.42.0.0/28 dev lo scope host\n"
    let routed = try diagnosis(try answer(8000, Self.addresses + routes))
    #expect(!routed.assumptions.map(\.text).contains(rest))
    // A local route takes the target.
    #expect(routed.settled.map(\.text).contains("10.42.0.15 is an address of this node"))
    // An address that no list has is foreign.
    let foreign = try diagnosis(try answer(8000, Self.addresses, to: "10.0.0.6"))
    #expect(foreign.explanation.headline.hasPrefix("No rule translates 10.0.0.6:8000/tcp"))
    #expect(foreign.settled.map(\.text).contains("10.0.0.6 is not an address of this node"))
    // A part of a list proves presence only.
    let part = try diagnosis(
      try answer(8000, "2: eth0    inet 10.0.0.5/24 scope global eth0\n", to: "10.0.0.6"))
    #expect(part.settled.isEmpty)
  }

  @Test(arguments: [
    ("net.ipv4.ip_forward = 1", nil as String?, nil as String?),
    (
      "net.ipv4.ip_forward = 0", nil,
      "But net.ipv4.ip_forward is 0 (line 10), so the kernel drops "
        + "it, unless net.ipv4.conf.INTERFACE.forwarding of the incoming one is 1."
    ),
    ("net.ipv4.ip_forward = 0\nnet.ipv4.conf.eth0.forwarding = 1", nil, nil),
    ("net.ipv4.ip_forward = 0\nnet.ipv4.conf.eth0.forwarding = 1", "eth1", nil),
    (
      "net.ipv4.ip_forward = 1\nnet.ipv4.conf.eth0.forwarding = 0", "eth0",
      "But net.ipv4.conf.eth0.forwarding is 0 (line 11), so the kernel drops it."
    ),
    ("net.ipv4.ip_forward = 1\nnet.ipv4.conf.eth0.forwarding = 0", nil, nil),
  ]) func forwarding(_ facts: String, _ interface: String?, _ stop: String?) throws {
    let diagnosis = try diagnosis(try answer(8000, facts + "\n", in: interface))
    let headline = diagnosis.explanation.headline
    if let stop {
      #expect(headline.contains(stop), "\(headline)")
      #expect(diagnosis.stops.count == 1)
      #expect(diagnosis.result.hasSuffix(", which stops it"))
    } else {
      #expect(!headline.contains("But "), "\(headline)")
      #expect(diagnosis.stops.isEmpty)
    }
  }

  @Test(arguments: [
    ("net.ipv4.conf.all.route_localnet = 1", "settled"),
    ("net.ipv4.conf.all.route_localnet = 0\nnet.ipv4.conf.cni0.route_localnet = 1", "settled"),
    ("net.ipv4.conf.all.route_localnet = 0\nnet.ipv4.conf.cni0.route_localnet = 0", "stops"),
    ("net.ipv4.conf.all.route_localnet = 0\nnet.ipv4.conf.eth0.route_localnet = 0", "open"),
    ("net.ipv4.conf.all.route_localnet = 0", "open"), ("", "open"),
  ]) func routeLocalnet(_ facts: String, _ expected: String) throws {
    let diagnosis = try diagnosis(
      try answer(8000, Self.addresses + facts + "\n", to: "127.0.0.1", from: .local))
    let isAssumed = diagnosis.assumptions.contains { $0.text.hasPrefix("route_localnet is 1") }
    let isSettled = diagnosis.settled.contains { $0.text.contains("route_localnet is 1") }
    let found = isAssumed ? "open" : isSettled ? "settled" : diagnosis.stops.isEmpty ? "?" : "stops"
    #expect(found == expected)
  }

  @Test func workloadsAndConnections() throws {
    let pods =
      "NAMESPACE   NAME    READY   STATUS      RESTARTS   AGE   IP           NODE   NOMINATED NODE   "
      + "READINESS GATES\n"
      + "default     job-1   0/1     Completed   0          5d    10.42.0.15   n1     <none>           "
      + "<none>\n"
      + "default     web-0   1/1     Running     0          5d    10.42.0.15   n1     <none>           "
      + "<none>\n"
    let named = try diagnosis(try answer(8000, pods))
    #expect(
      named.workloads.map { "\($0.text) \($0.line)" } == [
        "10.42.0.15 is pod default/web-0 (Running, node n1) 12"
      ])
    let gone = try diagnosis(try answer(8000, pods.replacing("10.42.0.15", with: "10.42.0.16")))
    #expect(gone.workloads.isEmpty)
    #expect(
      gone.notes.contains("none of the 2 pods in the input that have an address has 10.42.0.15"))
    func flow(_ state: String, _ target: String) -> String {
      "tcp      6 99 \(state) src=198.51.100.7 dst=10.0.0.5 sport=5000 dport=8000 src=\(target) "
        + "dst=198.51.100.7 sport=80 dport=5000 [ASSURED] mark=0 use=1\n"
    }
    let kept = "existing connections keep their old target until they end"
    #expect(
      try diagnosis(try answer(8000, flow("ESTABLISHED", "10.42.0.15"))).notes.contains(kept))
    #expect(try diagnosis(try answer(8000, flow("TIME_WAIT", "10.42.0.9"))).notes.contains(kept))
    let pinned = try diagnosis(try answer(8000, flow("ESTABLISHED", "10.42.0.9"))).notes
    #expect(
      pinned.contains(
        "a live connection from 198.51.100.7:5000 goes elsewhere, to 10.42.0.9:80, until it ends "
          + "(line 10)"))
    // Another port's connections are not told.
    #expect(
      !(try diagnosis(try answer(9000, flow("ESTABLISHED", "10.42.0.9"))).notes.contains {
        $0.contains("a live connection")
      }))
  }

  @Test func reports() throws {
    let facts =
      Self.heading + Self.anything + Self.addresses + "net.ipv4.ip_forward = 1\n"
      + "conntrack v1.4.7 (conntrack-tools): 0 flow entries have been shown.\n"
    let answer = try answer(8000, facts)
    let text = TextReport().render(answer)
    #expect(text.contains("\n  settled   net.ipv4.ip_forward is 1 (line 15)\n"))
    let json = JSONReport().render(answer)
    #expect(json.contains("\"complete\": true"))
    for name in ["addresses", "sockets", "sysctls", "conntrack"] {
      #expect(json.contains("\"\(name)\""))
    }
    #expect(!json.contains("\"workloads\","))
    #expect(JSONReport().render(try self.answer(8000, "")).contains("\"sockets\": null"))
  }

  /// A list of sandboxes has no addresses; the comments of portmap's rules have their ids.
  @Test func sandbox() throws {
    let path = PrintingTests.root + "/samples/hostport.save"
    let rules = String(decoding: try #require(PrintingTests.bytes(path)), as: UTF8.self)
    let sandboxes =
      "POD ID              CREATED        STATE    NAME     NAMESPACE   ATTEMPT   RUNTIME\n"
      + "97651f34eccdf       2 days ago     Ready    web-0    default     0         (default)\n"
    let capture = Reading(rules + sandboxes).capture
    let packet = Packet(family: .ipv4, destinationPort: 8000)
    let trace = Trace.run(packet, through: try #require(capture.rulesets.first))
    let diagnosis = try diagnosis(Answer(capture, [Answer.Traced(ruleset: 0, trace: trace)]))
    #expect(diagnosis.workloads.map(\.text) == ["the sandbox is pod default/web-0 (Ready)"])
  }

  /// For IPv6 `all` decides, and since Linux 6.17 force_forwarding of the interface.
  @Test(arguments: [
    ("net.ipv6.conf.all.forwarding = 1", nil as String?),
    (
      "net.ipv6.conf.all.forwarding = 0",
      ", unless net.ipv6.conf.INTERFACE.force_forwarding of the incoming one is 1."
    ),
    (
      "net.ipv6.conf.all.forwarding = 0\nnet.ipv6.conf.eth0.forwarding = 1\n"
        + "net.ipv6.conf.eth0.force_forwarding = 0", "so the kernel drops it."
    ),
    ("net.ipv6.conf.all.forwarding = 0\nnet.ipv6.conf.eth0.force_forwarding = 1", nil),
  ]) func forwardingOfIPv6(_ facts: String, _ stop: String?) throws {
    let rules =
      "# Generated by ip6tables-save v1.8.9 on x\n*nat\n:PREROUTING ACCEPT [0:0]\n"
      + ":POSTROUTING ACCEPT [0:0]\n"
      + "-A PREROUTING -p tcp -m tcp --dport 8000 -j DNAT --to-destination [fd00:42::5]:80\nCOMMIT\n"
    let capture = Reading(rules + facts + "\n").capture
    var packet = Packet(family: .ipv6, destinationPort: 8000)
    packet.destination = IPAddress("fd00::5")
    let trace = Trace.run(packet, through: try #require(capture.rulesets.first))
    let headline = try diagnosis(Answer(capture, [Answer.Traced(ruleset: 0, trace: trace)]))
      .explanation.headline
    if let stop {
      #expect(headline.contains("But net.ipv6.conf.all.forwarding is 0 (line 7)"), "\(headline)")
      #expect(headline.contains(stop), "\(headline)")
    } else {
      #expect(!headline.contains("But "), "\(headline)")
    }
  }
}
