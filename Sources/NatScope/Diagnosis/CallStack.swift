/// The rules through which the walk came to one item of a path, outermost first.
///
/// A path also holds jumps that came back without a result; they are not part of the stack.
struct CallStack {
  /// Jumps and gotos, and the last one the item itself.
  let rules: [Rule.ID]
  let chains: [String]

  /// - Parameter end: an index into the outcome's path.
  init(_ path: [PathItem], upTo end: Int, in ruleset: Ruleset) {
    var rules = [path[end].rule]
    var chain = ruleset[path[end].rule].chain
    var index = end
    while index > 0, !ruleset.isBuiltIn(chain) {
      index -= 1
      let item = path[index]
      guard item.effect == .jump || item.effect == .goto, item.hook == path[end].hook,
        ruleset[ruleset[item.rule].chain].table == ruleset[chain].table,
        ruleset.source.slice(ruleset[item.rule].target) == ruleset.source.slice(ruleset[chain].name)
      else { continue }
      rules.append(item.rule)
      chain = ruleset[item.rule].chain
    }
    self.rules = rules.reversed()
    chains = self.rules.map { ruleset.name(ruleset[$0].chain) }
  }

  /// The rule of the stack that stands in the first chain that `isMeant` accepts.
  func rule(inChain isMeant: (String) -> Bool) -> Rule.ID? {
    zip(chains, rules).first { isMeant($0.0) }?.1
  }
}

extension Outcome {
  /// Whether a rule or a policy ends the packet's way.
  var isStopped: Bool { verdict == .drop || verdict == .reject || verdict == .queue }

  /// The index of the path's item that settles where the packet goes: the rule that stops it, else
  /// the translation of its destination; nil where a policy does.
  func decisiveItem(in ruleset: Ruleset) -> Int? {
    guard isStopped else { return translationItem(in: ruleset) }
    guard let rule = decidedBy?.rule else { return nil }
    return path.lastIndex { $0.rule == rule }
  }

  /// The index of the path's item that translates the destination.
  func translationItem(in ruleset: Ruleset) -> Int? {
    guard translation != nil else { return nil }
    return path.firstIndex {
      ($0.effect == .translate || $0.effect == .accept) && $0.hook != .postrouting
        && ["DNAT", "REDIRECT", "NETMAP", "TPROXY"].contains(
          ruleset.source.string(ruleset[$0.rule].target))
    }
  }
}
