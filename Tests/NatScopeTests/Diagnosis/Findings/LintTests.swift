import Testing

@testable import NatScope

/// Findings on texts: each state that is wrong beside the one that is right.
@Suite struct LintTests {
  struct Row: Sendable, CustomTestStringConvertible {
    /// What the row was modelled on.
    let name: String
    /// Code and severity, as `NS201 error`; notes that are not of interest are left out.
    let expected: [String]
    let text: String
    /// A part of the first finding's subject.
    let subject: String

    /// The name, the findings expected, and the text.
    init(_ words: String...) {
      self.init(words, "")
    }

    /// The name, the findings expected, the subject of the first, and the text.
    init(_ words: String..., subject: String, _ text: String) {
      self.init(words + [text], subject)
    }

    private init(_ words: [String], _ subject: String) {
      name = words[0]
      expected = Array(words[1..<(words.count - 1)])
      self.subject = subject
      text = words[words.count - 1]
    }

    var testDescription: String { name }
  }

  static func lint(_ text: String) -> Lint {
    Lint(Capture.read(name: "node.txt", bytes: Array(text.utf8)))
  }

  @Test(
    arguments: hostPorts + services + way + rules + node + addresses + routes)
  func findings(_ row: Row) {
    let lint = Self.lint(row.text)
    #expect(!lint.capture.hasErrors)
    let found = lint.findings
    #expect(
      Set(found.map { "\($0.code) \($0.severity.rawValue)" }) == Set(row.expected), "\(row.name)")
    if let first = found.first { #expect(first.subject.contains(row.subject), "\(row.name)") }
    for finding in found {
      #expect(FindingCode.row(finding.code) != nil)
      #expect(!finding.title.isEmpty && !finding.effect.isEmpty && !finding.evidence.isEmpty)
      #expect(!finding.title.hasSuffix("."))
    }
  }

  /// nat with its built-in chains.
  static func nat(_ rules: String, chains: String = "") -> String {
    """
    *nat
    :PREROUTING ACCEPT [0:0]
    :INPUT ACCEPT [0:0]
    :OUTPUT ACCEPT [0:0]
    :POSTROUTING ACCEPT [0:0]
    \(chains.split(separator: " ").map { ":\($0) - [0:0]" }.joined(separator: "\n"))
    \(rules)
    COMMIT

    """
  }

  static func filter(_ rules: String, chains: String = "", forward: String = "ACCEPT") -> String {
    """
    *filter
    :INPUT ACCEPT [0:0]
    :FORWARD \(forward) [0:0]
    :OUTPUT ACCEPT [0:0]
    \(chains.split(separator: " ").map { ":\($0) - [0:0]" }.joined(separator: "\n"))
    \(rules)
    COMMIT

    """
  }

  static let local = "-m addrtype --dst-type LOCAL"
  static let idA = String(repeating: "a1", count: 32)
  static let idB = String(repeating: "b2", count: 32)

  /// portmap's rules for one or two sandboxes with hostPort 8000.
  static func portmap(_ ids: [String] = [idA], first: String = "", counters: [String] = [])
    -> String
  {
    let chains = ids.indices.map { "CNI-DN-\($0)" }.joined(separator: " ")
    var rules = [
      first + "-A PREROUTING \(local) -j CNI-HOSTPORT-DNAT",
      "-A OUTPUT \(local) -j CNI-HOSTPORT-DNAT",
      "-A POSTROUTING -j CNI-HOSTPORT-MASQ",
      "-A CNI-HOSTPORT-SETMARK -j MARK --set-xmark 0x2000/0x2000",
      "-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE",
    ]
    for (index, id) in ids.enumerated() {
      let own = "-A CNI-DN-\(index)"
      rules += [
        "\(own) -s 10.42.0.0/24 -p tcp -m tcp --dport 8000 -j CNI-HOSTPORT-SETMARK",
        (counters.isEmpty ? "" : counters[index] + " ")
          + "\(own) -p tcp -m tcp --dport 8000 -j DNAT --to-destination 10.42.0.\(index + 5):80",
        "-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment \"dnat name: \\\"cbr0\\\" id: \\\"\(id)\\\"\" "
          + "-m multiport --dports 8000 -j CNI-DN-\(index)",
      ]
    }
    return nat(
      rules.joined(separator: "\n"),
      chains: "\(chains) CNI-HOSTPORT-DNAT CNI-HOSTPORT-MASQ CNI-HOSTPORT-SETMARK")
  }

  static func sandboxes(_ ids: String...) -> String {
    let head =
      "POD ID              CREATED             STATE               NAME                NAMESPACE"
      + "           ATTEMPT             RUNTIME\n"
    return head
      + ids.map { id in
        "\(id.prefix(13))       2 days ago          Ready               web                 default"
          + "             0                   (default)\n"
      }.joined()
  }
}

extension LintTests.Row {
  var codes: Set<String> {
    Set(expected.compactMap { $0.split(separator: " ").first.map(String.init) })
  }
}
