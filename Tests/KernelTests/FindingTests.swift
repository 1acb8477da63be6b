import Testing
import TestSupport

/// Each finding that real software can bring about is brought about here: lint names it, a connection
/// shows its effect, and beside it a node without the fault has no finding.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)))
struct FindingTests {
  /// Those that are more than a note, or all of a code.
  static func codes(_ findings: [JSONTree]) -> [String] {
    findings.filter { $0["severity"].text != "note" }.compactMap { $0["code"].text }
  }

  static func find(_ code: String, _ findings: [JSONTree]) -> JSONTree? {
    findings.first { $0["code"].text == code }
  }

  /// A node that publishes a port in good order; lint has nothing to say.
  static func healthy(_ body: (FindingNode) async throws -> Void) async throws {
    try await FindingNode.with { node in
      try await node.run("pod web 10.55.3.5; portmap ADD web 10.55.3.5 \"$web\"")
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      let more = try await node.run("sandboxes web")
      #expect(codes(try await node.lint(more)) == [])
      try await body(node)
    }
  }

  /// The pod goes without a DEL, and its successor asks for the same hostPort.
  @Test(arguments: [true, false]) func staleHostPort(knowsSandboxes: Bool) async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        gone web
        pod new 10.55.3.7; portmap ADD new 10.55.3.7 "$web"
        """)
      #expect(try await node.ask("192.0.2.10:8000") == "nothing")
      let more = knowsSandboxes ? try await node.run("sandboxes new") : ""
      let found = try #require(Self.find("NS201", try await node.lint(more)))
      #expect(found["severity"].text == "error" && found["subject"].text == "8000/tcp")
      // The winner is the rule that the kernel counts.
      let evidence = found["evidence"].items.compactMap { $0["note"].text }
      #expect(evidence.count == 2)
      #expect(evidence[0].hasPrefix("first match: DNAT 10.55.3.5:80, sandbox "))
      #expect(evidence[1].hasPrefix("never reached: DNAT 10.55.3.7:80, sandbox "))
      #expect(evidence[0].contains(", gone") == knowsSandboxes)
      #expect(evidence[1].hasSuffix(", 0 packets") && !evidence[0].hasSuffix(", 0 packets"))
      #expect(found["mend"].items.count == 3)

      try await node.mend(found)
      #expect(try await node.ask("192.0.2.10:8000") == "new")
      #expect(Self.codes(try await node.lint(try await node.run("sandboxes new"))) == [])
    }
  }

  /// The address of the pod that is gone is another pod's by now, which answers without an error.
  @Test func staleHostPortToAnotherPod() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        gone web
        pod other 10.55.3.5; pod new 10.55.3.7; portmap ADD new 10.55.3.7 "$web"
        """)
      #expect(try await node.ask("192.0.2.10:8000") == "other")
      let found = try await node.lint(try await node.run("sandboxes other new"))
      #expect(Self.find("NS201", found)?["title"].text?.contains("the stale one wins") == true)
    }
  }

  /// The only rule leads to a pod that is gone.
  @Test func deadTarget() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        pod dns 10.55.3.6; portmap ADD dns 10.55.3.6 "$dns"
        gone web
        """)
      #expect(try await node.ask("192.0.2.10:8000") == "nothing")
      let more = try await node.run("sandboxes dns")
      let found = try #require(Self.find("NS202", try await node.lint(more)))
      #expect(found["severity"].text == "error" && found["subject"].text == "8000/tcp")
      try await node.mend(found)
      #expect(Self.codes(try await node.lint(more)) == [])
      #expect(try await node.ask("192.0.2.10:8000") == "refused")
      #expect(try await node.run("send 192.0.2.10:5353") == "dns")
    }
  }

  @Test(arguments: ["-F", "-F PREROUTING", "-D PREROUTING 1"])
  func flushed(command: String) async throws {
    try await Self.healthy { node in
      try await node.run("node iptables -t nat \(command)")
      #expect(try await node.ask("192.0.2.10:8000") == "refused")
      let found = try await node.lint()
      // The jump in OUTPUT is still there unless all was flushed.
      if command == "-F" {
        #expect(Self.find("NS203", found)?["severity"].text == "error")
      } else {
        try await node.run("node iptables -t nat -D OUTPUT 1")
        #expect(Self.find("NS203", try await node.lint())?["severity"].text == "error")
      }
    }
  }

  @Test func listenerInTheShadow() async throws {
    try await Self.healthy { node in
      try await node.run("listen node 0.0.0.0:8000 process")
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      let found = try await node.lint()
      #expect(Self.codes(found) == ["NS204"])
      let finding = try #require(found.first)
      #expect(finding["severity"].text == "error")
      #expect(finding["title"].text?.hasPrefix("perl (pid ") == true)
      // The same process without the rule is reached, and no finding.
      try await node.run("portmap DEL web 10.55.3.5 \"$web\"")
      #expect(try await node.ask("192.0.2.10:8000") == "process")
      #expect(Self.codes(try await node.lint()) == [])
    }
  }

  /// A client from afar comes in by a second uplink, and the way back to it is the first.
  @Test func strictReversePath() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        ip -n $S-node link add eth1 type veth peer name eth1 netns $S-client
        ip -n $S-node addr add 198.51.100.10/24 dev eth1
        ip -n $S-client addr add 198.51.100.1/24 dev eth1
        ip -n $S-client addr add 203.0.113.5/32 dev lo
        for s in node client; do ip -n $S-$s link set eth1 up; done
        ip -n $S-node route add default via 192.0.2.1
        ip -n $S-client route add 198.51.100.10 dev eth1 src 203.0.113.5
        """)
      #expect(try await node.ask("198.51.100.10:8000") == "web")
      #expect(Self.find("NS234", try await node.lint()) == nil)
      try await node.run("node iptables -t nat -Z; node sysctl -qw net.ipv4.conf.eth1.rp_filter=1")
      #expect(try await node.ask("198.51.100.10:8000") == "nothing")
      // nat has seen the packet, so its counters tell nothing.
      let counted = try await node.run("node iptables-save -c -t nat | grep -- --to-destination")
      #expect(!counted.hasPrefix("[0:0]"), "\(counted)")
      let found = try #require(Self.find("NS234", try await node.lint()))
      #expect(found["subject"].text == "eth1")
      try await node.mend(found)
      #expect(try await node.ask("198.51.100.10:8000") == "web")
      #expect(Self.find("NS234", try await node.lint()) == nil)
    }
  }

  /// portmap sets route_localnet on the bridge; something else takes it back.
  @Test func loopback() async throws {
    try await Self.healthy { node in
      #expect(try await node.ask("127.0.0.1:8000", from: "node") == "web")
      try await node.run("node sysctl -qw net.ipv4.conf.cni0.route_localnet=0")
      #expect(try await node.ask("127.0.0.1:8000", from: "node") == "nothing")
      let found = try await node.lint()
      #expect(Self.codes(found) == ["NS212"])
      try await node.mend(try #require(Self.find("NS212", found)))
      #expect(try await node.ask("127.0.0.1:8000", from: "node") == "web")
      #expect(Self.codes(try await node.lint()) == [])
    }
  }

  /// With route_localnet for all, a neighbour reaches what listens on loopback.
  @Test func openLoopback() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        listen node 127.0.0.1:9000 loopback
        node iptables -A INPUT -i lo -j ACCEPT
        ip -n $S-client addr del 127.0.0.1/8 dev lo
        ip -n $S-client route add 127.0.0.0/8 via 192.0.2.10
        ip netns exec $S-client sysctl -qw net.ipv4.conf.all.route_localnet=1
        """)
      #expect(try await node.ask("127.0.0.1:9000") == "nothing")
      #expect(Self.codes(try await node.lint()) == [])
      try await node.run("node sysctl -qw net.ipv4.conf.all.route_localnet=1")
      #expect(try await node.ask("127.0.0.1:9000") == "loopback")
      let found = try await node.lint()
      #expect(Self.codes(found) == ["NS212"])
      try await node.mend(try #require(Self.find("NS212", found)))
      #expect(try await node.ask("127.0.0.1:9000") == "nothing")
      #expect(Self.codes(try await node.lint()) == [])
    }
  }

  /// portmap removes the flows of a port when a pod is made, not when one goes.
  @Test func pinnedFlow() async throws {
    try await FindingNode.with { node in
      try await node.run("pod old 10.55.3.6; portmap ADD old 10.55.3.6 \"$dns\"")
      #expect(try await node.run("send 192.0.2.10:5353") == "old")
      #expect(Self.codes(try await node.lint()) == [])
      try await node.run("portmap DEL old 10.55.3.6 \"$dns\"; answer node 5353 process")
      #expect(try await node.run("send 192.0.2.10:5353") == "old")
      let found = try #require(Self.find("NS213", try await node.lint()))
      #expect(found["subject"].text == "5353/udp")
      try await node.mend(found)
      #expect(try await node.run("send 192.0.2.10:5353") == "process")
      #expect(Self.codes(try await node.lint()) == [])
    }
  }

  @Test func forwardPolicy() async throws {
    try await Self.healthy { node in
      try await node.run("node iptables -P FORWARD DROP")
      #expect(try await node.ask("192.0.2.10:8000") == "nothing")
      let found = try await node.lint()
      #expect(Self.codes(found) == ["NS214"])
      try await node.mend(try #require(Self.find("NS214", found)))
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      #expect(Self.codes(try await node.lint()) == [])
      // A rule for everything does the same as the policy.
      try await node.run(
        "node iptables -F FORWARD; node iptables -P FORWARD ACCEPT; node iptables -A FORWARD -j REJECT"
      )
      #expect(try await node.ask("192.0.2.10:8000") != "web")
      #expect(Self.codes(try await node.lint()) == ["NS214"])
    }
  }

  @Test func noForwarding() async throws {
    try await Self.healthy { node in
      try await node.run("node sysctl -qw net.ipv4.ip_forward=0")
      #expect(try await node.ask("192.0.2.10:8000") == "nothing")
      let found = try await node.lint()
      #expect(Self.codes(found) == ["NS214"])
      try await node.mend(try #require(Self.find("NS214", found)))
      #expect(try await node.ask("192.0.2.10:8000") == "web")
    }
  }

  @Test func ruleOfInput() async throws {
    try await Self.healthy { node in
      try await node.run("node iptables -A INPUT -p tcp --dport 8000 -j DROP")
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      #expect(Self.codes(try await node.lint()) == ["NS215"])
      // For a port that no rule translates the same rule does what it says.
      try await node.run(
        "node iptables -F INPUT; node iptables -A INPUT -p tcp --dport 8001 -j DROP")
      #expect(Self.codes(try await node.lint()) == [])
    }
  }

  @Test func bothBackends() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        pod other 10.55.3.9
        node iptables-legacy -t nat -A PREROUTING -p tcp -d 192.0.2.10 --dport 8000 \
          -j DNAT --to-destination 10.55.3.9:80
        """)
      // Registered last, legacy is walked first.
      #expect(try await node.ask("192.0.2.10:8000") == "other")
      let legacy = try await node.run("node iptables-legacy-save -c")
      let found = try await node.lint(legacy)
      #expect(Self.codes(found).contains("NS210"))
      #expect(Self.find("NS210", found)?["severity"].text == "error")
      try await node.run("node iptables-legacy -t nat -F")
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      let flushed = try await node.run("node iptables-legacy-save -c")
      #expect(Self.codes(try await node.lint(flushed)) == [])
    }
  }

  /// A pod whose packets nothing masquerades does not reach itself.
  @Test(arguments: ["snat", "mark"]) func hairpin(broken: String) async throws {
    try await Self.healthy { node in
      #expect(try await node.ask("192.0.2.10:8000", from: "web") == "web")
      if broken == "snat" {
        try await node.run(
          "portmap DEL web 10.55.3.5 \"$web\"; portmap ADD web 10.55.3.5 \"$web\" false")
      } else {
        try await node.run("node iptables -t nat -F CNI-HOSTPORT-SETMARK")
      }
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      #expect(try await node.ask("192.0.2.10:8000", from: "web") == "nothing")
      let found = Self.codes(try await node.lint())
      #expect(found.contains("NS218"))
      #expect(found.contains("NS217") == (broken == "mark"))
    }
  }

  /// A redirect made by hand takes what pods send elsewhere.
  @Test func strayRedirect() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        listen client 0.0.0.0:80 outside; listen node 0.0.0.0:8080 node
        ip -n $S-client route add 10.55.3.0/24 via 192.0.2.10
        """)
      #expect(try await node.ask("192.0.2.1:80", from: "web") == "outside")
      try await node.run(
        "node iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080")
      #expect(try await node.ask("192.0.2.1:80", from: "web") == "node")
      let found = try await node.lint()
      #expect(Self.codes(found) == ["NS223"])
      try await node.mend(try #require(Self.find("NS223", found)))
      #expect(try await node.ask("192.0.2.1:80", from: "web") == "outside")
      #expect(Self.codes(try await node.lint()) == [])
    }
  }

  /// A NodePort, in kube-proxy's form, before the hostPort of the same number: the hostPort is dead.
  @Test func nodePortBeforeHostPort() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        pod other 10.55.3.9
        node iptables -t nat -N KUBE-SERVICES; node iptables -t nat -N KUBE-NODEPORTS
        node iptables -t nat -N KUBE-SEP-A; node iptables -t nat -N KUBE-MARK-MASQ
        node iptables -t nat -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
        node iptables -t nat -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE
        node iptables -t nat -I PREROUTING -j KUBE-SERVICES
        node iptables -t nat -I OUTPUT -j KUBE-SERVICES
        node iptables -t nat -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
        node iptables -t nat -A KUBE-NODEPORTS -p tcp -m comment --comment default/other:http \
          -m tcp --dport 8080 -j KUBE-SEP-A
        node iptables -t nat -A KUBE-SEP-A -j KUBE-MARK-MASQ
        node iptables -t nat -A KUBE-SEP-A -p tcp -m comment --comment default/other:http \
          -m tcp -j DNAT --to-destination 10.55.3.9:80
        node sysctl -qw net.ipv4.conf.cni0.route_localnet=1
        """)
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      #expect(try await node.ask("192.0.2.10:8080") == "other")
      #expect(Self.codes(try await node.lint()) == [])
      try await node.run(
        """
        node iptables -t nat -R KUBE-NODEPORTS 1 -p tcp -m comment --comment default/other:http \
          -m tcp --dport 8000 -j KUBE-SEP-A
        """)
      #expect(try await node.ask("192.0.2.10:8000") == "other")
      #expect(Self.codes(try await node.lint()) == ["NS208"])
    }
  }

  /// The reject of a Service without endpoints, in kube-proxy's form, hits a process of the node.
  @Test func noEndpoints() async throws {
    try await FindingNode.with { node in
      try await node.run(
        "listen node 0.0.0.0:30099 process; node iptables -P INPUT ACCEPT; node iptables -t nat -P INPUT ACCEPT"
      )
      #expect(try await node.ask("192.0.2.10:30099") == "process")
      #expect(Self.codes(try await node.lint()) == [])
      try await node.run(
        """
        node iptables -t nat -N KUBE-SERVICES
        node iptables -N KUBE-EXTERNAL-SERVICES
        node iptables -A INPUT -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES
        node iptables -A KUBE-EXTERNAL-SERVICES -p tcp -m comment \
          --comment 'default/empty:http has no endpoints' -m addrtype --dst-type LOCAL \
          -m tcp --dport 30099 -j REJECT
        """)
      #expect(try await node.ask("192.0.2.10:30099") == "refused")
      let found = try await node.lint()
      #expect(Self.codes(found) == ["NS205"])
      #expect(found.first?["severity"].text == "error")
    }
  }
}
