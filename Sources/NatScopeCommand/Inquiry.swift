import NatScope

/// What trace, graph and report are asked: destinations and files in one row of arguments, the packet,
/// the chains to show.
struct Inquiry {
  /// Destinations and files, as they were typed.
  var arguments: [String]
  var packet = PacketSettings()
  /// A PCRE2 pattern for the chains to show.
  var chain: String?
  /// What every outcome has to be.
  var expect: String?
  var common = Settings()

  /// The same once the input was read.
  struct Asked {
    var capture: Capture
    let destinations: [Destination]
    let question: Question
    let chains: NameFilter
    let expect: String?
    let packet: PacketSettings

    /// Traces every destination.
    mutating func traced() -> Answer {
      // Asking adds an empty ruleset where the input has none of the family.
      let traces = question.ask(destinations, &capture)
      return Answer(capture, traces)
    }
  }

  var destinations: [Destination] { Destination.sort(arguments).destinations }
  var files: [String] { Destination.sort(arguments).files }

  /// Reads the input; with a redaction it is asked by aliases from then on.
  ///
  /// What is wrong with the question is told before anything is read.
  func load(_ redaction: RedactionSettings?, usage: () -> String) throws -> Asked {
    let question = try Question(packet, common)
    try question.check(destinations)
    let chains = try NameFilter(chain, option: "--chain")
    guard let redaction else {
      note()
      let capture = try CaptureLoading.load(files, common, usage: usage)
      return Asked(
        capture: capture, destinations: destinations, question: question, chains: chains,
        expect: expect, packet: packet)
    }
    var hidden = self
    hidden.hide(redaction)
    let capture = try CaptureLoading.load(files, common, redaction, usage: usage)
    hidden = self
    hidden.hide(redaction)
    hidden.note()
    return Asked(
      capture: capture, destinations: hidden.destinations,
      question: try Question(hidden.packet, common),
      chains: try NameFilter(hidden.chain, option: "--chain"), expect: hidden.expect,
      packet: hidden.packet)
  }

  /// Says what is remarkable about destinations.
  private func note() {
    guard !common.isQuiet else { return }
    for note in destinations.compactMap(\.note) { StandardError.write(note) }
  }

  /// Puts aliases in place of what was typed, as far as they are known.
  private mutating func hide(_ redaction: RedactionSettings) {
    arguments = arguments.map { Destination($0) == nil ? $0 : redaction.replace($0) }
    packet.hide(redaction)
    if let text = expect, text.utf8.contains(UInt8(ascii: ":")) {
      expect = redaction.replace(text)
    }
    chain = redaction.replace(pattern: chain)
  }
}
