import Testing

@testable import NatScope

/// A text and its redaction, side by side.
struct Redacted {
  let files: [InputFile]
  let original: Capture
  let redaction: Redaction
  let capture: Capture
  /// Aliases by what they stand for.
  let aliases: [String: String]

  init(_ text: String, typed: [String] = []) { self.init([Array(text.utf8)], typed: typed) }

  init(_ texts: [[UInt8]], typed: [String] = []) {
    files = texts.enumerated().map { InputFile(name: "file\($0.offset)", bytes: $0.element) }
    original = Capture.read(files)
    redaction = Redaction(files, typed: typed.map { .words($0) })
    capture = Capture.read(redaction.files)
    var aliases: [String: String] = [:]
    for line in String(decoding: redaction.map, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: "\t", maxSplits: 1).map { String($0) }
      if words.count == 2 { aliases[words[1]] = words[0] }
    }
    self.aliases = aliases
  }

  var text: String {
    redaction.files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
  }

  func alias(_ address: IPAddress) -> IPAddress {
    let text = address.description
    if let alias = aliases[text] { return IPAddress(alias) ?? address }
    // Only its network may be in the text.
    for length in 1..<address.family.width {
      guard let alias = aliases["\(text)/\(length)"] else { continue }
      return IPAddress(String(alias.prefix { $0 != "/" })) ?? address
    }
    return address
  }

  /// What was hidden and is no word of everybody's.
  var secrets: [String] {
    aliases.keys.filter { original in
      let bytes = Array(original.utf8)
      return !KnownWords.holds(bytes) && !KnownWords.isPhrase(bytes) && !WordForm.isNumber(bytes)
        && !WordForm.isInterface(bytes) && ChainOwner.owner(of: original) == nil
        && !original.split(separator: ".").allSatisfy { WordForm.isNumber($0.utf8) }
        && !(bytes.count <= 5 && bytes.allSatisfy(LineScanner.flags.contains)) && bytes.count > 1
    }.sorted()
  }

  // MARK: what must not be

  /// The secrets that stand in a text, as whole words or as addresses in whatever spelling.
  func secrets(in text: String) -> Set<String> {
    let bytes = Array(text.utf8)
    // An alias may look like another original: addresses of one small network have no others.
    let aliases = Set(self.aliases.values)
    let secrets = Set(self.secrets).subtracting(aliases)
    var found: Set<String> = []
    for piece in LineScanner.pieces(bytes, 0..<bytes.count, LineContext(isFree: true)) {
      switch piece.kind {
      case .address(let address, _), .masked(let address, _), .dashed(let address, _):
        if secrets.contains(address.description) { found.insert(address.description) }
      case .hardware:
        let text = String(decoding: bytes[piece.range], as: UTF8.self).lowercased()
        if secrets.contains(text) { found.insert(text) }
      default:
        let word = String(decoding: bytes[piece.range], as: UTF8.self)
        if secrets.contains(word) { found.insert(word) }
        // `valid_lft` says nothing of somebody who is called `valid`.
        guard !KnownWords.holds(bytes[piece.range]), ChainOwner.owner(of: word) == nil else {
          continue
        }
        for part in word.split(whereSeparator: { ".-_".contains($0) })
        where secrets.contains(String(part)) {
          found.insert(String(part))
        }
      }
    }
    return found
  }

  // MARK: what must stay

  /// What a capture is but for its names: rules of each chain with their lines.
  static func shape(_ capture: Capture) -> [String] {
    capture.rulesets.flatMap { ruleset in
      ruleset.chains.indices.map { index in
        let chain = ruleset.chains[index]
        let lines = ruleset.rules.indices.filter { Int(ruleset.rules[$0].chainIndex) == index }
          .map { String(ruleset.rules[$0].line) }
        return "\(ruleset.family) \(chain.table.index) \(chain.line) \(chain.policy): "
          + lines.joined(separator: " ")
      }
    }
  }

  static func diagnostics(_ capture: Capture) -> Set<String> {
    Set(capture.diagnostics.map { "\($0.problem.code) \($0.file)/\($0.line)" })
  }

  /// Checks that everything but the names is as it was.
  ///
  /// - Parameter tolerated: codes of diagnostics that redaction may settle or raise: a rule that was
  ///   wrapped stands on one line now, and other letters than ASCII are gone.
  func expectSameShape(
    _ name: String = "", tolerated: Set<String> = ["wrapped-rule", "not-utf8", "long-line"]
  ) {
    #expect(Self.shape(capture) == Self.shape(original), "\(name)")
    let difference = Self.diagnostics(capture).symmetricDifference(Self.diagnostics(original))
      .filter { row in !tolerated.contains { row.hasPrefix($0 + " ") } }
    #expect(difference.sorted() == [], "\(name)")
    let kinds = { (capture: Capture) in capture.sections.map(\.kind) }
    #expect(kinds(capture) == kinds(original), "\(name)")
    for (old, new) in zip(files, redaction.files) {
      let lines = old.bytes.count { $0 == UInt8(ascii: "\n") }
      #expect(new.bytes.count { $0 == UInt8(ascii: "\n") } == lines, "\(name)")
    }
  }

  // MARK: traces

  /// Traces a destination before and after, and compares everything but names.
  func expectSameTrace(
    _ destination: IPAddress, _ alias: IPAddress, _ port: UInt16, _ ipProtocol: IPProtocol,
    _ name: String
  ) {
    for index in original.rulesets.indices
    where original.rulesets[index].family == destination.family {
      for origin in [Packet.Origin.outside, .local] {
        let before = trace(original, index, destination, port, ipProtocol, origin)
        let after = trace(capture, index, alias, port, ipProtocol, origin)
        #expect(
          before.outcomes.map { describe($0, original.rulesets[index], isAliased: true) }
            == after.outcomes.map { describe($0, capture.rulesets[index], isAliased: false) },
          "\(name): \(destination) -> \(alias), port \(port) \(origin)")
      }
    }
  }

  private func trace(
    _ capture: Capture, _ index: Int, _ destination: IPAddress, _ port: UInt16,
    _ ipProtocol: IPProtocol, _ origin: Packet.Origin
  ) -> Trace {
    var packet = Packet(
      family: destination.family, ipProtocol: ipProtocol, destination: destination,
      destinationPort: port)
    packet.origin = origin
    var options = TraceOptions()
    options.localAddresses = capture.node.addresses
    options.ipvs = capture.ipvs
    return Trace.run(
      packet, through: capture.rulesets[index], sets: capture.sets, options: options)
  }

  private func describe(_ outcome: Outcome, _ ruleset: Ruleset, isAliased: Bool) -> String {
    let target = outcome.destination.addresses.map { range in
      guard range.lowerBound == range.upperBound else { return "range" }
      let address = IPAddress(family: ruleset.family, bits: range.lowerBound)
      return (isAliased ? alias(address) : address).description
    }
    let path = outcome.path.map { "\($0.rule.index)@\(ruleset[$0.rule].line)" }
    let owner = Owner(outcome, packet: Packet(family: ruleset.family), in: ruleset)
    return
      "\(outcome.verdict.map { $0.rawValue } ?? "-") \(outcome.translation.map { "\($0)" } ?? "-")"
      + " \(target ?? "-") \(outcome.destination.ports.map { "\($0)" } ?? "-")"
      + " \(outcome.probability) \(outcome.conditions.count) \(owner.kind)"
      + " \(owner.nameCheck.map { "\($0)" } ?? "-") [\(path.joined(separator: " "))]"
  }
}
