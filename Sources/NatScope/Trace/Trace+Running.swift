/// What the user told beside the packet.
public struct TraceOptions: Sendable {
  /// The complete list of the node's addresses, or nil if it is not known.
  public var nodeAddresses: [NodeAddresses.Entry]?
  /// What the input tells of the node's addresses, where the user gave no list.
  public var localAddresses = LocalAddresses()
  /// Whether to note every rule that was tried and did not match.
  public var recordsMisses = false
  /// Whether to look for rules behind a translation that would have translated the packet too.
  public var findsRulesTooLate = true
  /// Whether the input says that the other backend has rules too.
  public var mentionsOtherBackend = false
  /// The virtual services of the input.
  public var ipvs = IPVS()

  public init() {}
}

extension Trace {
  /// Follows a packet through a ruleset.
  ///
  /// - Parameter sets: ipsets of the input, which settle `-m set`.
  public static func run(
    _ packet: Packet, through ruleset: Ruleset, sets: IPSets = IPSets(),
    options: TraceOptions = TraceOptions()
  ) -> Trace {
    let nodes = NodeAddresses(options.nodeAddresses, told: options.localAddresses)
    var packet = packet
    var isSourceAssumed = false
    let isToSelf =
      packet.destination.map { nodes.contains($0.bits, packet.family) ?? true } ?? false
    if packet.origin == .local, packet.source == nil, isToSelf {
      // The kernel takes the destination as the source of what a node sends to itself.
      packet.source = packet.destination
      isSourceAssumed = true
    }
    var tracer = tracer(packet, isSourceAssumed, ruleset, sets, nodes, options)
    tracer.run()
    if isSourceAssumed, tracer.isDestinationLocal == false {
      // The destination turned out to be another node's: then the source is open.
      packet.source = nil
      tracer = self.tracer(packet, false, ruleset, sets, nodes, options)
      tracer.run()
    }
    return tracer.result()
  }

  private static func tracer(
    _ packet: Packet, _ isSourceAssumed: Bool, _ ruleset: Ruleset, _ sets: IPSets,
    _ nodes: NodeAddresses, _ options: TraceOptions
  ) -> Tracer {
    Tracer(
      ruleset: ruleset, sets: sets, packet: packet, nodes: nodes,
      recordsMisses: options.recordsMisses, findsRulesTooLate: options.findsRulesTooLate,
      isSourceAssumed: isSourceAssumed, mentionsOtherBackend: options.mentionsOtherBackend,
      ipvs: options.ipvs,
      universe: Tracer.universe(packet, nodes))
  }
}
