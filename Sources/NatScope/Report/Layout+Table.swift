extension Layout {
  /// Rows of cells in columns that are two blanks apart, no wider than `width`.
  ///
  /// - Parameters:
  ///   - flexible: the columns that may be cut in the middle, those that give way first in front,
  ///     each with the width below which it does not go.
  /// - Returns: one line for each row.
  static func table(
    _ rows: [[String]], width: Int, flexible: [(column: Int, least: Int)]
  ) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    var widths = [Int](repeating: 0, count: count)
    for row in rows {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], TerminalText.width(cell))
      }
    }
    for (column, least) in flexible where column < count {
      let excess = widths.reduce(0, +) + 2 * (count - 1) - width
      guard excess > 0 else { break }
      widths[column] = max(min(widths[column], least), widths[column] - excess)
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let text = shorten(cell, to: widths[column])
        line += column + 1 < row.count ? pad(text, to: widths[column]) + "  " : text
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
