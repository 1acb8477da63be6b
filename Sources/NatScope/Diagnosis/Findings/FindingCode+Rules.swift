// Findings about the rules as such, and about the capture.
extension FindingCode {
  static let ofRules: [FindingCode] = [
    FindingCode(
      code: "NS211", title: "two captures that should differ are the same",
      meaning:
        "Two rulesets of different backends or families have exactly the same rules. Most often one "
        + "program was run twice, so that the other half of the truth is missing.",
      cause:
        "iptables is a link to one of the backends; a script that calls iptables-save and "
        + "iptables-nft-save may call the same program twice.",
      confirm: [.command("iptables-legacy-save -c"), .command("iptables-nft-save -c")],
      mend: ["Capture again, with the names of both programs."],
      reported: ["canonical/k8s-snap#2664"], needs: []),
    FindingCode(
      code: "NS223", title: "a translation takes a port of every destination",
      meaning:
        "A rule of PREROUTING or OUTPUT translates a port and asks for no destination, address type or "
        + "interface. It takes what pods send to that port of any host, too.",
      cause:
        "A rule made by hand for one service, left behind on a node that forwards for containers.",
      confirm: [.command("iptables -t nat -S PREROUTING"), .command("iptables -t nat -S OUTPUT")],
      mend: [
        .text(
          "lint prints the command that deletes the rule. If it is needed, ask for local addresses: "
            + "-m addrtype --dst-type LOCAL.")
      ],
      reported: ["wmenjoy/awesome-knowleges#43"], needs: []),
    FindingCode(
      code: "NS224", title: "rules that can never match",
      meaning:
        "A rule that takes every packet stands before others of its chain, which therefore do nothing.",
      cause:
        "Rules appended behind a final RETURN, DROP or REJECT, such as those that people append to "
        + "DOCKER-USER, or a rule for everything inserted at the head.",
      confirm: [.command("iptables-save -c")],
      mend: ["Insert the rules before the final one, with -I instead of -A."],
      reported: ["moby/moby#50098"], needs: []),
    FindingCode(
      code: "NS225", title: "the counters contradict the rules",
      meaning:
        "The rule that takes the port never counted a packet, and a later one that is never reached did. "
        + "The order changed, or the rules are not all that decides.",
      cause:
        "A rule was inserted after the other one had traffic; or a program that the text does not show "
        + "(the other backend, nftables, eBPF) takes the packets first.",
      confirm: [
        "Two captures, some seconds and some connections apart:",
        .command("iptables-save -c -t nat"),
      ],
      mend: ["None: it says that something else has to be looked at."],
      reported: ["containernetworking/plugins#683"], needs: [.counters]),
    FindingCode(
      code: "NS226", title: "the capture is not the whole",
      meaning:
        "Rules, chains, tables or columns are missing from the text, so that some findings cannot be "
        + "decided and others rest on less.",
      cause: "A listing without -n or -v, a single chain, the output of grep, a cut paste.",
      confirm: [.command("iptables-save -c")],
      mend: ["Capture again with iptables-save -c and ip6tables-save -c."],
      reported: ["kubernetes/kubernetes#104388"], needs: []),
    FindingCode(
      code: "NS231", title: "parts of the capture were printed by different versions of iptables",
      meaning:
        "An iptables that is older than the one that wrote a rule may print it without the matches it "
        + "does not know: 1.8.7 shows marks of 1.8.8 as rules without a mark. The text then says "
        + "something else than the kernel does.",
      cause:
        "Containers with an iptables of their own write rules, and the node's older one prints them.",
      confirm: [.command("iptables --version"), .command("nft list ruleset")],
      mend: ["Capture with the newest iptables that writes rules on the node."],
      reported: ["kubernetes/kubernetes#112477"], needs: []),
  ]
}
