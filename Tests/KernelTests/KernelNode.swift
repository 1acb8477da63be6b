import FoundationEssentials
import TestSupport

/// A node of its own in a network namespace, its neighbours in a second one.
///
/// The neighbours are the far ends of veth pairs without addresses: they send what the tests write
/// and swallow everything else, so nothing ever answers. What the node itself would send besides
/// (resets, ICMP errors, router solicitations) is dropped in front of the first table and of
/// connection tracking; only packets with PacketSender's priority pass, and keep it on their way
/// through `lo`. A third namespace loads what natscope makes of the rules.
struct KernelNode: Sendable {
  /// An interface of the node and what is needed to send something into it.
  struct Link: Sendable {
    var peer: String
    var hardware: [UInt8]
  }

  static let links: [String: Link] = Dictionary(
    uniqueKeysWithValues: ["eth0", "eth1", "docker0", "sink0"].enumerated().map { number, name in
      (name, Link(peer: "peer-\(name)", hardware: [2, 0, 0, 0, 1, UInt8(number)]))
    })

  /// One address of each family an interface; what is not on a network here leaves by sink0.
  static let ipv4Addresses = [
    "eth0": "192.0.2.10/24", "eth1": "198.51.100.10/24", "docker0": "10.244.0.1/16",
    "sink0": "100.64.0.10/24",
  ]
  static let ipv6Addresses = [
    "eth0": "2001:db8:1::10/64", "eth1": "2001:db8:2::10/64", "docker0": "fd00:10:244::1/64",
    "sink0": "2001:db8:64::10/64",
  ]

  let backend: Backend
  let name: String
  /// The namespace that loads what natscope prints.
  let reloadName: String
  let folder: String

  /// Makes a node, hands it to `body` and removes it, whatever happens.
  static func with<Result>(
    _ backend: Backend, _ body: (KernelNode) async throws -> Result
  ) async throws -> Result {
    if let missing = Prerequisites.missing { throw PrerequisiteMissing(description: missing) }
    let process = ProcessInfo.processInfo.processIdentifier
    let unique = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    let name = "nst-\(backend)-\(unique)-\(process)"
    let folder = FileManager.default.temporaryDirectory.path + "/" + name
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let node = KernelNode(
      backend: backend, name: name, reloadName: "nst-\(backend)-\(unique)r-\(process)",
      folder: folder)
    let result: Swift.Result<Result, any Error>
    do {
      try await node.setUp()
      result = .success(try await body(node))
    } catch {
      result = .failure(error)
    }
    _ = try await shell(
      "for name in \(name) \(name)-o \(node.reloadName); do ip netns del $name; done")
    try FileManager.default.removeItem(atPath: folder)
    return try result.get()
  }

  /// The complete list of its addresses, with the networks that make broadcast addresses; 127/8 and
  /// ::1 natscope knows by itself.
  static let addressArguments = (ipv4Addresses.values.sorted() + ipv6Addresses.values.sorted())
    .flatMap { ["--node-address", $0] }

  /// Runs a shell command; a PATH without the folders of root's programs is common.
  static func shell(_ command: String, input: String = "") async throws -> CommandRun {
    try await CommandRun.run(
      "bash", ["-c", "export PATH=$PATH:/usr/sbin:/sbin; \(command)"], input: input)
  }

  private func setUp() async throws {
    let run = try await Self.shell("bash -e -s", input: setUpScript)
    guard run.status == 0 else {
      throw PrerequisiteMissing(description: "no network namespace: \(run.output)\(run.errors)")
    }
  }

  /// The shell commands that make the node; a failed case prints them too.
  var setUpScript: String {
    let interfaces = Self.links.keys.sorted()
    return """
      # Namespaces of test processes that died; another node may be at it too.
      for old in $(ip netns list | grep -o '^nst-[^ ]*' || true); do
        # The process is the last word, or the one before the namespace's part in a test.
        owner=${old##*-}
        case $owner in *[!0-9]*) owner=${old%-*}; owner=${owner##*-} ;; esac
        case $owner in *[!0-9]*) continue ;; esac
        [ -d /proc/$owner ] || ip netns del $old 2>/dev/null || true
      done
      for name in \(name) \(name)-o \(reloadName); do ip netns add $name; done
      ip netns exec \(name)-o sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \\
        net.ipv6.conf.default.disable_ipv6=1
      ip netns exec \(name) sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \\
        net.ipv6.conf.default.accept_dad=0 net.ipv4.conf.all.rp_filter=0 \\
        net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.route_localnet=1
      ip -n \(name) link set lo up
      \(interfaces.map(linkCommands).joined(separator: "\n"))
      ip -n \(name) route add default dev sink0
      ip -n \(name) -6 route add default dev sink0
      # TPROXY delivers here what it marked, as its documentation asks for.
      for family in -4 -6; do
        ip -n \(name) $family rule add fwmark 0x80000000/0x80000000 lookup 100
        ip -n \(name) $family route add local default dev lo table 100
      done
      ip netns exec \(name) nft -f - <<'END'
      \(Self.watch)
      END
      for name in \(name) \(reloadName); do
        ip netns exec $name ipset restore <<'END'
      \(Self.sets)
      END
      done
      """
  }

  private func linkCommands(_ interface: String) -> String {
    guard let link = Self.links[interface], let ipv4 = Self.ipv4Addresses[interface],
      let ipv6 = Self.ipv6Addresses[interface]
    else { return "false" }
    let hardware = link.hardware.map { String($0, radix: 16) }.joined(separator: ":")
    return """
      ip -n \(name) link add \(interface) address \(hardware) type veth \\
        peer name \(link.peer) netns \(name)-o
      ip -n \(name) link set \(interface) addrgenmode none arp off up
      ip -n \(name)-o link set \(link.peer) up
      ip -n \(name) addr add \(ipv4) dev \(interface)
      ip -n \(name) addr add \(ipv6) dev \(interface) nodad
      """
  }
}
