extension Detectors {
  /// NS234: what comes in by one uplink from afar is dropped, since replies would leave by another.
  ///
  /// The kernel checks the sender when it routes the packet, behind PREROUTING
  /// (net/ipv4/fib_frontend.c, fib_validate_source); the larger of `all` and the interface's own value
  /// holds (Documentation/networking/ip-sysctl.rst, rp_filter).
  @Sendable static func strictReversePath(_ scope: LintScope) -> [Finding] {
    let (sysctls, routes) = (scope.node.sysctls, scope.node.routes)
    let everywhere = IPPrefix(IPAddress(family: .ipv4, bits: 0), length: 0)
    let ways = routes.towards(everywhere)
    let uplinks = Set(ways.flatMap(\.interfaces))
    guard let all = sysctls["net.ipv4.conf.all.rp_filter"]?.number, let way = ways.first,
      let uplink = way.interfaces.first, routes.otherTable == nil,
      scope.rulesets(.ipv4).contains(where: { scope.ruleset($0).translatesDestinations })
    else { return [] }
    return sysctls.perInterface("rp_filter", .ipv4).compactMap { name, sysctl in
      guard let own = sysctl.number, max(all, own) == 1, isNetworkCard(name),
        !uplinks.contains(name),
        let address = scope.node.addresses.all.first(where: {
          $0.interface == name && $0.address.family == .ipv4 && $0.scope != "link"
        })
      else { return nil }
      return Finding(
        "NS234", .note, "\(name) takes packets only from senders that are routed by \(name)", name,
        evidence: [
          Finding.Evidence(
            scope.source, sysctl.place, "\(sysctl.name) = \(own)",
            own == 1 ? "strict" : "all is 1, which is strict"),
          Finding.Evidence(
            scope.source, way.place, "default route by \(uplink)", "replies to others leave there"),
          Finding.Evidence(scope.source, address.place, "\(address.address) on \(name)"),
        ],
        effect: "packets from afar that come in by \(name) are dropped whatever the rules say, "
          + "unless ip rule sends their replies by \(name)",
        confirm: [
          "ip rule", "ip route get SENDER from \(address.address)", "nstat -az IPReversePathFilter",
        ],
        mend: [
          Finding.Mend(
            "sysctl -w net.ipv4.conf.\(name).rp_filter=2",
            "takes packets from every sender that has a route by any interface")
        ])
    }
  }

  /// Whether an interface is a network card, a bond or a VLAN on one by its name
  /// (systemd.net-naming-scheme(7)): clients come by no bridge of containers.
  private static func isNetworkCard(_ name: String) -> Bool {
    ["eth", "en", "bond", "team", "wl", "ib"].contains { prefix in
      guard name.hasPrefix(prefix) else { return false }
      return name.dropFirst(prefix.count).contains { $0.isNumber }
    }
  }
}

extension Ruleset {
  /// Whether a rule of nat rewrites destinations.
  fileprivate var translatesDestinations: Bool {
    rules.indices.contains { index in
      let target = source.slice(rules[index].target)
      return target.elementsEqual("DNAT".utf8) || target.elementsEqual("REDIRECT".utf8)
        || target.elementsEqual("NETMAP".utf8)
    }
  }
}
