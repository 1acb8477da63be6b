/// natscope-findings(7) in mdoc(7), made of the table of findings.
public struct FindingManual: Sendable {
  public init() {}

  /// The whole page.
  public func render(_ rows: [FindingCode], _ owners: [ChainOwner]) -> String {
    head + rows.map(render).joined() + chainsHead + owners.map(render).joined() + tail
  }

  private var chainsHead: String {
    """
    .Sh CHAINS
    Whose a chain is, is told by its name.
    A star stands for one or more characters.
    A chain whose name is none of these is not recognised.
    Where the name is made from what the comments of its rules say, a trace checks it.

    """
  }

  private func render(_ owner: ChainOwner) -> String {
    var out = ".Ss \(escape(owner.component))\n" + sentences("Written by \(owner.writer).")
    out += ".Bl -tag -width Ds\n"
    for chains in owner.chains {
      let names = chains.patterns.map(escape).joined(separator: " , ")
      out += ".It Sy \(names)\n"
      let check = chains.nameCheck.map { "; the name is the \($0.rawValue)" } ?? ""
      out += sentences("It \(chains.purpose)\(check).")
    }
    return out + ".El\n"
  }

  private var head: String {
    """
    .\\" Made by natscope explain -o mdoc; a test holds that the two are the same.
    .Dd November 21, 2026
    .Dt NATSCOPE-FINDINGS 7
    .Os
    .Sh NAME
    .Nm natscope-findings
    .Nd what can be wrong with the NAT of a node, and whose its chains are
    .Sh DESCRIPTION
    .Ql natscope lint
    reports what is wrong, or worth knowing, with the NAT of a node,
    each with one of the codes below.
    A code keeps its meaning.
    .Pp
    An
    .Sy error
    is something that does not work;
    a
    .Sy warning
    is something that is wrong and breaks only some of the traffic,
    or may break later;
    a
    .Sy note
    is worth knowing when something else is looked for.
    .Pp
    Findings are decided from the rules and from what else the input tells of
    the node.
    A code whose evidence the input lacks is listed as not checked, with the command
    whose output has to be added.
    In a part of a dump no finding is an error, since rules may be missing.
    .Pp
    Commands that change something are shown and never run.
    Words in capital letters stand for what lint fills in.
    .Sh FINDINGS

    """
  }

  private var tail: String {
    """
    .Sh SEE ALSO
    .Xr natscope 1 ,
    .Xr natscope-inputs 7

    """
  }

  private func render(_ row: FindingCode) -> String {
    var out = ".Ss \(row.code): \(escape(row.title))\n" + sentences(row.meaning)
    out += ".Pp\n.Em How it comes about .\n" + sentences(row.cause)
    out += advice("How to confirm it", row.confirm) + advice("How to mend it", row.mend)
    if !row.reported.isEmpty {
      out +=
        ".Pp\n.Em Where it was reported .\n"
        + row.reported.map(escape).joined(separator: ",\n") + ".\n"
    }
    return out + advice("What lint needs", row.needed)
  }

  private func advice(_ title: String, _ advice: [FindingCode.Advice]) -> String {
    ".Pp\n.Em \(title) .\n"
      + advice.map { advice in
        switch advice {
        case .text(let text): sentences(text)
        case .command(let command): ".Dl \(escape(command))\n"
        }
      }.joined()
  }

  /// A sentence begins on a line of its own, so that the formatter knows where one ends.
  private func sentences(_ text: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.utf8.count + 1 + word.utf8.count > 78 {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
      if word.last == "." || word.last == ":" {
        lines.append(line)
        line = ""
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { escape($0) + "\n" }.joined()
  }

  /// A backslash begins an escape, and a dot or apostrophe at the beginning of a line a request
  /// (roff(7)); a hyphen of an option must not become a dash.
  private func escape(_ text: String) -> String {
    var out = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    if out.first == "." || out.first == "'" { out = "\\&" + out }
    return out
  }
}
