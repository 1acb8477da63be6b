/// The processes that ss shows beside a socket: `users:(("nginx",pid=812,fd=6),("nginx",pid=811,fd=6))`,
/// and of old versions `users:(("sshd",1231,3))`.
enum SocketProcesses {
  /// More processes than these share no socket.
  private static let limit = 1_024
  /// The kernel keeps 15 bytes of a name (proc(5), comm).
  private static let longestName = 15

  static func read(_ row: ArraySlice<UInt8>) -> [Socket.Process] {
    guard let start = find("users:((", in: row) else { return [] }
    var rest = row[(start + 8)...]
    var result: [Socket.Process] = []
    while result.count < limit, rest.first == UInt8(ascii: "\"") {
      // A name may hold quotes, but hardly `",`.
      guard let end = find("\",", in: rest.dropFirst()) else { break }
      let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
      let tail = rest[(end + 2)...]
      let close = tail.firstIndex(of: UInt8(ascii: ")")) ?? tail.endIndex
      let numbers = tail[..<close].split(separator: UInt8(ascii: ","))
      result.append(
        Socket.Process(
          name: name, pid: number("pid=", numbers, at: 0), fd: number("fd=", numbers, at: 1),
          isCut: name.utf8.count >= longestName))
      rest = tail[close...].dropFirst()
      guard rest.starts(with: ",(".utf8) else { break }
      rest = rest.dropFirst(2)
    }
    return result
  }

  private static func number(
    _ key: String, _ values: [ArraySlice<UInt8>], at place: Int
  ) -> Int? {
    for value in values where value.starts(with: key.utf8) {
      return Decimal.unsigned(value.dropFirst(key.utf8.count), below: 1 << 32).map { Int($0) }
    }
    guard place < values.count else { return nil }
    return Decimal.unsigned(values[place], below: 1 << 32).map { Int($0) }
  }

  /// Where `text` begins in some bytes.
  static func find(_ text: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
    var index = bytes.startIndex
    while index + wanted.count <= bytes.endIndex {
      if bytes[index] == first, bytes[index..<index + wanted.count].elementsEqual(wanted) {
        return index
      }
      index += 1
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// Whether the bytes are exactly this text.
  func isWord(_ text: String) -> Bool { elementsEqual(text.utf8) }
}
