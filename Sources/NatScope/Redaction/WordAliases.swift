/// The aliases of names and ids.
///
/// A name is taken apart at hyphens, underscores and dots, and each part has one alias wherever it
/// stands, so that a pod still has its Deployment's name before its own. What is random in a name has
/// an alias of the same alphabet and length; other parts are called `n1`, `n2` and so on, in the
/// order in which the input has them.
struct WordAliases {
  private let cipher: PrefixCipher
  /// What the names of aliases begin with: no word of the input is of this form.
  private let stem: [UInt8]
  private var names: [[UInt8]: [UInt8]] = [:]
  private var known: [[UInt8]: [UInt8]] = [:]
  /// Beginnings of interface names that a rule asks for: `acme+`.
  private var beginnings: [[UInt8]] = []
  /// Chains whose names are hashes, with the aliases that fit the aliases of what was hashed.
  var hashed: [[UInt8]: [UInt8]] = [:]
  private(set) var map: [[UInt8]: [UInt8]] = [:]

  init(key: [UInt8], stem: String) {
    cipher = PrefixCipher(key: key)
    self.stem = Array(stem.utf8)
  }

  mutating func keepBeginning(_ text: ArraySlice<UInt8>) {
    let text = Array(text)
    guard !beginnings.contains(text), beginnings.count < 1_000 else { return }
    beginnings.append(text)
    beginnings.sort { ($1.count, $1.lexicographicKey) < ($0.count, $0.lexicographicKey) }
  }

  // MARK: words

  /// The alias of a word; the word itself where it is known, a number, or a single letter.
  mutating func alias(_ word: some Collection<UInt8>) -> [UInt8] {
    let word = Array(word)
    if let alias = known[word] { return alias }
    let alias = make(word)
    known[word] = alias
    if alias != word { map[alias] = word }
    return alias
  }

  /// The alias of a word of a text in which nothing is meant for natscope.
  mutating func freeAlias(_ word: some Collection<UInt8>) -> [UInt8] {
    let alias = alias(word)
    return alias.elementsEqual(word) ? name(Array(word)) : alias
  }

  /// What was replaced already, for patterns that the user types; nil for anything else.
  func found(_ word: some Collection<UInt8>) -> [UInt8]? {
    known[Array(word)] ?? names[Array(word)]
  }

  private mutating func make(_ word: [UInt8]) -> [UInt8] {
    if let alias = hashed[word] { return alias }
    if word.count == 1, word[0] < 0x80 { return word }
    if KnownWords.holds(word) || WordForm.isNumber(word) || WordForm.isInterface(word) {
      return word
    }
    if let alias = chain(word) ?? beginning(word) ?? id(word) { return alias }
    // iptables prints the flags of TCP without a blank before (libxt_tcp.c): `dpt:domainflags`.
    if word.count > 5, word.suffix(5).elementsEqual("flags".utf8),
      ServiceNames.port(word.dropLast(5), .tcp) != nil
    {
      return word
    }
    let alias = parts(word)
    // Names of interfaces have at most 15 bytes, of chains 28 and of sets 31.
    for limit in [15, 28, 31] where word.count <= limit && alias.count > limit {
      // What the name begins with may be asked for: `qr-+`.
      let short = alias.prefix { !WordForm.isJoint($0) } + [UInt8(ascii: "-")] + name(word)
      let isHeld = word.contains(where: WordForm.isJoint) && short.count <= limit
      return isHeld ? Array(short) : name(word)
    }
    return alias
  }

  /// A chain of a known program keeps what the program calls it by.
  private mutating func chain(_ word: [UInt8]) -> [UInt8]? {
    let text = String(decoding: word, as: UTF8.self)
    guard let found = ChainOwner.owner(of: text),
      let pattern = found.chains.patterns.first(where: { ChainOwner.fits(text, $0) }),
      let star = pattern.utf8.firstIndex(of: UInt8(ascii: "*"))
    else { return nil }
    let head = pattern.utf8[..<star].count
    let tail = pattern.utf8.count - head - 1
    let inside = word[head..<word.count - tail]
    let alias = word[..<head] + (id(Array(inside)) ?? parts(Array(inside))) + word.suffix(tail)
    return alias.count > max(28, word.count)
      ? Array(word[..<head]) + name(Array(inside)) : Array(alias)
  }

  /// `acme0` where a rule asks for `acme+`.
  private mutating func beginning(_ word: [UInt8]) -> [UInt8]? {
    guard let head = beginnings.first(where: { word.starts(with: $0) }) else { return nil }
    // No other alias begins with this one: names of aliases end in a digit.
    let alias = name(head) + [UInt8(ascii: "_")]
    let rest = Array(word[head.count...])
    return rest.isEmpty ? alias : alias + (WordForm.isNumber(rest) ? rest : name(rest))
  }

  /// The alias of what a rule asks for as `acme+`, without the plus.
  mutating func beginningAlias(_ text: ArraySlice<UInt8>) -> [UInt8] {
    if WordForm.isInterface(Array(text) + [0x30]) || WordForm.isInterfaceHead(text) {
      return Array(text)
    }
    return alias(text)
  }

  // MARK: parts

  private mutating func parts(_ word: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    // What stands between dots is a name of its own: `web.default.svc.cluster.local`.
    for (index, label) in word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .enumerated()
    {
      if index > 0 { result.append(UInt8(ascii: ".")) }
      result += self.label(Array(label))
    }
    return result
  }

  private mutating func label(_ label: [UInt8]) -> [UInt8] {
    if let known = hashed[label] { return known }
    if KnownWords.holds(label) { return label }
    var pieces: [(text: [UInt8], alias: [UInt8]?)] = []
    var joints: [UInt8] = []
    var start = 0
    for index in 0...label.count where index == label.count || WordForm.isJoint(label[index]) {
      let part = Array(label[start..<index])
      pieces.append((part, fixed(part)))
      if index < label.count { joints.append(label[index]) }
      start = index + 1
    }
    // `qr-fb358de8-c4`: the rest of an id is as random as its beginning.
    if pieces.contains(where: { $0.text.count >= 8 && hexadecimal($0.text) != nil }) {
      for index in pieces.indices where pieces[index].alias == nil {
        pieces[index].alias = hexadecimal(pieces[index].text)
      }
    }
    // Words that are known stay if there is no other in the name: `kube-proxy-x7k2p` is everybody's.
    let isKnown = pieces.allSatisfy { $0.alias != nil || KnownWords.isSoftware($0.text) }
    var result: [UInt8] = []
    for (index, piece) in pieces.enumerated() {
      if index > 0 { result.append(joints[index - 1]) }
      result += piece.alias ?? (isKnown ? piece.text : name(piece.text))
    }
    return result
  }

  /// The alias of a part that is no word: a number, or random.
  private func fixed(_ part: [UInt8]) -> [UInt8]? {
    if part.isEmpty || part.count == 1 && part[0] < 0x80 || WordForm.isNumber(part)
      || WordForm.isInterface(part)
    {
      return part
    }
    // `https` could be random, and is not.
    return KnownWords.isSoftware(part) ? nil : id(part)
  }

  /// The alias of letters and digits that are random, by their form.
  private func id(_ text: [UInt8]) -> [UInt8]? {
    if let head = WordForm.interfaceHead(text) {
      let tail = text[head...]
      return cipher.letters(tail, of: WordForm.lowerHex).map { text[..<head] + $0 }
    }
    if WordForm.isUUID(text) {
      return text.split(separator: UInt8(ascii: "-")).reduce(into: []) { result, group in
        if !result.isEmpty { result.append(UInt8(ascii: "-")) }
        result += hexadecimal(Array(group)) ?? []
      }
    }
    if text.count >= 8, let alias = hexadecimal(text) { return alias }
    if text.count == 16, let alias = cipher.letters(text, of: WordForm.base32) { return alias }
    if WordForm.isRandomEnd(text) { return cipher.letters(text, of: WordForm.random) }
    return nil
  }

  private func hexadecimal(_ text: [UInt8]) -> [UInt8]? {
    cipher.letters(text, of: WordForm.lowerHex) ?? cipher.letters(text, of: WordForm.upperHex)
  }

  /// The digits of a string of bytes, `|0a1b|`: all of them, letters or not.
  func digits(_ text: some Collection<UInt8>) -> [UInt8] {
    hexadecimal(Array(text)) ?? text.map { _ in UInt8(ascii: "0") }
  }

  private mutating func name(_ word: [UInt8]) -> [UInt8] {
    if let known = names[word] { return known }
    let alias = stem + String(names.count + 1).utf8
    names[word] = alias
    map[alias] = word
    return alias
  }
}

extension [UInt8] {
  /// The same bytes as text, which has an order.
  fileprivate var lexicographicKey: String { String(decoding: self, as: UTF8.self) }
}
