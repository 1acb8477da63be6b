import FoundationEssentials
import TestSupport

/// Runs many cases inside a node in one shell: starting processes is what the time goes to.
extension KernelNode {
  /// What the kernel did, a result a case.
  func run(_ cases: [KernelCase]) async throws -> [KernelResult] {
    if cases.isEmpty { return [] }
    let run = try await runScript(try script(cases), in: name)
    let reports = Self.sections(run.output)
    guard run.status == 0, reports.count == cases.count, reports.last?["done"] != nil else {
      throw BatchBroken(description: "case \(reports.count): \(run.errors)")
    }
    var results: [KernelResult] = []
    var counters = KernelCounters()
    for report in reports {
      results.append(KernelResult(report: report, since: counters))
      // Rules that are loaded anew begin at 0, but their refusal leaves those before them.
      if report["refused"] == nil { counters = KernelCounters(report: report) }
    }
    return results
  }

  /// Loads the rules of each case and hands back those that iptables-restore refuses, with what it
  /// said. Only the kernel knows all reasons, so a mere test of the text would not do.
  func refusals(_ cases: [KernelCase]) async throws -> [(number: Int, message: String)] {
    var script = "cd \(folder)\nexport XTABLES_LOCKFILE=$PWD/lock\n"
    for (number, kernelCase) in cases.enumerated() {
      let file = "\(folder)/\(number).rules"
      try Data(kernelCase.ruleset.utf8).write(to: URL(filePath: file))
      script += """
        echo "@@case \(number)"
        \(backend.program("restore", isIPv6: kernelCase.isIPv6)) <\(number).rules 2>refusal ||
          { echo "@@refused"; cat refusal; }

        """
    }
    let reports = Self.sections(try await runScript(script + "exit 0\n", in: name).output)
    guard reports.count == cases.count else {
      throw BatchBroken(description: "load \(reports.count)")
    }
    return reports.enumerated().compactMap { number, report in
      report["refused"].map { (number, $0.joined(separator: "\n")) }
    }
  }

  /// The lines behind each `@@NAME`; `@@case NUMBER` begins the next report.
  static func sections(_ output: String) -> [[String: [Substring]]] {
    var reports: [[String: [Substring]]] = []
    var section = ""
    // Empty lines belong to the listings.
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("@@") {
        section = line.dropFirst(2).split(separator: " ").joined(separator: " ")
        if section.hasPrefix("case ") { reports.append([:]) }
        if !reports.isEmpty { reports[reports.count - 1][section] = [] }
      } else if !reports.isEmpty {
        reports[reports.count - 1][section]?.append(line)
      }
    }
    return reports
  }

  /// Runs a script of bash inside one of the node's namespaces. It comes from a file: if there is no
  /// such namespace, nobody reads a pipe, and SIGPIPE would end the tests without a word.
  func runScript(_ script: String, in namespace: String) async throws -> CommandRun {
    let file = "\(folder)/\(namespace).bash"
    try Data(script.utf8).write(to: URL(filePath: file))
    return try await Self.shell("ip netns exec \(namespace) bash \(file)")
  }

  private func script(_ cases: [KernelCase]) throws -> String {
    let sender = CommandRun.builtProgram("PacketSender")
    var script = """
      cd \(folder)
      \(Self.quietNames)
      export XTABLES_LOCKFILE=$PWD/lock
      ipset save >\(Self.setsFile)
      mkfifo near.in near.out far.in far.out
      \(sender) <near.in >near.out &
      ip netns exec \(name)-o \(sender) <far.in >far.out &
      exec 5>near.in 6<near.out 7>far.in 8<far.out
      near() { echo "$1" >&5; read -r -u 6 answer; echo "$answer"; }
      far() { echo "$1" >&7; read -r -u 8 answer; echo "$answer"; }
      entries() {
        if [ -r /proc/net/nf_conntrack ]; then echo "$(</proc/net/nf_conntrack)"
        else for family in ipv4 ipv6; do conntrack -L -o extended -f $family 2>/dev/null; done; fi
      }
      near "listen4 \(Self.transparentPort)"
      near "listen6 \(Self.transparentPort)"
      nft reset counters table inet nst >/dev/null

      """
    for (number, kernelCase) in cases.enumerated() {
      let isLoaded = number > 0 && kernelCase.sharesRules(with: cases[number - 1])
      if !isLoaded {
        let file = "\(folder)/\(number).rules"
        try Data(kernelCase.ruleset.utf8).write(to: URL(filePath: file))
      }
      script += try commands(kernelCase, number: number, isLoaded: isLoaded)
    }
    return script + """
      exec 5>&- 7>&-
      wait
      rm near.in near.out far.in far.out
      exit 0
      """
  }

  private func commands(_ kernelCase: KernelCase, number: Int, isLoaded: Bool) throws -> String {
    let restore = backend.program("restore", isIPv6: kernelCase.isIPv6)
    let save = backend.program("save", isIPv6: kernelCase.isIPv6)
    let load = "\(restore) <\(number).rules 2>refusal; loaded=$?"
    let jobs = try kernelCase.packets.map {
      "\($0.inInterface == nil ? "near" : "far") '\(try $0.job(peerOf: Self.links))'"
    }
    return """
      echo "@@case \(number)"
      \(isLoaded ? "echo @@kept" : load)
      if [ $loaded = 0 ]; then
        echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet
        for list in /proc/net/xt_recent/*; do [ -f $list ] && echo / >$list; done
        \(kernelCase.ruleset.contains("--add-set ") ? "ipset flush added4; ipset flush added6" : "")
        near forget >/dev/null
        \(kernelCase.preparation.joined(separator: "\n"))
        echo "@@sent"
        \(jobs.joined(separator: "\n  "))
        echo "@@conntrack"; entries
        echo "@@counters"; nft list counters table inet nst
        # Last, when the packet has surely come to its end.
        echo "@@save"; \(save) -c | tee saved
        \(listings(kernelCase))
      else
        echo "@@refused"; cat refusal
      fi
      echo "@@done"

      """
  }

  /// Prints each table that the kernel holds in each form that the case asks for, and then what the
  /// command says on standard error: that connlabel has no file of names would be said amid a row.
  private func listings(_ kernelCase: KernelCase) -> String {
    if kernelCase.forms.forms.isEmpty { return ":" }
    let program = backend.program(isIPv6: kernelCase.isIPv6)
    let commands = kernelCase.forms.forms.map { form in
      """
      echo "@@\(form.rawValue) $table"
      \(program) -t $table \(form.rawValue) 2>warnings
      sed /connlabel.conf/d warnings
      """
    }
    return "for table in $(sed -n 's/^[*]//p' saved); do \(commands.joined(separator: "; ")); done"
  }

  /// What a listing without `-n` asks for names: these files and no name server. `ip netns exec` gave
  /// the shell a mount namespace of its own, so the machine does not see it.
  static let quietNames = """
    cat >hosts <<'END'
    127.0.0.1 localhost
    ::1 localhost
    203.0.113.9 client.example
    192.0.2.10 node.example
    10.244.1.5 a-pod-whose-name-is-longer-than-its-column.example
    2001:db8:9::9 client.example
    2001:db8:1::10 node.example
    END
    echo 'root:x:0:0::/:/bin/sh' >passwd
    echo 'someone:x:1000:1000::/:/bin/sh' >>passwd
    sed 's/:x:\\([0-9]*\\):.*/:x:\\1:/' passwd >group
    for source in hosts networks protocols services passwd group; do
      echo "$source: files"
    done >nsswitch.conf
    for file in hosts passwd group nsswitch.conf; do mount --bind $file /etc/$file; done
    """

  /// `ipset save` of the node, in its folder.
  static let setsFile = "sets.save"

  /// Where PacketSender listens transparently.
  static let transparentPort = 15001
}

/// The shell ended before the last case.
struct BatchBroken: Error, CustomStringConvertible {
  var description: String
}
