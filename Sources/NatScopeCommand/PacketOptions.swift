import ArgumentParser

/// What the user tells of the packet beside its destination.
struct PacketOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The packet's source.", valueName: "ip[:port]"))
  var from: String?

  @Option(
    name: .customLong("in"), help: ArgumentHelp("The interface it comes in by.", valueName: "iface")
  )
  var inInterface: String?

  @Flag(help: "The packet is sent by this node itself: OUTPUT.")
  var local = false

  @Option(
    help: ArgumentHelp("An address of the node; all of them, one each.", valueName: "ip[/length]"))
  var nodeAddress: [String] = []

  @Option(help: ArgumentHelp("The mark that the packet carries, 0x allowed.", valueName: "mark"))
  var mark = PacketSettings().mark

  @Option(help: "Conntrack's state: NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED.")
  var state = PacketSettings().state

  var settings: PacketSettings {
    PacketSettings(
      from: from, inInterface: inInterface, isLocal: local, nodeAddresses: nodeAddress, mark: mark,
      state: state)
  }
}

/// The same as the user typed it, with what holds when nothing is said.
struct PacketSettings {
  var from: String?
  var inInterface: String?
  var isLocal = false
  var nodeAddresses: [String] = []
  var mark = "0"
  var state = "NEW"
}
