/// The sockets of the input that have to do with a packet.
struct SocketFinding {
  /// Those that take, or may take, the packet as it was asked about.
  var asked: [Socket] = []
  /// Those that take, or may take, it where it goes; nil if that is not on this node.
  var target: [Socket]?
  /// Whether the lists of the input have all sockets of this protocol and family.
  var isWhole = false
}

extension ExplanationFacts {
  /// nil if the input has no sockets, or the protocol no ports.
  var sockets: SocketFinding? {
    guard node.sockets.isGiven, packet.ipProtocol.hasPorts, let port = packet.destinationPort else {
      return nil
    }
    var finding = SocketFinding()
    finding.isWhole = node.sockets.isWhole(packet.ipProtocol, family)
    finding.asked = node.sockets.listeners(
      on: port, of: packet.destination, packet.ipProtocol, family)
    if isDeliveredHere, let ports = main.destination.ports, ports.first == ports.last {
      finding.target = node.sockets.listeners(
        on: ports.first, of: targetAddress, packet.ipProtocol, family)
    }
    return finding
  }

  /// Whether the packet ends at a socket of this node.
  var isDeliveredHere: Bool {
    main.verdict == .accept
      && (main.delivery == .local || main.translation == .redirect)
      && main.translation != .transparentProxy
  }

  /// The address at which a socket is looked up; nil for any of the node.
  private var targetAddress: IPAddress? {
    guard let range = main.destination.addresses, range.lowerBound == range.upperBound else {
      return nil
    }
    return IPAddress(family: family, bits: range.lowerBound)
  }

  /// `nginx (pid 812)`; nil where the text names no process.
  private func process(_ socket: Socket) -> String? {
    socket.processes.first.map { process in
      let more = Set(socket.processes.map(\.pid)).count > 1 ? " and others" : ""
      return process.name + (process.pid.map { " (pid \($0))" } ?? "") + more
    }
  }

  /// `nginx (pid 812), listening on 0.0.0.0:8000,`, or `the socket on 0.0.0.0:8000`.
  private func name(_ socket: Socket) -> String {
    process(socket).map { "\($0), listening on \(place(socket))," }
      ?? "the socket on \(place(socket))"
  }

  private func place(_ socket: Socket) -> String {
    let isIPv6 = socket.addressText.contains(":")
    let zone = socket.interface.map { "%\($0)" } ?? ""
    let host = isIPv6 ? "[\(socket.addressText)]" : socket.addressText
    return host + zone + (socket.port.map { ":\($0)" } ?? "")
  }

  /// Where a list of sockets stands: `ss, line 60`.
  private var listPlace: String {
    guard let list = node.sockets.list(packet.ipProtocol, family) else { return "" }
    return "\(list.program), \(told("", list.place).placeText)"
  }

  func told(_ text: String, _ place: SourcePlace) -> Told {
    Told(text, place, in: ruleset.source)
  }

  // MARK: sentences

  /// What the sockets of the input say, in sentences.
  var socketSentences: [String] {
    guard let sockets else { return [] }
    if let target = sockets.target { return targetSentences(target, isWhole: sockets.isWhole) }
    guard main.verdict != nil, main.isTranslated || main.verdict != .accept else { return [] }
    let port = packet.portText
    guard let first = sockets.asked.first else {
      return sockets.isWhole
        ? ["No socket of \(here) is on \(port) (\(listPlace)), and none has to be."]
        : [absence(port)]
    }
    let fate = main.isTranslated ? "is rewritten" : "is stopped by a rule"
    let line = told("", first.place).placeText
    let isSure = first.takes(packet.destination, family) == true || packet.destination == nil
    let verb = isSure ? "listens" : "may listen"
    let more = sockets.asked.count > 1 ? " (and \(sockets.asked.count - 1) more)" : ""
    return [
      "\(process(first) ?? "A socket") \(verb) on \(place(first)) here (\(line))\(more), but the "
        + "packet \(fate) before the kernel looks for a socket: it never gets there."
    ] + decoySentence(first)
  }

  /// What a list says that need not have all, and one that is empty without telling of what.
  private func absence(_ port: String) -> String {
    let isEmpty = node.sockets.list(packet.ipProtocol, family)?.count == 0
    return isEmpty && node.sockets.all.isEmpty
      ? "The list of sockets in the input is empty (\(listPlace)), but does not tell what it was asked "
        + "for: with the command above it, as $ ss -lntup, it does."
      : "None of the sockets in the input is on \(port) (\(listPlace)), which need not be all: "
        + "ss -lntup shows them."
  }

  private func targetSentences(_ target: [Socket], isWhole: Bool) -> [String] {
    let port = main.destination.ports.map { "\($0)/\(packet.ipProtocol)" } ?? packet.portText
    if let first = target.first {
      let place = told("", first.place).placeText
      let isSure = first.takes(targetAddress, family) == true
      let isAny = targetAddress == nil && !isSure
      let condition =
        isSure ? "" : isAny ? ", for what is sent to its address" : ", as far as the text tells"
      return [
        "\(capitalised(name(first))) takes it\(condition) (\(place))."
      ]
        + decoySentence(first)
    }
    guard isWhole else {
      return [absence(port)]
    }
    let answer =
      packet.ipProtocol == .tcp
      ? "a connection is refused" : "the sender is told that the port is unreachable"
    return ["No socket of \(here) is on \(port) (\(listPlace)): \(answer)."]
  }

  /// What a socket of a known program is there for.
  private func decoySentence(_ socket: Socket) -> [String] {
    guard let decoy = socket.decoy else { return [] }
    switch decoy {
    case .dockerProxy:
      return [
        "docker-proxy serves 127.0.0.1, containers on the same bridge and IPv6 clients of "
          + "containers without IPv6."
      ]
    case .dockerDaemon: return ["dockerd only keeps the port from others; nothing answers there."]
    case .kubeProxy:
      return ["kube-proxy up to 1.23 only kept NodePorts from others; nothing answers there."]
    case .conmon: return ["conmon only keeps the port from others; nothing answers there."]
    case .crio: return ["CRI-O only keeps the hostPort from others; nothing answers there."]
    }
  }

  private func capitalised(_ text: String) -> String {
    // Names of programs stay as they are.
    text.hasPrefix("the socket") ? "T" + text.dropFirst() : text
  }

  /// The second half of the headline: whether a socket is there that one might take for the answer.
  var socketRemark: String? {
    guard let sockets, sockets.target == nil, main.isTranslated else { return nil }
    if let first = sockets.asked.first { return "\(capitalised(name(first))) never gets it." }
    return sockets.isWhole ? "None exists on \(packet.portText)." : nil
  }

  /// The remark for a packet that ends at a socket of this node.
  var targetRemark: String? {
    guard let sockets, let target = sockets.target else { return nil }
    guard let first = target.first else {
      return sockets.isWhole ? "None exists there." : nil
    }
    return first.takes(targetAddress, family) == true ? "It is \(name(first))." : nil
  }
}

extension Socket {
  /// `10.0.0.5`, `0.0.0.0`, `::`, or `*` for both families.
  public var addressText: String {
    switch local {
    case .address(let address): "\(address)"
    case .any(.ipv4): "0.0.0.0"
    case .any(.ipv6), .anyIPv6: "::"
    case .anyOfBoth, .anyIPv4OrBoth: "*"
    case .named(let name): name
    }
  }

  /// Programs that hold a port without serving what comes from outside, or hardly anything.
  enum Decoy {
    case dockerProxy, dockerDaemon, kubeProxy, conmon, crio
  }

  private static let decoys: [(String, Decoy)] = [
    ("docker-proxy", .dockerProxy), ("dockerd", .dockerDaemon), ("kube-proxy", .kubeProxy),
    ("conmon", .conmon), ("crio", .crio),
  ]

  var decoy: Decoy? {
    for process in processes {
      let found = Self.decoys.first { name, _ in
        process.name == name
          || process.isCut && process.name.utf8.count >= 8 && name.hasPrefix(process.name)
      }
      guard let (_, decoy) = found else { continue }
      // kube-proxy really serves its health checks and metrics there.
      if decoy == .kubeProxy, [10249, 10256].contains(port) { return nil }
      return decoy
    }
    return nil
  }
}
