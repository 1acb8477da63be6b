import ArgumentParser
import NatScope

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "graph", abstract: "x")
  func run() throws {}
}
