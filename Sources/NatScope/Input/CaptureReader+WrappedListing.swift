// Lines of a listing that a mail or a terminal cut.
extension CaptureReader {
  /// Takes a line as the rest of the rule above it.
  ///
  /// A cut may stand between words or inside one, so a blank may or may not belong there; the rule is
  /// taken only if exactly one meaning comes out, else nothing is concluded from it.
  ///
  /// A rule that is whole without the line may be just that, and the line noise, unless something
  /// cut all lines at one column.
  mutating func joinListedRule(_ text: [UInt8], _ range: Range<Int>) {
    let last = current
    guard let index = builders[last].rules.indices.last else { return }
    let chain = builders[last].chains[Int(builders[last].rules[index].chainIndex)]
    let pending = repairs.lastIndex { $0.builder == last && $0.rule == index }
    let heads =
      pending.map { repairs[$0].candidates } ?? [
        Array(source.slice(builders[last].rules[index].text))
      ]
    func read(_ line: [UInt8]) -> ListedRule {
      ListedRule(
        line, 0..<line.count, chain: source.slice(chain.name), columns: chain.listing ?? [],
        family: builders[last].family ?? .ipv4)
    }
    let rest = Array(text[range])
    let joined = heads.prefix(16).flatMap { (head: [UInt8]) -> [[UInt8]] in
      [head + rest, head + [0x20] + rest]
    }
    let whole = joined.filter { read($0).isComplete }
    let limit = Self.endOfLine(text, text.count - 1)
    let isNoise = pending == nil && !isFolded(text, before: range, limit: limit)
    let alone = isNoise ? heads.filter { read($0).isComplete } : []
    let meanings = Set((whole + alone).map { Self.withoutComment(read($0).saveText) })
    let isClear = meanings.count == 1 && alone.isEmpty
    if let pending { repairs.remove(at: pending) }
    repairs.append(
      Repair(
        builder: last, rule: index, text: isClear ? whole.last : nil,
        candidates: joined))
    let place = TextRange(range.lowerBound, range.upperBound)
    note(isClear ? .wrappedRule : .ambiguousWrap, at: range.lowerBound, place)
  }

  /// The words of a rule but for its comment, in which a blank more or less says nothing.
  private static func withoutComment(_ text: [UInt8]) -> [[UInt8]] {
    let words = RuleTokens(text, TextRange(0, text.count)).map { Array(text[$0.range.bounds]) }
    return zip([[]] + words, words).filter { !$0.0.elementsEqual("--comment".utf8) }.map(\.1)
  }
}
