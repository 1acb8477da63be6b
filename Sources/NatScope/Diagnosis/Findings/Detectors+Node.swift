// NS210, NS211, NS220, NS221, NS226, NS229, NS231, NS233, and NS212 for what comes from outside.
extension Detectors {
  /// NS210: rules in both backends, or a hint that there are.
  @Sendable static func bothBackends(_ scope: LintScope) -> [Finding] {
    var findings: [Finding] = []
    for family in IPFamily.allCases {
      var first: [Backend: (index: Int, rule: Rule.ID)] = [:]
      for index in scope.rulesets(family) {
        let ruleset = scope.ruleset(index)
        guard let backend = ruleset.backend, first[backend] == nil, let table = ruleset.table(.nat),
          let rule = ruleset.chains.first(where: { $0.table == table && !$0.rules.isEmpty })?.rules
            .first
        else { continue }
        first[backend] = (index, Rule.ID(rule))
      }
      guard let legacy = first[.legacy], let nft = first[.nfTables] else { continue }
      let name = family == .ipv4 ? "IPv4" : "IPv6"
      findings.append(
        Finding(
          "NS210", .warning, "nat has rules of both backends for \(name)", "nat, \(name)",
          evidence: [legacy, nft].map { found in
            let ruleset = scope.ruleset(found.index)
            return Finding.Evidence(
              ruleset, found.rule, "a rule of \(ruleset.backend?.rawValue ?? "")")
          },
          effect:
            "the kernel walks both; a drop by either is final, and of two translations one wins",
          confirm: ["iptables-legacy-save -c", "iptables-nft-save -c"], ruleset: legacy.index))
    }
    let hint = scope.capture.diagnostics.first { $0.problem == .legacyTablesPresent }
    if findings.isEmpty, let hint, !scope.has(.bothBackends) {
      let file =
        scope.source.files.indices.contains(hint.file) ? scope.source.files[hint.file] : nil
      findings.append(
        Finding(
          "NS210", .note, "the input says that tables of iptables-legacy are there, too",
          "iptables-legacy",
          evidence: [
            Finding.Evidence(
              source: file?.name ?? "", line: Int(hint.line),
              text: "# Warning: iptables-legacy tables present", note: "")
          ], effect: "they may be empty; if not, the kernel walks their rules as well",
          confirm: ["iptables-legacy-save -c"]))
    }
    return findings
  }

  /// NS211: two captures that should differ are the same.
  @Sendable static func sameCaptures(_ scope: LintScope) -> [Finding] {
    var findings: [Finding] = []
    for (place, index) in scope.rulesets.enumerated() {
      let one = scope.ruleset(index)
      // Few rules may well be the same.
      guard one.rules.count >= 8 else { continue }
      for other in scope.rulesets.dropFirst(place + 1) {
        let second = scope.ruleset(other)
        guard one.rules.count == second.rules.count, one.chains.count == second.chains.count,
          one.rules.indices.allSatisfy({
            one.source.slice(one.rules[$0].text).elementsEqual(
              second.source.slice(second.rules[$0].text))
          }), let first = one.rules.indices.first
        else { continue }
        let differ = one.backend != second.backend || one.family != second.family
        findings.append(
          Finding(
            "NS211", differ ? .warning : .note, "two captures have exactly the same rules",
            "\(one.rules.count) rules",
            evidence: [
              Finding.Evidence(one, Rule.ID(first), "one begins here"),
              Finding.Evidence(second, Rule.ID(first), "the other one here"),
            ],
            effect: differ
              ? "one of two backends or families was captured twice, the other one not at all"
              : "if they were meant to be those of two backends, one was captured twice",
            confirm: ["iptables-legacy-save -c", "iptables-nft-save -c", "ip6tables-save -c"],
            ruleset: index))
      }
    }
    return findings
  }

  /// NS220: ports that the kernel may give to somebody.
  @Sendable static func ephemeralPorts(_ scope: LintScope) -> [Finding] {
    guard let range = scope.node.sysctls["net.ipv4.ip_local_port_range"] else { return [] }
    let ends = range.value.split { $0 == " " || $0 == "\t" }.compactMap { UInt16($0) }
    guard ends.count == 2, ends[0] <= ends[1] else { return [] }
    let reserved = scope.node.sysctls["net.ipv4.ip_local_reserved_ports"]?.value ?? ""
    let kept = reserved.split(separator: ",").compactMap {
      PortRange(Array($0.utf8), separator: UInt8(ascii: "-"))
    }
    let ports = scope.publishedDestinations.filter { destination in
      (ends[0]...ends[1]).contains(destination.port)
        && !kept.contains { $0.contains(destination.port) }
    }
    guard !ports.isEmpty else { return [] }
    let names = ports.map { "\($0.port)/\($0.ipProtocol)" }
    let shown = names.prefix(3).joined(separator: ", ")
    let more = names.count > 3 ? " and \(names.count - 3) more" : ""
    return [
      Finding(
        "NS220", .note, "published ports lie in the range of ephemeral ports: \(shown)\(more)",
        names.joined(separator: ", "),
        evidence: [
          Finding.Evidence(scope.source, range.place, "\(range.name) = \(range.value)", "the range")
        ],
        effect: "a process that lets the kernel choose its port may listen on one of them in vain",
        confirm: ["sysctl net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports"],
        mend: [
          Finding.Mend(
            "sysctl -w net.ipv4.ip_local_reserved_ports="
              + (reserved.isEmpty ? "" : reserved + ",")
              + Set(ports.map(\.port)).sorted().map { "\($0)" }.joined(separator: ","),
            "keeps the kernel from choosing these ports")
        ])
    ]
  }

  /// NS221: the addresses on which published ports answer.
  @Sendable static func manyAddresses(_ scope: LintScope) -> [Finding] {
    let own = scope.node.addresses.all.filter {
      $0.address.family == .ipv4 && !$0.address.isLoopback && !$0.isTentative
    }
    let ports = scope.publishedDestinations
    let interfaces = Set(own.compactMap(\.interface))
    guard !ports.isEmpty, interfaces.count > 2, let first = own.first else { return [] }
    let addresses = own.map { "\($0.address)" + ($0.interface.map { " (\($0))" } ?? "") }
    let shown = addresses.prefix(6).joined(separator: ", ")
    let more = addresses.count > 6 ? " and \(addresses.count - 6) more" : ""
    return [
      Finding(
        "NS221", .note,
        "\(ports.count) published port\(ports.count == 1 ? "" : "s") for all \(own.count) addresses",
        "\(own.count) addresses",
        evidence: [
          Finding.Evidence(scope.source, first.place, addresses[0], "the first of them")
        ],
        effect: "rules that ask for a local address take the ports on \(shown)\(more)",
        confirm: ["ip -o addr"])
    ]
  }

  /// NS226: what of the capture is missing.
  @Sendable static func partialCapture(_ scope: LintScope) -> [Finding] {
    scope.rulesets.compactMap { index in
      let ruleset = scope.ruleset(index)
      guard let first = ruleset.tables.indices.first else { return nil }
      let lacks: String
      if ruleset.isFragment {
        lacks = "rules and chains may be missing"
      } else if ruleset.table(.nat) == nil {
        lacks = "there is no nat table"
      } else if ruleset.form == .listing {
        lacks = "a listing does not show everything that a rule asks"
      } else {
        return nil
      }
      let table = ruleset.tables[first]
      let source =
        ruleset.source.files.indices.contains(table.file)
        ? ruleset.source.files[table.file].name : ""
      return Finding(
        "NS226", .note,
        "the capture of \(ruleset.family == .ipv4 ? "IPv4" : "IPv6") is not the whole",
        source,
        evidence: [
          Finding.Evidence(
            source: source, line: Int(table.line), text: ruleset.format, note: lacks)
        ], effect: "some findings cannot be decided, and others rest on less",
        confirm: ["\(ruleset.saveCommand) -c"], ruleset: index)
    }
  }

  /// NS229: what a bridge passes meets no rule.
  @Sendable static func bridgedPods(_ scope: LintScope) -> [Finding] {
    let families: [(IPFamily, String)] = [
      (.ipv4, "net.bridge.bridge-nf-call-iptables"), (.ipv6, "net.bridge.bridge-nf-call-ip6tables"),
    ]
    return families.compactMap { family, name in
      guard let sysctl = scope.node.sysctls[name], sysctl.number == 0,
        let index = scope.rulesets(family).first(where: { scope.ruleset($0).isOfKubeProxy })
      else { return nil }
      let bridges = ["cni0", "cbr0", "kube-bridge"]
      let bridge = scope.node.addresses.all.first {
        $0.interface.map { bridges.contains($0) } ?? false
      }
      guard let bridge else { return nil }
      return Finding(
        "NS229", .warning, "pods on \(bridge.interface ?? "") bypass the rules for each other",
        name,
        evidence: [
          Finding.Evidence(scope.source, sysctl.place, "\(name) = 0", "the bridge asks no rule"),
          Finding.Evidence(
            scope.source, bridge.place, "\(bridge.interface ?? "") \(bridge.address)",
            "the bridge of the pods"),
        ],
        effect: "a pod that asks a Service whose endpoint is on the same bridge gets a time-out",
        confirm: ["sysctl \(name)"],
        mend: [Finding.Mend("sysctl -w \(name)=1", "lets bridges ask the rules")], ruleset: index)
    }
  }

  /// NS231: several versions of iptables wrote the text.
  @Sendable static func differentVersions(_ scope: LintScope) -> [Finding] {
    var first: [(version: String, index: Int)] = []
    for index in scope.rulesets {
      let version = scope.ruleset(index).version
      if !version.isEmpty, !first.contains(where: { $0.version == version }) {
        first.append((version, index))
      }
    }
    guard first.count > 1 else { return [] }
    let names = first.map(\.version).joined(separator: " and ")
    return [
      Finding(
        "NS231", .note, "the text was printed by iptables \(names)", names,
        evidence: first.compactMap { item in
          let ruleset = scope.ruleset(item.index)
          return ruleset.tables.first.map { table in
            Finding.Evidence(
              source: ruleset.source.files.indices.contains(table.file)
                ? ruleset.source.files[table.file].name : "",
              line: Int(table.line), text: "\(ruleset.source.string(table.spelling))",
              note: "by \(item.version)")
          }
        },
        effect: "the older one may leave out matches of rules that the newer one wrote",
        confirm: ["iptables --version"])
    ]
  }

  /// NS233: the table of connections is full.
  @Sendable static func fullConnectionTable(_ scope: LintScope) -> [Finding] {
    guard let count = scope.node.sysctls["net.netfilter.nf_conntrack_count"],
      let most = scope.node.sysctls["net.netfilter.nf_conntrack_max"], let used = count.number,
      let limit = most.number, limit > 0, used >= 0,
      used.multipliedReportingOverflow(by: 100).partialValue / limit >= 90
    else { return [] }
    let share = used.multipliedReportingOverflow(by: 100).partialValue / limit
    return [
      Finding(
        "NS233", share >= 98 ? .error : .warning,
        "the table of connections is \(share >= 100 ? "full" : "\(share) % full")",
        "nf_conntrack_count",
        evidence: [
          Finding.Evidence(scope.source, count.place, "\(count.name) = \(used)", "connections"),
          Finding.Evidence(scope.source, most.place, "\(most.name) = \(limit)", "at most"),
        ], effect: "the kernel drops the first packets of new connections",
        confirm: ["conntrack -S", "sysctl net.netfilter.nf_conntrack_count"],
        mend: [
          Finding.Mend(
            "sysctl -w net.netfilter.nf_conntrack_max=\(limit.multipliedReportingOverflow(by: 2).partialValue)",
            "allows twice as many, for 300 bytes or so each")
        ])
    ]
  }

  /// NS212: with route_localnet for all, neighbours reach what listens on 127.0.0.1.
  @Sendable static func openLoopback(_ scope: LintScope) -> [Finding] {
    guard let all = scope.node.sysctls["net.ipv4.conf.all.route_localnet"], all.number == 1 else {
      return []
    }
    return scope.rulesets(.ipv4).compactMap { index in
      let ruleset = scope.ruleset(index)
      guard !ruleset.isFragment, ruleset.table(.filter) != nil,
        ruleset.chain(.input, in: .filter) != nil
      else { return nil }
      // A port of many that no rule is about; the neighbour's address is one for documentation.
      var packet = Packet(
        family: .ipv4, destination: IPAddress(family: .ipv4, bits: 0x7f00_0001),
        destinationPort: 1)
      packet.source = IPAddress(family: .ipv4, bits: 0xc000_0201)
      let facts = scope.trace(packet, index)
      guard facts.trace.outcomes.count == 1, facts.main.verdict == .accept,
        facts.main.delivery == .local, facts.main.translation == nil
      else { return nil }
      return Finding(
        "NS212", .warning, "neighbours on the same network reach what listens on 127.0.0.1",
        "127.0.0.0/8",
        evidence: [
          Finding.Evidence(scope.source, all.place, "\(all.name) = 1", "no rule drops such packets")
        ],
        effect: "a machine on the same link can send packets to this node's loopback addresses",
        confirm: ["natscope trace 127.0.0.1:10250 --from 192.0.2.1"],
        mend: [
          Finding.Mend(
            "\(scope.program(index)) -I INPUT ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! "
              + "--ctstate RELATED,ESTABLISHED,DNAT -j DROP",
            "drops what comes from outside to loopback, but for what rules translated")
        ], ruleset: index)
    }
  }
}

extension LintScope {
  /// Ports that rules of nat translate for addresses of the node that they do not name.
  var publishedDestinations: [NamedDestinations.Destination] {
    var all: Set<NamedDestinations.Destination> = []
    for index in rulesets {
      let ruleset = capture.rulesets[index]
      guard ruleset.forwardsForContainers else { continue }
      for destination in NamedDestinations(ruleset).all where destination.address == nil {
        all.insert(destination)
      }
    }
    return all.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
  }
}
