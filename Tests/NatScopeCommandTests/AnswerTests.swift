import Testing
import TestSupport

/// What the program says about the samples.
@Suite struct AnswerTests {
  private static let hostPort = Natscope.sample("hostport")

  /// The lines of an answer with all blanks between words made one.
  private func words(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.split { $0 == " " }.joined(separator: " ") }
  }

  @Test func hostPort() async throws {
    let run = try await Natscope.run("trace", "192.0.2.10:8000", Self.hostPort)
    let lines = words(run.output)
    #expect(
      lines.first
        == "8000/tcp is a hostPort: DNAT to 10.55.3.5:80. No socket on this node is needed.")
    let steps = lines.filter { $0.first?.isNumber == true && $0.contains(" nat ") }
    #expect(steps.count == 3)
    for (step, (rule, line)) in zip(
      steps, [("nat PREROUTING #1", 15), ("nat CNI-HOSTPORT-DNAT #1", 31), ("nat CNI-DN-87ff", 24)])
    {
      #expect(step.contains(rule) && step.hasSuffix("line \(line)"), "\(step)")
    }
    #expect(lines.contains { $0.hasPrefix("owner CNI portmap, network \"cbr0\"") })
    #expect(lines.contains("why ss is empty"))
    let flat = lines.joined(separator: " ")
    #expect(flat.contains("The kernel rewrites the destination before it looks for a socket"))
    #expect(flat.contains("source kept; from 10.55.3.0/24 masqueraded (hairpin)"))
    #expect(flat.contains("conntrack -L -p tcp --orig-dst 192.0.2.10 --orig-port-dst 8000"))
  }

  @Test func defaultCommandOnAPipe() async throws {
    let run = try await Natscope.run(":44300", input: try Natscope.text("samples/hostport.save"))
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("44300/tcp is a hostPort: DNAT to 10.55.3.5:443."))
  }

  /// Without `--from` the sources that are masqueraded are conditions, with it they are decided.
  @Test func casesAreConditions() async throws {
    let trace = try await Natscope.json("192.0.2.10:8000", Self.hostPort)["traces"][0]
    #expect(trace["outcomes"].items.count == 2)
    let texts = trace["outcomes"].items.compactMap { $0["conditions"][0]["text"].text }
    #expect(Set(texts) == ["source in 10.55.3.0/24", "source not in 10.55.3.0/24"])
    for outcome in trace["outcomes"].items {
      let isHairpin = outcome["conditions"][0]["text"].text == "source in 10.55.3.0/24"
      #expect(outcome["masquerade"] == .bool(isHairpin))
      #expect(outcome["probability"] == .number(1))
    }
  }

  /// From the node through 127.0.0.1, and from a pod to itself: marked, then masqueraded.
  @Test(arguments: [
    ["127.0.0.1:8000", "--local"], ["localhost:8000"], ["192.0.2.10:8000", "--from", "10.55.3.77"],
  ])
  func markedAndMasqueraded(_ arguments: [String]) async throws {
    let run = try await Natscope.run(arguments + [Self.hostPort])
    let lines = words(run.output)
    #expect(lines.contains { $0.contains("MARK 0x2000") && $0.hasSuffix("line 34") })
    #expect(lines.contains { $0.contains("=> DNAT 10.55.3.5:80") && $0.hasSuffix("line 24") })
    #expect(lines.contains { $0.contains("=> MASQUERADE") && $0.hasSuffix("line 33") })
    #expect(lines.contains("source masqueraded"))
    #expect(!run.output.contains("cases"))
  }

  @Test func routeLocalnetIsAssumed() async throws {
    let run = try await Natscope.run("localhost:8000", Self.hostPort)
    #expect(run.output.contains("route_localnet is 1"))
    let other = try await Natscope.run("192.0.2.10:8000", "--local", Self.hostPort)
    #expect(!other.output.contains("route_localnet"))
  }

  /// kube-proxy writes 1/3 as 0.33333333349, the kernel keeps 715827883 / 2^31 of it; the second
  /// endpoint has half of the rest.
  @Test func nodePort() async throws {
    let sample = Natscope.sample("kube-proxy")
    let trace = try await Natscope.json("192.0.2.10:30080", "--from", "198.51.100.7", sample)[
      "traces"][0]
    let unit = 2_147_483_648.0
    let rest = (unit - 715_827_883) / 2 / unit
    let expected = [
      ("10.244.1.7", 715_827_883 / unit), ("10.244.2.8", rest), ("10.244.3.9", rest),
    ]
    #expect(trace["outcomes"].items.count == expected.count)
    for (outcome, (address, share)) in zip(trace["outcomes"].items, expected) {
      #expect(outcome["destination"]["addresses"] == .string(address))
      #expect(outcome["destination"]["ports"] == .string("8080"))
      #expect(outcome["probability"] == .number(share))
      #expect(outcome["conditions"] == .array([]))
      #expect(outcome["masquerade"] == .bool(true))
    }
    #expect(trace["outcomes"].items.compactMap { $0["probability"].number }.reduce(0, +) == 1)
    let run = try await Natscope.run("192.0.2.10:30080", "--from", "198.51.100.7", sample)
    #expect(run.output.contains("3 endpoints, a third each"))
    #expect(!run.output.contains("not checked"))
  }

  /// The headline of every sample's own port.
  @Test(arguments: [
    ("docker", "192.0.2.10:8080", "published by Docker: DNAT to 172.17.0.2:80"),
    ("podman", "192.0.2.10:8088", "published by podman: DNAT to 10.88.0.5:80"),
    ("podman", "192.0.2.10:9001", "published by podman: DNAT to 10.88.0.5:9001"),
    ("istio", "192.0.2.10:9080", "taken over by Istio in this pod: REDIRECT to port 15006"),
    ("hostport-stale", "192.0.2.10:8000", "hostPort: DNAT to 10.55.3.5:80"),
    ("hostport-legacy", "192.0.2.10:5353/udp", "hostPort: DNAT to 10.55.3.6:53"),
    ("hostport6", "[2001:db8:1::10]:8000", "hostPort: DNAT to [2001:db8:55::5]:80"),
    ("kube-proxy", "10.96.0.10:53/udp", "ClusterIP of kube-system/kube-dns:dns"),
    ("host-process", "192.0.2.10:443", "No rule translates 443/tcp"),
    (
      "host-process", "192.0.2.10:80",
      "192.0.2.10:80/tcp is dropped by filter INPUT policy (line 4)."
    ),
    (
      "docker", "192.0.2.10:8080",
      "Unless it leaves by docker0: dropped by filter FORWARD policy (line 5)."
    ),
    (
      "kube-proxy", "192.0.2.10:30099",
      "192.0.2.10:30099/tcp (default/empty:http) is rejected by filter KUBE-EXTERNAL-SERVICES #1 "
        + "(line 38): the service has no endpoints."
    ),
    // The address is a Service's and not the node's: a rule of FORWARD names it.
    (
      "kube-proxy", "10.96.60.60:80",
      "10.96.60.60:80/tcp (default/empty:http) is rejected by filter KUBE-SERVICES #1 (line 45): "
        + "the service has no endpoints."
    ),
    (
      "kube-proxy", "203.0.113.21:443",
      "203.0.113.21:443/tcp (default/admin:https) is dropped by filter KUBE-PROXY-FIREWALL #1"
    ),
  ])
  func headline(_ sample: String, _ destination: String, _ words: String) async throws {
    let run = try await Natscope.run("-q", destination, Natscope.sample(sample))
    #expect(run.status == 0)
    #expect(run.output.contains(words), "\(run.output)")
  }

  @Test func redirectByInterface() async throws {
    let sample = Natscope.sample("redirect")
    let run = try await Natscope.run("192.0.2.10:80", "--in", "eth0", "-q", sample)
    #expect(run.output.contains("REDIRECT to port 8080"))
    let other = try await Natscope.run("192.0.2.10:80", "--in", "eth1", "-q", sample)
    #expect(other.output == "192.0.2.10:80/tcp is dropped by filter INPUT policy (line 4).\n")
    let open = try await Natscope.json("192.0.2.10:80", sample)["traces"][0]["outcomes"]
    let texts = open.items.compactMap { $0["conditions"][0]["text"].text }
    #expect(Set(texts) == ["in interface is eth0", "in interface is not eth0"])
  }

  /// The rules of a pod that is gone come first; those of its successor are never reached.
  @Test func laterRules() async throws {
    let sample = Natscope.sample("hostport-stale")
    let run = try await Natscope.run("192.0.2.10:8000", sample)
    let flat = words(run.output).joined(separator: " ")
    #expect(flat.contains("1 later rule matches the same packet and is never reached"))
    #expect(flat.contains("counters 5 first packets"))
    let trace = try await Natscope.json("192.0.2.10:8000", sample)["traces"][0]
    #expect(trace["outcomes"][0]["alsoMatch"] == .number(1))
  }

  @Test func aLoopEndsAndIsNamed() async throws {
    let text = """
      *nat
      :PREROUTING ACCEPT [0:0]
      :A - [0:0]
      :B - [0:0]
      -A PREROUTING -j A
      -A A -p tcp -j B
      -A B -j A
      COMMIT

      """
    let run = try await Natscope.run("192.0.2.10:80", "--strict", input: text)
    #expect(run.status == 3)
    let flat = words(run.output).joined(separator: " ")
    #expect(flat.contains("A -> B -> A form a loop, closed by nat B #1 (line 7)"))
    #expect(flat.hasPrefix("Undecided"))
  }

  @Test func aMissingChainIsNamed() async throws {
    let text = "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j NOSUCH\nCOMMIT\n"
    let run = try await Natscope.run("192.0.2.10:80", "--strict", "-q", input: text)
    #expect(run.status == 3)
    #expect(run.output.contains("nat PREROUTING #1 (line 3) leads to NOSUCH"))
  }

  /// Members of a set in another file decide what is a condition without them.
  @Test func setsOfAnotherFile() async throws {
    let rules = """
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -p tcp -m set --match-set block src -m tcp --dport 80 -j DNAT \
      --to-destination 10.0.0.9:80
      COMMIT

      """
    let sets = "create block hash:ip family inet\nadd block 198.51.100.7\n"
    let arguments = [":80", "--strict", "-q", "--from", "198.51.100.7"]
    let open = try await Natscope.run(arguments, input: rules)
    #expect(open.status == 3)
    #expect(open.output.contains("--match-set block src"))
    let known = try await Natscope.run(arguments, input: rules + sets)
    #expect(known.status == 0)
    #expect(known.output.contains("DNAT to 10.0.0.9:80"))
  }
}
