/// Programs that run another command, and how many of their words come before it.
enum CommandWrapper {
  /// What a command becomes without its wrapper.
  enum Inner {
    case words(ShellWords.Command)
    /// Text that a shell reads once more: `sh -c '…'`, `ssh HOST …`.
    case text(String)
  }

  private struct Form {
    /// Short options with a value behind.
    var valued = ""
    /// Long options with a value behind.
    var longValued: Set<String> = []
    /// Words between the options and the command.
    var operands = 0
    /// Whether the command is read by a shell again.
    var isText = false
  }

  private static let forms: [String: Form] = [
    "sudo": Form(
      valued: "ugpCcDhRrTtU",
      longValued: ["--user", "--group", "--prompt", "--host", "--chdir", "--chroot"]),
    "doas": Form(valued: "uC"), "env": Form(valued: "uC", longValued: ["--unset", "--chdir"]),
    "nice": Form(valued: "n"), "ionice": Form(valued: "cnpPu"), "time": Form(valued: "fo"),
    "nohup": Form(), "exec": Form(valued: "a"), "command": Form(), "setsid": Form(),
    "stdbuf": Form(valued: "ioe"), "unbuffer": Form(), "busybox": Form(),
    "timeout": Form(valued: "ks", operands: 1), "chroot": Form(operands: 1),
    "nsenter": Form(valued: "tSG", longValued: ["--target"]),
    "watch": Form(valued: "n", longValued: ["--interval"], isText: true),
    "ssh": Form(valued: "bcDEeFIiJLlmOopQRSWw", operands: 1, isText: true),
  ]

  private static let containerExec = Form(
    valued: "euwr",
    longValued: ["--env", "--user", "--workdir", "--env-file", "--detach-keys", "--timeout"],
    operands: 1)

  /// Takes assignments and wrappers off a command, all of them.
  static func strip(_ command: ShellWords.Command) -> Inner {
    var words = command
    for _ in 0..<8 {
      while let first = words.first, isAssignment(first.text) { words.removeFirst() }
      guard let inner = inner(words) else { return .words(words) }
      guard case .words(let rest) = inner, !rest.isEmpty else { return inner }
      words = rest
    }
    return .words(words)
  }

  /// `NAME=value` before a command.
  private static func isAssignment(_ word: String) -> Bool {
    guard let sign = word.utf8.firstIndex(of: UInt8(ascii: "=")), sign > word.startIndex else {
      return false
    }
    return word.utf8[..<sign].allSatisfy {
      $0 == UInt8(ascii: "_") || $0 >= 0x41 && $0 <= 0x5a || $0 >= 0x61 && $0 <= 0x7a
        || $0 >= 0x30 && $0 <= 0x39
    }
  }

  /// Takes one wrapper off; nil if the first word is none.
  private static func inner(_ words: ShellWords.Command) -> Inner? {
    guard let first = words.first?.text else { return nil }
    let name = first.split(separator: "/").last.map { String($0) } ?? first
    let rest = Array(words.dropFirst())
    if let form = forms[name] { return apply(form, to: rest) }
    switch name {
    case "sh", "bash", "ash", "dash", "zsh": return shellText(rest)
    case "su":
      guard let option = rest.firstIndex(where: { $0.text == "-c" || $0.text == "--command" }),
        option + 1 < rest.count
      else { return nil }
      return .text(rest[option + 1].text)
    case "ip":
      guard rest.count > 3, rest[1].text == "exec", ["netns", "vrf"].contains(rest[0].text) else {
        return nil
      }
      return .words(Array(rest.dropFirst(3)))
    case "docker", "podman", "nerdctl", "crictl":
      guard let exec = rest.prefix(4).firstIndex(where: { $0.text == "exec" }) else { return nil }
      return apply(containerExec, to: Array(rest[(exec + 1)...]))
    case "k3s", "microk8s": return rest.first?.text == "kubectl" ? .words(rest) : nil
    case "kubectl", "oc":
      guard rest.contains(where: { ["exec", "debug", "rsh"].contains($0.text) }) else { return nil }
      return behindDashes(rest)
    case "multipass", "lxc", "incus": return behindDashes(rest)
    case "minikube", "colima", "vagrant", "docker-machine": return remoteShell(rest)
    default: return nil
    }
  }

  private static func apply(_ form: Form, to words: ShellWords.Command) -> Inner? {
    var rest = words[...]
    while let word = rest.first?.text, word.hasPrefix("-"), word != "-" {
      rest.removeFirst()
      if word == "--" { break }
      if word.hasPrefix("--") {
        if form.longValued.contains(word) { _ = rest.popFirst() }
      } else if let option = word.dropFirst().firstIndex(where: form.valued.contains),
        word.index(after: option) == word.endIndex
      {
        _ = rest.popFirst()
      }
    }
    guard rest.count > form.operands else { return nil }
    let inner = rest.dropFirst(form.operands)
    return form.isText ? joined(inner) : .words(Array(inner))
  }

  /// The words as ssh and watch hand them to a shell: joined by blanks.
  private static func joined(_ words: ArraySlice<ShellWords.Word>) -> Inner? {
    let text = words.drop { $0.text == "--" }.map(\.text).joined(separator: " ")
    return text.isEmpty ? nil : .text(text)
  }

  /// `sh -c TEXT`, `bash -lc TEXT`.
  private static func shellText(_ words: ShellWords.Command) -> Inner? {
    let option = words.firstIndex { word in
      word.text.hasPrefix("-") && !word.text.hasPrefix("--") && word.text.hasSuffix("c")
    }
    guard let option, option + 1 < words.count else { return nil }
    return .text(words[option + 1].text)
  }

  /// `minikube ssh [--] COMMAND`, `vagrant ssh -c COMMAND`.
  private static func remoteShell(_ words: ShellWords.Command) -> Inner? {
    guard let ssh = words.prefix(4).firstIndex(where: { $0.text == "ssh" }) else { return nil }
    var rest = words[(ssh + 1)...]
    if let option = rest.firstIndex(where: { $0.text == "-c" }) { rest = rest[(option + 1)...] }
    while let word = rest.first?.text, word != "--", word.hasPrefix("-") {
      rest.removeFirst()
      if ["-n", "-p", "--node", "--profile"].contains(word) { _ = rest.popFirst() }
    }
    return joined(rest)
  }

  private static func behindDashes(_ words: ShellWords.Command) -> Inner? {
    guard let dashes = words.firstIndex(where: { $0.text == "--" }), dashes + 1 < words.count else {
      return nil
    }
    return .words(Array(words[(dashes + 1)...]))
  }
}
