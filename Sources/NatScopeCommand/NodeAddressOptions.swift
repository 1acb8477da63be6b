import ArgumentParser
import NatScope

/// The node's own addresses, for every command that asks what is local.
struct NodeAddressOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("An address of the node; all of them, one each.", valueName: "ip[/length]"))
  var nodeAddress: [String] = []

  func entries() throws(Failure) -> [NodeAddresses.Entry]? { try Self.entries(nodeAddress) }

  mutating func hide(_ redaction: RedactionSettings?) {
    guard let redaction else { return }
    nodeAddress = nodeAddress.map { redaction.replace($0) }
  }

  /// Reads the node's addresses; nil if there are none.
  static func entries(_ texts: [String]) throws(Failure) -> [NodeAddresses.Entry]? {
    var entries: [NodeAddresses.Entry] = []
    for text in texts {
      guard let entry = NodeAddresses.Entry(text) else {
        throw Failure("--node-address: '\(text)' is not IP, IP/LENGTH or IP/LENGTH%INTERFACE")
      }
      entries.append(entry)
    }
    return entries.isEmpty ? nil : entries
  }
}
