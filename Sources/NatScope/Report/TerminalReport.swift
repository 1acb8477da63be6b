/// A report whose lines are laid out for a terminal.
public protocol ColumnReport {
  /// In columns.
  var width: Int { get set }
  var style: Style { get set }

  init()
}

/// An answer that a user may want longer or shorter.
public protocol TerminalReport: ColumnReport {
  /// Adds what a report keeps back at first.
  var isVerbose: Bool { get set }
  /// The essential only.
  var isQuiet: Bool { get set }
}
