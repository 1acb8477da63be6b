import TestSupport

extension JSONTree {
  /// Keys that stand before a smaller one of the same object, in pretty-printed text.
  static func unsortedKeys(_ text: String) -> [String] {
    var last: [Int: Substring] = [:]
    var result: [String] = []
    for line in text.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      last = last.filter { $0.key <= indent }
      let content = line.dropFirst(indent)
      guard content.first == "\"" else {
        // A bracket begins or ends an object whose keys stand further right.
        continue
      }
      let key = content.dropFirst().prefix { $0 != "\"" }
      guard content.dropFirst(key.count + 2).first == ":" else { continue }
      if let before = last[indent], before >= key { result.append("\(before), \(key)") }
      last[indent] = key
    }
    return result
  }
}
