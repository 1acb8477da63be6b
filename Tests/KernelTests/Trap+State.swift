extension Trap {
  /// What connection tracking, lists and counters remember within one walk.
  private static let reset = {
    var packet = web
    packet.tcpFlags = [.rst, .ack]
    packet.state = "INVALID"
    return packet
  }()

  static let state: [Trap] = [
    Trap(
      "what conntrack refuses has a template in raw, and nothing behind it", reset,
      [
        "raw -A PREROUTING -m connmark --mark 0x0", "raw -A PREROUTING -j CT --zone 7",
        "raw -A PREROUTING -m connmark --mark 0x0", "raw -A PREROUTING -m connmark ! --mark 0x1",
        "mangle -A PREROUTING -m connmark --mark 0x0",
        "mangle -A PREROUTING -m conntrack --ctstate INVALID",
      ],
      kernel:
        "mangle PREROUTING #2, raw PREROUTING #2, raw PREROUTING #3, raw PREROUTING #4 untracked"),
    Trap(
      "raw has no conntrack: the state is INVALID, other conntrack matches fail either way", web,
      [
        "raw -A PREROUTING -m conntrack --ctstate INVALID",
        "raw -A PREROUTING -m conntrack ! --ctstate INVALID",
        "raw -A PREROUTING -m conntrack --ctstate NEW",
        "raw -A PREROUTING -m conntrack --ctproto tcp",
        "raw -A PREROUTING -m conntrack ! --ctproto udp",
        "raw -A PREROUTING -m state --state INVALID",
      ], kernel: "raw PREROUTING #1, raw PREROUTING #6"),
    Trap(
      "connmark in raw fails, negated or not, and CONNMARK does nothing there", web,
      [
        "raw -A PREROUTING -j CONNMARK --set-xmark 0x1/0xffffffff",
        "raw -A PREROUTING -m connmark --mark 0x0", "raw -A PREROUTING -m connmark ! --mark 0x5",
        "mangle -A PREROUTING -m connmark --mark 0x0",
        "mangle -A PREROUTING -m connmark --mark 0x1",
      ], kernel: "mangle PREROUTING #1, raw PREROUTING #1"),
    Trap(
      "a new connection: NEW, tracked, with its own original tuple", web,
      [
        "mangle -A PREROUTING -m conntrack --ctstate NEW",
        "mangle -A PREROUTING -m conntrack ! --ctstate NEW",
        "mangle -A PREROUTING -m state --state ESTABLISHED,RELATED",
        "mangle -A PREROUTING -m conntrack --ctorigdst 192.0.2.10",
        "mangle -A PREROUTING -m conntrack --ctorigdstport 80",
        "mangle -A PREROUTING -m conntrack --ctdir ORIGINAL",
        "mangle -A PREROUTING -m conntrack --ctdir REPLY",
        "mangle -A PREROUTING -m conntrack --ctstatus NONE",
        "mangle -A PREROUTING -m conntrack --ctstatus CONFIRMED",
      ],
      kernel: "mangle PREROUTING #1, mangle PREROUTING #4, mangle PREROUTING #5, "
        + "mangle PREROUTING #6"),
    Trap(
      "--ctstatus NONE never matches, its negation always does", web,
      [
        "mangle -A PREROUTING -m conntrack --ctstatus NONE",
        "mangle -A PREROUTING -m conntrack ! --ctstatus NONE",
        "mangle -A PREROUTING -m conntrack ! --ctstatus CONFIRMED",
      ], kernel: "mangle PREROUTING #2, mangle PREROUTING #3"),
    Trap(
      "after DNAT, --ctorigdst is the old address, -d the new, and ctstate DNAT is true", web,
      [
        "nat -A PREROUTING -p tcp -j DNAT --to-destination 10.244.1.5:8080",
        "mangle -A POSTROUTING -m conntrack --ctorigdst 192.0.2.10",
        "mangle -A POSTROUTING -m conntrack --ctorigdstport 80",
        "mangle -A POSTROUTING -d 10.244.1.5",
        "mangle -A POSTROUTING -p tcp -m tcp --dport 8080",
        "mangle -A POSTROUTING -m conntrack --ctstate DNAT",
        "mangle -A POSTROUTING -m conntrack --ctstate SNAT",
        "mangle -A POSTROUTING -m conntrack ! --ctstate DNAT",
        "mangle -A POSTROUTING -m conntrack --ctreplsrc 10.244.1.5",
      ],
      kernel: "mangle POSTROUTING #1, mangle POSTROUTING #2, mangle POSTROUTING #3, "
        + "mangle POSTROUTING #4, mangle POSTROUTING #5, mangle POSTROUTING #8, "
        + "nat PREROUTING #1 -> 10.244.1.5:8080"),
    Trap(
      "recent --set is seen by a later --rcheck of the same packet", web,
      [
        "nat -A PREROUTING -m recent --rcheck --name seen",
        "nat -A PREROUTING -m recent --set --name seen",
        "nat -A PREROUTING -m recent --rcheck --name seen",
        "nat -A PREROUTING -m recent ! --rcheck --name other",
        "nat -A PREROUTING -m recent --remove --name seen",
        "nat -A PREROUTING -m recent --rcheck --name seen",
      ], kernel: "nat PREROUTING #2, nat PREROUTING #3, nat PREROUTING #4, nat PREROUTING #5"),
    Trap(
      "statistic nth counts from its --packet", web,
      [
        "nat -A PREROUTING -m statistic --mode nth --every 2 --packet 0",
        "nat -A PREROUTING -m statistic --mode nth --every 2 --packet 1",
        "nat -A PREROUTING -m statistic --mode nth --every 1 --packet 0",
        "nat -A PREROUTING -m statistic --mode random --probability 1.0",
        "nat -A PREROUTING -m statistic --mode random --probability 0.0",
      ], kernel: "nat PREROUTING #1, nat PREROUTING #3, nat PREROUTING #4"),
    Trap(
      "owner: this test sends as root", localOut,
      [
        "nat -A OUTPUT -m owner --uid-owner 0", "nat -A OUTPUT -m owner ! --uid-owner 0",
        "nat -A OUTPUT -m owner --uid-owner 1000", "nat -A POSTROUTING -m owner --gid-owner 0",
      ], kernel: "nat OUTPUT #1, nat POSTROUTING #1"),
    Trap(
      "physdev without a bridge: only negations hold", web,
      [
        "nat -A PREROUTING -m physdev --physdev-in eth0",
        "nat -A PREROUTING -m physdev ! --physdev-in eth0",
        "nat -A PREROUTING -m physdev --physdev-is-bridged",
        "nat -A PREROUTING -m physdev ! --physdev-is-bridged",
      ], kernel: "nat PREROUTING #2, nat PREROUTING #4"),
    Trap(
      "the mark survives from PREROUTING to POSTROUTING, across tables", web,
      [
        "nat -A PREROUTING -j MARK --set-xmark 0x2000/0x2000",
        "nat -A PREROUTING -j DNAT --to-destination 10.244.1.5",
        "nat -A POSTROUTING -m mark --mark 0x2000/0x2000 -j MASQUERADE",
      ],
      kernel: "nat POSTROUTING #1, nat PREROUTING #1, "
        + "nat PREROUTING #2 -> 10.244.1.5:80 from 10.244.0.1:40000"),
    Trap(
      "127.0.0.1 to a pod without route_localnet dies in the routing after nat OUTPUT",
      TestPacket(source: "127.0.0.1", destination: "127.0.0.1", inInterface: nil),
      ["nat -A OUTPUT -p tcp -j DNAT --to-destination 10.244.1.5:80", "nat -A POSTROUTING"],
      kernel: "nat OUTPUT #1 lost", preparation: ["sysctl -qw net.ipv4.conf.all.route_localnet=0"]),
  ]
}
