import TestSupport
import Testing

// Services, with rules in kube-proxy's form: it does not run here.
extension FindingTests {
  /// externalTrafficPolicy Local, and no endpoint on this node: dropped without a word.
  @Test func noLocalEndpoints() async throws {
    try await FindingNode.with { node in
      try await node.run("listen node 0.0.0.0:30080 process; node iptables -t nat -P INPUT ACCEPT")
      #expect(try await node.ask("192.0.2.10:30080") == "process")
      #expect(Self.find("NS206", try await node.lint()) == nil)
      try await node.run(
        """
        node iptables -N KUBE-EXTERNAL-SERVICES
        node iptables -A INPUT -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES
        node iptables -A KUBE-EXTERNAL-SERVICES -p tcp -m comment \
          --comment 'default/web:http has no local endpoints' -m addrtype --dst-type LOCAL \
          -m tcp --dport 30080 -j DROP
        """)
      #expect(try await node.ask("192.0.2.10:30080") == "nothing")
      let found = try #require(Self.find("NS206", try await node.lint()))
      #expect(found["subject"].text?.hasPrefix("30080/tcp") == true)
    }
  }

  /// portmap's jump before kube-proxy's takes a Service whose address the node has, as with IPVS or a
  /// load balancer's address on the node.
  @Test func hostPortBeforeServices() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        pod other 10.55.3.9
        ip -n $S-node addr add 10.96.0.20/32 dev cni0
        ip -n $S-client route add 10.96.0.20 via 192.0.2.10
        for c in KUBE-SERVICES KUBE-NODEPORTS KUBE-SVC-A KUBE-SEP-A; do
          node iptables -t nat -N $c
        done
        for c in PREROUTING OUTPUT; do node iptables -t nat -I $c -j KUBE-SERVICES; done
        node iptables -t nat -A KUBE-SERVICES -d 10.96.0.20/32 -p tcp -m comment \
          --comment 'default/other:http cluster IP' -m tcp --dport 8000 -j KUBE-SVC-A
        node iptables -t nat -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
        node iptables -t nat -A KUBE-SVC-A -m comment --comment default/other:http -j KUBE-SEP-A
        node iptables -t nat -A KUBE-SEP-A -p tcp -m comment --comment default/other:http \
          -m tcp -j DNAT --to-destination 10.55.3.9:80
        """)
      #expect(try await node.ask("10.96.0.20:8000") == "other")
      #expect(Self.find("NS207", try await node.lint()) == nil)
      try await node.run(
        """
        for c in PREROUTING OUTPUT; do
          node iptables -t nat -D $c -j KUBE-SERVICES; node iptables -t nat -A $c -j KUBE-SERVICES
        done
        """)
      #expect(try await node.ask("10.96.0.20:8000") == "web")
      let found = try #require(Self.find("NS207", try await node.lint()))
      #expect(found["severity"].text == "error", "\(found)")
    }
  }

  /// What a packet filter's INPUT has to say about IPv6 does not matter where nothing translates it.
  @Test func oneFamilyOnly() async throws {
    try await Self.healthy { node in
      try await node.run(
        """
        for s in node client; do ip netns exec $S-$s sysctl -qw net.ipv6.conf.all.disable_ipv6=0; done
        ip -n $S-node addr add 2001:db8:1::10/64 dev eth0 nodad
        ip -n $S-client addr add 2001:db8:1::1/64 dev eth0 nodad
        node ip6tables -t nat -P PREROUTING ACCEPT
        """)
      #expect(try await node.ask("192.0.2.10:8000") == "web")
      #expect(try await node.ask("[2001:db8:1::10]:8000") == "refused")
      let found = try #require(Self.find("NS227", try await node.lint()))
      #expect(found["subject"].text == "8000/tcp")
      // With a listener for IPv6 clients of both families are served.
      try await node.run("listen node [2001:db8:1::10]:8000 six")
      #expect(try await node.ask("[2001:db8:1::10]:8000") == "six")
      #expect(Self.find("NS227", try await node.lint()) == nil)
    }
  }
}
