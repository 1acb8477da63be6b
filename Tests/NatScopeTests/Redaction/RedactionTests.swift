import FoundationEssentials
import TestSupport
import Testing

@testable import NatScope

/// Redacted captures give the answers of the originals, and hold none of their names.
@Suite struct RedactionTests {
  private static let fixtures: [String] = {
    let root = PrintingTests.root
    var names = ["facts", "ipvs", "node"].flatMap { folder -> [String] in
      let path = "Tests/NatScopeTests/Fixtures/\(folder)"
      return ((try? FileManager.default.contentsOfDirectory(atPath: root + "/" + path)) ?? [])
        .map { path + "/" + $0 }
    }
    names += ((try? FileManager.default.contentsOfDirectory(atPath: root + "/samples")) ?? [])
      .map { "samples/" + $0 }
    return names.sorted()
  }()

  @Test func fixturesAreThere() {
    #expect(Self.fixtures.count > 80)
  }

  @Test(arguments: fixtures) func fixture(_ name: String) throws {
    let bytes = try #require(PrintingTests.bytes(PrintingTests.root + "/" + name))
    let redacted = Redacted([bytes])
    redacted.expectSameShape(name)
    #expect(redacted.secrets(in: redacted.text) == [], "\(name)")
    Self.expectSameTraces(redacted, bytes, name, seed: 7, limit: 12)
    // Once more gives the same.
    #expect(Redacted([bytes]).text == redacted.text)
  }

  /// Destinations that the text names, their neighbours, and others.
  private static func expectSameTraces(
    _ redacted: Redacted, _ bytes: [UInt8], _ name: String, seed: UInt64, limit: Int
  ) {
    guard !redacted.original.rulesets.isEmpty else { return }
    var random = SplitMix64(seed: seed)
    var named: Set<IPAddress> = []
    var ports: Set<UInt16> = [80]
    for piece in LineScanner.pieces(bytes, 0..<bytes.count, LineContext()) {
      if case .address(let address, _) = piece.kind { named.insert(address) }
      if case .word = piece.kind,
        let port = UInt16(String(decoding: bytes[piece.range], as: UTF8.self))
      {
        ports.insert(port)
      }
    }
    var destinations = named.sorted { ($0.family.width, $0.bits) < ($1.family.width, $1.bits) }
    destinations.shuffle(using: &random)
    destinations = Array(destinations.prefix(limit))
    for address in destinations.prefix(limit / 3) {
      destinations.append(IPAddress(family: address.family, bits: address.bits ^ 1))
    }
    destinations.append(IPAddress(family: .ipv4, bits: UInt128(random.next() & 0x7fff_ffff)))
    let again = Redacted([bytes], typed: destinations.map(\.description))
    for (destination, alias) in zip(destinations, again.redaction.typed) {
      guard let alias = IPAddress(alias) else {
        Issue.record("\(alias) is no address")
        continue
      }
      let port = random.pick(ports.sorted())
      for ipProtocol in [IPProtocol.tcp, .udp] {
        again.expectSameTrace(destination, alias, port, ipProtocol, name)
      }
    }
  }

  @Test func corpus() {
    guard let folder = environment("NATSCOPE_CORPUS"),
      let index = PrintingTests.bytes(folder + "/INDEX.tsv")
    else {
      print("skipped: no corpus (NATSCOPE_CORPUS is not set)")
      return
    }
    var files = 0
    for row in index.split(separator: 10).dropFirst() {
      let name = String(
        decoding: row.split(separator: 9, omittingEmptySubsequences: false)[0], as: UTF8.self)
      guard let bytes = PrintingTests.bytes(folder + "/" + name), bytes.count < 60_000,
        !Self.hopeless.contains(where: name.contains)
      else { continue }
      files += 1
      let redacted = Redacted([bytes])
      redacted.expectSameShape(name, tolerated: Self.toleratedInCorpus)
      #expect(redacted.secrets(in: redacted.text) == [], "\(name)")
      Self.expectSameTraces(redacted, bytes, name, seed: 3, limit: 3)
    }
    #expect(files > 300)
  }

  /// Texts that are no captures: lines with `%(name)s` where names are, and one with options in single
  /// quotes, which iptables-save's form does not know and redaction takes for a comment.
  private static let hopeless = [
    "test_securitygroups_rpc", "firewall_output_parsing_spec.rb.01",
  ]
  private static let toleratedInCorpus: Set<String> = ["wrapped-rule", "not-utf8", "long-line"]

  // MARK: secrets

  struct Hostile: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let secrets: [String]

    init(_ name: String, _ text: String, _ secrets: String...) {
      self.name = name
      self.text = text
      self.secrets = secrets
    }

    var testDescription: String { name }
  }

  static let hostile: [Hostile] = [
    Hostile(
      "comment with escapes",
      natTable(#"-A A -m comment --comment "acme \"secret\" corp\\x 4711" -j ACCEPT"#),
      "acme", "secret", "corp", "4711"),
    Hostile(
      "comment of known words",
      natTable(#"-A A -m comment --comment "drop http from 10.9.8.7 acme""#),
      "drop", "10.9.8.7", "acme"),
    Hostile("bare comment", natTable("-A A -m comment --comment acme -j ACCEPT"), "acme"),
    Hostile(
      "single quotes", "iptables -A A -m comment --comment 'acme 4711' -j B\n", "acme", "4711"),
    Hostile("attached values", "iptables -A acme -s10.9.8.7 -jcorp\n", "acme", "10.9.8.7", "corp"),
    Hostile("equals", natTable("-A A --source=10.9.8.7 --jump=acme"), "10.9.8.7", "acme"),
    Hostile(
      "log prefix", natTable(#"-A A -j LOG --log-prefix "acme drop 4711: ""#), "acme", "4711"),
    Hostile(
      "string and hex string",
      natTable(
        #"-A A -m string --string "GET /acme" --algo bm -j DROP"#,
        #"-A A -m string --hex-string "|deadbeef|acme" --algo bm -j DROP"#),
      "acme", "deadbeef"),
    Hostile(
      "sets and lists",
      natTable("-A A -m set --match-set acme-allow src -m recent --name corp --set -j ACCEPT"),
      "acme",
      "corp"),
    Hostile(
      "comment over two lines", natTable("-A A -m comment --comment \"acme\ncorp 4711\" -j ACCEPT"),
      "acme", "corp", "4711"),
    Hostile(
      "wrapped address",
      natTable(
        "-A A -d 10.250.3.4/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.25", "0.3.9:80"),
      "0.3.9", "10.250.3.4", "10.250"),
    Hostile("carriage returns", natTable("-A A -s 10.9.8.7/32 -j acme\r"), "10.9.8.7", "acme"),
    Hostile(
      "heredoc",
      "cat <<EOF | iptables-restore\n*nat\n:acme - [0:0]\n-A acme -s 10.9.8.7 -j ACCEPT\nEOF\n",
      "acme", "10.9.8.7"),
    Hostile(
      "prompt", "corp@acme-web-3:~$ iptables -t nat -S\n-P PREROUTING ACCEPT\n", "corp", "acme"),
    Hostile(
      "hosts with addresses", "root@ip-10-250-3-4:~# iptables -t nat -S\n-P PREROUTING ACCEPT\n",
      "10-250-3-4"),
    Hostile(
      "upper case MAC", natTable("-A A -m mac --mac-source 52:54:AB:CD:EF:01 -j DROP"),
      "52:54:AB:CD:EF:01"),
    Hostile("other scripts", natTable(#"-A A -m comment --comment "公司 密码" -j DROP"#), "公司", "密码"),
    Hostile(
      "IPv6 spellings",
      "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 2A01:04F8:0000:0001::00AB/128 -j DNAT --to-destination [2a01:4f8:0:1::ab]:80\n-A PREROUTING -s 2a01:4f8:0:1:0:0:0:ab -j RETURN\nCOMMIT\n",
      "04F8", "4f8"),
    Hostile(
      "remark", "# acme datacenter 4711, rack 12\n" + natTable("-A A -j B"), "acme", "4711", "rack"),
    Hostile(
      "unknown text", "Dear support, our host acme is 10.9.8.7.\n" + natTable("-A A -j B"), "acme",
      "10.9.8.7", "Dear"),
    Hostile(
      "u32", natTable(#"-A A -m u32 --u32 "12&0xFFFFFFFF=0x0AFA0304" -j DROP"#), "0x0AFA0304"),
    Hostile(
      "JSON with numbers of characters",
      #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"\u0061cme-web","namespace":"corp"},"status":{"podIP":"10.9.8.7"}}"#
        + "\n",
      "u0061cme", "acme", "corp", "10.9.8.7"),
    Hostile(
      "process and user", "LISTEN 0 128 10.9.8.7:80 0.0.0.0:* users:((\"acmed\",pid=1,fd=3))\n",
      "acmed",
      "10.9.8.7"),
    Hostile(
      "/proc/net",
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 0708090A:1F43 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 21706 1 0000000000000000 100 0 0 10 0\n",
      "0708090A"),
  ]

  @Test(arguments: hostile) func hostileText(_ row: Hostile) {
    let redacted = Redacted(row.text)
    for secret in row.secrets {
      #expect(
        !redacted.text.lowercased().contains(secret.lowercased()), "\(row.name): \(redacted.text)")
    }
    #expect(
      Redacted.shape(redacted.capture) == Redacted.shape(redacted.original), "\(redacted.text)")
  }

  // MARK: forms

  /// What a text becomes when aliases are taken for what they stand for again.
  @Test func hashesAreMadeAnew() throws {
    let bytes = try #require(
      PrintingTests.bytes(PrintingTests.root + "/samples/kube-proxy.save"))
    let redacted = Redacted([bytes])
    var checked = 0
    for ruleset in redacted.capture.rulesets {
      for (name, origin) in HashedNames(redacted.capture).origins {
        #expect(HashedNames.name(like: name, of: origin) == name)
        checked += 1
      }
      #expect(ruleset.rules.count > 0)
    }
    #expect(checked > 20)
    #expect(!redacted.text.contains("KUBE-SVC-HUJP2C55S4Y5HGK2"))
  }

  @Test func programsCommentsKeepTheirWords() {
    let text = natTable(
      #"-A A -m comment --comment "acme/web:http cluster IP" -j B"#,
      #"-A A -m comment --comment "dnat name: \"acme\" id: \"0123456789abcdef\"" -j B"#,
      #"-A A -m comment --comment "kubernetes service portals" -j B"#)
    let redacted = Redacted(text)
    #expect(redacted.text.contains("/n2:http cluster IP"), "\(redacted.text)")
    #expect(redacted.text.contains(#"dnat name: \"n1\" id: \""#))
    #expect(redacted.text.contains("kubernetes service portals"))
  }

  /// Names that are cut at their limit still begin as they did.
  @Test func limitsOfNames() {
    let names = ["qr-fb358de8-c4", "qr-x-y-z-w-v-u", "acme-b-c-dd-ee"]
    let redacted = Redacted(
      natTable("-A A -i qr-+ -j B", "-A A -i acme-b-c-dd-ee -j B"), typed: names + ["qr-"])
    let head = redacted.redaction.typed[3]
    #expect(redacted.text.contains("-i \(head)+ "))
    for (name, alias) in zip(names, redacted.redaction.typed) {
      #expect(alias.utf8.count <= 15, "\(name) \(alias)")
      #expect(alias.hasPrefix(head) == name.hasPrefix("qr-"), "\(name) \(alias)")
    }
  }

  @Test func wildcardsOfInterfaces() {
    let text = natTable(
      "-A A -i acme+ -j B", "-A A -i acme0 -j B", "-A A -i acmf0 -j B", "-A A -i eth+ -j B")
    let redacted = Redacted(text, typed: ["acme7", "eth3"])
    let beginning = redacted.redaction.typed[0].prefix { $0 != "_" } + "_"
    #expect(redacted.text.contains("-i \(beginning)+ "))
    #expect(redacted.text.contains("-i \(beginning)0 "))
    #expect(redacted.text.contains("-i eth+ "))
    #expect(redacted.redaction.typed[1] == "eth3")
    #expect(redacted.text.components(separatedBy: beginning).count == 3)
  }

  @Test func podsKeepTheirDeployment() {
    let redacted = Redacted(
      "NAMESPACE   NAME                     READY   STATUS    RESTARTS   AGE   IP           NODE\n"
        + "corp        shop-7d4f9c6b8d-x2xqz   1/1     Running   0          5d    10.9.8.7     acme-3\n",
      typed: ["shop", "corp"])
    let name = redacted.redaction.typed[0]
    let pod = redacted.capture.node.workloads.all.first
    #expect(pod?.name.hasPrefix(name + "-") == true)
    #expect(pod?.namespace == redacted.redaction.typed[1])
    #expect(pod?.addresses.first != IPAddress("10.9.8.7"))
    #expect(pod?.node?.contains("acme") == false)
  }

  /// A reader's words are no names: who adds one to a reader adds it to the list.
  @Test func readersWordsAreKnown() throws {
    var unknown: Set<String> = []
    for source in InvariantTests.sources
    where ["NatScope/Input/", "NatScope/Node/", "NatScope/Ruleset/"].contains(
      where: source.path.hasPrefix)
    {
      for line in source.lines where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        for literal in Self.literals(line) {
          for piece in LineScanner.pieces(
            Array(literal.utf8), 0..<literal.utf8.count, LineContext())
          {
            guard case .word = piece.kind else { continue }
            let word = Array(literal.utf8)[piece.range]
            guard word.count > 1, !KnownWords.holds(word), !WordForm.isNumber(word),
              !WordForm.isInterface(Array(word)), word.first.map(WordForm.isLetter) == true,
              ChainOwner.owner(of: String(decoding: word, as: UTF8.self)) == nil
            else { continue }
            unknown.insert(String(decoding: word, as: UTF8.self))
          }
        }
      }
    }
    #expect(unknown.subtracting(Self.notOfInputs).sorted() == [])
  }

  /// Parts of patterns, names of groups and of natscope's own.
  private static let notOfInputs: Set<String> = Set(
    [
      "A-Z", "A-Za-z", "a-z", "a-z0-9", "carriageReturns", "prefixedLine", "unrecognisedLine",
      "x00",
      "nb", "nd",
    ] + (1...12).map { "n\($0)" })

  /// The string literals of a line without what is put into them.
  private static func literals(_ line: String) -> [String] {
    var result: [String] = []
    var current: String?
    var depth = 0
    var previous: Character = " "
    for character in line {
      if depth > 0 {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
      } else if previous == "\\", current != nil {
        if character == "(" { depth = 1 }
        current?.append(" ")
      } else if character == "\"" {
        if let text = current { result.append(text) }
        current = current == nil ? "" : nil
      } else if character != "\\" {
        current?.append(character)
      }
      previous = previous == "\\" && character == "\\" ? " " : character
    }
    return result
  }
}
