/// What a command line in the text says of the dump behind it.
struct ShownProgram: Sendable, Hashable {
  enum Action: Sendable, Hashable {
    case save
    case list
    case listRules
    case other
  }
  var family: IPFamily?
  var backend: Backend?
  var action: Action
  /// The table that was asked for; nil for all of iptables-save's.
  var table: TableName?
  /// Whether only some of its lines were kept: `| grep …`.
  var isFiltered = false
  /// Whether it shows one chain and not the whole table.
  var isOneChain = false
}
