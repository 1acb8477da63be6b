import FoundationEssentials
import TestSupport

/// A node with a client outside and pods on a bridge, each in a network namespace, on which tests
/// break something with the software that breaks it on real nodes, and ask natscope lint about it.
struct FindingNode: Sendable {
  let folder: String
  private let unique: String

  /// Makes a node, hands it to `body` and removes it, whatever happens.
  static func with(_ body: (FindingNode) async throws -> Void) async throws {
    if let missing = Prerequisites.missing { throw PrerequisiteMissing(description: missing) }
    let process = ProcessInfo.processInfo.processIdentifier
    let unique = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    let folder = FileManager.default.temporaryDirectory.path + "/nst-find-\(unique)-\(process)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let node = FindingNode(folder: folder, unique: "nst-find-\(unique)-\(process)")
    let result: Result<Void, any Error>
    do {
      try await node.run(setUp)
      result = .success(try await body(node))
    } catch {
      result = .failure(error)
    }
    // Only what runs in these namespaces is ended.
    _ = try await KernelNode.shell(
      """
      for s in $(ip netns list | grep -o '^\(node.unique)[^ ]*'); do
        for p in $(ip netns pids $s); do kill $p; done
        ip netns del $s
      done
      """)
    try FileManager.default.removeItem(atPath: folder)
    try result.get()
  }

  /// Runs a script with the functions below; returns what it printed.
  @discardableResult
  func run(_ script: String) async throws -> String {
    let head = "set -e\nS=\(unique) OUT=\(folder)\n"
    let result = try await KernelNode.shell("bash -s", input: head + Self.functions + script)
    guard result.status == 0 else {
      throw ScriptFailed(description: "\(script)\n\(result.output)\(result.errors)")
    }
    return result.output.split(separator: "\n").joined(separator: "\n")
  }

  struct ScriptFailed: Error, CustomStringConvertible {
    let description: String
  }

  /// What answers the client, or the pod or node named, at a destination: `web`, `refused`,
  /// `nothing`.
  func ask(_ destination: String, from place: String = "client") async throws -> String {
    try await run("ask \(place) \(destination)")
  }

  /// What lint says of the node as it is, with further text about it.
  func lint(_ more: String = "") async throws -> [JSONTree] {
    try await run("capture now")
    return try await lint(file: "now", more)
  }

  /// What lint says of a capture that was taken.
  func lint(file: String, _ more: String = "") async throws -> [JSONTree] {
    try Data(more.utf8).write(to: URL(filePath: folder + "/more"))
    let run = try await CommandRun.run(
      CommandRun.builtProgram("natscope"),
      ["lint", "-o", "json", "--fail-on", "never", folder + "/" + file, folder + "/more"])
    guard run.status == 0 else { throw ScriptFailed(description: run.errors) }
    return try JSONTree(run.output)["findings"].items
  }

  /// Runs the commands that mend a finding, on the node.
  func mend(_ finding: JSONTree) async throws {
    for command in finding["mend"].items.compactMap(\.text) {
      try await run("node bash -c " + "'" + command.replacing("'", with: "'\\''") + "'")
    }
  }

  private static let setUp = #"""
    for s in node client; do ip netns add $S-$s; ip -n $S-$s link set lo up; done
    ip -n $S-node link add eth0 type veth peer name eth0 netns $S-client
    ip -n $S-node addr add 192.0.2.10/24 dev eth0; ip -n $S-client addr add 192.0.2.1/24 dev eth0
    ip -n $S-node link add cni0 type bridge
    ip -n $S-node addr add 10.55.3.1/24 dev cni0
    for s in node client; do ip -n $S-$s link set eth0 up; done
    ip -n $S-node link set cni0 up
    node sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.route_localnet=0
    """#

  /// perl is essential in Debian, other than netcat and its many kinds.
  private static let functions = #"""
    node() { ip netns exec $S-node "$@"; }
    sandbox() { printf 'natscope test pod %s' $1 | sha256sum | cut -c1-64; }
    # pod NAME ADDRESS: a pod that says its name on ports 80 (TCP) and 53 (UDP).
    pod() {
      ip netns add $S-$1; ip -n $S-$1 link set lo up
      ip -n $S-node link add v$1 type veth peer name eth0 netns $S-$1
      ip -n $S-node link set v$1 master cni0 up
      # Where bridges ask the rules, what comes back by the same port needs this.
      ip -n $S-node link set v$1 type bridge_slave hairpin on
      ip -n $S-$1 addr add $2/24 dev eth0; ip -n $S-$1 link set eth0 up
      ip -n $S-$1 route add default via 10.55.3.1
      listen $1 0.0.0.0:80 $1; answer $1 53 $1
    }
    # gone NAME: the pod ends, and nobody tells the plugins.
    gone() {
      for p in $(ip netns pids $S-$1); do kill $p; done
      ip netns del $S-$1; ip -n $S-node link del v$1 2> /dev/null || true
    }
    # listen NAMESPACE ADDRESS:PORT TEXT
    listen() {
      ip netns exec $S-$1 perl -MIO::Socket::IP -e '
        my $l = IO::Socket::IP->new(LocalAddr => $ARGV[0], Listen => 5, ReuseAddr => 1) or die;
        while (my $c = $l->accept) { syswrite $c, "$ARGV[1]\n"; close $c }' \
        $2 $3 > /dev/null 2>&1 < /dev/null &
      ready $1 t ${2##*:}
    }
    # answer NAMESPACE PORT TEXT
    answer() {
      ip netns exec $S-$1 perl -MIO::Socket::INET -e '
        my $s = IO::Socket::INET->new(LocalPort => $ARGV[0], Proto => "udp") or die;
        while ($s->recv(my $x, 9)) { $s->send("$ARGV[1]\n") }' $2 $3 > /dev/null 2>&1 < /dev/null &
      ready $1 u $2
    }
    ready() {
      for i in $(seq 300); do
        [ -z "$(ip netns exec $S-$1 ss -Hln$2 "sport = :$3")" ] || return 0
        sleep 0.1
      done
      echo "no listener on $3"; exit 1
    }
    # ask NAMESPACE ADDRESS:PORT
    ask() {
      ip netns exec $S-$1 perl -MIO::Socket::IP -e '
        my $s = IO::Socket::IP->new(PeerAddr => $ARGV[0], Timeout => 1.5);
        print $s ? scalar <$s> : $! =~ /refused/ ? "refused\n" : "nothing\n"' $2
    }
    # send ADDRESS:PORT: by UDP, always from the same port.
    send() {
      ip netns exec $S-client perl -MIO::Socket::INET -e '
        my $s = IO::Socket::INET->new(
          Proto => "udp", LocalPort => 40000, PeerAddr => $ARGV[0]) or die;
        $s->send("x"); my ($r, $x) = ("", "nothing\n"); vec($r, fileno $s, 1) = 1;
        $s->recv($x, 99) if select($r, undef, undef, 1); print $x' $1
    }
    # portmap ADD|DEL POD ADDRESS MAPPINGS [SNAT]: the CNI plugin, called as a runtime does.
    portmap() {
      printf '{"cniVersion":"0.4.0","name":"cbr0","type":"portmap","snat":%s,
        "capabilities":{"portMappings":true},"runtimeConfig":{"portMappings":%s},
        "prevResult":{"cniVersion":"0.4.0",
          "interfaces":[{"name":"eth0","sandbox":"/var/run/netns/%s"}],
          "ips":[{"version":"4","interface":0,"address":"%s/24","gateway":"10.55.3.1"}]}}' \
        ${5:-true} "$4" $S-$2 $3 |
        node env CNI_COMMAND=$1 CNI_CONTAINERID=$(sandbox $2) CNI_NETNS=/var/run/netns/$S-$2 \
          CNI_IFNAME=eth0 CNI_PATH=/usr/lib/cni /usr/lib/cni/portmap > /dev/null
    }
    web='[{"hostPort":8000,"containerPort":80,"protocol":"tcp"}]'
    dns='[{"hostPort":5353,"containerPort":53,"protocol":"udp"}]'
    # sandboxes NAME...: the table that crictl prints of these pods.
    sandboxes() {
      echo 'POD ID              CREATED             STATE               NAME                NAMESPACE           ATTEMPT             RUNTIME'
      for p in "$@"; do
        printf '%-20s%-20s%-20s%-20s%-20s%-20s%s\n' $(sandbox $p | cut -c1-13) '2 days ago' Ready \
          $p default 0 '(default)'
      done
    }
    # capture FILE: what a node tells of itself.
    capture() {
      { node iptables-save -c; node ip6tables-save -c
        echo '$ ss -lntup'; node ss -lntup
        echo '$ ip addr'; node ip addr; node ip route show table local; node ip route
        node sysctl -a -r 'net.ipv4.(conf.*[.](route_localnet|forwarding|rp_filter)|ip_forward|ip_local.*)$'
        echo '$ conntrack -L'; node conntrack -L
      } > $OUT/$1 2> /dev/null
    }

    """#
}
