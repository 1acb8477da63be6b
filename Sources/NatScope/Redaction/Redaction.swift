/// An input with aliases in place of whatever names somebody: addresses, names and ids.
///
/// Aliases are made in the input, line by line, and what is read from it anew is a capture like any
/// other: no answer can hold an original, in whatever format it is printed. The aliases are made by the
/// SHA-256 of the input, so the same input has the same aliases, and another one others.
public struct Redaction: Sendable {
  /// The input with as many lines as before; files are called `input-1`, `input-2` and so on.
  public let files: [InputFile]
  /// What the texts that the user typed are called now, in their order.
  public let typed: [String]
  /// `ALIAS<tab>ORIGINAL` for all that was replaced, a line each, in the order of the bytes of aliases.
  public let map: [UInt8]

  /// What a user types beside the input: it is aliased with it.
  public enum Text: Sendable, Hashable {
    /// A destination, an address, the name of an interface.
    case words(String)
    /// A pattern, in which only what the input has is replaced.
    case pattern(String)
  }

  /// - Parameters:
  ///   - files: the input.
  ///   - typed: texts that ask for something of the input.
  public init(_ files: [InputFile], typed: [Text] = []) {
    var making = RedactionMaking(
      files,
      typed.compactMap {
        if case .words(let text) = $0 { text } else { nil }
      })
    self.files = files.indices.map { making.file($0, files[$0]) }
    self.typed = typed.map {
      switch $0 {
      case .words(let text): making.text(text)
      case .pattern(let text): making.pattern(text)
      }
    }
    map = making.map
  }
}

/// The work on one input: what is found in a first pass tells how to alias in the second.
struct RedactionMaking {
  private let plan: RedactionPlan
  private var writer: LineWriter

  init(_ files: [InputFile], _ typed: [String]) {
    let capture = Capture.read(files)
    plan = RedactionPlan(capture)
    var secret: [UInt8] = []
    for file in files { secret += "\(file.bytes.count) ".utf8 + file.bytes }
    let key = SHA256.digest(secret)
    secret = []
    var needs = RedactionNeeds()
    for (index, file) in files.enumerated() {
      plan.forEachUnit(index, file.bytes) { unit in
        needs.read(unit.bytes, LineScanner.pieces(unit.bytes, unit.range, unit.context))
      }
    }
    for text in typed {
      let bytes = Array(text.utf8)
      needs.read(bytes, LineScanner.pieces(bytes, 0..<bytes.count, LineContext()))
    }
    needs.read(capture)
    var words = WordAliases(key: key, stem: needs.stem)
    for text in needs.beginnings { words.keepBeginning(text[...]) }
    writer = LineWriter(addresses: needs.addresses(key: key), words: words)
    for (name, origin) in HashedNames(capture).origins {
      guard let alias = HashedNames.name(like: name, of: alias(origin)) else { continue }
      writer.words.hashed[Array(name.utf8)] = Array(alias.utf8)
    }
  }

  private mutating func alias(_ origin: HashedNames.Origin) -> HashedNames.Origin {
    switch origin {
    case .service(let text, let ipProtocol): .service(self.text(text), ipProtocol)
    case .endpoint(let text, let ipProtocol, let endpoint):
      .endpoint(self.text(text), ipProtocol, self.text(endpoint))
    case .container(let network, let id):
      .container(network: self.text(network), id: self.text(id))
    }
  }

  // MARK: writing

  mutating func file(_ index: Int, _ file: InputFile) -> InputFile {
    var out: [UInt8] = []
    out.reserveCapacity(file.bytes.count + file.bytes.count / 8)
    var isFirst = true
    var writer = self.writer
    plan.forEachUnit(index, file.bytes) { unit in
      if !isFirst { out.append(UInt8(ascii: "\n")) }
      isFirst = false
      let pieces = LineScanner.pieces(unit.bytes, unit.range, unit.context)
      writer.write(
        unit.bytes, unit.range, pieces, isAligned: unit.context.isAligned, to: &out)
      // A line of a blank is passed over, and an empty one would end a chain of a listing.
      for _ in 0..<unit.blankLines { out += [UInt8(ascii: "\n"), 0x20] }
    }
    if file.bytes.last == UInt8(ascii: "\n") { out.append(UInt8(ascii: "\n")) }
    self.writer = writer
    let name = file.name == "<stdin>" ? file.name : "input-\(index + 1)"
    return InputFile(name: name, bytes: out)
  }

  /// A text that was typed, not read.
  mutating func text(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let pieces = LineScanner.pieces(bytes, 0..<bytes.count, LineContext())
    var out: [UInt8] = []
    writer.write(bytes, 0..<bytes.count, pieces, isAligned: false, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// A pattern: words of the input in it are replaced, and everything else stays.
  mutating func pattern(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var place = 0
    while place < bytes.count {
      var end = place
      if bytes[place] == UInt8(ascii: "\\") {
        end = min(place + 2, bytes.count)
        out += bytes[place..<end]
        place = end
        continue
      }
      while end < bytes.count, WordForm.isOfWord(bytes[end]) || WordForm.isJoint(bytes[end]) {
        end += 1
      }
      guard end > place else {
        out.append(bytes[place])
        place += 1
        continue
      }
      out += alias(ofPattern: bytes[place..<end])
      place = end
    }
    return String(decoding: out, as: UTF8.self)
  }

  private func alias(ofPattern word: ArraySlice<UInt8>) -> [UInt8] {
    if let known = writer.words.found(word) { return known }
    var result: [UInt8] = []
    for (index, part) in word.split(
      omittingEmptySubsequences: false, whereSeparator: WordForm.isJoint
    )
    .enumerated() {
      if index > 0 { result.append(word[part.startIndex - 1]) }
      result += writer.words.found(part) ?? Array(part)
    }
    return result
  }

  // MARK: the map

  var map: [UInt8] {
    var lines: [[UInt8]] = writer.map.map { Array("\($0.key)\t\($0.value)".utf8) }
    for (alias, original) in writer.words.map { lines.append(alias + [0x09] + original) }
    lines.sort { $0.lexicographicallyPrecedes($1) }
    return lines.reduce(into: []) { $0 += $1 + [UInt8(ascii: "\n")] }
  }
}
