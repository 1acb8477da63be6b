extension ExplanationFacts {
  /// What `why` answers.
  var whyTitle: String {
    switch main.verdict {
    case nil: return "why it is not decided"
    case .drop, .reject, .queue: return "why sockets do not matter"
    case .accept: break
    }
    if main.translation == nil {
      return main.delivery == .forward ? "why sockets do not matter" : "what answers"
    }
    if isDeliveredHere, sockets != nil { return "what answers" }
    return sockets?.asked.isEmpty == false ? "why that socket gets nothing" : "why ss is empty"
  }

  /// Why `ss` does not show what answers, in sentences.
  ///
  /// Rules never prove that something listens or that nothing does, so no sentence says so.
  var why: [String] { reasons + socketSentences }

  private var reasons: [String] {
    if main.verdict == nil { return undecidedWhy }
    if main.obstacle == .loopbackFromOutside {
      return ["::1 never crosses an interface (RFC 4291 2.5.3); only this node itself reaches it."]
    }
    if main.obstacle == .linkLocalSource {
      return ["A router does not take a link-local source to another link (RFC 4291 2.5.6)."]
    }
    if main.obstacle == .timeToLiveExceeded {
      return ["Forwarding takes one from the TTL, and what has none left is dropped (RFC 1812)."]
    }
    if main.isStopped { return stoppedWhy }
    guard let translation = main.translation else { return untranslatedWhy }
    if translation == .redirect || translation == .transparentProxy || main.delivery == .local {
      return localWhy(translation)
    }
    return [
      "The kernel rewrites the destination before it looks for a socket, so none is needed on "
        + "\(here).",
      targetSentence + "; ss lists the sockets of its own namespace only.",
    ] + decoys
  }

  /// What a translated packet meets behind nat, and what its sender sees.
  private var stoppedWhy: [String] {
    let isPolicy = main.decidedBy.map { $0.rule == nil } ?? false
    let by = isPolicy ? "a chain's policy, since no rule of it lets the packet through" : "a rule"
    let hook = main.decidedBy?.hook
    var sentences: [String] = []
    if main.translation != nil, hook == .forward || hook == .input || hook == .output {
      sentences.append(
        "The destination is rewritten as it should be; the packet dies behind that, in "
          + "\(hook?.rawValue ?? ""), which sees the new destination.")
    }
    sentences.append(
      "It is stopped by \(by), so it reaches no socket, whether there is one or not.")
    switch main.verdict {
    case .drop: sentences.append("The sender gets no answer and sees a time-out.")
    case .reject:
      sentences.append("The sender is told at once, most often as \"connection refused\".")
    default: break
    }
    return sentences
  }

  private var targetSentence: String {
    let targets = answers.ordinary.filter { $0.outcome.isTranslated }
      .map { $0.outcome.destination.text(family) }
    let shown = targets.prefix(4).joined(separator: ", ")
    let more = targets.count > 4 ? " and \(targets.count - 4) more" : ""
    let which = targets.count > 1 ? "one of \(shown)\(more)" : shown
    return "If anything answers, it is \(which) \(owner.targetPlace)"
  }

  /// Sockets that people find in `ss` and take for the one that answers.
  private var decoys: [String] {
    switch owner.kind {
    case .nodePort:
      [
        "kube-proxy up to 1.23 held a placeholder socket on NodePorts; packets are rewritten "
          + "before they could reach it."
      ]
    case .clusterIP, .loadBalancer, .externalIP:
      ["A Service address normally belongs to no interface: it exists as a rule only."]
    case .docker:
      [
        "If ss does show docker-proxy or dockerd on this port, it serves 127.0.0.1, containers on "
          + "the same bridge and IPv6 clients, not IPv4 clients from outside the bridge."
      ]
    case .podman:
      ["If ss does show conmon on this port, it only reserves the port."]
    case .servicelb:
      [
        "The address is a Service's: the node behind it translates a second time. Its own rules "
          + "show that: sudo iptables-save -c | natscope trace "
          + "\(main.destination.text(family))"
      ]
    default: []
    }
  }

  private func localWhy(_ translation: Outcome.Translation) -> [String] {
    let port = main.destination.ports.map { "port \($0)" } ?? "the new port"
    let asked = packet.destinationPort.map { "port \($0)" } ?? "the old port"
    let verb =
      translation == .transparentProxy
      ? "The kernel hands the packet to the socket on \(port) and leaves its addresses as they are"
      : "The kernel rewrites the destination to \(here)'s own \(main.destination.text(family))"
    guard port != asked else { return ["\(verb), so a socket is needed there."] }
    return [
      "\(verb), so a socket is needed there and none on \(asked).",
      "On the wire (tcpdump) the packet still has \(asked).",
    ] + (owner.software == .istio ? ["In Istio that socket belongs to envoy."] : [])
  }

  private var untranslatedWhy: [String] {
    let invisible =
      "Native nftables rules, IPVS services and eBPF programs are not visible in this input; any "
      + "of them may still take the port."
    if let server = main.virtualService?.server {
      return [
        "IPVS hands the packet to \(server.text) before the node looks for a socket, so none is "
          + "needed on this node."
      ]
    }
    if owner.kind == .ipvs {
      return [
        "In IPVS mode the rules only mark packets; Services and their endpoints are in the "
          + "kernel's IPVS table, which has no sockets either."
      ]
    }
    if main.delivery == .forward {
      return [
        packet.origin == .local
          ? "The packet leaves this node; no socket that listens here is asked for it."
          : "The packet passes through this node to another one; its sockets do not matter."
      ]
    }
    let port = packet.destinationPort.map { ":\($0)" } ?? ""
    let any = family == .ipv4 ? "0.0.0.0\(port) or [::]\(port)" : "[::]\(port)"
    let own = packet.destination.map { " or \(Self.bracketed($0))\(port)" } ?? ""
    let socket =
      packet.ipProtocol.hasPorts
      ? ["What answers is a socket of this node: \(packet.ipProtocol) \(any)\(own)."] : []
    return socket + [
      "Pods with hostNetwork look the same as any process of the node.", invisible,
    ]
  }

  private static func bracketed(_ address: IPAddress) -> String {
    address.family == .ipv6 ? "[\(address)]" : "\(address)"
  }

  private var undecidedWhy: [String] {
    switch main.obstacle {
    case .noNATTable:
      ["Whether the destination is rewritten is decided in the nat table, which is missing here."]
    case .loop:
      ["The kernel refuses rulesets with loops, so this text is not what a node runs."]
    case .virtualService:
      [
        "An ipset of kube-proxy names this address: IPVS takes the packet behind the rules, and its "
          + "services and their endpoints are in the kernel's IPVS table."
      ]
    case .establishedConnection:
      ["Only the first packet of a connection is matched against the nat rules."]
    default: []
    }
  }
}
