/// Why a pattern was not compiled, or why a match was given up.
public enum PatternError: Error, Sendable, Hashable {
  /// PCRE2 does not accept the pattern.
  ///
  /// `offset` is the place in bytes of `source` as UTF-8, from 0 to its length; `message` is
  /// PCRE2's own.
  case invalid(source: String, offset: Int, message: String)
  /// The pattern has too many ways to match this subject; ``Pattern/Limits/steps`` were used up.
  case matchLimitExceeded
  /// The pattern nests too deeply on this subject; see ``Pattern/Limits/depth``.
  case depthLimitExceeded
  /// The match needs more memory than ``Pattern/Limits/heapKibibytes``.
  case heapLimitExceeded
  /// The subject is longer than ``Pattern/Limits/subjectLength``. Both in bytes.
  case subjectTooLong(length: Int, limit: Int)
  /// Anything else that PCRE2 reports, with its code and its message.
  case failed(code: Int, message: String)
}
