// Entering chains, and remembering what a chain did so that it need not be walked again: forty
// levels of two jumps each are 2^40 ways through, even for one packet.
extension Tracer {
  /// A visit to a chain that is being watched, to be remembered if it changes nothing but marks.
  struct Visit: Sendable {
    let key: VisitKey
    /// What the visit did to the mark so far.
    var change = MarkOperation(clear: 0, flip: 0)
    let splits: Int
    let path: Int32
    let pathCount: Int
  }

  /// Everything that the walk of a chain can depend on.
  struct VisitKey: Hashable, Sendable {
    let chain: Chain.ID
    let stage: Int
    let leg: Int
    let boxVersion: Int
    let versions: PartVersions
    let slots: Slots
    let strippedOptions: Set<UInt8>
    /// nil where neither the chain nor any that it leads to looks at the mark.
    let mark: TraceState.Mark?
    let ctmark: TraceState.Mark
    let opaque: Int32
    let exclusion: Int32
    let isUntracked: Bool
    let hasTemplate: Bool
    let recent: Set<String>
  }

  /// What a chain did to a state that came out of it whole.
  struct Remembered: Sendable {
    /// The mark behind the chain, where the visit depended on the mark; else only the change holds.
    let mark: TraceState.Mark?
    let change: MarkOperation
    let ctmark: TraceState.Mark
    let isUntracked: Bool
    let hasTemplate: Bool
    let recent: Set<String>
    let slots: Slots
    let strippedOptions: Set<UInt8>
    let versions: PartVersions
    let path: Int32
    let stop: Int32
    let pathCount: Int
  }

  mutating func enter(
    _ chain: Chain.ID, isGoto: Bool, _ rule: Rule.ID, _ hook: Hook, _ state: inout TraceState
  ) -> Bool {
    add(isGoto ? .goto : .jump, rule, hook, &state)
    if let start = state.frames.firstIndex(where: { $0.chain == chain }) {
      let chains = state.frames[start...].map(\.chain) + [chain]
      finish(state, verdict: nil, obstacle: .loop(chains, rule))
      return false
    }
    guard state.frames.count < Self.depthLimit else {
      finish(state, verdict: nil, obstacle: .bound)
      return false
    }
    passMissingRules(of: chain, &state)
    var visit: Int32 = -1
    // Without jumps of its own a chain cannot multiply the work; the first visit is cheap too.
    if !isGoto, !entered.insert(chain).inserted {
      let key = key(chain, state)
      if let known = remembered[key] {
        recall(known, &state)
        return true
      }
      visits.append(
        Visit(key: key, splits: state.splits, path: state.path, pathCount: state.pathCount))
      visit = Int32(visits.count - 1)
    }
    state.frames.append(
      TraceState.Frame(chain: chain, next: 0, isGoto: isGoto, visit: visit))
    return true
  }

  private mutating func key(_ chain: Chain.ID, _ state: TraceState) -> VisitKey {
    VisitKey(
      chain: chain, stage: state.stage, leg: state.leg.rawValue, boxVersion: state.boxVersion,
      versions: state.versions, slots: state.slots, strippedOptions: state.strippedOptions,
      mark: readsMark(chain) ? state.mark : nil, ctmark: state.ctmark,
      opaque: state.opaque,
      exclusion: state.exclusion, isUntracked: state.isUntracked,
      hasTemplate: state.hasConntrackTemplate, recent: state.recentlySet)
  }

  /// A watched visit came to the chain's end in one piece: next time it need not be walked.
  mutating func endVisit(_ index: Int, _ state: TraceState) {
    let visit = visits[index]
    guard visit.splits == state.splits, !state.isMerged else { return }
    remembered[visit.key] = Remembered(
      mark: visit.key.mark == nil ? nil : state.mark, change: visit.change, ctmark: state.ctmark,
      isUntracked: state.isUntracked,
      hasTemplate: state.hasConntrackTemplate, recent: state.recentlySet, slots: state.slots,
      strippedOptions: state.strippedOptions, versions: state.versions, path: state.path,
      stop: visit.path, pathCount: state.pathCount - visit.pathCount)
  }

  private mutating func recall(_ known: Remembered, _ state: inout TraceState) {
    if let mark = known.mark {
      state.mark = mark
    } else {
      changeMark(known.change, &state)
    }
    state.ctmark = known.ctmark
    state.isUntracked = known.isUntracked
    state.hasConntrackTemplate = known.hasTemplate
    state.recentlySet = known.recent
    state.slots = known.slots
    state.strippedOptions = known.strippedOptions
    state.versions = known.versions
    if known.pathCount > 0 {
      state.path = paths.push(
        .stretch(head: known.path, stop: known.stop, count: known.pathCount), on: state.path)
      state.pathCount =
        state.pathCount.addingReportingOverflow(known.pathCount).overflow
        ? .max : state.pathCount + known.pathCount
    }
  }

  /// Changes the mark, and notes it for every visit under way.
  mutating func changeMark(_ operation: MarkOperation, _ state: inout TraceState) {
    state.mark.apply(operation)
    for frame in state.frames where frame.visit >= 0 {
      visits[Int(frame.visit)].change = visits[Int(frame.visit)].change.followed(by: operation)
    }
  }

  /// Whether a chain, or any that it leads to, looks at the mark or sets it otherwise than by
  /// MARK. Closures too large to look through count as reading everything.
  private mutating func readsMark(_ start: Chain.ID) -> Bool {
    if let known = markReaders[start] { return known }
    var seen: Set<Chain.ID> = [start]
    var pending = [start]
    var rules = 0
    var reads = false
    while !reads, let chain = pending.popLast() {
      rules += ruleset[chain].rules.count
      guard rules <= 2_000 else {
        reads = true
        break
      }
      for index in ruleset[chain].rules {
        let rule = decode(Rule.ID(index))
        reads = reads || Self.readsMark(rule)
        if case .chain(let next, _) = rule.target, seen.insert(next).inserted {
          pending.append(next)
        }
      }
    }
    markReaders[start] = reads
    return reads
  }

  static func readsMark(_ rule: DecodedRule) -> Bool {
    switch rule.target {
    case .connmark, .unknownMark, .transparentProxy: return true
    default: if rule.restoresMark { return true }
    }
    return rule.matches.contains {
      switch $0.test {
      case .mark, .reversePath(_, readsMark: true): true
      case .fact(let parts): parts.contains(.mark)
      default: false
      }
    }
  }
}

extension MarkOperation {
  /// One operation that does what this and then `next` do.
  func followed(by next: MarkOperation) -> MarkOperation {
    MarkOperation(clear: clear | next.clear, flip: (flip & ~next.clear) ^ next.flip)
  }
}
