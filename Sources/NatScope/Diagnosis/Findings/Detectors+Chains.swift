// NS203 for chains, NS207, NS217, NS223, NS224, NS232: what is wrong with the rules as such.
extension Detectors {
  /// Chains of programs that publish ports, with the program and whether it writes them anew by
  /// itself.
  private static let publishing: [(chain: String, program: String, heals: Bool)] = [
    ("CNI-HOSTPORT-DNAT", "CNI portmap", false), ("KUBE-HOSTPORTS", "hostPorts", false),
    ("NETAVARK-HOSTPORT-DNAT", "podman", false), ("DOCKER", "Docker", false),
    ("KUBE-SERVICES", "kube-proxy", true),
  ]
  /// Chains that were made for a pod or container, with the one that leads to them. Where nothing
  /// leads there any more and they are empty, the table was flushed; a single empty one may be left
  /// over by its removal.
  private static let neverEmpty: [(prefix: String, dispatch: String, program: String)] = [
    ("CNI-DN-", "CNI-HOSTPORT-DNAT", "CNI portmap"), ("KUBE-HP-", "KUBE-HOSTPORTS", "hostPorts"),
    ("NETAVARK-DN-", "NETAVARK-HOSTPORT-DNAT", "podman"),
  ]

  /// NS203: chains that were flushed, or that nothing leads to any more.
  @Sendable static func flushedChains(_ scope: LintScope) -> [Finding] {
    scope.rulesets.flatMap { index -> [Finding] in
      let ruleset = scope.ruleset(index)
      guard scope.tellsAllOfNAT(index), let table = ruleset.table(.nat) else { return [] }
      var findings: [Finding] = []
      var told: Set<String> = []
      for (name, program, heals) in publishing {
        guard let chain = ruleset.chain(named: Array(name.utf8)[...], in: table),
          !ruleset.isBuiltIn(chain), !ruleset[chain].isPartial,
          !ruleset.isEntered(name, in: table)
        else { continue }
        // A program that published nothing yet may have made its chain only. DOCKER is led to at once.
        guard !ruleset[chain].rules.isEmpty || name == "DOCKER" && ruleset.hasDockerForwarding
        else {
          continue
        }
        told.insert(program)
        findings.append(
          flushed(
            "nothing leads to \(name)", name, program, heals,
            [Finding.Evidence(ruleset, chain: chain, "no rule jumps to it")], index, scope))
      }
      for (prefix, dispatch, program) in neverEmpty
      where !told.contains(program) && !ruleset.isEntered(dispatch, in: table) {
        let empty = ruleset.chains.indices.filter { number in
          let chain = ruleset.chains[number]
          return chain.table == table && chain.rules.isEmpty && chain.isDeclared && !chain.isPartial
            && ruleset.source.slice(chain.name).starts(with: prefix.utf8)
        }
        guard let first = empty.first else { continue }
        told.insert(program)
        let name = ruleset.name(Chain.ID(first))
        findings.append(
          flushed(
            empty.count == 1
              ? "\(name) is empty" : "\(empty.count) chains such as \(name) are empty", name,
            program, false,
            empty.prefix(3).map {
              Finding.Evidence(ruleset, chain: Chain.ID($0), "has no rule")
            }, index, scope))
      }
      return findings
    }
  }

  private static func flushed(
    _ what: String, _ subject: String, _ program: String, _ heals: Bool,
    _ evidence: [Finding.Evidence], _ index: Int, _ scope: LintScope
  ) -> Finding {
    let mend: [Finding.Mend] =
      switch program {
      case "podman": [Finding.Mend("podman network reload --all", "podman writes its rules anew")]
      case "Docker": [Finding.Mend("systemctl restart docker", "Docker writes its rules anew")]
      case "kube-proxy": []
      default:
        [
          Finding.Mend(
            "kubectl -n NAMESPACE delete pod NAME",
            "removes a pod that has a hostPort; its controller makes it anew, with its rules")
        ]
      }
    return Finding(
      "NS203", heals ? .warning : .error, "the rules of \(program) were flushed: \(what)", subject,
      evidence: evidence,
      effect: heals
        ? "Services do not answer until kube-proxy writes its rules anew, which takes half a minute "
          + "or so"
        : "the ports that \(program) publishes are closed, until their rules are made anew",
      confirm: ["\(scope.ruleset(index).saveCommand) -c -t nat"], mend: mend, ruleset: index)
  }

  /// NS207: the jump to hostPorts stands before that to Services.
  @Sendable static func jumpOrder(_ scope: LintScope) -> [Finding] {
    let published = ["CNI-HOSTPORT-DNAT", "KUBE-HOSTPORTS"]
    return scope.rulesets.flatMap { index -> [Finding] in
      let ruleset = scope.ruleset(index)
      return [Hook.prerouting, .output].compactMap { hook -> Finding? in
        guard let chain = ruleset.chain(hook, in: .nat) else { return nil }
        var early: Rule.ID?
        for number in ruleset[chain].rules {
          let id = Rule.ID(number)
          let target = ruleset.source.string(ruleset[id].target)
          if published.contains(target), early == nil { early = id }
          guard target == "KUBE-SERVICES" else { continue }
          guard let early else { return nil }
          let asksLocal = ruleset.decode(early).matches.contains {
            if case .destinationType(let types) = $0.test {
              !$0.isNegated && types.kinds.contains(.local)
            } else {
              false
            }
          }
          let name = ruleset.source.string(ruleset[early].target)
          return Finding(
            "NS207", asksLocal ? .note : .warning,
            "\(name) stands before KUBE-SERVICES in \(hook.rawValue)", "nat \(hook.rawValue)",
            evidence: [
              Finding.Evidence(
                ruleset, early, asksLocal ? "first" : "first, and for every destination"),
              Finding.Evidence(ruleset, id, "behind it"),
            ],
            effect: asksLocal
              ? "a Service whose address is local to this node loses the ports of hostPorts"
              : "Services on the port of a hostPort are answered by the hostPort's pod",
            confirm: ["\(ruleset.saveCommand) -t nat | grep -E '^-A (PREROUTING|OUTPUT)'"],
            ruleset: index)
        }
        return nil
      }
    }
  }

  /// NS217: a chain that sets a mark is missing or empty.
  @Sendable static func emptyMarkChains(_ scope: LintScope) -> [Finding] {
    let marking = [
      ("KUBE-MARK-MASQ", "kube-proxy", "replies to what it translates bypass this node"),
      ("KUBE-MARK-DROP", "kubelet", "what should be dropped passes"),
      ("CNI-HOSTPORT-SETMARK", "CNI portmap", "a pod cannot reach its own hostPort"),
      ("NETAVARK-HOSTPORT-SETMARK", "podman", "a container cannot reach its own published port"),
    ]
    return scope.rulesets.flatMap { index -> [Finding] in
      let ruleset = scope.ruleset(index)
      guard scope.tellsAllOfNAT(index), let table = ruleset.table(.nat) else { return [] }
      return marking.compactMap { name, program, effect -> Finding? in
        let chain = ruleset.chain(named: Array(name.utf8)[...], in: table)
        if let chain, !ruleset[chain].rules.isEmpty || ruleset[chain].isPartial { return nil }
        // The kernel has no jump to a missing chain: a save that has one was cut.
        if chain == nil, ruleset.form != .save { return nil }
        guard let jump = ruleset.firstJump(to: name, in: table) else { return nil }
        return Finding(
          "NS217", .warning, "\(name) \(chain == nil ? "is missing" : "is empty")", name,
          evidence: [Finding.Evidence(ruleset, jump, "jumps to it for nothing")]
            + (chain.map { [Finding.Evidence(ruleset, chain: $0, "sets no mark")] } ?? []),
          effect: "\(effect); \(program) writes the chain when it starts",
          confirm: ["\(ruleset.saveCommand) -t nat"], ruleset: index)
      }
    }
  }

  /// NS223: a translation of a port of every destination.
  @Sendable static func strayTranslations(_ scope: LintScope) -> [Finding] {
    scope.rulesets.flatMap { index -> [Finding] in
      let ruleset = scope.ruleset(index)
      let forwards = ruleset.forwardsForContainers
      return [Hook.prerouting, .output].flatMap { hook -> [Finding] in
        guard let chain = ruleset.chain(hook, in: .nat) else { return [] }
        return ruleset[chain].rules.compactMap { number -> Finding? in
          let id = Rule.ID(number)
          let rule = ruleset.decode(id)
          switch rule.target {
          case .destinationNAT, .redirect: break
          default: return nil
          }
          let isForAll = rule.matches.allSatisfy { match in
            switch match.test {
            case .ipProtocol, .destinationPorts, .eitherPorts: !match.isNegated
            // A listing hides interfaces, so nothing can be said of them.
            case .hiddenInterfaces: false
            default: false
            }
          }
          guard isForAll, !rule.matches.isEmpty, rule.problems.isEmpty else { return nil }
          let words = RuleWords(ruleset).asks(rule, id)
          let whose = hook == .prerouting ? "pods and other machines" : "this node"
          return Finding(
            "NS223", forwards ? .warning : .note,
            "a rule of \(hook.rawValue) translates \(words) of every destination",
            RulePlace(ruleset, id).name,
            evidence: [
              Finding.Evidence(ruleset, id, "asks for no address, address type or interface")
            ],
            effect: "what \(whose) send to that port of any host is taken, too",
            confirm: ["\(ruleset.saveCommand) -c -t nat"],
            mend: forwards
              ? scope.deletion(id, index).map { [Finding.Mend($0, "removes the rule")] } ?? [] : [],
            ruleset: index)
        }
      }
    }
  }

  /// NS224: rules behind one that takes every packet.
  @Sendable static func unreachableRules(_ scope: LintScope) -> [Finding] {
    scope.rulesets.flatMap { index -> [Finding] in
      let ruleset = scope.ruleset(index)
      guard !ruleset.isFragment, ruleset.form != .listing else { return [] }
      let unused = Set(ChainGraph(ruleset).unused())
      return ruleset.chains.indices.compactMap { number -> Finding? in
        let chain = Chain.ID(number)
        guard !unused.contains(chain), !ruleset[chain].isPartial else { return nil }
        return unreachable(in: chain, ruleset, index)
      }
    }
  }

  private static func unreachable(
    in chain: Chain.ID, _ ruleset: Ruleset, _ index: Int
  ) -> Finding? {
    let rules = ruleset[chain].rules
    for number in rules.dropLast() {
      let id = Rule.ID(number)
      // A rule without matches has its target right behind the chain's name.
      guard ruleset[id].targetLength > 0, ruleset[id].text.length < 512 else { continue }
      let rule = ruleset.decode(id)
      guard rule.matches.isEmpty, rule.problems.isEmpty, ends(rule.target) else { continue }
      let later = (number + 1..<rules.upperBound).map { Rule.ID($0) }
      guard
        let other = later.first(where: { differs(ruleset.decode($0).target, rule.target) })
      else { return nil }
      let name = ruleset.chainTitle(chain)
      let isOwn = name.hasPrefix("KUBE-") || name.hasPrefix("cali-") || name.hasPrefix("CILIUM_")
      return Finding(
        "NS224", isOwn ? .note : .warning,
        later.count == 1
          ? "a rule of \(name) can never match" : "\(later.count) rules of \(name) can never match",
        "\(ruleset.tableName(chain)) \(name)",
        evidence: [
          Finding.Evidence(ruleset, id, "takes every packet"),
          Finding.Evidence(ruleset, other, "stands behind it"),
        ], effect: "what they say is never done",
        confirm: ["\(ruleset.saveCommand) -c -t \(ruleset.tableName(chain))"], ruleset: index)
    }
    return nil
  }

  private static func ends(_ target: Target) -> Bool {
    switch target {
    case .accept, .drop, .reject, .return: true
    default: false
    }
  }

  /// Whether it matters that the second one is never asked.
  private static func differs(_ later: Target, _ first: Target) -> Bool {
    switch (later, first) {
    case (.accept, .accept), (.drop, .drop), (.drop, .reject), (.reject, .drop), (.reject, .reject),
      (.return, .return), (.accept, .return), (.none, _), (.passive, _):
      false
    // Behind a final drop there may be jumps that a program appends; what they accept is lost.
    default: true
    }
  }

  /// NS232: chains of a former version or mode of kube-proxy.
  @Sendable static func leftOverChains(_ scope: LintScope) -> [Finding] {
    scope.rulesets.flatMap { index -> [Finding] in
      let ruleset = scope.ruleset(index)
      var findings: [Finding] = []
      if scope.tellsAllOfNAT(index), let table = ruleset.table(.nat),
        ruleset.firstChain("KUBE-EXT-", in: table) != nil,
        let old = ruleset.firstChain("KUBE-XLB-", in: table),
        ruleset.isEntered(ruleset.name(old), in: table)
      {
        findings.append(
          Finding(
            "NS232", .warning, "KUBE-XLB chains of kube-proxy before 1.24 beside KUBE-EXT",
            ruleset.name(old),
            evidence: [Finding.Evidence(ruleset, chain: old, "of the former version")],
            effect: "rules of the former version still take packets",
            confirm: ["\(ruleset.saveCommand) -t nat"],
            mend: [
              Finding.Mend(
                "kube-proxy --cleanup", "with kube-proxy stopped: removes all of its rules")
            ], ruleset: index))
      }
      if ruleset.usesIPVS, let filter = ruleset.table(.filter),
        let chain = ruleset.chain(named: Array("KUBE-SERVICES".utf8)[...], in: filter),
        let rule = ruleset[chain].rules.map({ Rule.ID($0) }).first(where: {
          ruleset.comment($0)?.contains("has no endpoints") == true
        })
      {
        findings.append(
          Finding(
            "NS232", .warning, "rejects of kube-proxy's iptables mode beside IPVS mode",
            "filter KUBE-SERVICES",
            evidence: [Finding.Evidence(ruleset, rule, "of the former mode")],
            effect: "Services that have endpoints by now are still rejected",
            confirm: ["\(ruleset.saveCommand) -t filter"],
            mend: [
              Finding.Mend(
                "kube-proxy --cleanup", "with kube-proxy stopped: removes all of its rules")
            ], ruleset: index))
      }
      return findings
    }
  }
}

extension Ruleset {
  /// Whether a jump or goto of the table leads to a chain.
  func isEntered(_ name: String, in table: Table.ID) -> Bool {
    firstJump(to: name, in: table) != nil
  }

  /// The first rule of a table that leads to a chain, whether the chain is there or not.
  func firstJump(to name: String, in table: Table.ID) -> Rule.ID? {
    let bytes = Array(name.utf8)
    for chain in chains where chain.table == table {
      for index in chain.rules where Int(rules[index].targetLength) == bytes.count {
        if source.slice(rules[index].target).elementsEqual(bytes) { return Rule.ID(index) }
      }
    }
    return nil
  }

  /// The first chain of a table with such a name.
  func firstChain(_ prefix: String, in table: Table.ID) -> Chain.ID? {
    chains.indices.first {
      chains[$0].table == table && source.slice(chains[$0].name).starts(with: prefix.utf8)
    }.map { Chain.ID($0) }
  }

  /// Whether filter has the chain that Docker's own FORWARD rules lead to.
  var hasDockerForwarding: Bool {
    guard let filter = table(.filter) else { return false }
    return ["DOCKER", "DOCKER-FORWARD", "DOCKER-USER"].contains {
      chain(named: Array($0.utf8)[...], in: filter) != nil
    }
  }

  /// Whether chains of programs that publish ports of pods or containers are there.
  var publishesPorts: Bool {
    let prefixes = ["CNI-HOSTPORT-", "KUBE-HOSTPORTS", "DOCKER", "NETAVARK"]
    return [TableName.nat, .filter].compactMap { table($0) }.contains { table in
      prefixes.contains { firstChain($0, in: table) != nil }
    }
  }

  /// Whether chains of programs that connect pods or containers are there.
  var forwardsForContainers: Bool {
    guard let nat = table(.nat) else { return false }
    return ["CNI-", "KUBE-SERVICES", "DOCKER", "NETAVARK-", "cali-", "CILIUM_", "FLANNEL-"].contains
    { firstChain($0, in: nat) != nil }
  }
}
