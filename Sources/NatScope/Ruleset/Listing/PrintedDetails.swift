struct PrintedDetails {
  struct Piece: Sendable { var save: [UInt8]; var range: Range<Int> }
  struct NameUse: Sendable, Hashable {
    enum Kind: Sendable, Hashable { case service, host, network }
    var kind: Kind; var name: String; var value: String
  }
  var matches: [Piece] = []
  var targetOptions: [UInt8] = []
  var isGoto = false
  var unread: [Range<Int>] = []
  var isAmbiguous = false
  var names: [NameUse] = []
  var hidden: [String] = []
  init(
    _ text: ArraySlice<UInt8>, target: ArraySlice<UInt8>, ipProtocol: IPProtocol?, family: IPFamily
  ) {
    if !text.isEmpty { unread = [text.startIndex..<text.endIndex] }
  }
}
