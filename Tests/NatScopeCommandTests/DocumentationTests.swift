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
    }
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// Without `help`, which the argument parser adds.
    var commands: [Command] { (subcommands ?? []).filter { $0.commandName != "help" } }

    /// `--long` and `-s`, with those of the subcommands.
    var options: Set<String> {
      let own = (arguments ?? []).flatMap { $0.names ?? [] }.map {
        $0.kind == "long" ? "--\($0.name)" : "-\($0.name)"
      }
      return commands.reduce(Set(own)) { $0.union($1.options) }
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
    let described = try await Self.describe().options
    let manual = Self.options(ofManual: try Natscope.text("man/natscope.1"))
    #expect(described.count > 15)
    #expect(described.subtracting(manual) == [], "not in the manual")
    #expect(manual.subtracting(described) == [], "in the manual only")
  }

  @Test func everyCommandIsInTheManual() async throws {
    let manual = try Natscope.text("man/natscope.1")
    let names = try await Self.describe().commands.map(\.commandName)
    #expect(Set(names).isSuperset(of: ["trace", "graph"]))
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

  /// The engine's bounds as they stand in the source: `static var stepLimit: Int { 20_000_000 }`.
  @Test(arguments: ["man/natscope.1", "Sources/NatScope/NatScope.docc/Architecture.md"])
  func bounds(_ path: String) throws {
    let page = try Natscope.text(path)
    let lines = try Natscope.text("Sources/NatScope/Trace/Tracer.swift").split(separator: "\n")
    let bounds = lines.filter { $0.contains("static var ") && $0.contains("Int {") }
    #expect(bounds.count >= 7)
    for line in bounds {
      let number = line.split { $0 == "{" || $0 == "}" }.last?.filter { $0.isNumber || $0 == "_" }
      let written = (number ?? "").replacing("_", with: ",")
      #expect(!written.isEmpty && page.contains(written), "\(line)")
    }
  }

  /// Every example of the manual that asks a sample works.
  @Test func examplesOfTheManual() async throws {
    let lines = try Natscope.text("man/natscope.1").split(separator: "\n").filter {
      $0.hasPrefix(".Dl natscope ") && $0.contains("samples/")
    }
    #expect(lines.count >= 6)
    for line in lines {
      // Only the part before a pipe: what stands behind may not be installed.
      let command = line.dropFirst(".Dl natscope ".count).split(separator: "|")[0]
      let run = try await Natscope.shell("cd \"$samples/..\"; \"$natscope\" \(command)")
      #expect(run.status == 0, "\(line): \(run.errors)")
      #expect(!run.output.isEmpty)
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
    #expect(block?[0].contains("apt-get install -y libpcre2-dev pkg-config") == true)
    #expect(block?[0].contains(name == "try" ? "swift run natscope trace" : "swift test") == true)
  }

  /// What the README shows is what the program prints.
  @Test func exampleOfTheREADME() async throws {
    let readme = try Natscope.text("README.md")
    let block = try #require(Self.block(after: "<!-- example -->", in: readme))
    let command = try #require(block.first)
    #expect(command.hasPrefix("$ natscope "))
    let run = try await Natscope.shell(
      "cd \"$samples/..\"; \"$natscope\" \(command.dropFirst("$ natscope ".count)) --width 80")
    #expect(run.status == 0)
    #expect(run.output == block.dropFirst().map { $0 + "\n" }.joined())
  }

  @Test func commandsOfTheREADME() async throws {
    let rows = try Natscope.text("README.md").split(separator: "\n").filter {
      $0.hasPrefix("| ") && $0.contains("| `natscope ")
    }
    #expect(rows.count >= 6)
    for row in rows {
      let command = row.split(separator: "`")[1].dropFirst("natscope ".count)
      let run = try await Natscope.shell("cd \"$samples/..\"; \"$natscope\" \(command)")
      #expect(run.status == 0, "\(command): \(run.errors)")
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
    #expect(Set(names) == Set(Natscope.samples.map { $0 + ".save" }))
    for name in names { #expect(readme.contains("(samples/\(name))"), "\(name)") }
  }
}
