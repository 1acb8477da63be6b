/// What the node counts beside the rules: how far the packet came, and what it was answered.
extension KernelNode {
  /// The interfaces by which a packet may leave.
  static let interfaces = links.keys.sorted() + ["lo"]

  /// Silences the node and counts where packets end, at priorities before and behind all tables.
  static let watch = """
    table inet nst {
      counter back { }
      counter delivered { }
      counter resets { }
      counter unreachables { }
      \(interfaces.map { "counter out-\($0) { }; counter left-\($0) { }" }.joined(separator: "\n"))
      chain back { type filter hook prerouting priority -450; iifname "lo" counter name back; }
      chain sent {
        type filter hook output priority -450
        meta priority 0:1357 counter name \(byInterface("out")) accept
        tcp flags & rst == rst counter name resets drop
        icmp type destination-unreachable counter name unreachables drop
        icmpv6 type destination-unreachable counter name unreachables drop
        drop
      }
      # Only here so that connection tracking runs for rulesets that do not need it, too.
      chain tracked { type filter hook output priority 440; ct state new; }
      chain routed { type filter hook forward priority -450; counter name \(byInterface("out")); }
      chain arrived { type filter hook input priority 450; counter name delivered; }
      chain leaving {
        type filter hook postrouting priority 450
        counter name \(byInterface("left"))
      }
    }
    """

  private static func byInterface(_ prefix: String) -> String {
    let names = interfaces.map { "\"\($0)\" : \"\(prefix)-\($0)\"" }
    return "oifname map { \(names.joined(separator: ", ")) }"
  }
}
