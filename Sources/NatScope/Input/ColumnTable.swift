/// A table whose columns stand below each other, as kubectl, crictl and docker print it.
///
/// Cells may hold blanks (`12 (3m ago)`, `Up 3 hours`) and may be empty (docker's PORTS), so a cell is
/// what stands below its heading. Where the columns were lost, in a chat or by `tr -s ' '`, only rows
/// with one word for each heading are read.
struct ColumnTable {
  /// The headings, in capitals.
  let names: [String]
  /// Where each begins, in characters from the beginning of the line: docker cuts with an ellipsis.
  private let starts: [Int]

  /// More columns has no program.
  private static let limit = 32

  /// Reads the line of headings. Two of them stand at least two blanks apart, since some hold one.
  init?(_ line: ArraySlice<UInt8>) {
    var names: [String] = []
    var starts: [Int] = []
    for cell in Self.cells(line) {
      names.append(String(decoding: cell, as: UTF8.self).uppercased())
      starts.append(line[..<cell.startIndex].count(where: Self.beginsCharacter))
    }
    // The columns of a collapsed table have one blank between.
    if names.count == 1 {
      (names, starts) = ([], [])
      for word in line.split(whereSeparator: { $0 <= 0x20 }) {
        names.append(String(decoding: word, as: UTF8.self).uppercased())
      }
      names = Self.joined(names)
    }
    guard names.count >= 2, names.count <= Self.limit else { return nil }
    self.names = names
    self.starts = starts
  }

  /// Headings of two words.
  private static func joined(_ words: [String]) -> [String] {
    let pairs: Set<String> = [
      "NOMINATED NODE", "READINESS GATES", "CONTAINER ID", "POD ID", "POD RUNTIME",
    ]
    var result: [String] = []
    for word in words {
      if let last = result.last, pairs.contains(last + " " + word) {
        result[result.count - 1] = last + " " + word
      } else {
        result.append(word)
      }
    }
    return result
  }

  private static func beginsCharacter(_ byte: UInt8) -> Bool { byte & 0xc0 != 0x80 }

  /// The cells of a line that stand two blanks or a tab apart.
  static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var index = line.startIndex
    while index < line.endIndex {
      while index < line.endIndex, line[index] <= 0x20 { index += 1 }
      let start = index
      while index < line.endIndex {
        if line[index] == 0x09 { break }
        if line[index] <= 0x20, index + 1 == line.endIndex || line[index + 1] <= 0x20 { break }
        index += 1
      }
      if index > start { result.append(line[start..<index]) }
    }
    return result
  }

  /// The cells of a row by their headings; empty ones are left out.
  ///
  /// - Returns: nil if the row does not fit the headings.
  func row(_ line: ArraySlice<UInt8>) -> [String: String]? {
    aligned(line) ?? counted(Self.cells(line))
      ?? counted(line.split(whereSeparator: { $0 <= 0x20 }))
  }

  /// By the places of the headings, if every cell begins at one.
  private func aligned(_ line: ArraySlice<UInt8>) -> [String: String]? {
    guard let places = places(line) else { return nil }
    var result: [String: String] = [:]
    for (index, begin) in places.enumerated() where begin < line.endIndex {
      guard begin == line.startIndex || line[begin - 1] <= 0x20 else { return nil }
      var cell = line[begin..<(index + 1 < places.count ? places[index + 1] : line.endIndex)]
      // A cell that begins further right than its heading: the columns are not those.
      if let first = cell.first, first <= 0x20 {
        guard cell.allSatisfy({ $0 <= 0x20 }) else { return nil }
        continue
      }
      while let last = cell.last, last <= 0x20 { cell.removeLast() }
      result[names[index]] = String(decoding: cell, as: UTF8.self)
    }
    return result.isEmpty ? nil : result
  }

  /// The indices of a line at which its columns begin; its end for those behind it.
  private func places(_ line: ArraySlice<UInt8>) -> [Int]? {
    guard !starts.isEmpty else { return nil }
    var result: [Int] = []
    var count = 0
    for index in line.indices where Self.beginsCharacter(line[index]) {
      if result.count < starts.count, count == starts[result.count] { result.append(index) }
      count += 1
    }
    while result.count < starts.count { result.append(line.endIndex) }
    return result
  }

  /// One cell for each heading, in their order.
  private func counted(_ cells: [ArraySlice<UInt8>]) -> [String: String]? {
    guard cells.count == names.count else { return nil }
    var result: [String: String] = [:]
    for (name, cell) in zip(names, cells) {
      result[name] = String(decoding: cell, as: UTF8.self)
    }
    return result
  }
}
