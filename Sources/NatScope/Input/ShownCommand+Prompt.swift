extension ShownCommand {
  /// What a shell prints before the place where one types.
  struct Prompt {
    /// What may be the command: more than one where the prompt's own end is not clear.
    let commands: [ArraySlice<UInt8>]
    /// Whether the words before prove a prompt, so that anything behind them is a command.
    let isSure: Bool

    /// Prompts are not longer.
    private static let longest = 160

    /// Looks for a prompt at the beginning of a line that has no blanks around it.
    init?(_ line: ArraySlice<UInt8>) {
      let head = line.prefix(Self.longest)
      for index in head.indices {
        let byte = head[index]
        switch byte {
        case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: ">"):
          let next = index + 1 < line.endIndex ? line[index + 1] : 0x20
          let isJoined = next > 0x20
          if isJoined, head[..<index].last != UInt8(ascii: "]") { continue }
          guard let isSure = Self.proof(head[..<index], byte), isSure || !isJoined else { continue }
          commands = [line[(index + 1)...]]
          self.isSure = isSure
          return
        case 0xe2 where head[index...].starts(with: "➜ ".utf8):
          // oh-my-zsh: `➜  directory git:(branch) ✗ command`.
          guard index == head.startIndex else { return nil }
          let rest = ShownCommand.trimmed(line[(index + 3)...])
          commands = Self.tails(rest)
          isSure = false
          return
        case 0xe2 where head[index...].starts(with: "❯ ".utf8):
          commands = [line[(index + 3)...]]
          isSure = false
          return
        case 0xce where head[index...].starts(with: "λ ".utf8):
          commands = [line[(index + 2)...]]
          isSure = false
          return
        default: continue
        }
      }
      return nil
    }

    /// The text, and what is left without its first one, two and three words.
    private static func tails(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
      var result = [text]
      var rest = text
      for _ in 0..<3 {
        rest = rest.drop { $0 > 0x20 }.drop { $0 <= 0x20 }
        if !rest.isEmpty { result.append(rest) }
      }
      return result
    }

    /// How much the text before the sign proves.
    ///
    /// - Returns: true for a prompt, false for what may be one, nil for none.
    private static func proof(_ head: ArraySlice<UInt8>, _ sign: UInt8) -> Bool? {
      let isShellSign = sign == UInt8(ascii: "$") || sign == UInt8(ascii: "#")
      var words = LineWords(head).words
      // `(venv) user@host:~$`.
      if let first = words.first, first.first == UInt8(ascii: "("), first.last == UInt8(ascii: ")")
      {
        words.removeFirst()
      }
      guard let first = words.first, let last = words.last else {
        return sign == UInt8(ascii: "$")
      }
      if first.first == UInt8(ascii: "["), last.last == UInt8(ascii: "]") {
        guard words.count <= 3 else { return nil }
        return isShellSign && hasUserAndHost(first.dropFirst())
      }
      switch words.count {
      case 1:
        guard isShellSign else { return sign == UInt8(ascii: "%") || isName(first) ? false : nil }
        let isPath = first.first == UInt8(ascii: "/") || first.first == UInt8(ascii: "~")
        return isPath || hasUserAndHost(first) || hasDirectory(first)
          || first.starts(with: "sh-".utf8) || first.starts(with: "bash-".utf8)
          ? true : isName(first) ? false : nil
      case 2:
        let isPath = words[1].first == UInt8(ascii: "/") || words[1].first == UInt8(ascii: "~")
        let isUser = hasUserAndHost(first)
        guard isPath || isUser else { return nil }
        return isPath && isUser && isShellSign
      case 3, 4: return hasUserAndHost(first) ? false : nil
      default: return nil
      }
    }

    /// `user@host`, with what follows.
    private static func hasUserAndHost(_ word: ArraySlice<UInt8>) -> Bool {
      guard let at = word.firstIndex(of: UInt8(ascii: "@")) else { return false }
      return at > word.startIndex && at + 1 < word.endIndex
    }

    /// `host:~`, `host:/etc`.
    private static func hasDirectory(_ word: ArraySlice<UInt8>) -> Bool {
      guard let colon = word.firstIndex(of: UInt8(ascii: ":")), colon > word.startIndex,
        colon + 1 < word.endIndex
      else { return false }
      return word[colon + 1] == UInt8(ascii: "~")
        || word[colon + 1] == UInt8(ascii: "/") && !word[(colon + 2)...].starts(with: "/".utf8)
    }

    private static func isName(_ word: ArraySlice<UInt8>) -> Bool {
      word.allSatisfy {
        $0 >= 0x61 && $0 <= 0x7a || $0 >= 0x41 && $0 <= 0x5a || $0 >= 0x30 && $0 <= 0x39
          || [UInt8]("-._:@~/".utf8).contains($0)
      }
    }
  }
}
