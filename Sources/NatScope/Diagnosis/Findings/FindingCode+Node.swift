// Findings about the node's settings, addresses and families.
extension FindingCode {
  static let ofTheNode: [FindingCode] = [
    FindingCode(
      code: "NS220", title: "a published port lies in the range of ephemeral ports",
      meaning:
        "The kernel may give the port to a process that binds no port of its own choice (port 0); that "
        + "listener then gets nothing, since the port is translated. Outgoing connections are fine.",
      cause:
        "A NodePort range or hostPorts within net.ipv4.ip_local_port_range, without "
        + "net.ipv4.ip_local_reserved_ports.",
      confirm: [
        .command("sysctl net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports")
      ],
      mend: [.command("sysctl -w net.ipv4.ip_local_reserved_ports=PORTS")],
      reported: ["kubernetes/kubernetes#111682", "cilium/cilium#10261", "cilium/cilium#14218"],
      needs: [.sysctls]),
    FindingCode(
      code: "NS221", title: "published ports answer on every address of the node",
      meaning:
        "The rules take the port of every local address: those of other interfaces, of load balancers "
        + "and tunnels as well.",
      cause: "NodePorts without --nodeport-addresses, hostPorts without hostIP.",
      confirm: [.command("ip -o addr"), .command("natscope trace ADDRESS:PORT")],
      mend: ["Set --nodeport-addresses of kube-proxy, or a hostIP."],
      reported: ["kubernetes/kubernetes#111863", "kubernetes/kubernetes#123105"],
      needs: [.addresses]),
    FindingCode(
      code: "NS227", title: "a port is published for IPv4 only",
      meaning:
        "The rules of IPv4 translate the port, those of IPv6 do not. A client that takes the IPv6 "
        + "address, as many do for localhost, is refused or meets another process.",
      cause:
        "The pod or container has no IPv6 address, or the program writes rules of one family only.",
      confirm: [.command("ip6tables-save -c -t nat"), .command("getent ahosts localhost")],
      mend: ["Use the IPv4 address, or publish the port for IPv6 too."],
      reported: ["kubernetes/kubernetes#28988", "moby/moby#2174"], needs: [.rulesOfIPv6]),
    FindingCode(
      code: "NS233", title: "the table of connections is full, or nearly so",
      meaning:
        "When nf_conntrack_count reaches nf_conntrack_max, the kernel drops the first packets of new "
        + "connections, whatever the rules say.",
      cause: "Many short connections, long time-outs, or a limit that was never raised.",
      confirm: [
        .command("sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max"),
        .command("conntrack -S"),
      ],
      mend: [.command("sysctl -w net.netfilter.nf_conntrack_max=NUMBER")],
      reported: ["kubernetes/kubernetes#71261", "kubernetes/kubernetes#18604"], needs: [.sysctls]),
  ]
}
