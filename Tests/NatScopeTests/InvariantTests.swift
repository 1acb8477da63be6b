import FoundationEssentials
import Testing

/// The invariants of the architecture, held by reading the sources: each names something absent.
@Suite struct InvariantTests {
  struct Source: Sendable {
    /// Below Sources, `NatScope/Trace/Box.swift`.
    let path: String
    let lines: [String]
    /// The lines without comments and string literals.
    let code: [String]

    var folder: String {
      let parts = path.split(separator: "/")
      return parts.dropLast().prefix(2).joined(separator: "/")
    }

    /// The words of the code, each with the number of its line.
    var words: [(word: String, line: Int)] {
      code.enumerated().flatMap { index, line in
        line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map { (String($0), index + 1) }
      }
    }
  }

  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  static let sources: [Source] = {
    let names = try? FileManager.default.subpathsOfDirectory(atPath: root + "/Sources")
    return (names ?? []).filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
      guard let text = try? String(contentsOfFile: root + "/Sources/" + name, encoding: .utf8)
      else { return nil }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
      return Source(path: name, lines: lines, code: lines.map(Self.code))
    }
  }()

  /// A line without what stands behind `//` or between quotes.
  private static func code(_ line: String) -> String {
    var result = ""
    var isQuoted = false
    var previous: Character = " "
    for character in line {
      if character == "\"", previous != "\\" {
        isQuoted.toggle()
      } else if !isQuoted {
        if character == "/", previous == "/" {
          result.removeLast()
          break
        }
        result.append(character)
      }
      previous = previous == "\\" && character == "\\" ? " " : character
    }
    return result
  }

  private static func library(_ folder: String = "") -> [Source] {
    sources.filter { $0.path.hasPrefix("NatScope/" + folder) }
  }

  /// The lines of some sources in which one of the words stands, `path:line: word`.
  private static func uses(_ words: Set<String>, in sources: [Source]) -> [String] {
    sources.flatMap { source in
      source.words.filter { words.contains($0.word) }.map {
        "\(source.path):\($0.line): \($0.word)"
      }
    }
  }

  private static func lines(containing text: String, in sources: [Source]) -> [String] {
    sources.flatMap { source in
      source.code.enumerated().filter { $0.element.contains(text) }.map {
        "\(source.path):\($0.offset + 1): \(text)"
      }
    }
  }

  private static let stages = [
    "Address", "Ruleset", "Node", "Input", "Graph", "Trace", "Diagnosis", "Redaction", "Report",
  ]

  /// The types that a stage declares at the top level, or with `nested` inside others too.
  private static func declared(_ stage: String, nested: Bool = false) -> Set<String> {
    let kinds: Set<Substring> = ["struct", "enum", "class", "protocol", "actor", "typealias"]
    var result: Set<String> = []
    for source in library(stage + "/") {
      for line in source.code where nested || line.first?.isWhitespace == false {
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        if let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count {
          result.insert(String(words[kind + 1]))
        }
      }
    }
    return result
  }

  @Test func theSourcesAreThere() {
    #expect(Self.sources.count > 60)
    for stage in ["Address", "Ruleset", "Node", "Input", "Trace", "Diagnosis", "Report"] {
      #expect(!Self.declared(stage).isEmpty, "\(stage)")
    }
    #expect(Self.declared("Trace").isSuperset(of: ["Packet", "Outcome", "Trace", "Tracer"]))
    #expect(Self.code("let a = \"x // y\" + b // c") == "let a =  + b ")
    #expect(Self.code("text[\"\\\"\"] // z") == "text[] ")
  }

  @Test(arguments: stages) func noStageReachesBack(_ stage: String) {
    guard let index = Self.stages.firstIndex(of: stage) else { return }
    let later = Self.stages.dropFirst(index + 1).reduce(into: Set<String>()) {
      $0.formUnion(Self.declared($1))
    }
    // A nested type of the stage's own may have the name of a later one.
    let own = Self.declared(stage, nested: true)
    #expect(Self.uses(later.subtracting(own), in: Self.library(stage + "/")) == [])
  }

  /// Every source of the library belongs to a stage.
  @Test func everyFileHasAStage() {
    let folders = Set(Self.library().map { $0.path.split(separator: "/")[1] }.map { String($0) })
    #expect(folders.subtracting(Self.stages).subtracting(["NatScope.docc"]) == [])
  }

  /// The first stages do not know what a packet is.
  @Test func rulesKnowNoPackets() {
    let packets: Set<String> = ["Packet", "Outcome", "Trace", "Tracer"]
    #expect(Self.uses(packets, in: Self.library("Ruleset/") + Self.library("Graph/")) == [])
  }

  @Test func inputNeverThrowsAndReadsNoFile() {
    let words: Set<String> = [
      "throws", "try", "throw", "rethrows", "FileManager", "FileHandle", "FileDescriptor", "fopen",
      "contentsOfFile", "contents",
    ]
    #expect(Self.uses(words, in: Self.library("Input/")) == [])
  }

  @Test func imports() {
    for source in Self.sources {
      let imports = source.code.filter { $0.hasPrefix("import ") || $0.contains(" import ") }
      let modules = imports.compactMap { $0.split(separator: " ").last }.map { String($0) }
      #expect(!modules.contains("Foundation"), "\(source.path)")
      if source.path.hasPrefix("NatScope/Address/") { #expect(modules == [], "\(source.path)") }
      if source.path.hasPrefix("NatScope/") {
        #expect(
          Set(modules).subtracting(["FoundationEssentials", "Pattern", "YAMLText"]) == [],
          "\(source.path)")
      }
    }
  }

  @Test func unsafeCodeHasItsPlace() {
    var files: Set<String> = []
    // Those two wrap a library of C each.
    let wrappers = ["Pattern/", "YAMLText/"]
    for source in Self.sources where !wrappers.contains(where: source.path.hasPrefix) {
      let isUnsafe = source.words.contains {
        $0.word == "unsafe" || $0.word.hasPrefix("Unsafe") || $0.word == "withUnsafeBytes"
      }
      if isUnsafe { files.insert(source.path) }
    }
    #expect(files.filter { !$0.hasPrefix("NatScopeCommand/") } == [])
    #expect(files.count <= 1, "\(files)")
  }

  /// Same input, same bytes out.
  @Test func nothingOfTheMachine() {
    let words: Set<String> = [
      "Date", "ContinuousClock", "SuspendingClock", "Clock", "DispatchTime", "Locale", "TimeZone",
      "Calendar", "hashValue", "Hasher", "ProcessInfo", "SystemRandomNumberGenerator", "getenv",
      "CommandLine", "setlocale", "shuffled", "print", "FileManager",
    ]
    #expect(Self.uses(words, in: Self.library()) == [])
  }

  @Test func noFileIsLong() {
    let long = Self.sources.filter { $0.lines.count > 401 }.map { "\($0.path): \($0.lines.count)" }
    #expect(long == [])
  }

  @Test(arguments: ["try!", "as!", "fatalError(", "preconditionFailure(", "nonisolated(unsafe)"])
  func nothingThatTraps(_ text: String) {
    #expect(Self.lines(containing: text, in: Self.sources) == [])
  }

  /// The save format can be hundreds of megabytes: the byte cursor reads it, nothing slower.
  @Test func readersUseTheByteCursor() {
    let slow: Set<String> = [
      "Regex", "Substring", "NSRegularExpression", "firstMatch", "wholeMatch",
    ]
    // The free text at the right of a listing is PCRE2's, which is not one of these.
    let found = Self.uses(slow, in: Self.library("Input/") + Self.library("Ruleset/"))
    #expect(found.filter { !$0.contains("Ruleset/Listing/PrintForm") } == [])
  }

  /// `Trace` makes no sentences and `Diagnosis` evaluates no matches.
  @Test func sentencesAndMatchesKeepApart() {
    let sentences = Self.library("Trace/").flatMap { source in
      source.lines.enumerated().filter { _, line in
        let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
        return !line.contains("///") && !line.contains("// ")
          && quoted.enumerated().contains {
            $0.offset % 2 == 1 && $0.element.filter { $0 == " " }.count > 3
          }
      }.map { "\(source.path):\($0.offset + 1)" }
    }
    #expect(sentences == [])
    #expect(Self.uses(["Tracer", "TraceState"], in: Self.library("Diagnosis/")) == [])
  }
}
