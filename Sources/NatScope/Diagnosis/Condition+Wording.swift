/// A condition in words, and the single facts that programs read.
public struct ConditionWording: Sendable, Hashable {
  /// One fact of a condition as the JSON contract gives it.
  public struct Fact: Sendable, Hashable {
    public let field: String
    /// `in`, `is` or `matches`.
    public let op: String
    public let value: String
    /// The option or the command that would settle it; nil if there is none.
    public let settledBy: String?
    /// `source in 10.42.0.0/24`, and its opposite.
    let text: String
    let negatedText: String
  }

  public let text: String
  public let isNegated: Bool
  public let all: [Fact]

  init(_ condition: Condition, in ruleset: Ruleset) {
    var negated = condition.isNegated
    var facts = condition.all
    if case .field(let field, let ranges)? = facts.first, facts.count == 1,
      let complement = FieldRanges(field, ranges, ruleset.family).shorterComplement
    {
      // `source not in 10.42.0.0/24` is what people read, not the 25 prefixes around it.
      facts = [.field(field, complement)]
      negated.toggle()
    }
    isNegated = negated
    all = facts.map { Fact($0, in: ruleset) }
    if let hidden = HiddenInterfaces(condition, in: ruleset), !negated {
      text = hidden.text
    } else if all.count == 1, let only = all.first {
      text = negated ? only.negatedText : only.text
    } else {
      let joined = all.map(\.text).joined(separator: " and ")
      text = negated ? "not ( \(joined) )" : "all of: \(joined)"
    }
  }
}

/// Rules of a listing without `-v` whose interfaces, if they ask for any, have to fit.
private struct HiddenInterfaces {
  let text: String

  init?(_ condition: Condition, in ruleset: Ruleset) {
    var places: [String] = []
    for fact in condition.all {
      guard case .opaque(let fact) = fact, case .hiddenInterfaces = fact.kind else { return nil }
      places.append(RulePlace(ruleset, fact.rule).name)
    }
    guard !places.isEmpty else { return nil }
    text =
      "the interfaces that the listing hides, if any, fit at " + places.joined(separator: ", ")
  }
}

extension ConditionWording.Fact {
  init(_ fact: Condition.Fact, in ruleset: Ruleset) {
    switch fact {
    case .field(let field, let ranges): self.init(FieldRanges(field, ranges, ruleset.family))
    case .opaque(let fact): self.init(fact, in: ruleset)
    }
  }

  private init(_ ranges: FieldRanges) {
    field = ranges.field.rawValue
    value = ranges.pieces.joined(separator: ",")
    settledBy = ranges.field.settledBy
    let name = ranges.field.name
    if ranges.isWildcard {
      op = "matches"
      text = "\(name) matches \(value)"
      negatedText = "\(name) does not match \(value)"
    } else if ranges.isSingle || ranges.field == .ipProtocol {
      op = "is"
      text = "\(name) is \(value)"
      negatedText = "\(name) is not \(value)"
    } else {
      op = "in"
      if let (block, holes) = ranges.blockWithHoles {
        text = "\(name) in \(block) but not \(holes)"
        negatedText = "\(name) is \(holes) or not in \(block)"
      } else {
        text = "\(name) in \(value)"
        negatedText = "\(name) not in \(value)"
      }
    }
  }

  private init(_ fact: OpaqueFact, in ruleset: Ruleset) {
    let words =
      fact.kind.isAboutNode
      ? "this node"
      : fact.kind.isAboutInterfaces
        ? "interfaces that the listing hides"
        : fact.kind.isAboutMissingRules
          ? "rules that are not in the input"
          : fact.kind.isAboutSocket
            ? ruleset.source.string(ruleset[fact.rule].target)
            : fact.kind == .damagedRule
              ? "a damaged rule" : ruleset.string(fact.text, of: fact.rule)
    let again = fact.occurrence > 0 ? " (time \(fact.occurrence + 1))" : ""
    field = fact.kind.field
    op = "matches"
    if case .markIs(let mark) = fact.kind { value = "\(mark)" } else { value = words }
    settledBy = fact.kind.settledBy(ruleset)
    if fact.kind == .missingRules {
      text = "rules that are not in the input change it"
      negatedText = "no rule that is not in the input changes it"
      return
    }
    if case .uncalledChain(let chain) = fact.kind {
      let name = ruleset.chainTitle(chain)
      text = "a rule that is not in the input leads to chain \(name)"
      negatedText = "no rule leads to chain \(name)"
      return
    }
    if case .targetIsLocal(let range) = fact.kind {
      let target = Outcome.Endpoint(addresses: range).addressText(ruleset.family) ?? ""
      text = "what is chosen of \(target) is an address of this node"
      negatedText = "what is chosen of \(target) is not an address of this node"
      return
    }
    if case .markIs(let mark) = fact.kind {
      text = "the mark is \(mark) when IPVS looks at it"
      negatedText = "the mark is not \(mark) when IPVS looks at it"
      return
    }
    if fact.kind == .groupIsJoined {
      text = "a socket of this node has joined the multicast group"
      negatedText = "no socket of this node has joined the multicast group"
      return
    }
    if case .queueListener(let queues) = fact.kind {
      let name = "NFQUEUE \(PortRange(queues.lowerBound, queues.upperBound))"
      text = "a program listens on \(name)"
      negatedText = "no program listens on \(name)"
      return
    }
    let place = RulePlace(ruleset, fact.rule)
    if case .hiddenInterfaces = fact.kind {
      text = "the interfaces that the listing hides fit at \(place.name)"
      negatedText = "the interfaces that the listing hides do not fit at \(place.name)"
    } else if case .transparentSocket(let port) = fact.kind {
      text = "a local socket takes port \(port) (TPROXY)"
      negatedText = "no local socket takes port \(port) (TPROXY)"
    } else {
      text = "\(words)\(again) at \(place.name)"
      negatedText = "not ( \(words) )\(again) at \(place.name)"
    }
  }
}

extension OpaqueFact.Kind {
  fileprivate var isAboutInterfaces: Bool {
    if case .hiddenInterfaces = self { true } else { false }
  }

  fileprivate var isAboutNode: Bool {
    switch self {
    case .targetIsLocal, .groupIsJoined, .markIs, .queueListener: true
    default: false
    }
  }

  fileprivate var isAboutSocket: Bool {
    if case .transparentSocket = self { true } else { false }
  }

  fileprivate var isAboutMissingRules: Bool {
    switch self {
    case .missingRules, .uncalledChain: true
    default: false
    }
  }

  /// What the fact is about, for programs.
  fileprivate var field: String {
    switch self {
    case .set, .member: "set"
    case .owner: "owner"
    case .tcpOption: "tcpOption"
    case .transparentSocket: "socket"
    case .targetIsLocal: "target"
    case .groupIsJoined: "group"
    case .queueListener: "queue"
    case .markIs: "mark"
    case .hiddenInterfaces: "interface"
    case .missingRules, .uncalledChain: "rules"
    case .stable, .perEvaluation, .damagedRule: "match"
    }
  }

  fileprivate func settledBy(_ ruleset: Ruleset) -> String? {
    switch self {
    // The name stands in a command, so it must not hold what a shell interprets.
    case .set(let name): ShellWord.isPlain(name) ? "ipset save \(name)" : "ipset save"
    case .member(_, let field): field.settledBy
    case .owner: "ss -H -tunpe"
    case .targetIsLocal: "ip -o addr"
    case .groupIsJoined: "ip maddr"
    case .queueListener: "cat /proc/net/netfilter/nfnetlink_queue"
    case .markIs: "--mark"
    case .tcpOption: "--tcp-option"
    case .transparentSocket(let port): "ss -H -lntup 'sport = :\(port)'"
    case .damagedRule, .missingRules, .uncalledChain: "\(ruleset.saveCommand) -c"
    case .hiddenInterfaces: ruleset.listCommand
    case .stable, .perEvaluation: nil
    }
  }
}

extension Condition.Field {
  /// The field's name in sentences.
  var name: String {
    switch self {
    case .source: "source"
    case .destination: "destination"
    case .sourcePort: "source port"
    case .destinationPort: "destination port"
    case .inInterface: "in interface"
    case .outInterface: "out interface"
    case .outInterfaceAfterTranslation: "out interface after translation"
    case .ipProtocol: "protocol"
    case .icmpType: "icmp type"
    case .length: "length"
    case .ttl: "TTL"
    case .tos: "TOS"
    case .tcpFlags: "TCP flags"
    case .mss: "MSS"
    case .mac: "source MAC"
    case .packetType: "packet type"
    case .uid: "uid"
    case .gid: "gid"
    case .spi: "SPI"
    }
  }

  /// The option or command that settles it.
  var settledBy: String? {
    switch self {
    case .source, .sourcePort: "--from"
    case .destination, .destinationPort: "IP:PORT"
    case .inInterface: "--in"
    case .outInterface: "--out"
    case .outInterfaceAfterTranslation: "ip route get ADDRESS"
    case .ipProtocol: "IP:PORT/PROTOCOL"
    case .icmpType: "--icmp-type"
    case .length: "--length"
    case .ttl: "--ttl"
    case .tos: "--tos"
    case .tcpFlags: "--tcp-flags"
    case .mss: "--mss"
    case .mac: "--mac"
    case .packetType: "--packet-type"
    case .uid: "--uid"
    case .gid: "--gid"
    case .spi: "--spi"
    }
  }
}

/// Which texts may stand in a command without quotes.
enum ShellWord {
  static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_.:".utf8.contains($0)
        }
      }
  }
}
