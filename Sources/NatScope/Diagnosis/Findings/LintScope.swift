/// What the detectors of findings look at.
struct LintScope {
  let capture: Capture
  let nodeAddresses: [NodeAddresses.Entry]?
  /// Which rulesets are asked, as indices.
  let rulesets: [Int]
  /// Rules of filter INPUT, and of the chains below it, that drop or reject, by ruleset.
  let inputStops: [Int: [Rule.ID]]

  init(capture: Capture, nodeAddresses: [NodeAddresses.Entry]?, rulesets: [Int]) {
    self.capture = capture
    self.nodeAddresses = nodeAddresses
    self.rulesets = rulesets
    var stops: [Int: [Rule.ID]] = [:]
    for index in rulesets { stops[index] = Self.inputStops(capture.rulesets[index]) }
    inputStops = stops
  }

  var node: NodeFacts { capture.node }
  var source: SourceText { capture.source }

  func ruleset(_ index: Int) -> Ruleset { capture.rulesets[index] }

  /// The rulesets of a family that have nat.
  func rulesets(_ family: IPFamily) -> [Int] {
    rulesets.filter { capture.rulesets[$0].family == family }
  }

  private func options(findsRulesTooLate: Bool) -> TraceOptions {
    var options = TraceOptions()
    options.findsRulesTooLate = findsRulesTooLate
    options.nodeAddresses = nodeAddresses
    options.localAddresses = capture.node.addresses
    options.mentionsOtherBackend = capture.mentionsOtherBackend
    options.ipvs = capture.ipvs
    return options
  }

  /// - Parameter findsRulesTooLate: whether later rules that would translate the packet too are of
  ///   interest; finding them takes a second walk.
  func trace(
    _ packet: Packet, _ index: Int, findsRulesTooLate: Bool = false
  ) -> ExplanationFacts {
    let ruleset = capture.rulesets[index]
    let trace = Trace.run(
      packet, through: ruleset, sets: capture.sets,
      options: options(findsRulesTooLate: findsRulesTooLate))
    return ExplanationFacts(
      shown: trace, ruleset, node: node, hasUserAddresses: nodeAddresses != nil)
  }

  /// Asks all rulesets of the family.
  func probe(_ destination: NamedDestinations.Destination, _ family: IPFamily) -> Probe {
    var packet = Packet(
      family: family, ipProtocol: destination.ipProtocol, destination: destination.address,
      destinationPort: destination.port)
    let isLoopback = destination.address?.isLoopback == true
    return Probe(
      family: family, ipProtocol: destination.ipProtocol, port: destination.port,
      address: destination.address,
      views: rulesets(family).map { index in
        packet.origin = .local
        guard !isLoopback else {
          return Probe.View(ruleset: index, outside: nil, local: trace(packet, index))
        }
        guard destination.address != nil else {
          // From the node it is of interest for what listens there, and costs as much again.
          let local = node.sockets.isGiven ? trace(packet, index) : nil
          packet.origin = .outside
          return Probe.View(
            ruleset: index, outside: trace(packet, index, findsRulesTooLate: true), local: local)
        }
        // There may be thousands of Services: their addresses are asked once, and a second time only
        // where what takes them is no Service.
        packet.origin = .outside
        var outside = trace(packet, index)
        if outside.translates, outside.owner.service == nil {
          outside = trace(packet, index, findsRulesTooLate: true)
        }
        return Probe.View(ruleset: index, outside: outside, local: nil)
      })
  }

  /// The command that changes rules of this ruleset: by the backend's own name where the node has
  /// rules of both, so that the right one is changed.
  func program(_ index: Int) -> String {
    let ruleset = capture.rulesets[index]
    let name = ruleset.family == .ipv4 ? "iptables" : "ip6tables"
    let others = capture.rulesets.contains {
      $0.family == ruleset.family && $0.backend != nil && $0.backend != ruleset.backend
    }
    guard others || capture.mentionsOtherBackend else { return name }
    switch ruleset.backend {
    case .legacy: return name + "-legacy"
    case .nfTables: return name + "-nft"
    case nil: return name
    }
  }

  /// The command that deletes a rule, by its whole specification; nil where the text does not hold
  /// all of it.
  func deletion(_ id: Rule.ID, _ index: Int) -> String? {
    let ruleset = capture.rulesets[index]
    let rule = ruleset[id]
    guard !rule.flags.contains(.damaged), ruleset.decode(id).problems.isEmpty,
      ListingRemarks(ruleset, id).lines.isEmpty
    else { return nil }
    let text = ruleset.text(of: id)
    var words = text.words.map {
      String(decoding: RuleTokens.unquote(text.slice($0.range)), as: UTF8.self)
    }
    // `-S -v` prints counters as an option.
    if let counters = words.firstIndex(of: "-c"), counters + 2 < words.count {
      words.removeSubrange(counters...(counters + 2))
    }
    guard words.count > 2, words[0] == "-A" else { return nil }
    let table = ruleset.tableName(rule.chain)
    return "\(program(index)) -t \(table) -D "
      + words.dropFirst().map(ShellWord.quoted).joined(separator: " ")
  }
}

extension ShellWord {
  /// A word as a shell takes it for one, whatever it holds: comments in rules come from whoever can
  /// add a rule.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_.:,/+=@".utf8.contains(byte)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
