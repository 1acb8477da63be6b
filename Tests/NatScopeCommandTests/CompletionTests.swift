import FoundationEssentials
import TestSupport
import Testing

/// Completions, as the shells themselves make them from the scripts that natscope prints.
@Suite struct CompletionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    /// The last word is the one that is being typed.
    let line: String
    let offered: [String]
    var testDescription: String { line }
  }

  static let rows: [Row] = [
    Row(line: "natscope tr", offered: ["trace"]),
    Row(line: "natscope ports sam", offered: ["samples"]),
    Row(line: "natscope trace :80 sam", offered: ["samples"]),
    Row(line: "natscope explain NS23", offered: ["NS230", "NS231", "NS232", "NS233", "NS234"]),
    Row(line: "natscope ports --kind hostP", offered: ["hostPort"]),
    Row(line: "natscope lint -o m", offered: ["markdown"]),
    Row(line: "natscope trace --state E", offered: ["ESTABLISHED"]),
    Row(line: "natscope lint --fail-on w", offered: ["warning"]),
    Row(line: "natscope trace --node-a", offered: ["--node-address"]),
  ]

  @Test(arguments: rows) func bash(_ row: Row) async throws {
    let run = try await Natscope.shell(
      """
      cd "$samples/.."; source <("$natscope" --generate-completion-script bash)
      COMP_WORDS=(\(row.line)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='\(row.line)'
      COMP_POINT=${#COMP_LINE}; COMPREPLY=()
      _natscope natscope "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """)
    #expect(run.output.split(separator: "\n").map(String.init) == row.offered, "\(run.errors)")
  }

  /// fish offers a word with its description behind a tab, and folders with a slash.
  @Test(.enabled(if: Self.has("fish"), "fish is not installed"), arguments: rows)
  func fish(_ row: Row) async throws {
    let run = try await Natscope.shell(
      """
      cd "$samples/.."; export HOME=$(mktemp -d); PATH="${natscope%/*}:$PATH"
      fish --no-config -c 'natscope --generate-completion-script fish | source
        complete -C "\(row.line)"'; rm -r "$HOME"
      """)
    let words = run.output.split(separator: "\n").map { line in
      String(line.prefix { $0 != "\t" }.drop { $0 == "/" })
    }.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    #expect(words == row.offered, "\(run.errors)")
  }

  @Test(.enabled(if: Self.has("zsh"), "zsh is not installed"))
  func zsh() async throws {
    let run = try await Natscope.shell(
      """
      folder=$(mktemp -d); "$natscope" --generate-completion-script zsh > $folder/_natscope
      zsh -fc "fpath=($folder \\$fpath); autoload -Uz compinit
        compinit -u -d $folder/dump; echo \\$_comps[natscope]
        autoload +X _natscope && echo loaded"; rm -r $folder
      """)
    #expect(run.output == "_natscope\nloaded\n", "\(run.errors)")
  }

  /// In CI all shells are there, or it is a failure.
  private static func has(_ program: String) -> Bool {
    environment("CI") == "true"
      || ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + program)
      }
  }
}
