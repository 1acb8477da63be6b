extension Pattern {
  /// The work that one match may cost.
  ///
  /// PCRE2 counts its steps anew at each place where a match may begin, and a step may scan the rest
  /// of the subject. A bound on the steps alone would therefore leave a long subject unbounded; the
  /// three together do bound it.
  public struct Limits: Sendable, Hashable {
    /// Steps (PCRE2's match limit) at one place where a match may begin.
    public var steps: Int
    /// Steps over all the places of a subject: long subjects get fewer ``steps`` at each place,
    /// though never less than 2,000 and four a byte.
    public var totalSteps: Int
    /// Nested backtracking points of the interpreter; the JIT compiler's code has its own stack.
    public var depth: Int
    /// Memory of the interpreter's backtracking points, in KiB.
    public var heapKibibytes: Int
    /// The longest subject, in bytes. The part before the place where the search begins counts
    /// for nothing.
    public var subjectLength: Int

    /// Makes limits; the defaults keep the worst pattern on the worst subject to some
    /// seconds, and to a fraction of one on a subject of a few hundred bytes.
    ///
    /// - Parameters:
    ///   - steps: Steps at one place where a match may begin.
    ///   - totalSteps: Steps over all the places of a subject.
    ///   - depth: Nested backtracking points of the interpreter.
    ///   - heapKibibytes: Memory of the interpreter, in KiB.
    ///   - subjectLength: The longest subject, in bytes.
    public init(
      steps: Int = 1_000_000, totalSteps: Int = 20_000_000, depth: Int = 100_000,
      heapKibibytes: Int = 32 * 1024, subjectLength: Int = 8 * 1024
    ) {
      self.steps = steps
      self.totalSteps = totalSteps
      self.depth = depth
      self.heapKibibytes = heapKibibytes
      self.subjectLength = subjectLength
    }

    /// The step limit for a subject of a length.
    ///
    /// It never goes below a few steps a byte, which harmless patterns need: `(a|b)*` takes one step
    /// for every byte that it passes.
    func steps(forLength length: Int) -> UInt32 {
      let fewest = 2_000 + 4 * min(length, steps)
      return UInt32(clamping: min(steps, max(fewest, totalSteps / max(length, 1))))
    }
  }
}
