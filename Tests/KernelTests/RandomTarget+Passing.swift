import TestSupport

/// What changes, notes or reports something and lets the packet go on.
extension RandomTarget {
  static let marks: [RandomTarget] = [
    options("MARK", weight: 6) { one in
      one.random.pick([
        ["--set-xmark", one.mark()], ["--set-mark", one.mark()], ["--or-mark", "0x4000"],
        ["--and-mark", "0xffffbfff"], ["--xor-mark", "0x2001"],
      ])
    },
    options("CONNMARK", weight: 3) { one in
      one.random.pick([
        ["--set-xmark", one.mark()], ["--save-mark"], ["--restore-mark"],
        ["--save-mark", "--nfmask", "0xff00", "--ctmask", "0xffff"],
        ["--restore-mark", "--nfmask", "0xffff", "--ctmask", "0x4000"],
      ])
    },
    options("HMARK", tables: ["mangle"], isDecided: false) { _ in
      ["--hmark-tuple", "src,dst", "--hmark-mod", "8", "--hmark-rnd", "1"]
    },
    fixed("CONNSECMARK", "--save", tables: ["mangle", "security"], isDecided: false),
  ]

  static let tracking: [RandomTarget] = [
    options("CT", tables: ["raw"], weight: 4) { one in
      one.random.pick([
        ["--notrack"], ["--zone", "7"], ["--zone-orig", "7"], ["--ctevents", "new"],
      ])
    },
    RandomTarget(name: "CT", tables: ["raw"], isDecided: false) { one in
      one.packet.kind == .tcp ? Written(words: ["-j", "CT", "--helper", "ftp"], needs: .tcp) : nil
    },
    fixed("NOTRACK", tables: ["raw"]),
    fixed("TRACE", tables: ["raw"]),
    options("SET", isDecided: false) { one in
      ["--add-set", "added" + one.pool.suffix, one.random.pick(["src", "dst"]), "--exist"]
    },
  ]

  static let rewriting: [RandomTarget] = [
    options("DSCP", tables: ["mangle"], weight: 2) { one in
      ["--set-dscp", one.random.pick(["0x0", "0x2e", "0x10"])]
    },
    options("TOS", tables: ["mangle"], weight: 2) { one in
      one.random.pick([["--set-tos", "0x10"], ["--and-tos", "0xfc"], ["--or-tos", "0x08"]])
    },
    options("TTL", tables: ["mangle"], isIPv6: false, weight: 2) { one in
      one.random.pick([["--ttl-set", "64"], ["--ttl-dec", "1"], ["--ttl-inc", "10"]])
    },
    options("HL", tables: ["mangle"], isIPv6: true, weight: 2) { one in
      one.random.pick([["--hl-set", "64"], ["--hl-dec", "1"], ["--hl-inc", "10"]])
    },
    RandomTarget(name: "ECN", tables: ["mangle"], isIPv6: false) { one in
      let options = one.random.pick([["--ecn-tcp-remove"]])
      return one.packet.kind == .tcp ? Written(words: ["-j", "ECN"] + options, needs: .tcp) : nil
    },
    RandomTarget(name: "TCPMSS", tables: ["mangle"], hooks: RandomMatch.leaving) { one in
      guard one.packet.kind == .tcp else { return nil }
      let options = one.random.pick([["--set-mss", "1000"], ["--clamp-mss-to-pmtu"]])
      let syn = ["-m", "tcp", "--tcp-flags", "SYN,RST", "SYN"]
      return Written(words: ["-j", "TCPMSS"] + options, needs: .tcp, matches: syn)
    },
    RandomTarget(name: "TCPOPTSTRIP", tables: ["mangle"]) { one in
      guard one.packet.kind == .tcp else { return nil }
      return Written(words: ["-j", "TCPOPTSTRIP", "--strip-options", "mss"], needs: .tcp)
    },
    fixed("CHECKSUM", "--checksum-fill", tables: ["mangle"]),
    fixed("CLASSIFY", "--set-class", "1:1", tables: ["mangle"], hooks: RandomMatch.leaving),
  ]

  static let reporting: [RandomTarget] = [
    fixed("LOG", "--log-prefix", "\"natscope: \"", weight: 3),
    fixed("NFLOG", "--nflog-group", "7", weight: 3),
    options("AUDIT") { one in ["--type", one.random.pick(["accept", "drop", "reject"])] },
    fixed("IDLETIMER", "--timeout", "600", "--label", "natscope"),
    fixed(
      "RATEEST", "--rateest-name", "natscope", "--rateest-interval", "250ms", "--rateest-ewmalog",
      "500ms"),
    // Copies what the node sends once more through OUTPUT.
    options("TEE", tables: ["mangle"], hooks: ["FORWARD"]) { one in
      ["--gateway", one.isIPv6 ? "2001:db8:64::99" : "100.64.0.99"]
    },
  ]
}
