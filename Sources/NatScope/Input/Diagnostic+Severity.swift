extension Diagnostic {
  public var severity: Severity {
    switch problem {
    case .emptyInput, .noRuleset, .emptySave, .tooLarge: .error
    case .carriageReturns, .prefixedLine, .promptLine, .codeFence, .commentedOutRule,
      .wordsCheckedOnDemand, .listingFragment, .unknownMatch, .unrecognisedLine, .longLine,
      .unreadRow:
      .note
    default: .warning
    }
  }
}
