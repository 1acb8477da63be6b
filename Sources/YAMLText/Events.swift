internal import CYAML

/// What libyaml reports of a text, one thing after the other.
enum Events {
  struct Event {
    enum Kind: Equatable {
      case scalar(String, isPlain: Bool)
      case alias(String)
      case sequence
      case mapping
      /// Of the newest sequence or mapping that is open.
      case end
    }

    let kind: Kind
    let anchor: String?
    let line: Int
  }

  /// Reads the first document of a text.
  static func read(
    _ text: ArraySlice<UInt8>, _ take: (Event) throws(YAMLProblem) -> Void
  ) throws(YAMLProblem) {
    var problem: YAMLProblem?
    unsafe text.withUnsafeBufferPointer { bytes in
      do throws(YAMLProblem) {
        unsafe try read(bytes, take)
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
  }

  private static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ take: (Event) throws(YAMLProblem) -> Void
  ) throws(YAMLProblem) {
    var parser = unsafe yaml_parser_t()
    guard unsafe yaml_parser_initialize(&parser) == 1 else {
      throw YAMLProblem("out of memory", line: 0)
    }
    defer { unsafe yaml_parser_delete(&parser) }
    unsafe yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
    // Otherwise a mark at the beginning would make it UTF-16.
    unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    while true {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(&parser, &event) == 1 else {
        throw unsafe problem(parser, bytes)
      }
      defer { unsafe yaml_event_delete(&event) }
      switch unsafe event.type {
      case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT, YAML_NO_EVENT: return
      default: if let event = unsafe self.event(event) { try take(event) }
      }
    }
  }

  private static func event(_ event: yaml_event_t) -> Event? {
    let line = unsafe Int(event.start_mark.line)
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let text = unsafe String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let tag = unsafe string(scalar.tag)
      // `!!int "80"` is a number in spite of its quotes, `!!str 80` is none.
      let isPlain =
        unsafe tag.map { $0 != YAML_STR_TAG && $0 != "!" } ?? (scalar.plain_implicit == 1)
      return unsafe Event(
        kind: .scalar(text, isPlain: isPlain), anchor: string(scalar.anchor), line: line)
    case YAML_ALIAS_EVENT:
      return unsafe Event(
        kind: .alias(string(event.data.alias.anchor) ?? ""), anchor: nil, line: line)
    case YAML_SEQUENCE_START_EVENT:
      return unsafe Event(
        kind: .sequence, anchor: string(event.data.sequence_start.anchor), line: line)
    case YAML_MAPPING_START_EVENT:
      return unsafe Event(
        kind: .mapping, anchor: string(event.data.mapping_start.anchor), line: line)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return Event(kind: .end, anchor: nil, line: line)
    default: return nil
    }
  }

  private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
  }

  private static func problem(
    _ parser: yaml_parser_t, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> YAMLProblem {
    guard let words = unsafe parser.problem else {
      return YAMLProblem("out of memory", line: 0)
    }
    let text = unsafe String(cString: words)
    guard unsafe parser.error == YAML_READER_ERROR else {
      return unsafe YAMLProblem(text, line: Int(parser.problem_mark.line))
    }
    // The reader is ahead of the marks, and tells the offset of the byte instead.
    let offset = unsafe min(parser.problem_offset, bytes.count)
    let line = unsafe bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
    return YAMLProblem(text, line: line)
  }
}
