/// An assumption in words, with what would settle it.
public struct AssumptionWording: Sendable, Hashable {
  public let text: String
  /// An option of natscope or a read-only command.
  public let settledBy: String

  init(_ text: String, settledBy: String) {
    self.text = text
    self.settledBy = settledBy
  }

  init(_ assumption: Assumption, in ruleset: Ruleset) {
    let family = ruleset.family
    let save = ruleset.saveCommand
    let ip = family == .ipv4 ? "ip -o addr" : "ip -6 -o addr"
    switch assumption {
    case .destinationIsLocal(let address):
      (text, settledBy) = ("\(address) is an address of this node", ip)
    case .destinationIsNotLocal(let address):
      (text, settledBy) = ("\(address) is not an address of this node", ip)
    case .targetIsNotLocal(let range):
      let target = Outcome.Endpoint(addresses: range).addressText(family) ?? ""
      (text, settledBy) = ("\(target) is not an address of this node", ip)
    case .noFurtherLocalRoutes:
      text = "the node has no local routes but those of its interfaces' addresses"
      settledBy = "ip \(family == .ipv4 ? "" : "-6 ")route show table local"
    case .sourceIsForeign:
      (text, settledBy) = ("the sender is another machine or pod, not this node itself", "--from")
    case .sourceIsDestination:
      (text, settledBy) = ("the sender uses the destination's address as its own", "--from")
    case .notBroadcast:
      (text, settledBy) = ("no address here is a network's broadcast address", ip)
    case .noExtensionHeaders:
      (text, settledBy) = ("the packet has no IPv6 extension headers", "tcpdump -vn ip6")
    case .plainHeader:
      (text, settledBy) = ("the packet has no IP options and is no fragment", "tcpdump -vn ip")
    case .unicastFrame:
      (text, settledBy) = ("its frame is sent to this node alone", "--packet-type")
    case .sentByProcess:
      (text, settledBy) = ("a process sends it, not the kernel by itself", "ss -H -tunpe")
    case .newConnection:
      (text, settledBy) = ("it is the first packet of a new connection", "--state")
    case .noMark:
      (text, settledBy) = ("the packet carries no mark when it arrives", "--mark")
    case .routeLocalnet:
      text = "route_localnet is 1 on the interface that 127.0.0.0/8 has to cross"
      settledBy = "sysctl -a -r 'net.ipv4.conf.*.route_localnet'"
    case .proxyRoute:
      text = "a route rule delivers the packets that TPROXY marks to this node"
      settledBy = "ip rule; ip route show table all"
    case .serviceConntrack(let isKept):
      text =
        isKept
        ? "net.ipv4.vs.conntrack is 1, as kube-proxy sets it"
        : "net.ipv4.vs.conntrack is 0, so nat POSTROUTING never sees what IPVS sends on"
      settledBy = "sysctl net.ipv4.vs.conntrack"
    case .setsKeepEntries(let sets):
      let shown = sets.prefix(3).joined(separator: ", ")
      let more = sets.count > 3 ? " and \(sets.count - 3) more" : ""
      text = "no entry of ipset \(shown)\(more) has timed out or was added since"
      settledBy =
        sets.count == 1 && ShellWord.isPlain(sets[0]) ? "ipset save \(sets[0])" : "ipset save"
    case .listedNames(let names):
      let shown = names.prefix(5).map { "\($0.name) is \($0.value)" }
      let more = names.count > shown.count ? ", and \(names.count - shown.count) more" : ""
      text =
        "the names in the listing have their common meaning: "
        + shown.joined(separator: ", ") + more
      settledBy = ruleset.listCommand
    case .inferredTable(let table):
      text = "the listing, which does not name its table, shows \(table.rawValue)"
      settledBy = "\(save) -c"
    case .rulesAreWhole(let table):
      text = "the rules are of table \(table.rawValue) and all that it has; its policies are ACCEPT"
      settledBy = "\(save) -c"
    case .securityBeforeNAT:
      text = "security comes before nat at INPUT, as in iptables-legacy"
      settledBy = "iptables --version"
    case .absentTables(let tables):
      let verb = tables.count == 1 ? "does nothing" : "do nothing"
      text = "\(Self.list(tables)) \(verb) (not in the input)"
      settledBy = "\(save) -c"
    case .noOtherProgram(let knowsVirtualServices):
      text =
        knowsVirtualServices
        ? "no other nftables rule or eBPF program interferes"
        : "no other nftables rule, eBPF program or IPVS service interferes"
      settledBy = "nft list ruleset"
    case .otherBackendIsSilent:
      let other = ruleset.backend == .legacy ? "nf_tables" : "legacy"
      text = "the \(other) backend's own tables do nothing"
      settledBy = ruleset.otherBackendCommand
    }
  }

  /// What a listing without `-v` leaves open; the outcomes of the JSON have it as conditions.
  init(hiddenInterfacesOf ruleset: Ruleset, except rules: [Rule.ID]) {
    let places = rules.prefix(3).map { RulePlace(ruleset, $0).name }.joined(separator: ", ")
    self.init(
      text:
        "no rule\(places.isEmpty ? "" : " but \(places)") asks for an interface that the packet "
        + "lacks (the listing, made without -v, shows none)",
      settledBy: ruleset.listCommand)
  }

  /// The assumptions for a screen: those that targets lie outside of the node are one.
  static func summary(_ assumptions: [Assumption], in ruleset: Ruleset) -> [AssumptionWording] {
    let isTarget = { (assumption: Assumption) -> Bool in
      if case .targetIsNotLocal = assumption { true } else { false }
    }
    let targets = assumptions.filter(isTarget)
    guard targets.count > 1, let first = assumptions.firstIndex(where: isTarget) else {
      return assumptions.map { AssumptionWording($0, in: ruleset) }
    }
    var result = assumptions.enumerated().filter { $0.offset <= first || !isTarget($0.element) }
      .map { AssumptionWording($0.element, in: ruleset) }
    result[first] = AssumptionWording(
      text: "none of the \(targets.count) targets is an address of this node",
      settledBy: result[first].settledBy)
    return result
  }

  private init(text: String, settledBy: String) {
    self.text = text
    self.settledBy = settledBy
  }

  private static func list(_ tables: [TableName]) -> String {
    tables.map(\.rawValue).joined(separator: ", ")
  }
}

extension Ruleset {
  /// The command that shows the rules of the other backend.
  ///
  /// Never `iptables-legacy -L`, which would register the tables that it looks for.
  var otherBackendCommand: String {
    let program = family == .ipv4 ? "iptables" : "ip6tables"
    return "\(program)-\(backend == .legacy ? "nft" : "legacy")-save -c"
  }
}

extension UncheckedTable {
  /// The command that shows the table.
  func settledBy(_ ruleset: Ruleset) -> String {
    isInInput
      ? "\(ruleset.saveCommand) -c -t \(table.rawValue)" : "\(ruleset.saveCommand) -c"
  }
}
