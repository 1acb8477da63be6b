extension Trap {
  private static func connection(_ chain: String, _ rules: [String]) -> [String] {
    rules.map { "mangle -A \(chain) \($0)" }
  }

  private static let counts = ["packets", "bytes", "avgpkt"]

  private static func connbytes(_ range: String, _ mode: String, _ side: String) -> String {
    "-m connbytes \(range) --connbytes-mode \(mode) --connbytes-dir \(side)"
  }

  private static let far = TestPacket(source: "203.0.113.9", destination: "198.18.0.5")
  private static let sent = TestPacket(
    source: "192.0.2.10", destination: "198.18.0.5", inInterface: nil)

  /// Connections, sockets and bridges behind a packet.
  static let origins: [Trap] = [
    Trap(
      "connbytes of a first packet", web,
      connection(
        "PREROUTING",
        [
          connbytes("--connbytes 1:1", "packets", "original"),
          connbytes("--connbytes 1:1", "packets", "both"),
          connbytes("--connbytes 0:0", "packets", "reply"),
          connbytes("! --connbytes 2:9", "packets", "both"),
          connbytes("--connbytes 40:40", "bytes", "original"),
          connbytes("--connbytes 40:40", "avgpkt", "both"),
          connbytes("--connbytes 0:0", "avgpkt", "reply"),
          connbytes("--connbytes 41", "bytes", "both"),
          connbytes("--connbytes 2", "packets", "both"),
          connbytes("--connbytes 40", "bytes", "both"),
        ]),
      kernel: [1, 2, 3, 4, 5, 6, 7, 10].map { "mangle PREROUTING #\($0)" }
        .joined(separator: ", ")),
    Trap(
      "connbytes without an entry fails, negated or not", web,
      [
        "raw -A PREROUTING " + connbytes("--connbytes 0:9", "packets", "both"),
        "raw -A PREROUTING " + connbytes("! --connbytes 0:9", "packets", "both"),
        "raw -A PREROUTING -j CT --zone 0",
        "raw -A PREROUTING " + connbytes("--connbytes 0:9", "packets", "both"),
        "raw -A PREROUTING " + connbytes("! --connbytes 0:9", "packets", "both"),
        "mangle -A PREROUTING " + connbytes("! --connbytes 2:9", "packets", "both"),
      ], kernel: "mangle PREROUTING #1, raw PREROUTING #3"),
    Trap(
      "a new connection has no helper", web,
      [
        "raw -A PREROUTING -m helper --helper ftp", "raw -A PREROUTING -m helper ! --helper ftp",
        "mangle -A PREROUTING -m helper --helper ftp",
        "mangle -A PREROUTING -m helper ! --helper ftp",
      ], kernel: "mangle PREROUTING #2, raw PREROUTING #2"),
    Trap(
      "connlabel", web,
      [
        "raw -A PREROUTING -m connlabel --label 3", "raw -A PREROUTING -m connlabel ! --label 3",
        "raw -A PREROUTING -m connlabel --label 3 --set",
        "mangle -A PREROUTING -m connlabel --label 3",
        "mangle -A PREROUTING -m connlabel ! --label 3",
        "mangle -A PREROUTING -m connlabel --label 3 --set",
        "mangle -A PREROUTING -m connlabel --label 3",
        "mangle -A PREROUTING -m connlabel --label 4",
        "nat -A PREROUTING -m connlabel ! --label 3", "nat -A PREROUTING -m connlabel --label 3",
      ],
      kernel: "mangle PREROUTING #2, mangle PREROUTING #3, mangle PREROUTING #4, "
        + "nat PREROUTING #2, raw PREROUTING #2"),
    Trap(
      "owner of a process", sent,
      connection(
        "OUTPUT",
        [
          "-m owner --socket-exists", "-m owner ! --socket-exists", "-m owner --uid-owner 0",
          "-m owner ! --uid-owner 0", "-m owner --uid-owner 1-9", "-m owner ! --uid-owner 1-9",
          "-m owner --gid-owner 0", "-m owner --uid-owner 0 ! --gid-owner 5",
        ]) + connection("POSTROUTING", ["-m owner --uid-owner 0", "-m owner ! --uid-owner 7"]),
      kernel: "mangle OUTPUT #1, mangle OUTPUT #3, mangle OUTPUT #6, mangle OUTPUT #7, "
        + "mangle OUTPUT #8, mangle POSTROUTING #1, mangle POSTROUTING #2"),
    Trap(
      "owner of what is forwarded: only what is negated holds", far,
      connection(
        "POSTROUTING",
        [
          "-m owner --socket-exists", "-m owner ! --socket-exists", "-m owner --uid-owner 0",
          "-m owner ! --uid-owner 0", "-m owner ! --uid-owner 0 ! --gid-owner 0",
          "-m owner ! --uid-owner 0 --gid-owner 5",
        ]),
      kernel: "mangle POSTROUTING #2, mangle POSTROUTING #4, mangle POSTROUTING #5"),
    Trap(
      "cgroup of what is forwarded fails, negated or not", far,
      connection("POSTROUTING", ["-m cgroup --cgroup 1", "-m cgroup ! --cgroup 1"]), kernel: ""),
    Trap(
      "cgroup of what arrives fails, negated or not", web,
      connection("INPUT", ["-m cgroup --cgroup 1", "-m cgroup ! --cgroup 1", "-p tcp"]),
      kernel: "mangle INPUT #3"),
    Trap(
      "what passes no bridge has no bridge port", web,
      connection(
        "PREROUTING",
        [
          "-m physdev --physdev-in eth0", "-m physdev ! --physdev-in eth0",
          "-m physdev --physdev-is-in", "-m physdev ! --physdev-is-in",
          "-m physdev --physdev-is-bridged", "-m physdev ! --physdev-is-bridged",
          "-m physdev ! --physdev-is-in --physdev-in eth0",
        ]), kernel: "mangle PREROUTING #2, mangle PREROUTING #4, mangle PREROUTING #6"),
    Trap(
      "what the node sends passes no bridge", sent,
      connection(
        "POSTROUTING",
        [
          "-m physdev --physdev-out sink0", "-m physdev ! --physdev-out sink0",
          "-m physdev ! --physdev-is-bridged",
        ]), kernel: "mangle POSTROUTING #2, mangle POSTROUTING #3"),
    Trap(
      "addrtype --limit-iface-in of IPv6 asks for the interface's own address", web6,
      [
        "nat -A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-in",
        "nat -A PREROUTING -m addrtype ! --dst-type LOCAL --limit-iface-in",
      ], kernel: "nat PREROUTING #1"),
    Trap(
      "addrtype --limit-iface-in of another interface's address is UNICAST",
      TestPacket(source: "203.0.113.9", destination: "198.51.100.10"),
      [
        "nat -A PREROUTING -m addrtype --dst-type UNICAST --limit-iface-in",
        "nat -A PREROUTING -m addrtype --dst-type UNICAST",
      ], kernel: "nat PREROUTING #1"),
    Trap(
      "addrtype --limit-iface-in of another interface's IPv6 address",
      TestPacket(source: "2001:db8:9::9", destination: "2001:db8:2::10"),
      [
        "nat -A PREROUTING -m addrtype --dst-type LOCAL",
        "nat -A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-in",
        "nat -A PREROUTING -m addrtype --dst-type UNICAST --limit-iface-in",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #3"),
    Trap(
      "a link-local source is not forwarded to another link",
      TestPacket(source: "fe80::9", destination: "2001:db8:77::5"),
      ["mangle -A PREROUTING", "mangle -A FORWARD"], kernel: "mangle PREROUTING #1 lost"),
    Trap(
      "a link-local source is forwarded back over its own link",
      TestPacket(source: "fe80::9", destination: "2001:db8:1::77"),
      ["mangle -A PREROUTING", "mangle -A FORWARD -o eth0", "mangle -A POSTROUTING"],
      kernel: "mangle FORWARD #1, mangle POSTROUTING #1, mangle PREROUTING #1"),
    Trap(
      "a link-local source reaches the node's other addresses",
      TestPacket(source: "fe80::9", destination: "2001:db8:2::10"),
      ["mangle -A INPUT"], kernel: "mangle INPUT #1"),
    Trap(
      "a link-local source is not forwarded to where it was translated to",
      TestPacket(source: "fe80::9", destination: "2001:db8:1::10"),
      [
        "nat -A PREROUTING -p tcp -j DNAT --to-destination [fd00:10:244::5]:80",
        "mangle -A FORWARD",
      ], kernel: "nat PREROUTING #1 lost"),
  ]
}
