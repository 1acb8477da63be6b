/// The columns of one rule line of `iptables -L` (iptables/iptables.c, print_firewall).
///
/// The columns are words with blanks between. Two of them may be missing in a line: the target, where the
/// rule has none, and `opt`, which ip6tables leaves blank.
struct ListingLine {
  typealias Field = Range<Int>

  private enum Column: Int {
    case number, packets, byteCount, target, ipProtocol, option, inInterface, outInterface, source
    case destination, details
  }

  /// Eight bytes a column: a line is read once for every rule of a listing.
  private var places: [11 of TextRange] = .init(repeating: .empty)

  private subscript(_ column: Column) -> Field { places[column.rawValue].bounds }

  private mutating func set(_ column: Column, _ place: Field) {
    places[column.rawValue] = TextRange(place.lowerBound, place.upperBound)
  }

  var number: Field { self[.number] }
  var packets: Field { self[.packets] }
  var byteCount: Field { self[.byteCount] }
  /// Empty for a rule without target.
  var target: Field { self[.target] }
  var ipProtocol: Field { self[.ipProtocol] }
  /// `--`, `-f` or `!f`; empty where the column is blank.
  var option: Field { self[.option] }
  var inInterface: Field { self[.inInterface] }
  var outInterface: Field { self[.outInterface] }
  var source: Field { self[.source] }
  var destination: Field { self[.destination] }
  /// What the extensions print, without blanks around it.
  var details: Field { self[.details] }

  /// - Parameter range: the line without its newline.
  /// - Returns: nil if the line is no rule with these columns.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>, _ columns: ListingColumns) {
    let words = Words(bytes, range, atMost: columns.contains(.verbose) ? 11 : 7)
    var index = 0
    if columns.contains(.numbers) {
      guard words.count > 0, Self.isNumber(bytes, words[0]) else { return nil }
      set(.number, words[0])
      index = 1
    }
    if columns.contains(.verbose) {
      guard words.count > index + 1, Self.isCount(bytes, words[index]),
        Self.isCount(bytes, words[index + 1])
      else { return nil }
      set(.packets, words[index])
      set(.byteCount, words[index + 1])
      index += 2
    }
    let interfaces = columns.contains(.verbose) ? 2 : 0
    guard let shape = Shape(bytes, words, index, interfaces, lineStart: range.lowerBound) else {
      return nil
    }
    if shape.hasTarget {
      set(.target, words[index])
      index += 1
    }
    set(.ipProtocol, words[index])
    index += 1
    if shape.hasOption {
      set(.option, words[index])
      index += 1
    }
    if interfaces > 0 {
      set(.inInterface, words[index])
      set(.outInterface, words[index + 1])
      index += 2
    }
    set(.source, words[index])
    set(.destination, words[index + 1])
    var end = range.upperBound
    var start = words[index + 1].upperBound
    while start < end, Self.isBlank(bytes[start]) { start += 1 }
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    set(.details, start..<end)
  }

  /// The columns of a line without titles above it, as in the output of grep.
  ///
  /// - Returns: nil if none of the forms that iptables prints fits.
  static func guess(_ bytes: Span<UInt8>, _ range: Range<Int>) -> ListingColumns? {
    let forms: [ListingColumns] = [[.numbers, .verbose], .verbose, .numbers, []]
    for columns in forms {
      guard let line = ListingLine(bytes, range, columns) else { continue }
      // Without `opt` any three words might be a protocol and two names.
      let isAddress = line.option.isEmpty ? Shape.isNumericAddress : Shape.isAddress
      guard isAddress(bytes, line.source), isAddress(bytes, line.destination) else { continue }
      return columns
    }
    return nil
  }

  // MARK: words

  /// The first words of the line.
  private struct Words {
    private var fields: [12 of TextRange] = .init(repeating: .empty)
    private(set) var count = 0

    /// - Parameter limit: how many columns there can be; what the extensions print is not cut.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>, atMost limit: Int) {
      var index = range.lowerBound
      while count < limit {
        bytes.skipBlanks(&index, to: range.upperBound)
        while index < range.upperBound, ListingLine.isBlank(bytes[index]) { index += 1 }
        guard index < range.upperBound else { return }
        let start = index
        bytes.skipWord(&index, to: range.upperBound)
        fields[count] = TextRange(start, index)
        count += 1
      }
    }

    subscript(_ index: Int) -> Field { fields[index].bounds }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private static func isNumber(_ bytes: Span<UInt8>, _ field: Field) -> Bool {
    for index in field where !isDigit(bytes[index]) { return false }
    return !field.isEmpty
  }

  /// `1204`, or rounded `123K`, `45M`, `6G`, `7T` (libxtables, xtables_print_num).
  private static func isCount(_ bytes: Span<UInt8>, _ field: Field) -> Bool {
    guard field.count > 1 else { return isNumber(bytes, field) }
    switch bytes[field.upperBound - 1] {
    case UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"):
      return isNumber(bytes, field.lowerBound..<field.upperBound - 1)
    default: return isNumber(bytes, field)
    }
  }

  /// Which of the columns that may be missing a line has.
  private struct Shape {
    let hasTarget: Bool
    let hasOption: Bool

    init?(
      _ bytes: Span<UInt8>, _ words: Words, _ first: Int, _ interfaces: Int, lineStart: Int
    ) {
      func isWord(_ index: Int, _ test: (Span<UInt8>, Field) -> Bool) -> Bool {
        index < words.count && test(bytes, words[index])
      }
      if isWord(first + 2, Self.isOption), isWord(first + 1, Self.isProtocol),
        words.count > first + 4 + interfaces
      {
        (hasTarget, hasOption) = (true, true)
        return
      }
      if isWord(first + 1, Self.isOption), isWord(first, Self.isProtocol),
        words.count > first + 3 + interfaces
      {
        (hasTarget, hasOption) = (false, true)
        return
      }
      hasOption = false
      let address = first + 1 + interfaces
      let with =
        isWord(first + 1, Self.isProtocol) && isWord(address + 1, Self.isAddress)
        && isWord(address + 2, Self.isAddress)
      let without =
        isWord(first, Self.isProtocol) && isWord(address, Self.isAddress)
        && isWord(address + 1, Self.isAddress)
      guard with || without else { return nil }
      if with, without {
        // The target's column is nine wide: with nothing in it the next word stands far off.
        let before = first > 0 ? words[first - 1].upperBound : lineStart
        hasTarget = words[first].lowerBound - before < 8
      } else {
        hasTarget = with
      }
    }

    private static func isOption(_ bytes: Span<UInt8>, _ field: Field) -> Bool {
      guard field.count == 2 else { return false }
      let (first, second) = (bytes[field.lowerBound], bytes[field.lowerBound + 1])
      return first == UInt8(ascii: "-")
        && (second == UInt8(ascii: "-") || second == UInt8(ascii: "f"))
        || first == UInt8(ascii: "!") && second == UInt8(ascii: "f")
    }

    /// A number, or a name of /etc/protocols, or `all`; with `!` before it negated.
    private static func isProtocol(_ bytes: Span<UInt8>, _ field: Field) -> Bool {
      var start = field.lowerBound
      if bytes[start] == UInt8(ascii: "!") { start += 1 }
      let name = start..<field.upperBound
      guard !name.isEmpty, name.count < 20 else { return false }
      if isDigit(bytes[start]) { return name.count <= 3 && isNumber(bytes, name) }
      guard bytes[start] >= UInt8(ascii: "a"), bytes[start] <= UInt8(ascii: "z") else {
        return false
      }
      let word = name.map { bytes[$0] }
      return word == Array("all".utf8) || IPProtocol(name: word) != nil
    }

    /// `10.0.0.0/8`, `::/0` or `anywhere`: nothing that stands in a sentence.
    static func isNumericAddress(_ bytes: Span<UInt8>, _ field: Field) -> Bool {
      var start = field.lowerBound
      if start < field.upperBound, bytes[start] == UInt8(ascii: "!") { start += 1 }
      let word = (start..<field.upperBound).map { bytes[$0] }
      return word.elementsEqual("anywhere".utf8) || AddressPattern(word[...]) != nil
    }

    /// A numeric address or network, `anywhere`, or a name with a prefix length.
    static func isAddress(_ bytes: Span<UInt8>, _ field: Field) -> Bool {
      var start = field.lowerBound
      if start < field.upperBound, bytes[start] == UInt8(ascii: "!") { start += 1 }
      guard start < field.upperBound else { return false }
      if isDigit(bytes[start]) {
        // A number alone is what other programs' columns hold.
        for index in start..<field.upperBound where !isDigit(bytes[index]) { return true }
        return false
      }
      var isName = true
      for index in start..<field.upperBound {
        switch bytes[index] {
        case UInt8(ascii: ":"), UInt8(ascii: "/"): return true
        case 48...57, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"): continue
        default: isName = false
        }
      }
      return isName && field.upperBound - start > 2
    }
  }
}
