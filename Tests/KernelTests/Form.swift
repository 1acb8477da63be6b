import TestSupport

/// A way to print the rules that a person may have used instead of iptables-save. The raw value
/// holds the words of the command behind the table.
enum Form: String, CaseIterable, Sendable, CustomStringConvertible {
  case rules = "-S"
  case exactListing = "-nvxL"
  case listing = "-nvL"
  /// Has neither interfaces nor counters.
  case shortListing = "-nL --line-numbers"
  /// Has names in the place of addresses and ports, if the machine knows any.
  case namedListing = "-vL"

  /// Whether everything of a rule is printed that decides about packets. Of the lossless forms
  /// `-nvL` rounds counters, which decide nothing.
  var isLossless: Bool {
    switch self {
    case .rules, .exactListing, .listing: true
    case .shortListing, .namedListing: false
    }
  }

  var description: String { "iptables \(rawValue)" }

  /// Matches of which two in one rule are printed as one with the options of both: `-m conntrack`
  /// and `-m owner` print only their options.
  private static let twins = ["conntrack", "owner", "iprange"]

  /// A rule's words without what its listing cannot tell.
  static func asListed(_ rule: String) -> String {
    // Two comments are printed as one may be that holds the end of a comment and a beginning.
    let rule = joinedComments(rule)
      // The alias is listed as what it stands for.
      .split(separator: "-j NOTRACK", omittingEmptySubsequences: false)
      .joined(separator: "-j CT --notrack")
    return inOwnersOrder(
      twins.reduce(rule) { text, name in
        let parts = text.split(separator: " -m \(name)", omittingEmptySubsequences: false)
        return parts.count > 2
          ? parts[0] + " -m \(name)" + parts.dropFirst().joined() : text
      })
  }

  /// One `-m owner` is saved with the user first, whichever of two was listed first.
  private static func inOwnersOrder(_ rule: String) -> String {
    var words = rule.split(separator: " ", omittingEmptySubsequences: false)
    guard let group = words.firstIndex(of: "--gid-owner"),
      let user = words[group...].firstIndex(of: "--uid-owner")
    else { return rule }
    let start = words[user - 1] == "!" ? user - 1 : user
    let moved = words[start...(user + 1)]
    words.removeSubrange(start...(user + 1))
    words.insert(contentsOf: moved, at: words[group - 1] == "!" ? group - 1 : group)
    return words.joined(separator: " ")
  }

  private static func joinedComments(_ rule: String) -> String {
    let mark = " -m comment --comment "
    var parts = rule.split(separator: mark, omittingEmptySubsequences: false).map { String($0) }
    var index = 1
    while index + 1 < parts.count {
      let (first, second) = (parts[index], parts[index + 1])
      let comment = word(second)
      if word(first) == first {
        parts[index] =
          "\"\(unquoted(first)) */ /* \(unquoted(comment))\"" + second.dropFirst(comment.count)
        parts.remove(at: index + 1)
      } else {
        index += 1
      }
    }
    return parts.joined(separator: mark)
  }

  /// The first word of iptables-save text, with its quotes.
  private static func word(_ text: String) -> String {
    guard text.first == "\"" else { return String(text.prefix { $0 != " " }) }
    var isEscaped = true
    let inside = text.prefix { character in
      defer { isEscaped = character == "\\" && !isEscaped }
      return isEscaped || character != "\""
    }
    return inside + "\""
  }

  private static func unquoted(_ word: String) -> String {
    word.first == "\"" ? String(word.dropFirst().dropLast()) : word
  }

  /// Matches whose listing does not hold all of their options: `rules -o save` has a comment in
  /// the place of such a rule.
  private static let cutShort = ["hashlimit", "quota", "osf", "bpf"]

  /// Whether the listing of a rule leaves out what its iptables-save text would need.
  static func isCutShort(_ rule: String) -> Bool {
    cutShort.contains(where: rule.hasMatch)
  }

  /// Whether the form tells these rules of iptables-save from others with other matches. A
  /// hashlimit's name, which tells whose counters it uses, and the `!` of a quota are in no listing.
  func tells(_ rules: some Sequence<String>) -> Bool {
    self == .rules
      || rules.allSatisfy {
        Self.asListed($0) == $0 && !Self.mayBeTwins($0)
          && !["hashlimit", "quota"].contains(where: $0.hasMatch)
      }
  }

  /// Whether a rule has options of conntrack beside the state: in a listing these may be of two
  /// `-m conntrack`, which makes a difference for a packet without an entry.
  private static func mayBeTwins(_ rule: String) -> Bool {
    rule.contains("--ctstate") && rule.split(separator: "--ct").count > 2
  }

  /// Whether the form prints all matches of these rules, if only as a word: without -n, ip6tables
  /// prints `anywhere` for every network whose address is `::`, whatever its length, and eui64
  /// leaves nothing in a listing of nf_tables.
  func printsAll(_ rules: some Sequence<String>) -> Bool {
    if self == .rules { return true }
    return !rules.contains { rule in
      rule.hasMatch("eui64")
        || self == .namedListing && (rule.contains("-s ::/") || rule.contains("-d ::/"))
    }
  }
}

/// What somebody pastes: each table printed by a command of its own.
struct FormText: Sendable {
  var form: Form
  /// Whether the commands are left out, so that only its chains tell which table it is.
  var isBare: Bool
  var text: String

  /// `program` is the command's name, which tells the family.
  init(_ form: Form, isBare: Bool, program: String, tables: [(name: String, lines: [Substring])]) {
    self.form = form
    self.isBare = isBare
    text = tables.map { name, lines in
      let prompt = isBare ? "" : "$ \(program) -t \(name) \(form.rawValue)\n"
      return prompt + lines.map { $0 + "\n" }.joined()
    }.joined(separator: isBare ? "\n" : "")
  }
}

extension FormText: CustomStringConvertible {
  var description: String { "\(form)\(isBare ? " without its command" : "")" }
}

/// Which forms a case is printed in beside iptables-save.
struct FormChoice: Sendable {
  var forms: [Form] = []
  /// Decides which of them are bare; cases that differ in it divide them differently.
  var variant = 0

  static let none = FormChoice()

  /// NATSCOPE_KERNEL_FORMS holds `all` for every form of every case, which takes longer than CI
  /// may, or the raw values of the forms to look at, with commas.
  private static let asked = environment("NATSCOPE_KERNEL_FORMS").map { words in
    words == "all"
      ? Form.allCases : words.split(separator: ",").compactMap { Form(rawValue: String($0)) }
  }

  /// Every form, half of them bare.
  static func all(_ variant: Int) -> FormChoice {
    FormChoice(forms: asked ?? Form.allCases, variant: variant)
  }

  /// Every form of every fifth case, and one of the others': a random case has up to a thousand
  /// outcomes in a form that hides its interfaces.
  static func some(_ variant: Int) -> FormChoice {
    variant % 5 == 0 ? all(variant / 5) : one(variant)
  }

  /// One form, another one for each variant.
  static func one(_ variant: Int) -> FormChoice {
    let all = Form.allCases
    return FormChoice(
      forms: asked ?? [all[variant % all.count]], variant: variant / all.count)
  }

  func isBare(_ form: Form) -> Bool {
    let index = Form.allCases.firstIndex(of: form) ?? 0
    return (variant + index) % 2 == 1
  }
}

extension String {
  /// Whether a rule of iptables-save has this match.
  fileprivate func hasMatch(_ name: String) -> Bool { "\(self) ".contains(" -m \(name) ") }
}
