import TestSupport
import Testing

@testable import NatScope

/// Drawings of tables: what is grouped, and the formats' limits.
struct ChainDrawingTests {
  private static func drawing(
    _ text: String, grouping: ChainDrawing.Grouping = .auto, table: TableName = .nat,
    fits: (ChainDrawing) -> Bool = { _ in true }
  ) throws -> ChainDrawing {
    ChainDrawing(
      try #require(Reading(text).capture.rulesets.first), table: table, grouping: grouping,
      fits: fits)
  }

  /// Services as kube-proxy writes them, with three endpoints each.
  static func services(_ count: Int) -> String {
    var chains = ":PREROUTING ACCEPT [0:0]\n:KUBE-MARK-MASQ - [0:0]\n:KUBE-SERVICES - [0:0]\n"
    var rules =
      "-A PREROUTING -j KUBE-SERVICES\n-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n"
    for index in 0..<count {
      let service = "KUBE-SVC-\(hash(index))"
      chains += ":\(service) - [0:0]\n"
      rules += "-A KUBE-SERVICES -d 10.96.\(index / 250).\(index % 250)/32 -p tcp -j \(service)\n"
      for endpoint in 0..<3 {
        let name = "KUBE-SEP-\(hash(index * 3 + endpoint))"
        chains += ":\(name) - [0:0]\n"
        rules += "-A \(service) -m statistic --mode nth --every 3 --packet \(endpoint) -j \(name)\n"
        let address = "10.\(endpoint).\(index / 250).\(index % 250)"
        rules += "-A \(name) -s \(address)/32 -j KUBE-MARK-MASQ\n"
        rules += "-A \(name) -p tcp -j DNAT --to-destination \(address):80\n"
      }
    }
    return "*nat\n\(chains)\(rules)COMMIT\n"
  }

  private static func hash(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "A", count: 16 - digits.count)
      + digits.map { "ABCDEFGHIJ".map(String.init)[Int(String($0)) ?? 0] }.joined()
  }

  @Test func aThousandServices() throws {
    let drawing = try Self.drawing(Self.services(1_000))
    #expect(drawing.isGrouped)
    #expect(
      drawing.title
        == "table nat, grouped: 1,000 KUBE-SVC-…, 3,000 KUBE-SEP-…")
    #expect(drawing.boxes.count == 6)
    let service = try #require(drawing.boxes.first { $0.name.hasPrefix("KUBE-SVC-") })
    #expect(service.title == "nat KUBE-SVC-… (1,000 chains)")
    #expect(service.detail == "3,000 rules" && service.chains == 1_000)
    #expect(drawing.boxes.last?.detail == "3,000 different")
    #expect(drawing.arrows.map(\.rules).sorted() == [1, 1_000, 3_000, 3_000, 3_000])
    // All three formats show the same drawing.
    let formats = try [
      DOTReport().render([drawing]), MermaidReport().render([drawing]),
      ChainSVG().render([drawing]),
    ]
    for text in formats {
      #expect(text.contains("1,000 KUBE-SVC-…"))
      #expect(text.contains("3,000 rules"))
    }
  }

  /// Small drawings show each rule, unless somebody asks for groups.
  @Test func grouping() throws {
    let text = Self.services(4)
    let plain = try Self.drawing(text)
    #expect(!plain.isGrouped && plain.title == "table nat")
    #expect(plain.arrows.allSatisfy { $0.rules == 1 })
    #expect(plain.boxes.filter { $0.chains > 0 }.count == 19)
    let grouped = try Self.drawing(text, grouping: .always)
    #expect(grouped.title == "table nat, grouped: 4 KUBE-SVC-…, 12 KUBE-SEP-…")
    let whole = try Self.drawing(Self.services(200), grouping: .never)
    #expect(!whole.isGrouped && whole.boxes.count > 1_000)
  }

  /// The owners' patterns, and the names that stay by themselves.
  @Test(
    arguments: [
      ("KUBE-SVC-ABCDEFGHIJKLMNOP", "KUBE-SVC-…"), ("KUBE-SERVICES", nil),
      ("CNI-DN-0123456789abcdef01234", "CNI-DN-…"), ("cali-tw-cali0123456789a", "cali-tw-…"),
      ("cali-PREROUTING", nil), ("cali-fip-dnat", "cali-fip-…"), ("DOCKER", nil),
      ("ufw-before-input", "ufw-before-…"), ("PREROUTING", nil), ("mine-1", nil),
      ("IN_home_allow", "IN_…_allow"),
    ] as [(String, String?)]) func families(_ name: String, _ family: String?)
  {
    #expect(ChainGroups.family(of: name) == family)
  }

  /// Chains of nobody are taken together last, by what they lead to, and the words say that.
  @Test func chainsOfNobody() throws {
    var text = "*filter\n:INPUT ACCEPT [0:0]\n:log - [0:0]\n"
    for index in 0..<150 { text += ":drop\(index) - [0:0]\n:sort\(index) - [0:0]\n" }
    text += "-A log -j LOG\n"
    for index in 0..<150 {
      text += "-A INPUT -s 10.0.0.\(index)/32 -j sort\(index)\n"
      text += "-A sort\(index) -p tcp -j drop\(index)\n-A drop\(index) -j DROP\n"
    }
    let drawing = try Self.drawing(text + "COMMIT\n", table: .filter)
    #expect(
      drawing.title
        == "table filter, grouped: 150 chains that only lead to chains that only DROP, "
        + "150 chains that only DROP")
    #expect(drawing.boxes.count == 5)
    #expect(drawing.boxes.contains { $0.detail == "150 rules; such as drop0, drop1" })
  }

  /// What nothing else makes small is taken together by its distance from a hook.
  @Test func distances() throws {
    var text = "*filter\n:INPUT ACCEPT [0:0]\n"
    for index in 0..<300 { text += ":a\(index) - [0:0]\n:b\(index) - [0:0]\n" }
    for index in 0..<300 {
      text += "-A INPUT -s 10.0.\(index / 250).\(index % 250)/32 -j a\(index)\n"
      text += "-A a\(index) -j b\(index)\n-A b\(index) -j GONE\(index)\n"
    }
    let drawing = try Self.drawing(text + "COMMIT\n", table: .filter)
    #expect(drawing.title.contains("300 chains one jump from a hook"))
    #expect(drawing.title.contains("300 chains 2 jumps from a hook"))
  }

  @Test func emptyAndMissingTables() throws {
    for text in ["*nat\nCOMMIT\n", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n"] {
      let drawing = try Self.drawing(text)
      #expect(drawing.boxes.isEmpty && drawing.arrows.isEmpty)
      let root = try MarkupTree(try ChainSVG().render([drawing])).root
      #expect(root.name == "svg")
    }
  }

  // MARK: Mermaid

  @Test func mermaidGroupsMoreWhereItMust() throws {
    // 200 rules fit a drawing, their words do not fit Mermaid.
    var text = "*nat\n:PREROUTING ACCEPT [0:0]\n"
    for index in 0..<200 {
      let word = String(repeating: "<", count: 300)
      text += "-A PREROUTING -m foo --bar \(index)\(word) -j DNAT --to 10.0.0.\(index % 50)\n"
    }
    text += "COMMIT\n"
    let plain = try Self.drawing(text)
    #expect(!plain.isGrouped)
    #expect(throws: DrawingTooLarge.self) { try MermaidReport().render([plain]) }
    let fitting = try Self.drawing(text, fits: { MermaidReport().fits($0) })
    #expect(fitting.isGrouped)
    let drawn = try MermaidReport().render([fitting])
    #expect(drawn.utf16.count <= 50_000)
  }

  @Test func mermaidRefusesWhatItCannotShow() throws {
    let drawing = try Self.drawing(Self.services(300), grouping: .never)
    #expect(!MermaidReport().fits(drawing))
    #expect {
      try MermaidReport().render([drawing])
    } throws: { error in
      "\(error)" == "Mermaid: 3001 arrows, and it takes 500"
    }
    #expect {
      try ChainSVG().render([drawing])
    } throws: { error in
      "\(error)".hasPrefix("SVG: 2103 boxes and 3001 arrows")
    }
  }

  @Test func severalDrawings() throws {
    let drawing = try Self.drawing(Self.services(2))
    let mermaid = try MermaidReport().render([drawing, drawing])
    #expect(mermaid.hasPrefix("flowchart LR\n  subgraph g0[\"table nat\"]\n"))
    #expect(mermaid.split(separator: "\n").filter { $0 == "  end" }.count == 2)
    let dot = DOTReport().render([drawing, drawing])
    #expect(dot.hasPrefix("digraph \"2 drawings\" {\n"))
    #expect(dot.contains("subgraph cluster_1 {"))
    _ = try MarkupTree(try ChainSVG().render([drawing, drawing]))
  }

  // MARK: places

  @Test(arguments: [
    "docker", "host-process", "hostport", "hostport-legacy", "hostport-stale", "hostport6",
    "istio", "kube-proxy", "podman", "redirect",
  ]) func places(_ sample: String) throws {
    for ruleset in try Example(sample: sample + ".save").capture.rulesets {
      for table in TableName.allCases {
        for grouping in ChainDrawing.Grouping.allCases {
          let drawing = ChainDrawing(ruleset, table: table, grouping: grouping)
          FigureCheck.expect(ChainFigure(drawing).figure, "\(sample) \(table)")
          _ = try MarkupTree(try ChainSVG().render([drawing]))
        }
      }
    }
  }

  /// Loops, chains to themselves, and names that would end the markup.
  @Test func oddGraphs() throws {
    let drawing = try Self.drawing(
      """
      *nat
      :PREROUTING ACCEPT [0:0]
      :A - [0:0]
      :</text><script> - [0:0]
      :漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 - [0:0]
      -A PREROUTING -j A
      -A A -j A
      -A A -g </text><script>
      -A A -j 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字
      -A </text><script> -j A
      -A </text><script> -j GONE
      -A 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 -m foo --x "]]>\u{1b}" -j DROP
      COMMIT

      """)
    FigureCheck.expect(ChainFigure(drawing).figure, "odd")
    let text = try ChainSVG().render([drawing])
    let root = try MarkupTree(text).root
    #expect(!root.all.contains { $0.name == "script" })
    #expect(!text.unicodeScalars.contains { $0 != "\n" && TerminalText.isUnsafe($0) })
  }

  /// Each chain stands right of those that lead to it.
  @Test func layers() {
    let layers = ChainLayers(
      [[1, 2], [3], [3], [4], [3], []], heights: [20, 30, 40, 20, 20, 20], gap: 10)
    #expect((0..<6).map { layers.layer(of: $0) } == [0, 1, 1, 2, 3, 0])
    for layer in layers.layers {
      for (above, below) in zip(layer, layer.dropFirst()) {
        #expect(above.y + above.height + 10 <= below.y)
      }
    }
    #expect(layers.layers.flatMap { $0.map(\.y) }.min() == 0)
  }

  @Test func longEdgesPassBetweenTheBoxes() {
    let layers = ChainLayers([[1, 3], [2], [3], []], heights: [20, 20, 20, 20], gap: 10)
    #expect(layers.bends(from: 0, to: 3).map(\.layer) == [1, 2])
    #expect(layers.bends(from: 0, to: 1).isEmpty)
  }

  /// Every input of the corpus is drawn, in every format, within its limits.
  @Test func corpus() throws {
    guard let folder = environment("NATSCOPE_CORPUS") else {
      print("skipped: no corpus (NATSCOPE_CORPUS is not set)")
      return
    }
    var (drawn, grouped) = (0, 0)
    var refused: [String] = []
    for name in CorpusTests.files(folder) {
      guard let bytes = PrintingTests.bytes(folder + "/" + name), bytes.count < 4_000_000 else {
        continue
      }
      for ruleset in Capture.read(name: name, bytes: bytes).rulesets {
        for table in [TableName.nat, .filter] where ruleset.table(table) != nil {
          let drawing = ChainDrawing(ruleset, table: table, fits: { MermaidReport().fits($0) })
          drawn += 1
          if drawing.isGrouped { grouped += 1 }
          _ = DOTReport().render([drawing])
          do {
            let mermaid = try MermaidReport().render([drawing])
            #expect(mermaid.utf16.count <= MermaidReport.textLimit, "\(name)")
            _ = try MarkupTree(try ChainSVG().render([drawing]))
          } catch let error as DrawingTooLarge {
            refused.append("\(name) \(table): \(error)")
          }
          FigureCheck.expect(ChainFigure(drawing).figure, "\(name) \(table)")
        }
      }
    }
    print("drawings: \(drawn) of the corpus, \(grouped) grouped, \(refused.count) refused")
    #expect(drawn > 300 && grouped > 0)
    #expect(refused == [])
  }
}
