// What comes back of a packet that gets through.
extension Tracer {
  /// The answer to an accepted packet.
  mutating func reply(to end: Ended, _ outcome: Outcome) -> Reply {
    let state = end.state
    let isUnknown = state.source == .range(0...packet.family.maximum)
    return Reply(
      source: outcome.destination,
      destination: endpoint(state, .source, .sourcePort, isUnknown: isUnknown),
      way: way(of: end, outcome))
  }

  private mutating func way(of end: Ended, _ outcome: Outcome) -> Reply.Way {
    let state = end.state
    if end.delivery == .local { return .fromHere }
    if state.isSourceUndecided { return .undecided }
    let loopback = IPPrefix.loopback(packet.family).bounds
    if state.source == .original {
      if let source = value(.source, state) {
        if loopback.contains(source) { return .toLoopback }
        if packet.origin == .outside, source == value(.destination, state) { return .toItself }
      }
      if packet.origin == .local { return .toHere }
      return state.translation == nil ? .unchanged : .past
    }
    // MASQUERADE takes an address of the interface that the packet leaves by.
    if state.source == .range(0...packet.family.maximum) { return .toHere }
    guard let source = value(.source, state) else { return .toNewSource }
    return nodes.contains(source, packet.family) == true ? .toHere : .toNewSource
  }
}
