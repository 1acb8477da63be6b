extension CaptureReader {
  /// Above this many rules only those that a trace meets are checked word by word.
  private static var checkedRules: Int { 20_000 }

  consuming func finish() -> Capture {
    var reader = self
    reader.applyRepairs()
    reader.applyCommands()
    reader.assembleRulesets()
    var rulesets: [Ruleset] = []
    for index in reader.builders.indices {
      // What a command above the text says counts less than an address in it.
      if reader.builders[index].header?.family == nil {
        reader.builders[index].family =
          FamilyEvidence.family(of: reader.builders[index], reader.source)
          ?? reader.builders[index].family ?? .ipv4
      }
      let (ruleset, repeated) = reader.builders[index].finish(reader.source)
      for chain in repeated { reader.noteRepeatedChain(ruleset, chain) }
      rulesets.append(ruleset)
    }
    reader.builders = []
    reader.checkWhole(rulesets)
    reader.checkWords(rulesets)
    var capture = Capture(source: reader.source)
    capture.rulesets = rulesets
    capture.sets = reader.finishSets()
    capture.ipvs = reader.ipvs
    capture.node = reader.finishNode()
    // JSON and bare values are not read line by line.
    if capture.node.addresses.all.contains(where: { $0.interface == "kube-ipvs0" }) {
      capture.ipvs.hasInterface = true
    }
    if let told = capture.node.sysctls["net.ipv4.vs.conntrack"]?.number {
      capture.ipvs.keepsConntrack = told != 0
    }
    capture.sections = reader.sections
    capture.diagnostics = reader.diagnostics.all.enumerated().sorted {
      ($0.element.file, $0.element.line, $0.offset) < ($1.element.file, $1.element.line, $1.offset)
    }.map(\.element)
    return capture
  }

  /// Puts the text of joined rules behind the input and lets the rules point there.
  private mutating func applyRepairs() {
    for index in builders.indices {
      var builder = builders[index]
      builder.giveWords { words in
        append(words)
      } target: { rule in
        setTarget(&rule, source.bytes)
      }
      builders[index] = builder
    }
    for repair in repairs {
      guard let joined = repair.text else {
        builders[repair.builder].rules[repair.rule].flags.insert(.damaged)
        continue
      }
      let start = source.bytes.count
      let text = TextRange(start, start + joined.count)
      source.bytes += joined
      var rule = builders[repair.builder].rules[repair.rule]
      rule.offset = text.start
      rule.length = text.length
      rule.countersBack = 0
      rule.targetLength = 0
      if rule.flags.contains(.listed) {
        source.bytes.append(UInt8(ascii: "\n"))
        let columns = builders[repair.builder].chains[Int(rule.chainIndex)].listing ?? []
        if let line = ListingLine(source.bytes.span, text.bounds, columns) {
          rule.targetStart = UInt32(truncatingIfNeeded: line.target.lowerBound)
          rule.targetLength = UInt16(truncatingIfNeeded: line.target.count)
        }
        rule.flags.remove(.damaged)
        rule.flags.insert(.repaired)
        builders[repair.builder].rules[repair.rule] = rule
        continue
      }
      rule.flags = [.repaired]
      setTarget(&rule, source.bytes)
      builders[repair.builder].rules[repair.rule] = rule
    }
  }

  private mutating func noteRepeatedChain(_ ruleset: Ruleset, _ chain: Int) {
    let name = ruleset.chains[chain].name
    diagnostics.add(
      Diagnostic(
        .repeatedChain(source.string(name)), file: source.file(at: name.start),
        line: ruleset.chains[chain].line,
        column: name.start - UInt32(source.startOfLine(Int(name.start))) + 1, text: name))
  }

  /// What can be said only when everything was read.
  private mutating func checkWhole(_ rulesets: [Ruleset]) {
    if !rulesets.contains(where: { $0.tables.contains { $0.line != 0 || !$0.declared.isEmpty } }) {
      let isBlank = source.bytes.allSatisfy { $0 <= 0x20 }
      let isSave =
        sawGenerated || !sets.isEmpty
        || diagnostics.all.contains {
          if case .incompatibleTable = $0.problem { true } else { false }
        }
      diagnostics.add(Diagnostic(isBlank ? .emptyInput : isSave ? .emptySave : .noRuleset))
    } else if rulesets.allSatisfy({ $0.rules.isEmpty }) {
      diagnostics.add(Diagnostic(.noRules))
    }
  }

  private mutating func checkWords(_ rulesets: [Ruleset]) {
    for ruleset in rulesets {
      guard ruleset.rules.count <= Self.checkedRules else {
        diagnostics.add(
          Diagnostic(.wordsCheckedOnDemand(rules: ruleset.rules.count), file: ruleset.file))
        continue
      }
      for index in ruleset.rules.indices where !ruleset.rules[index].flags.contains(.damaged) {
        for problem in ruleset.decode(Rule.ID(index)).problems {
          diagnostics.add(ruleset.diagnostic(Rule.ID(index), problem))
        }
      }
    }
  }
}

extension Ruleset {
  /// The diagnostic for a word that was not understood.
  public func diagnostic(_ id: Rule.ID, _ problem: DecodedRule.Problem) -> Diagnostic {
    let rule = self[id]
    let text = text(of: id)
    let words = text.string(problem.text)
    let kind: InputProblem =
      switch problem.kind {
      case .unknownOption: .unknownOption(words)
      case .unknownMatch: .unknownMatch(words)
      case .badValue: .badValue(words)
      case .missingValue: .missingValue(words)
      case .strayWord: .strayWord(words)
      case .unreadPrint: .unreadPrint(words)
      case .resolvedName: .resolvedName(words)
      case .corrupt: .corruptTarget(words)
      }
    if rule.flags.contains(.listed), !rule.flags.contains(.damaged) {
      // The words are made from the line's columns; the whole line is their place.
      return Diagnostic(
        kind, file: source.file(at: rule.offset), line: rule.line, column: 0,
        text: rule.flags.contains(.repaired) ? .empty : rule.text)
    }
    let isRepaired = rule.flags.contains(.repaired)
    // The line may begin before the rule (a prompt, quote marks), and quotes may hold newlines.
    let start = isRepaired ? 0 : source.startOfLine(Int(problem.text.start))
    let further =
      start > Int(rule.offset)
      ? source.bytes[Int(rule.offset)..<start].count { $0 == UInt8(ascii: "\n") } : 0
    return Diagnostic(
      kind, file: isRepaired ? self[self[rule.chain].table].file : source.file(at: rule.offset),
      line: rule.line + (isRepaired ? 0 : UInt32(further)),
      column: isRepaired ? 0 : UInt32(truncatingIfNeeded: Int(problem.text.start) - start + 1),
      text: problem.text)
  }
}
