import Testing

@testable import NatScope

struct DrawingReportTests {
  private static let hostile = """
    *nat
    :PREROUTING ACCEPT [0:0]
    :"<b>\\]--> - [0:0]
    -A PREROUTING -p tcp -m owner --foo "a\\"] --> <script>" -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80
    -A PREROUTING -m string --string "\u{1b}[31m" -g GONE
    COMMIT

    """

  private func drawing(_ text: String) throws -> ChainDrawing {
    let capture = Capture.read(name: "test", bytes: Array(text.utf8))
    return ChainDrawing(try #require(capture.rulesets.first), table: .nat)
  }

  @Test func everyChainAndEndIsABox() throws {
    let drawing = try drawing(Self.hostile)
    #expect(drawing.boxes.map(\.shape) == [.builtInChain, .end, .missingChain, .chain])
    #expect(drawing.boxes[1].title == "DNAT 10.0.0.1:80")
    #expect(drawing.arrows.map(\.isGoto) == [false, true])
  }

  @Test func dotKeepsHostileTextInsideItsQuotes() throws {
    let text = DOTReport().render([try drawing(Self.hostile)])
    #expect(!text.unicodeScalars.contains("\u{1b}"))
    for line in text.split(separator: "\n") {
      // Quotes that are not escaped come in pairs.
      var isOpen = false
      var isEscaped = false
      for character in line {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isOpen.toggle()
        }
      }
      #expect(!isOpen, "\(line)")
    }
    #expect(text.hasPrefix("digraph \"table nat\" {\n"))
    #expect(text.hasSuffix("}\n"))
  }

  @Test func mermaidWritesHostileTextAsEntities() throws {
    let text = try MermaidReport().render([try drawing(Self.hostile)])
    #expect(text.hasPrefix("flowchart LR\n"))
    #expect(!text.contains("<script>"))
    #expect(!text.contains("<b>"))
    #expect(!text.unicodeScalars.contains("\u{1b}"))
    for line in text.split(separator: "\n").dropFirst() {
      #expect(line.filter { $0 == "\"" }.count == 2, "\(line)")
    }
  }
}
