extension YAMLValue {
  /// Reads the first document of a text.
  ///
  /// - Returns: nil if the text holds none.
  public static func read(
    _ text: ArraySlice<UInt8>, limits: YAMLLimits = YAMLLimits()
  ) -> Result<YAMLValue?, YAMLProblem> {
    do throws(YAMLProblem) {
      return .success(try document(text, limits))
    } catch {
      return .failure(error)
    }
  }

  private static func document(
    _ text: ArraySlice<UInt8>, _ limits: YAMLLimits
  ) throws(YAMLProblem) -> YAMLValue? {
    var builder = Builder(limits)
    // A byte order mark, which libyaml skips only where it has to guess the encoding.
    let text = text.starts(with: [0xef, 0xbb, 0xbf]) ? text.dropFirst(3) : text
    try Events.read(text) { event throws(YAMLProblem) in try builder.take(event) }
    return builder.root
  }
}

/// Puts a document together from its events; nothing recurses.
private struct Builder {
  /// A sequence or mapping that is not closed yet.
  private struct Open {
    let anchor: String?
    let line: Int
    let isMapping: Bool
    var values: [YAMLValue] = []
    var members: [YAMLValue.Member] = []
    /// The key whose value comes next.
    var key: Key?
    /// How many values the collection has, those inside of it and itself counted.
    var count = 1
  }

  private enum Key {
    case name(String)
    /// `<<`, whose value is another mapping (yaml.org/type/merge).
    case merge
    case unusable
  }

  private struct Anchored {
    let value: YAMLValue
    let count: Int
  }

  private let limits: YAMLLimits
  private var open: [Open] = []
  private var anchors: [String: Anchored] = [:]
  private var count = 0
  private(set) var root: YAMLValue?

  init(_ limits: YAMLLimits) { self.limits = limits }

  mutating func take(_ event: Events.Event) throws(YAMLProblem) {
    switch event.kind {
    case .scalar(let text, let isPlain):
      try spend(1, event.line)
      try place(YAMLValue(.scalar(text, isPlain: isPlain), line: event.line), 1, event.anchor)
    case .alias(let name):
      guard let known = anchors[name] else {
        let isOpen = open.contains { $0.anchor == name }
        throw YAMLProblem(
          isOpen ? "the alias *\(name) stands inside of what it names" : "no anchor &\(name)",
          line: event.line)
      }
      try spend(known.count, event.line)
      try place(known.value, known.count, nil)
    case .sequence, .mapping:
      try spend(1, event.line)
      guard open.count < limits.depth else {
        throw YAMLProblem("values nested more than \(limits.depth) deep", line: event.line)
      }
      open.append(
        Open(anchor: event.anchor, line: event.line, isMapping: event.kind == .mapping))
    case .end:
      guard let closed = open.popLast() else { return }
      let content: YAMLValue.Content =
        closed.isMapping ? .mapping(closed.members) : .sequence(closed.values)
      try place(YAMLValue(content, line: closed.line), closed.count, closed.anchor)
    }
  }

  private mutating func spend(_ values: Int, _ line: Int) throws(YAMLProblem) {
    // Each alias is counted before it is put in its place, so the sum cannot overflow.
    count += values
    guard count <= limits.values else {
      throw YAMLProblem(
        "more than \(limits.values) values, those that aliases repeat counted", line: line)
    }
  }

  private mutating func place(
    _ value: YAMLValue, _ count: Int, _ anchor: String?
  ) throws(YAMLProblem) {
    if let anchor { anchors[anchor] = Anchored(value: value, count: count) }
    guard var top = open.popLast() else {
      if root == nil { root = value }
      return
    }
    top.count += count
    if !top.isMapping {
      top.values.append(value)
    } else if let key = top.key {
      top.key = nil
      switch key {
      case .name(let name): top.members.append(YAMLValue.Member(name, value))
      case .merge: merge(value, into: &top)
      case .unusable: break
      }
    } else if case .scalar(let name, let isPlain) = value.content {
      top.key = name == "<<" && isPlain ? .merge : .name(name)
    } else {
      top.key = .unusable
    }
    open.append(top)
  }

  /// Puts the members of a mapping, or of several, before the own ones, which count more.
  private func merge(_ value: YAMLValue, into open: inout Open) {
    let sources: [YAMLValue] = if case .sequence(let all) = value.content { all } else { [value] }
    var merged: [YAMLValue.Member] = []
    for source in sources.reversed() {
      if case .mapping(let members) = source.content { merged += members }
    }
    open.members = merged + open.members
  }
}
