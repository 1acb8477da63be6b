import Testing

@testable import NatScope

/// Who answers, by the chains of real software.
@Suite struct ExplanationTests {
  private func explain(_ example: Example, _ trace: Trace) -> Explanation {
    Diagnosis(trace, in: example.ruleset).explanation
  }

  @Test func portmap() throws {
    let example = try Example(sample: "hostport.save")
    let explanation = explain(
      example,
      example.trace(
        "192.0.2.10:44300",
        example.outcome(
          "nat PREROUTING 1", "nat CNI-HOSTPORT-DNAT 1", "nat CNI-DN-87ff5ebdf1cb995a16a60 6",
          to: "10.55.3.5:443")))
    #expect(explanation.kind == .hostPort)
    #expect(
      explanation.owner
        == "CNI portmap, network \"cbr0\", sandbox "
        + "97651f34eccdfb491ad893d2f206cdc5e3f2423f472f27a64d80b341e6658f21 (chain name checked)")
    #expect(
      explanation.headline
        == "44300/tcp is a hostPort: DNAT to 10.55.3.5:443. No socket on this node is needed.")
    #expect(
      explanation.confirm == [
        "crictl pods --id 97651f34eccd",
        "conntrack -L -p tcp --orig-dst 192.0.2.10 --orig-port-dst 44300",
      ])
  }

  @Test(arguments: [
    (
      "10.96.0.10:53", "nat KUBE-SERVICES 2", "TCOU7JCQXEZGVUNU", "Z6M7ZHWCTBNMPLD7",
      Explanation.Kind.clusterIP,
      "10.96.0.10:53/udp is the ClusterIP of kube-system/kube-dns:dns: DNAT to 10.244.1.2:53. "
        + "No socket on this node is needed."
    ),
    (
      "203.0.113.80:8088", "nat KUBE-SERVICES 10", "SO2YUTA4P4NNYYFN", "H75ZQAHFYQRTSSLI",
      .externalIP,
      "203.0.113.80:8088/tcp is an external IP of default/feed:http: DNAT to 10.244.2.13:8088. "
        + "No socket on this node is needed."
    ),
    (
      "203.0.113.20:443", "nat KUBE-SERVICES 6", "YBRHFGZD3TRL7I6I", "QB7VMPQX73O7HRII",
      .loadBalancer,
      "203.0.113.20:443/tcp is a load balancer address of default/shop:https: DNAT to "
        + "10.244.1.11:8443. No socket on this node is needed."
    ),
  ])
  func services(
    destination: String, entry: String, service: String, endpoint: String,
    kind: Explanation.Kind, headline: String
  ) throws {
    let example = try Example(sample: "kube-proxy.save")
    let target =
      switch kind {
      case .clusterIP: "10.244.1.2:53"
      case .externalIP: "10.244.2.13:8088"
      default: "10.244.1.11:8443"
      }
    var path = ["nat PREROUTING 1", entry]
    if kind == .externalIP { path.append("nat KUBE-EXT-\(service) 2") }
    if kind == .loadBalancer { path.append("nat KUBE-EXT-\(service) 3") }
    var outcome = example.outcome(
      path[0], path[1], path.count > 2 ? path[2] : path[1], "nat KUBE-SVC-\(service) 2",
      "nat KUBE-SEP-\(endpoint) 2", to: target)
    if path.count == 2 { outcome.path.remove(at: 2) }
    let explanation = explain(
      example,
      example.trace(destination, over: headline.contains("/udp") ? .udp : .tcp, outcome))
    #expect(explanation.kind == kind)
    #expect(explanation.headline == headline)
    #expect(explanation.owner?.hasSuffix("(chain name checked)") == true)
  }

  @Test func docker() throws {
    let example = try Example(sample: "docker.save")
    var outcome = example.outcome("nat PREROUTING 1", "nat DOCKER 2", to: "172.17.0.2:80")
    outcome.notChecked = [UncheckedTable(hook: .forward, table: .filter, isInInput: true)]
    let explanation = explain(example, example.trace("192.0.2.10:8080", outcome))
    #expect(explanation.kind == .docker)
    #expect(explanation.owner == "Docker, bridge docker0")
    #expect(
      explanation.headline
        == "8080/tcp is published by Docker: DNAT to 172.17.0.2:80; filter not checked. "
        + "No socket on this node is needed.")
    #expect(explanation.confirm.first == "docker ps --filter publish=8080/tcp")
  }

  @Test func podman() throws {
    let example = try Example(sample: "podman.save")
    let explanation = explain(
      example,
      example.trace(
        "192.0.2.10:8088",
        example.outcome(
          "nat PREROUTING 1", "nat NETAVARK-HOSTPORT-DNAT 1", "nat NETAVARK-DN-1D8721804F16F 3",
          to: "10.88.0.5:80")))
    #expect(explanation.kind == .podman)
    #expect(
      explanation.owner?.hasPrefix("podman (netavark), network \"podman\", container aa705b53")
        == true)
    #expect(explanation.confirm.first == "podman ps --filter id=aa705b530024")
  }

  @Test func istio() throws {
    let example = try Example(sample: "istio.save")
    let explanation = explain(
      example,
      example.trace(
        "192.0.2.10:9080",
        example.outcome(
          "nat PREROUTING 1", "nat ISTIO_INBOUND 5", "nat ISTIO_IN_REDIRECT 1",
          to: "192.0.2.10:15006", translation: .redirect, delivery: .local)))
    #expect(explanation.kind == .istio)
    #expect(
      explanation.headline
        == "9080/tcp is taken over by Istio in this pod: REDIRECT to 192.0.2.10:15006. "
        + "Look for a socket on port 15006, not 9080.")
    #expect(!explanation.why.joined().contains("this node"))
  }

  @Test func redirect() throws {
    let example = try Example(sample: "redirect.save")
    var outcome = example.outcome("nat PREROUTING 1", translation: .redirect, delivery: .local)
    outcome.destination.ports = PortRange(8080, 8080)
    let explanation = explain(example, example.trace("192.0.2.10:80", outcome))
    #expect(explanation.kind == .redirect)
    #expect(
      explanation.headline
        == "192.0.2.10:80/tcp is translated: REDIRECT to port 8080. "
        + "Look for a socket on port 8080, not 80.")
    #expect(explanation.confirm == ["ss -H -lntp 'sport = :8080'"])
  }

  @Test func nothingTranslates() throws {
    let example = try Example(sample: "host-process.save")
    let explanation = explain(
      example,
      example.trace(
        "192.0.2.10:443",
        example.outcome(to: "192.0.2.10:443", translation: nil, delivery: .local)))
    #expect(explanation.kind == .none)
    #expect(
      explanation.headline
        == "No rule translates 443/tcp: it goes to a socket of this node, if any.")
    #expect(
      explanation.why.first
        == "What answers is a socket of this node: tcp 0.0.0.0:443 or [::]:443 or 192.0.2.10:443.")
    #expect(explanation.confirm == ["ss -H -lntp 'sport = :443'", "nft list ruleset"])
  }

  @Test func ipvs() {
    let example = Example(
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      :KUBE-MARK-MASQ - [0:0]
      :KUBE-SERVICES - [0:0]
      -A PREROUTING -j KUBE-SERVICES
      -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
      -A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j KUBE-MARK-MASQ
      COMMIT

      """)
    let explanation = explain(
      example,
      example.trace(
        "10.96.0.1:443",
        example.outcome(
          "nat PREROUTING 1", to: "10.96.0.1:443", translation: nil, delivery: nil)))
    #expect(explanation.kind == .ipvs)
    #expect(explanation.confirm == ["ipvsadm -Sn", "ipset save"])
  }

  @Test func dropped() {
    let example = Example(
      "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 443 -j DROP\nCOMMIT\n")
    let explanation = explain(
      example,
      example.trace(
        "192.0.2.10:443",
        example.outcome(
          "raw PREROUTING 1", to: "192.0.2.10:443", translation: nil, verdict: .drop,
          delivery: Outcome.Delivery.none)))
    #expect(
      explanation.headline == "192.0.2.10:443/tcp is dropped by raw PREROUTING #1 (line 3).")
  }

  @Test func undecided() throws {
    let example = try Example(sample: "docker.save")
    var outcome = example.outcome(
      to: "192.0.2.10:443", translation: nil, verdict: nil, delivery: nil)
    outcome.obstacle = .noNATTable
    let explanation = explain(example, example.trace("192.0.2.10:443", outcome))
    #expect(explanation.kind == .unknown)
    #expect(explanation.headline == "Undecided: the input has no nat table for IPv4.")
    #expect(explanation.confirm == ["sudo iptables-save -c"])
  }

  /// A comment cannot put words into a command, nor a wrong service into the answer's mouth.
  @Test func hostileComments() {
    let example = Example(
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      :CNI-DN-0000000000000000000ab - [0:0]
      :CNI-HOSTPORT-DNAT - [0:0]
      -A PREROUTING -j CNI-HOSTPORT-DNAT
      -A CNI-DN-0000000000000000000ab -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.1.1:80
      -A CNI-HOSTPORT-DNAT -m comment --comment "dnat name: \\"x\u{1b}[2J\\" id: \\"$(reboot)\\"" -j CNI-DN-0000000000000000000ab
      COMMIT

      """)
    let trace = example.trace(
      "192.0.2.10:80",
      example.outcome(
        "nat PREROUTING 1", "nat CNI-HOSTPORT-DNAT 1", "nat CNI-DN-0000000000000000000ab 1",
        to: "10.1.1.1:80"))
    let diagnosis = Diagnosis(trace, in: example.ruleset)
    #expect(!diagnosis.explanation.confirm.joined().contains("reboot"))
    #expect(diagnosis.notes.contains { $0.contains("does not fit its comment") })
    let text = TextReport().render(Answer(example.capture, [.init(ruleset: 0, trace: trace)]))
    #expect(!text.contains("\u{1b}"))
    #expect(text.contains("x\\x1b[2J"))
  }
}
