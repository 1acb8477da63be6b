/// All readings of the text at the right of a line, as a graph: a node is a place where a word
/// begins, an edge is a match or the target that may stand from one place to another.
struct PrintedDetailsReading {
  /// One part of the text under one reading of it.
  struct Edge {
    enum Kind {
      case match, comment, target
      /// A form that is recognised though its value is not.
      case unread
    }

    let kind: Kind
    let from: Int
    /// Where the next part begins; `end + 1` behind the target.
    let to: Int
    /// Where this part ends, before the blanks that follow.
    let end: Int
    var printed = PrintForm.Reading()
  }

  var text: ArraySlice<UInt8>
  let target: PrintFormTable.Target?
  let context: PrintForm.Context
  /// In ascending order of their beginnings, which the passes below rely on.
  private var edges: [Edge] = []
  private var attempts = 0

  init(
    text: ArraySlice<UInt8>, target: PrintFormTable.Target?, context: PrintForm.Context
  ) {
    self.text = text
    self.target = target
    self.context = context
  }

  /// Longer texts are not read at all: a comment has at most 255 bytes, a whole rule's text some
  /// hundreds.
  private static let longestText = 8 * 1_024
  /// The most edges, and the most attempts to read a form that may end anywhere; beyond them
  /// nothing of the text is taken.
  private static let mostEdges = 2_000
  private static let mostAttempts = 2_000

  /// The node behind everything.
  private var done: Int { text.endIndex + 1 }

  mutating func read(into details: inout PrintedDetails) {
    if text.count <= Self.longestText, findSingleEdges() {
      for edge in edges { take(edge, into: &details) }
      return
    }
    edges.removeAll(keepingCapacity: true)
    attempts = 0
    guard text.count <= Self.longestText, findEdges() else {
      details.unread = [text.startIndex..<text.endIndex]
      details.isAmbiguous = true
      return
    }
    let live = liveEdges()
    if live.isEmpty, !isComplete(text.startIndex) {
      readFromLeft(into: &details)
    } else {
      takeShared(live, into: &details)
    }
  }

  /// Whether a reading may end here without the target's options.
  private func isComplete(_ place: Int) -> Bool {
    place == text.endIndex && target?.required == nil
  }

  // MARK: edges

  /// Reads nearly every line: at each place one thing may stand. False, and nothing to rely on, when
  /// that is not so.
  private mutating func findSingleEdges() -> Bool {
    edges.reserveCapacity(4)
    var place = text.startIndex
    while place < text.endIndex {
      let count = edges.count
      addEdges(at: place)
      guard edges.count == count + 1 else { return false }
      place = edges[count].to
    }
    return place == done || isComplete(place)
  }

  /// Finds what may stand at each place that can be reached; false when there are too many.
  private mutating func findEdges() -> Bool {
    var isReached = [Bool](repeating: false, count: text.count + 1)
    isReached[0] = true
    for place in text.indices where isReached[place - text.startIndex] {
      let first = edges.count
      addEdges(at: place)
      guard edges.count <= Self.mostEdges, attempts <= Self.mostAttempts else { return false }
      for edge in edges[first...] where edge.to < done {
        isReached[edge.to - text.startIndex] = true
      }
    }
    return true
  }

  private mutating func addEdges(at place: Int) {
    if text[place] == UInt8(ascii: "/") {
      addComments(at: place)
    } else {
      addForms(at: place)
    }
  }

  private mutating func add(
    _ kind: Edge.Kind, from: Int, end: Int, _ printed: PrintForm.Reading = PrintForm.Reading()
  ) {
    var end = end
    while end > from, text[end - 1] == 0x20 { end -= 1 }
    var next = end
    while next < text.endIndex, text[next] == 0x20 { next += 1 }
    let to = kind == .target ? done : next
    edges.append(Edge(kind: kind, from: from, to: to, end: end, printed: printed))
  }

  /// Comments are printed as they are between `/* ` and ` */` (extensions/libxt_comment.c), so each
  /// ` */` may be the end; they have at most 255 bytes (XT_MAX_COMMENT_LEN).
  private mutating func addComments(at place: Int) {
    let start = place + 3
    guard start + 3 <= text.endIndex, text[place + 1] == UInt8(ascii: "*"), text[place + 2] == 0x20
    else { return }
    var index = start
    let last = min(text.endIndex - 3, start + 255)
    while index <= last {
      if text[index] == 0x20, text[index + 1] == UInt8(ascii: "*"),
        text[index + 2] == UInt8(ascii: "/"),
        index + 3 == text.endIndex || text[index + 3] == 0x20
      {
        var printed = PrintForm.Reading()
        printed.save = Self.commentWords
        SaveText.appendString(text[start..<index], to: &printed.save)
        add(.comment, from: place, end: index + 3, printed)
      }
      index += 1
    }
  }

  private static let commentWords = Array("-m comment --comment ".utf8)

  /// iptables prints this for a match or target of which it does not know the kernel's revision
  /// (iptables/iptables.c, print_match).
  private static let unsupported = Array("[unsupported revision]".utf8)

  private mutating func addForms(at place: Int) {
    let rest = text[place...]
    if rest.first == UInt8(ascii: "["), rest.starts(with: Self.unsupported) {
      let end = place + Self.unsupported.count
      add(.unread, from: place, end: end)
      if end == text.endIndex, target?.required != nil {
        edges.append(Edge(kind: .unread, from: place, to: done, end: end))
      }
      return
    }
    let key = PrintFormTable.key(rest)
    for form in PrintFormTable.matches(key) {
      if form.isOpenEnded {
        addOpenEnded(form, at: place)
      } else {
        switch form.read(rest, context) {
        case .nothing: break
        case .unknownValue(let end): add(.unread, from: place, end: end)
        case .reading(let printed, let end): add(.match, from: place, end: end, printed)
        }
      }
    }
    addTarget(at: place, key)
  }

  /// A form with text in it that may hold anything is tried up to every blank.
  private mutating func addOpenEnded(_ form: PrintForm, at place: Int) {
    var end = place + 1
    while end <= text.endIndex, attempts <= Self.mostAttempts {
      if end == text.endIndex || text[end] == 0x20, text[end - 1] != 0x20 {
        attempts += 1
        switch form.read(text[place..<end], context) {
        case .reading(let printed, end): add(.match, from: place, end: end, printed)
        case .unknownValue(end): add(.unread, from: place, end: end)
        default: break
        }
      }
      end += 1
    }
  }

  private mutating func addTarget(at place: Int, _ key: UInt64) {
    guard let target, target.keys.contains(key) else { return }
    for form in target.forms {
      switch form.read(text[place...], context) {
      case .reading(let printed, text.endIndex):
        add(.target, from: place, end: text.endIndex, printed)
      case .unknownValue(text.endIndex):
        edges.append(Edge(kind: .unread, from: place, to: done, end: text.endIndex))
      default: continue
      }
      return
    }
  }

  // MARK: readings

  /// The edges that lie on a reading from the beginning to the end.
  private func liveEdges() -> [Edge] {
    var isLive = [Bool](repeating: false, count: text.count + 2)
    isLive[text.count + 1] = true
    isLive[text.count] = isComplete(text.endIndex)
    var live: [Edge] = []
    for edge in edges.reversed() where isLive[edge.to - text.startIndex] {
      isLive[edge.from - text.startIndex] = true
      live.append(edge)
    }
    live.reverse()
    return live
  }

  /// Takes what all readings share. Between two places that all of them pass, they differ.
  private func takeShared(_ live: [Edge], into details: inout PrintedDetails) {
    var index = 0
    while index < live.count {
      let first = index
      var reach = live[index].to
      index += 1
      while index < live.count, live[index].from < reach {
        reach = max(reach, live[index].to)
        index += 1
      }
      if index == first + 1 {
        take(live[first], into: &details)
        continue
      }
      let several = live[first..<index]
      // Comments that hold ends and beginnings of comments: whichever they are, they ask nothing.
      if several.allSatisfy({ $0.kind == .comment }),
        let whole = several.first(where: { $0.from == live[first].from && $0.to == reach })
      {
        take(whole, into: &details)
        continue
      }
      let end = several.reduce(live[first].end) { max($0, $1.end) }
      details.unread.append(live[first].from..<end)
      details.isAmbiguous = true
    }
  }

  private func take(_ edge: Edge, into details: inout PrintedDetails) {
    switch edge.kind {
    case .unread: details.unread.append(edge.from..<edge.end)
    case .target: details.targetOptions = edge.printed.save
    case .match, .comment:
      details.matches.append(
        PrintedDetails.Piece(save: edge.printed.save, range: edge.from..<edge.end))
    }
    details.names += edge.printed.names
    details.hidden += edge.printed.hidden
  }

  /// There is no reading of the whole: takes what stands at the left, and the target's options where
  /// a single place before the end can be their beginning. What is between may be anything.
  private func readFromLeft(into details: inout PrintedDetails) {
    var place = text.startIndex
    while true {
      var next: Edge?
      var count = 0
      for edge in edges where edge.from == place && edge.kind != .target {
        next = edge
        count += 1
      }
      guard let next, count == 1, next.to < done else { break }
      take(next, into: &details)
      place = next.to
    }
    var last = text.endIndex
    if let found = lastTarget(from: place) {
      take(found, into: &details)
      last = found.from
    } else if let option = target?.required {
      details.hidden.append(option)
    }
    while last > place, text[last - 1] == 0x20 { last -= 1 }
    if place < last { details.unread.append(place..<last) }
  }

  private func lastTarget(from start: Int) -> Edge? {
    var finder = self
    finder.edges = []
    for place in text[start...].indices
    where text[place] != 0x20 && (place == start || text[place - 1] == 0x20) {
      finder.addTarget(at: place, PrintFormTable.key(text[place...]))
    }
    guard finder.edges.count == 1, finder.edges[0].kind == .target else { return nil }
    return finder.edges[0]
  }
}
