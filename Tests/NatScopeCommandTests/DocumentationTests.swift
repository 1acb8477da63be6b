import FoundationEssentials
import Testing
import TestSupport

/// The manual, the help texts and the README say what the program does.
@Suite struct DocumentationTests {
  /// A command as the program describes itself.
  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        let kind: String
        let name: String
      }
      let names: [Name]?
      let sectionTitle: String?

      /// `--long` and `-s`.
      var spellings: Set<String> {
        Set((names ?? []).map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" })
      }
    }
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// Without `help`, which the argument parser adds.
    var commands: [Command] { (subcommands ?? []).filter { $0.commandName != "help" } }

    /// Those of the command and of its subcommands.
    var options: Set<String> {
      let own = (arguments ?? []).reduce(Set<String>()) { $0.union($1.spellings) }
      return commands.reduce(own) { $0.union($1.options) }
    }
  }

  private struct Description: Decodable {
    let command: Command
  }

  private static func describe() async throws -> Command {
    let run = try await Natscope.run("--experimental-dump-help")
    return try JSONDecoder().decode(Description.self, from: Data(run.output.utf8)).command
  }

  /// The options that a page in mdoc names: what stands behind the macro `Fl`, a dash for each
  /// that is not written. `Fl 46qv` of a synopsis is four options.
  static func options(ofManual text: String) -> Set<String> {
    var result: Set<String> = []
    for line in text.split(separator: "\n") where line.first == "." {
      let words = line.dropFirst().split(separator: " ")
      for (index, word) in words.enumerated() where word == "Fl" && index + 1 < words.count {
        let name = words[index + 1]
        if name.hasPrefix("-") {
          result.insert("-\(name)")
        } else {
          for letter in name { result.insert("-\(letter)") }
        }
      }
    }
    return result
  }

  @Test func everyOptionIsInTheManual() async throws {
    // The argument parser does not describe what it brings itself.
    let described = try await Self.describe().options.union(["--generate-completion-script"])
    let manual = Self.options(ofManual: try Natscope.text("man/natscope.1"))
    #expect(described.count > 15)
    #expect(described.subtracting(manual) == [], "not in the manual")
    #expect(manual.subtracting(described) == [], "in the manual only")
  }

  /// The synopsis of each command has its options, each by one name, and no others.
  @Test func synopsesHaveTheOptions() async throws {
    let manual = try Natscope.text("man/natscope.1")
    let synopsis = try #require(manual.split(separator: ".Sh DESCRIPTION").first)
    let blocks = synopsis.split(separator: "\n.Nm\n").dropFirst()
    let general: Set<String> = ["-h", "--help", "--version"]
    for command in try await Self.describe().commands {
      let block = try #require(
        blocks.first { $0.hasPrefix(".Cm \(command.commandName)\n") }
          ?? blocks.first { $0.hasPrefix(".Op Cm \(command.commandName)\n") })
      let named = Self.options(ofManual: String(block))
      var known = general
      for option in command.arguments ?? [] {
        let spellings = option.spellings
        known.formUnion(spellings)
        // Those of the header are many, and named as one.
        guard !spellings.isEmpty, spellings.isDisjoint(with: general),
          option.sectionTitle != "The packet's header"
        else { continue }
        #expect(!named.isDisjoint(with: spellings), "\(command.commandName): \(spellings)")
      }
      #expect(named.subtracting(known) == [], "\(command.commandName)")
    }
  }

  @Test func everyCommandIsInTheManual() async throws {
    let manual = try Natscope.text("man/natscope.1")
    let names = try await Self.describe().commands.map(\.commandName)
    #expect(Set(names).isSuperset(of: ["trace", "graph", "rules"]))
    for name in names {
      #expect(manual.contains("\n.It Cm \(name)\n"), "\(name)")
    }
  }

  @Test func manualReader() {
    #expect(
      Self.options(ofManual: ".Op Fl 4q\n.It Fl o Ar f , Fl -out Ar f\nFl x") == [
        "-4", "-q", "-o", "--out",
      ])
  }

  @Test func everyCommandHasAnExample() async throws {
    let names = try await Self.describe().commands.map(\.commandName)
    for arguments in [[]] + names.map({ [$0] }) {
      let run = try await Natscope.run(arguments + ["--help"])
      #expect(run.status == 0)
      #expect(run.errors == "")
      let examples = run.output.split(separator: "\n").filter {
        $0.hasPrefix("  ") && $0.contains("natscope ") && !$0.contains("See 'natscope")
      }
      #expect(!examples.isEmpty, "\(arguments)")
      #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func version() async throws {
    let run = try await Natscope.run("--version")
    #expect(run.status == 0)
    #expect(run.output.split(separator: ".").count == 3)
    #expect(try await Natscope.run("trace", "--version").output == run.output)
  }

  /// The sources of a folder, one after the other.
  private static func sources(_ folder: String, _ prefix: String = "") throws -> String {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Natscope.root + "/Sources/NatScope/" + folder)
    return try names.sorted().filter { $0.hasPrefix(prefix) && $0.hasSuffix(".swift") }
      .map { try Natscope.text("Sources/NatScope/\(folder)/\($0)") }.joined()
  }

  /// Whether a page has a number by itself: 20 is not in 20,000.
  static func states(_ page: String, _ number: String) -> Bool {
    page.ranges(of: number).contains { range in
      let before = page[..<range.lowerBound].last
      let rest = page[range.upperBound...]
      let isCut = before.map { $0.isNumber || $0 == "," } ?? false
      let goesOn = rest.first.map { $0.isNumber } ?? false
      return !isCut && !goesOn && !(rest.first == "," && rest.dropFirst().first?.isNumber == true)
    }
  }

  @Test func numberReader() {
    #expect(Self.states("at most 20, or 1,000.", "20"))
    #expect(Self.states("at most 20, or 1,000.", "1,000"))
    #expect(!Self.states("20,000 and 120 and 201 and 4,20", "20"))
  }

  /// The engine's bounds as they stand in the source: `static var stepLimit: Int { 20_000_000 }`.
  @Test(arguments: ["man/natscope.1", "Sources/NatScope/NatScope.docc/Architecture.md"])
  func bounds(_ path: String) throws {
    let page = try Natscope.text(path)
    let lines = try Self.sources("Trace", "Tracer").split(separator: "\n")
    let bounds = lines.filter { $0.contains("static var ") && $0.contains("Int { ") }
    #expect(bounds.count >= 10)
    for line in bounds {
      let number = line.split { $0 == "{" || $0 == "}" }.last?.filter { $0.isNumber || $0 == "_" }
      let written = (number ?? "").replacing("_", with: ",")
      #expect(!written.isEmpty && Self.states(page, written), "\(line)")
    }
  }

  /// The bounds of drawings.
  @Test func drawingBounds() throws {
    let page = try Natscope.text("man/natscope.1")
    let source =
      try Self.sources("Diagnosis/Drawing") + Self.sources("Report/Drawing")
      + Self.sources("Report", "MermaidReport")
    let bounds = [
      ("boxLimit = ", "100"), ("arrowLimit = ", "250"), ("boxLimit = ", "400"),
      ("arrowLimit = ", "1,500"), ("textLimit = ", "50,000"), ("arrowLimit = ", "500"),
      ("static let ends = ", "12"), ("static let rows = ", "60"),
      ("static let rowsOfVisit = ", "12"), ("static let depth = ", "24"),
    ]
    for (name, number) in bounds {
      #expect(source.contains(name + number.replacing(",", with: "_")), "\(name) is not \(number)")
      #expect(Self.states(page, number), "\(number)")
    }
  }

  /// Every example of the manual that asks a sample works.
  @Test(arguments: [("man/natscope.1", 7), ("man/natscope-inputs.7", 1)])
  func examplesOfTheManual(_ path: String, _ least: Int) async throws {
    let lines = try Natscope.text(path).split(separator: "\n").filter {
      $0.hasPrefix(".Dl natscope ") && $0.contains("samples/")
    }
    #expect(lines.count >= least)
    for line in lines {
      // Only the part before a pipe: what stands behind may not be installed.
      let command = line.dropFirst(".Dl natscope ".count).split(separator: "|")[0]
      let run = try await Natscope.shell("cd \"$samples/..\"; \"$natscope\" \(command)")
      #expect(run.status == 0, "\(line): \(run.errors)")
      #expect(!run.output.isEmpty)
    }
  }

  // MARK: natscope-inputs(7)

  private static func inputsPage() throws -> String { try Natscope.text("man/natscope-inputs.7") }

  /// The commands that make what is read, one for each form.
  private static let accepted = [
    "iptables-save -c", "ip6tables-save -c", "iptables-nft-save", "iptables-legacy-save",
    "ip6tables-nft-save", "ip6tables-legacy-save", "iptables -t nat -nvL",
    "ip6tables -t nat -nvL", "iptables -t nat -nvxL", "iptables -t nat -nL --line-numbers",
    "iptables -t nat -L", "iptables -t nat -vL", "iptables -t nat -S", "iptables -t nat -S -v",
    "ip6tables -t nat -S -v", "iptables -t nat -A PREROUTING ...",
    "iptables -t nat -nvL | grep -C 5 DNAT", "ipset save",
  ]

  @Test(arguments: accepted) func formsAreInTheInputsPage(_ command: String) throws {
    let lines = try Self.inputsPage().split(separator: "\n")
    let macros = [".Ql \(command)", ".It Ql \(command)"]
    let forms = macros + macros.flatMap { ["\($0) ,", "\($0) ."] }
    #expect(lines.contains { forms.contains(String($0)) })
  }

  /// The commands of the README's table are those of the page.
  @Test func formsOfTheREADME() throws {
    let page = try Self.inputsPage()
    let rows = try Natscope.text("README.md").split(separator: "\n").filter {
      $0.hasPrefix("| ") && $0.contains("`ip") && !$0.contains("`natscope ")
    }
    #expect(rows.count >= 6)
    for row in rows {
      let commands = row.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
      for (_, command) in commands {
        let written = command.replacing("\\|", with: "|").replacing("…", with: "...")
        #expect(page.contains(written), "\(written)")
      }
    }
  }

  /// The names of what a section can be taken for: ``Capture/Section/Kind`` has them in strings, the
  /// recogniser of other programs' output as cases.
  @Test func sectionKinds() throws {
    let page = try Self.inputsPage()
    var names = try Self.names(in: Self.sources("Input", "Capture.swift"), behind: "Kind(name: \"")
    #expect(names.count >= 6)
    let recogniser = try Self.sources("Input", "ForeignLine.swift")
    let cases = Self.cases(of: "enum Kind: String", in: recogniser)
    #expect(cases.count >= 15)
    names += cases
    for name in names { #expect(page.contains("\n.It Sy \(name)\n"), "\(name)") }
  }

  /// The words of `format` in the JSON, in one line.
  @Test(arguments: ["man/natscope.1", "man/natscope-inputs.7"])
  func formats(_ path: String) throws {
    let source = try Self.sources("Ruleset", "Ruleset+Form.swift")
    let words =
      Self.cases(of: "public enum Form: String", in: source)
      + Self.names(in: source, behind: "isFragment ? \"")
    #expect(words.count == 4)
    let lines = try Natscope.text(path).split(separator: "\n").map { $0.split(separator: " ") }
    #expect(
      lines.contains { line in
        (line.contains("Cm") || line.first == ".Cm")
          && words.allSatisfy { line.contains(Substring($0)) }
      })
  }

  /// Every code of a diagnostic.
  @Test func diagnosticCodes() throws {
    let page = try Self.inputsPage()
    let codes = try Self.names(
      in: Self.sources("Diagnosis", "InputProblem+Code.swift"), behind: ": \"")
    #expect(codes.count > 40)
    let named = Set(
      page.split(separator: "\n").filter { $0.hasPrefix(".It Sy ") }
        .flatMap { $0.split { $0 == " " || $0 == "," } })
    for code in codes { #expect(named.contains(Substring(code)), "\(code)") }
  }

  /// The reader's bounds; the page has them as numbers.
  @Test func inputBounds() throws {
    let page = try Self.inputsPage()
    let source =
      try Self.sources("Input") + Self.sources("Ruleset")
      + Self.sources("Ruleset/Listing") + Self.sources("Trace", "Tracer+Fragments")
    let bounds = [
      ("dumpLimit: Int { ", "256"), ("tableLimit: Int { ", "64"),
      ("checkedRules: Int { ", "20,000"), ("wordLimit: Int { ", "1,024"),
      ("mostAttempts = ", "2,000"), ("longestLine = ", "2,048"), ("entryLimit: Int { ", "20"),
      ("private static let limit = ", "100"),
    ]
    for (name, number) in bounds {
      let written = number.replacing(",", with: "_")
      #expect(source.contains(name + written), "\(name) is not \(number)")
      #expect(Self.states(page, number), "\(number)")
    }
    let yaml = try Natscope.text("Sources/YAMLText/YAMLValue.swift")
    #expect(yaml.contains("values = 2_000_000") && Self.states(page, "2,000,000"))
    #expect(source.contains("longestText = 8 * 1_024") && Self.states(page, "8,192"))
  }

  /// The page names no option of natscope that does not exist.
  @Test func optionsOfTheInputsPage() async throws {
    let described = try await Self.describe().options
    #expect(Self.options(ofManual: try Self.inputsPage()).subtracting(described) == [])
  }

  /// What stands in quotes behind some words.
  private static func names(in source: String, behind words: String) -> [String] {
    source.ranges(of: words).map { range in
      String(source[range.upperBound...].prefix { $0 != "\"" })
    }
  }

  /// The raw values of an enumeration's cases.
  private static func cases(of declaration: String, in source: String) -> [String] {
    guard let start = source.firstRange(of: declaration) else { return [] }
    let body = source[start.upperBound...].split(separator: "\n").dropFirst()
      .map { $0.drop { $0 == " " } }.prefix { $0 != "}" }
    return body.filter { $0.hasPrefix("case ") }.map { line in
      let words = line.dropFirst("case ".count).split(separator: " ")
      return (words.last ?? "").filter { $0 != "\"" }
    }
  }

  // MARK: README

  /// The lines of the fenced block that follows a line, and nothing if another line is between.
  private static func block(after marker: String, in text: String) -> [String]? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    guard let start = lines.firstIndex(of: marker), start + 1 < lines.count,
      lines[start + 1].hasPrefix("```")
    else { return nil }
    return Array(lines[(start + 2)...].prefix { !$0.hasPrefix("```") })
  }

  @Test(arguments: ["try", "test"]) func commandIsOneLine(_ name: String) throws {
    let block = Self.block(
      after: "<!-- command: \(name) -->", in: try Natscope.text("README.md"))
    #expect(block?.count == 1)
    #expect(block?[0].contains("apt-get install -y libpcre2-dev libyaml-dev pkg-config") == true)
    #expect(block?[0].contains(name == "try" ? "swift run natscope trace" : "swift test") == true)
  }

  /// All blocks behind a marker.
  private static func blocks(after marker: String, in text: String) -> [[String]] {
    text.ranges(of: marker).compactMap { block(after: marker, in: String(text[$0.lowerBound...])) }
  }

  /// What the README shows is what the program prints, and on the standard error it prints nothing.
  @Test func examplesOfTheREADME() async throws {
    let blocks = Self.blocks(after: "<!-- example -->", in: try Natscope.text("README.md"))
    #expect(blocks.count >= 3)
    #expect(blocks.contains { $0[0].hasPrefix("$ natscope rules ") })
    for block in blocks {
      let command = try #require(block.first)
      #expect(command.hasPrefix("$ natscope "))
      // A command that reads its input from the block ends with it.
      let inputEnd = command.hasSuffix(" <<'END'") ? block.firstIndex(of: "END") : 0
      let end = try #require(inputEnd)
      let first = String(command.dropFirst("$ natscope ".count)) + " --width 80"
      let script = [first] + block[1..<(end + 1)]
      let run = try await Natscope.shell(
        "cd \"$samples/..\"; \"$natscope\" \(script.joined(separator: "\n"))\n")
      #expect(run.status == 0, "\(command)")
      #expect(run.errors == "", "\(command)")
      #expect(run.output == block[(end + 1)...].map { $0 + "\n" }.joined(), "\(command)")
    }
  }

  @Test func commandsOfTheREADME() async throws {
    let rows = try Natscope.text("README.md").split(separator: "\n").filter {
      $0.hasPrefix("| ") && $0.contains("| `natscope ")
    }
    #expect(rows.count >= 6)
    for row in rows {
      let command = row.split(separator: "`")[1].dropFirst("natscope ".count)
      let run = try await Natscope.shell("cd \"$samples/..\"; \"$natscope\" \(command)")
      // The two samples of the comparison differ.
      #expect(run.status == (command.hasPrefix("diff ") ? 1 : 0), "\(command): \(run.errors)")
      #expect(!run.output.isEmpty)
    }
  }

  /// The quick start is the same in the README and on the library's page.
  @Test func quickStart() throws {
    let readme = try Natscope.text("README.md").split(separator: "```")
    let page = try Natscope.text("Sources/NatScope/NatScope.docc/NatScope.md").split(
      separator: "```")
    let snippet = try #require(readme.first { $0.hasPrefix("swift\n") })
    #expect(page.contains(snippet))
  }

  @Test func everySampleIsInTheREADME() throws {
    let readme = try Natscope.text("README.md")
    let names = try FileManager.default.contentsOfDirectory(atPath: Natscope.root + "/samples")
    #expect(Set(names) == Set(Natscope.samples.map { $0 + ".save" } + ["hostport.yaml"]))
    for name in names { #expect(readme.contains("(samples/\(name))"), "\(name)") }
  }
}
