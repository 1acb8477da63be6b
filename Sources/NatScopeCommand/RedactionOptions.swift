import ArgumentParser
import NatScope

/// Hiding what an answer would tell of somebody.
struct RedactionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Put aliases in place of addresses, names and ids, and what they stand for into this new file.",
      valueName: "map"), completion: .file())
  var redact: String?

  /// What to hide, with nothing typed so far; nil to hide nothing.
  var settings: RedactionSettings? { redact.map { RedactionSettings(mapFile: $0) } }
}

/// What the user wants to be hidden, and what was typed that has to be asked by its alias.
///
/// A command hands in each text that it took from the user, gives it all to `CaptureLoading`, and then
/// asks for the aliases in the same order.
final class RedactionSettings {
  private let mapFile: String
  private var typed: [Redaction.Text] = []
  private var aliases: [String]?
  private var next = 0

  init(mapFile: String) { self.mapFile = mapFile }

  /// A text on the way in; its alias once the input was read.
  func replace(_ text: Redaction.Text) -> String {
    guard let aliases else {
      typed.append(text)
      switch text {
      case .words(let text), .pattern(let text): return text
      }
    }
    defer { next += 1 }
    return aliases[next]
  }

  func replace(_ text: String) -> String { replace(.words(text)) }
  func replace(_ text: String?) -> String? { text.map { replace(.words($0)) } }
  func replace(pattern text: String?) -> String? { text.map { replace(.pattern($0)) } }

  /// Redacts the input and writes the map, before anything is answered.
  func apply(to files: [InputFile], _ common: Settings) throws(Failure) -> [InputFile] {
    let redaction = Redaction(files, typed: typed)
    try MapFile.write(redaction.map, to: mapFile)
    aliases = redaction.typed
    if !common.isQuiet {
      StandardError.write(
        "note: what natscope reads is hidden; look through the answer before you publish it, and"
          + " keep \(TerminalText.escape(mapFile)) to yourself")
    }
    return redaction.files
  }
}
