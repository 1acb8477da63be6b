/// What the free text at the right of an `iptables -L` line says, as iptables-save words.
///
/// Every match and target prints itself there without any separator but a blank
/// (iptables/iptables.c, print_firewall), and comments and log prefixes are printed as they are. So
/// the text is read in all ways that lead from its beginning to its end, and only what all of them
/// share is taken.
struct PrintedDetails: Sendable {
  /// A match and the place where it stands.
  struct Piece: Sendable, Hashable {
    /// `-m tcp --dport 80`, quoted as iptables-save quotes.
    var save: [UInt8]
    /// Where it stands, in the indices of the text.
    var range: Range<Int>
  }

  /// A name that was taken for what it commonly stands for.
  struct NameUse: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
      case service, host, network, user, group
    }

    var kind: Kind
    var name: String
    /// What was taken for it; the name itself where only the machine that printed it knows.
    var value: String
  }

  /// The matches in the order printed.
  var matches: [Piece] = []
  /// The target's options, `--to-destination 10.42.0.15:443 --random`; empty if it has none.
  var targetOptions: [UInt8] = []
  /// Whether the text begins with `[goto] `.
  var isGoto = false
  /// Parts that say something, nobody knows what. Nothing may be concluded from the rule.
  var unread: [Range<Int>] = []
  /// Whether the text can be read in several ways. What they do not share is in ``unread``.
  var isAmbiguous = false
  /// The names that stand in the text instead of numbers.
  var names: [NameUse] = []
  /// Options that the rule may have though the listing does not show them.
  var hidden: [String] = []

  /// Reads the text behind the destination column.
  ///
  /// - Parameters:
  ///   - text: The rest of the line; blanks around it do not count.
  ///   - target: The word of the target column, empty if there is none.
  ///   - ipProtocol: The rule's protocol: what service names depend on.
  ///   - family: Which of iptables and ip6tables printed the line.
  init(
    _ text: ArraySlice<UInt8>, target: ArraySlice<UInt8>, ipProtocol: IPProtocol?, family: IPFamily
  ) {
    var reading = PrintedDetailsReading(
      text: Self.trimmed(text), target: PrintFormTable.target(named: target),
      context: PrintForm.Context(ipProtocol: ipProtocol, family: family))
    if reading.text.starts(with: Self.gotoWord) {
      isGoto = true
      reading.text = Self.trimmed(reading.text.dropFirst(Self.gotoWord.count))
    }
    reading.read(into: &self)
  }

  private static let gotoWord = Array("[goto]".utf8)

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
    while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0d { text.removeLast() }
    return text
  }
}
