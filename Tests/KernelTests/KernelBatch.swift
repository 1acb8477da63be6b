import FoundationEssentials
import TestSupport

/// Runs many cases inside a node in one shell: starting processes is what the time goes to.
extension KernelNode {
  /// What the kernel did, a result a case.
  func run(_ cases: [KernelCase]) async throws -> [KernelResult] {
    if cases.isEmpty { return [] }
    let run = try await Self.shell(
      "ip netns exec \(name) bash -s", input: try script(cases))
    var reports = Array(repeating: [String: [Substring]](), count: cases.count)
    var current = -1
    var section = ""
    for line in run.output.split(separator: "\n", omittingEmptySubsequences: true) {
      guard line.hasPrefix("@@") else {
        if reports.indices.contains(current) { reports[current][section]?.append(line) }
        continue
      }
      let words = line.dropFirst(2).split(separator: " ")
      section = words.first.map(String.init) ?? ""
      if section == "case", words.count == 2 { current = Int(words[1]) ?? -1 }
      if reports.indices.contains(current) { reports[current][section] = [] }
    }
    guard run.status == 0, current == cases.count - 1, reports.last?["done"] != nil else {
      throw BatchBroken(description: "case \(current): \(run.errors)")
    }
    return reports.map(KernelResult.init(report:))
  }

  /// `ipset save` of the node.
  func savedSets() async throws -> String {
    try await Self.shell("ip netns exec \(name) ipset save").output
  }

  private func script(_ cases: [KernelCase]) throws -> String {
    let sender = CommandRun.builtProgram("PacketSender")
    var script = """
      cd \(folder)
      mkfifo near.in near.out far.in far.out
      \(sender) <near.in >near.out &
      ip netns exec \(name)-o \(sender) <far.in >far.out &
      exec 5>near.in 6<near.out 7>far.in 8<far.out
      near() { echo "$1" >&5; read -r -u 6 answer; echo "$answer"; }
      far() { echo "$1" >&7; read -r -u 8 answer; echo "$answer"; }
      near "listen4 \(Self.transparentPort)"
      near "listen6 \(Self.transparentPort)"

      """
    for (number, kernelCase) in cases.enumerated() {
      let file = "\(folder)/\(number).rules"
      try Data(kernelCase.ruleset.utf8).write(to: URL(filePath: file))
      script += try commands(kernelCase, number: number)
    }
    return script + """
      exec 5>&- 7>&-
      wait
      rm near.in near.out far.in far.out
      exit 0
      """
  }

  private func commands(_ kernelCase: KernelCase, number: Int) throws -> String {
    let restore = backend.program("restore", isIPv6: kernelCase.isIPv6)
    let save = backend.program("save", isIPv6: kernelCase.isIPv6)
    let jobs = try kernelCase.packets.map {
      "\($0.inInterface == nil ? "near" : "far") '\(try $0.job(peerOf: Self.links))'"
    }
    return """
      echo "@@case \(number)"
      if \(restore) <\(number).rules 2>refusal; then
        echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
        \(kernelCase.preparation.joined(separator: "\n"))
        for list in /proc/net/xt_recent/*; do [ -f $list ] && echo / >$list; done
        conntrack -F 2>/dev/null
        nft reset counters table inet nst >/dev/null
        echo "@@sent"
        \(jobs.joined(separator: "\n  "))
        echo "@@save"; \(save) -c
        echo "@@counters"; nft list counters table inet nst
        echo "@@conntrack"; conntrack -L -o extended -f \(kernelCase.isIPv6 ? "ipv6" : "ipv4") 2>/dev/null
      else
        echo "@@refused"; cat refusal
      fi
      echo "@@done"

      """
  }

  /// Where PacketSender listens transparently.
  static let transparentPort = 15001
}

/// The shell ended before the last case.
struct BatchBroken: Error, CustomStringConvertible {
  var description: String
}
