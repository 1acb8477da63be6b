// Container engines, virtual machines, firewalls and others that are at work on a host.
extension ChainOwner {
  static let ofContainers: [ChainOwner] = [
    ChainOwner(
      "Docker", writer: "dockerd, when it starts and at each change of containers",
      software: .docker,
      [
        Chains("DOCKER", purpose: "translates published ports, and in filter accepts them"),
        Chains("DOCKER-USER", purpose: "is for rules of the administrator"),
        Chains("DOCKER-INGRESS", purpose: "translates published ports of Swarm"),
        Chains("DOCKER_OUTPUT", "DOCKER_POSTROUTING", purpose: "leads to the resolver 127.0.0.11"),
        Chains("DOCKER-*", purpose: "keeps networks apart and accepts their packets"),
      ]),
    ChainOwner(
      "podman (netavark)", writer: "netavark, when a container starts and stops",
      software: .podman,
      [
        Chains("NETAVARK-HOSTPORT-DNAT", purpose: "leads published ports to their network's chain"),
        Chains("NETAVARK-DN-*", "nv_*", purpose: "translates the published ports of a network"),
        Chains(
          "NETAVARK-HOSTPORT-SETMARK", "NETAVARK-HOSTPORT-MASQ",
          purpose: "masquerades containers that ask their own port, and loopback"),
        Chains("NETAVARK_*", purpose: "keeps networks apart and accepts their packets"),
        Chains("NETAVARK-*", purpose: "masquerades what containers send to other networks"),
      ]),
    ChainOwner(
      "nerdctl", writer: "nerdctl by the CNI plugins, when a container starts and stops",
      // It has portmap's chains, and its own comments: the id has its namespace before it.
      [Chains("NERDCTL-*", purpose: "accepts packets of containers")]),
    ChainOwner(
      "libvirt", writer: "libvirtd, when a network starts",
      software: .libvirt,
      [Chains("LIBVIRT_*", purpose: "masquerades and accepts packets of virtual machines")]),
    ChainOwner(
      "LXD", writer: "lxd, when a network starts or its ACLs change",
      [Chains("lxd_acl_*", purpose: "is the ACL of a network")]),
    ChainOwner(
      "OpenStack Neutron", writer: "the agents of Neutron, at each change of ports and groups",
      [
        Chains(
          "neutron-*", "quantum-*", purpose: "is a security group, or translates floating IPs"),
        Chains("nova-*", purpose: "is a rule of nova-network"),
      ]),
  ]

  static let ofFirewalls: [ChainOwner] = [
    ChainOwner(
      "firewalld", writer: "firewalld, when it starts and reloads, which may flush other rules",
      [
        Chains(
          "INPUT_direct", "OUTPUT_direct", "FORWARD_direct", "PREROUTING_direct",
          "POSTROUTING_direct", purpose: "is for direct rules"),
        Chains(
          "INPUT_ZONES", "FORWARD_IN_ZONES", "FORWARD_OUT_ZONES", "PREROUTING_ZONES",
          "POSTROUTING_ZONES", "INPUT_ZONES_SOURCE", "FORWARD_IN_ZONES_SOURCE",
          "FORWARD_OUT_ZONES_SOURCE", "PREROUTING_ZONES_SOURCE", "POSTROUTING_ZONES_SOURCE",
          purpose: "leads packets to the zone of their interface or source"),
        Chains(
          "INPUT_POLICIES_*", "FORWARD_POLICIES_*", "OUTPUT_POLICIES_*", "PREROUTING_POLICIES_*",
          "POSTROUTING_POLICIES_*", purpose: "leads packets to policies"),
        Chains(
          "IN_*_allow", "IN_*_deny", "IN_*_log", "IN_*_pre", "IN_*_post", "FWD_*_allow",
          "FWD_*_deny", "FWD_*_log", "FWD_*_pre", "FWD_*_post", "FWDI_*_allow", "FWDI_*_deny",
          "FWDI_*_log", "FWDO_*_allow", "FWDO_*_deny", "FWDO_*_log", "PRE_*_allow", "PRE_*_deny",
          "PRE_*_log", "PRE_*_pre", "PRE_*_post", "POST_*_allow", "POST_*_deny", "POST_*_log",
          "POST_*_pre", "POST_*_post", "IN_public", "FWD_public", "FWDI_public", "FWDO_public",
          "PRE_public", "POST_public", purpose: "has the rules of a zone"),
      ]),
    ChainOwner(
      "ufw", writer: "ufw, when it is enabled or reloaded",
      [Chains("ufw-*", "ufw6-*", purpose: "has the rules of the administrator and ufw's own")]),
    ChainOwner(
      "fail2ban", writer: "fail2ban, when an address is banned",
      [Chains("f2b-*", "fail2ban-*", purpose: "stops banned addresses")]),
    ChainOwner(
      "Tailscale", writer: "tailscaled, when it starts",
      [
        Chains(
          "ts-input", "ts-forward", "ts-postrouting",
          purpose: "accepts and masquerades packets of the tailnet")
      ]),
    ChainOwner(
      "OpenWrt", writer: "OpenWrt's firewall, when it starts and reloads",
      [
        Chains(
          "zone_*", "delegate_*", "input_rule", "output_rule", "forwarding_rule",
          "prerouting_rule", "postrouting_rule", "input_*_rule", "output_*_rule",
          "forwarding_*_rule", "prerouting_*_rule", "postrouting_*_rule", "syn_flood",
          purpose: "has the rules of a zone, or leads to them")
      ]),
    ChainOwner(
      "miniupnpd", writer: "miniupnpd, when a client asks for a port",
      [Chains("MINIUPNPD", "MINIUPNPD-*", purpose: "translates ports that clients asked for")]),
  ]
}
