extension Pattern {
  /// Where a pattern matched, and where each of its groups did.
  ///
  /// Ranges are in the indices of the subject that was searched: an `ArraySlice`'s own indices, and
  /// offsets in UTF-8 for a `String`.
  public struct Match: Sendable {
    /// Start and end of each group, the whole match first; -1 where a group took no part.
    private let bounds: [Int]
    private let groups: Groups

    init(bounds: [Int], groups: Groups) {
      self.bounds = bounds
      self.groups = groups
    }

    /// The range of the whole match.
    public var range: Range<Int> { self[0] ?? 0..<0 }

    /// The range of a group by its number, 0 for the whole match.
    ///
    /// `nil` when the group took no part in the match, and for a number that the pattern does not have.
    public subscript(group: Int) -> Range<Int>? {
      guard group >= 0, 2 * group + 1 < bounds.count, bounds[2 * group] >= 0 else { return nil }
      let lower = bounds[2 * group]
      // \K inside an assertion can put the start of a match behind its end.
      return lower..<max(lower, bounds[2 * group + 1])
    }

    /// The range of a group by its name.
    ///
    /// `nil` when the group took no part in the match, and for a name that the pattern does not have.
    /// Where several groups share the name (`(?J)`, `(?|`), the first that took part counts.
    public subscript(name: String) -> Range<Int>? {
      for group in groups.names where group.name == name {
        if let range = self[group.number] { return range }
      }
      return nil
    }
  }

  /// The groups of a pattern.
  struct Groups: Sendable {
    /// How many capturing groups there are, not counting the whole match.
    var count = 0
    /// The named ones, in order of their number.
    var names: [(name: String, number: Int)] = []
  }
}
