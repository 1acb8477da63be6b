extension MatchMeaning {
  /// Matches that look at what the node knows of the packet, as far as the walk knows it too.
  static let stateRows: [String: MatchMeaning] = [
    "comment": .nothing,
    "addrtype": .reading { $0.foldAddressType($1) },
    "mark": .reading { decoder, instance in decoder.foldMark(instance) { .mark($0) } },
    "connmark": .reading { decoder, instance in decoder.foldMark(instance) { .connmark($0) } },
    "statistic": .reading { $0.foldStatistic($1) },
    "conntrack": .reading { $0.foldConntrack($1) },
    "state": .options([
      "--state": OptionMeaning { values in
        values.first.flatMap(RuleDecoder.states).map { .conntrack(.state($0), besideState: true) }
      }
    ]),
    "recent": .reading { $0.foldRecent($1) }, "set": .reading { $0.foldSet($1) },
    "owner": .reading { $0.foldOwner($1) },
    "connbytes": .reading { $0.foldConnectionCount($1) },
    "connlabel": .reading { $0.foldConnectionLabel($1) },
    // Whatever the helper's name: a packet without a master connection has none.
    "helper": .whole(.helper),
    "cgroup": .whole(.controlGroup),
    "physdev": .options([
      "--physdev-in": .always(.bridgePort), "--physdev-out": .always(.bridgePort),
      "--physdev-is-in": .always(.bridgePort), "--physdev-is-out": .always(.bridgePort),
      "--physdev-is-bridged": .always(.bridgePort),
    ]),
    "rpfilter": .reading { $0.foldReversePath($1) },
  ]

  /// Matches that depend on what neither the packet nor the text tells. Those with state of their own
  /// that changes from packet to packet are asked anew each time.
  static let factRows: [String: MatchMeaning] = [
    "cluster": .whole(.fact([])), "cpu": .whole(.fact([])), "time": .whole(.fact([])),
    "devgroup": .whole(.fact([.route])), "realm": .whole(.fact([.route])),
    "policy": .whole(.fact([.addresses, .route])), "ipvs": .whole(.fact([.addresses])),
    "socket": .reading { $0.foldSocket($1) },
    "limit": .whole(.volatile), "hashlimit": .whole(.volatile), "quota": .whole(.volatile),
    "connlimit": .whole(.volatile), "rateest": .whole(.volatile), "nfacct": .whole(.volatile),
    "quota2": .whole(.volatile),
  ]
}
