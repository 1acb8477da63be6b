extension Reply {
  /// The way back in a few words.
  func text(_ packet: Packet, _ family: IPFamily) -> String {
    let sender = packet.source.map { "\($0)" } ?? "the sender"
    let target = source.text(family)
    return switch way {
    case .fromHere: "a socket of this node answers"
    case .toHere: "to this node, which hands it to the sender"
    case .toNewSource:
      "to \(destination.text(family)), which has to be an address of this node"
    case .past:
      "to \(sender) itself; it has to come back through this node"
    case .unchanged: "to \(sender) itself, by any way: nothing has to be turned back"
    case .toItself:
      "none: \(target) sees its own address as the sender (hairpin without masquerading)"
    case .toLoopback: "none: no other machine answers to a loopback address"
    case .undecided: "not decided: the rules of POSTROUTING are not in the input"
    }
  }
}
