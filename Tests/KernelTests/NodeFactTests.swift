import FoundationEssentials
import Testing
import TestSupport

/// What natscope says with the node's sockets, addresses and parameters in its input, held against
/// real connections: a client, a node with the rules of samples/hostport, and the pod behind them,
/// each in a network namespace, with listeners that say who they are.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)), .serialized)
struct NodeFactTests {
  /// The node and its neighbours, with what was asked of them and what they answered.
  private struct Session {
    let folder: String
    let answers: [String: String]

    /// What natscope says of a destination, with the capture that the script wrote.
    func trace(_ destination: String, _ capture: String) async throws -> String {
      let run = try await CommandRun.run(
        CommandRun.builtProgram("natscope"), ["trace", destination, "--width", "1000"],
        inputFile: "\(folder)/\(capture)")
      #expect(run.status == 0, "\(run.errors)")
      return run.output
    }

    func headline(_ destination: String, _ capture: String) async throws -> String {
      try await trace(destination, capture).split(separator: "\n").first.map { String($0) } ?? ""
    }
  }

  private static func session(_ body: (Session) async throws -> Void) async throws {
    let process = ProcessInfo.processInfo.processIdentifier
    let unique = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    let folder = FileManager.default.temporaryDirectory.path + "/nst-facts-\(unique)-\(process)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let head = """
      set -e
      N=nst-facts-\(unique)n-\(process) C=nst-facts-\(unique)c-\(process)
      P=nst-facts-\(unique)p-\(process)
      OUT=\(folder) SAMPLE=\(root)/samples/hostport.save

      """
    let run = try await KernelNode.shell("bash -s", input: head + script)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    var answers: [String: String] = [:]
    for line in run.output.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { answers[String(parts[0])] = String(parts[1]) }
    }
    try await body(Session(folder: folder, answers: answers))
  }

  /// perl is essential in Debian, other than netcat and its many kinds.
  private static let script = #"""
    node() { ip netns exec $N "$@"; }
    trap 'kill $(jobs -p) 2>/dev/null; for s in $N $C $P; do ip netns del $s; done' EXIT
    for s in $N $C $P; do ip netns add $s; ip -n $s link set lo up; done
    ip -n $N link add eth0 type veth peer name eth0 netns $C
    ip -n $N link add cni0 type veth peer name eth0 netns $P
    ip -n $N addr add 192.0.2.10/24 dev eth0; ip -n $C addr add 192.0.2.1/24 dev eth0
    ip -n $N addr add 10.55.3.1/24 dev cni0; ip -n $P addr add 10.55.3.5/24 dev eth0
    ip -n $N link set eth0 up; ip -n $N link set cni0 up
    ip -n $C link set eth0 up; ip -n $P link set eth0 up
    ip -n $P route add default via 10.55.3.1
    ip -n $N addr add fd01::10/64 dev eth0 nodad; ip -n $C addr add fd01::1/64 dev eth0 nodad
    ip -n $N addr add fd02::1/64 dev cni0 nodad; ip -n $P addr add fd02::5/64 dev eth0 nodad
    ip -n $P -6 route add default via fd02::1
    ip -n $C -6 route add fd02::/64 via fd01::10
    node sysctl -qw net.ipv4.ip_forward=1
    node iptables-nft-restore < $SAMPLE
    listen() {
      exec ip netns exec $1 perl -MIO::Socket::IP -e '
        my $l = IO::Socket::IP->new(LocalAddr => $ARGV[0], Listen => 5, ReuseAddr => 1) or die;
        while (my $c = $l->accept) {
          if (!fork) { do { syswrite $c, "$ARGV[1]\n" } while (sysread $c, my $x, 1); exit }
          close $c
        }' $2 $3
    }
    ready() {
      for i in $(seq 300); do
        [ -z "$(ip netns exec $1 ss -Hlnt "sport = :$2")" ] || return 0
        sleep 0.1
      done
      echo "no listener on $2"; exit 1
    }
    ask() {
      echo "$1=$(ip netns exec $2 perl -MIO::Socket::IP -e '
        my $s = IO::Socket::IP->new(PeerAddr => $ARGV[0], Timeout => 2);
        print $s ? scalar <$s> : $! =~ /refused/ ? "refused\n" : "nothing\n"' $3)"
    }
    capture() {
      { node iptables-nft-save -c; echo '$ ss -lntup'; node ss -lntup
        node ip addr; node ip route show table local
        node sysctl -a -r 'net.ipv4.(conf.*[.](route_localnet|forwarding)|ip_forward)$'
      } > $OUT/$1 2>/dev/null
    }

    listen $P 0.0.0.0:80 pod & ready $P 80
    capture quiet
    ask quiet $C 192.0.2.10:8000
    listen $N 0.0.0.0:8000 node & ready $N 8000
    capture shadowed
    ask shadowed $C 192.0.2.10:8000
    ask direct $N 10.55.3.5:80
    ask unforwarded.before $C 192.0.2.10:8000
    node sysctl -qw net.ipv4.ip_forward=0
    capture unforwarded
    ask unforwarded $C 192.0.2.10:8000
    node sysctl -qw net.ipv4.conf.eth0.forwarding=1 net.ipv4.conf.cni0.forwarding=1
    capture interfaces
    ask interfaces $C 192.0.2.10:8000
    node sysctl -qw net.ipv4.ip_forward=1
    capture loopback.off
    ask loopback.off $N 127.0.0.1:8000
    node sysctl -qw net.ipv4.conf.cni0.route_localnet=1
    capture loopback.on
    ask loopback.on $N 127.0.0.1:8000

    # For IPv6 `all` decides, and force_forwarding of each interface where the kernel has it.
    listen $P '[::]:81' pod & ready $P 81
    node sysctl -qw net.ipv6.conf.all.forwarding=1
    ask six.on $C '[fd02::5]:81'
    node sysctl -qw net.ipv6.conf.all.forwarding=0
    node sysctl -qw net.ipv6.conf.eth0.forwarding=1 net.ipv6.conf.cni0.forwarding=1
    ask six.off $C '[fd02::5]:81'
    if node sysctl -qw net.ipv6.conf.eth0.force_forwarding=1 \
      net.ipv6.conf.cni0.force_forwarding=1 2> /dev/null; then
      ask six.forced $C '[fd02::5]:81'
    fi

    # A connection that lives while the rules change: it keeps its target.
    mkfifo $OUT/more
    ip netns exec $C perl -MIO::Socket::IP -e '
      $| = 1; my $s = IO::Socket::IP->new(PeerAddr => "192.0.2.10:8000", Timeout => 2);
      print "live.first=", scalar <$s>; mkdir $ARGV[1];
      open my $f, "<", $ARGV[0]; <$f>;
      syswrite $s, "x"; print "live.second=", scalar <$s>' $OUT/more $OUT/live &
    LIVE=$!
    for i in $(seq 300); do [ ! -d $OUT/live ] || break; sleep 0.1; done
    node iptables-nft -t nat -I CNI-HOSTPORT-DNAT -p tcp --dport 8000 -j RETURN
    capture pinned
    node conntrack -L -p tcp >> $OUT/pinned 2>/dev/null
    ask pinned $C 192.0.2.10:8000
    echo > $OUT/more; wait $LIVE

    node iptables-nft -t nat -F
    capture bare
    ask bare $C 192.0.2.10:8000
    ask refused $C 192.0.2.10:8001
    # The address of an interface that never was up is the node's own all the same.
    ip -n $N link add down0 type bridge
    ip -n $N addr add 198.51.100.77/32 dev down0
    ip -n $C route add 198.51.100.77 via 192.0.2.10
    capture down
    ask down $C 198.51.100.77:8000
    """#

  @Test func sayWhatConnectionsShow() async throws {
    try await Self.session { session in
      let answers = session.answers
      // No listener on the node, and it works.
      #expect(answers["quiet"] == "pod")
      let quiet = try await session.trace("192.0.2.10:8000", "quiet")
      #expect(quiet.contains("No socket on this node is needed. None exists on 8000/tcp."))
      #expect(quiet.contains("No socket of this node is on 8000/tcp (ss, line "))
      #expect(quiet.contains("192.0.2.10 is an address of this node (line "))
      #expect(quiet.contains("10.55.3.5 is not an address of this node (line "))
      #expect(!quiet.contains("local routes but those"))

      // With one, it never gets the packet; without the rules it is what answers.
      #expect(answers["shadowed"] == "pod")
      let shadowed = try await session.trace("192.0.2.10:8000", "shadowed")
      #expect(shadowed.contains("perl (pid "))
      #expect(shadowed.contains("listening on 0.0.0.0:8000, never gets it."))
      #expect(shadowed.contains("it never gets there."))
      #expect(answers["bare"] == "node")
      let bare = try await session.headline("192.0.2.10:8000", "bare")
      #expect(bare.contains("No rule translates 8000/tcp"))
      #expect(bare.contains("It is perl (pid "))
      #expect(answers["refused"] == "refused")
      #expect(
        try await session.trace("192.0.2.10:8001", "bare").contains("a connection is refused."))

      // Parameters that stop the packet.
      #expect(answers["unforwarded"] == "nothing")
      #expect(
        try await session.headline("192.0.2.10:8000", "unforwarded")
          .contains("But net.ipv4.ip_forward is 0 (line "))
      #expect(answers["interfaces"] == "pod")
      #expect(
        try await !session.headline("192.0.2.10:8000", "interfaces").contains("ip_forward is 0"))
      #expect(answers["loopback.off"] == "nothing")
      #expect(
        try await session.headline("localhost:8000", "loopback.off")
          .contains("But net.ipv4.conf.cni0.route_localnet is 0 (line "))
      #expect(answers["loopback.on"] == "pod")
      let loopback = try await session.trace("localhost:8000", "loopback.on")
      #expect(loopback.contains("net.ipv4.conf.cni0.route_localnet is 1 (line "))
      #expect(!loopback.contains("so the kernel drops it"))

      #expect(answers["six.on"] == "pod")
      #expect(answers["six.off"] == "nothing")
      #expect(answers["six.forced"] != "nothing")

      // A live connection keeps its target.
      #expect(answers["live.first"] == "pod")
      #expect(answers["pinned"] == "node")
      #expect(answers["live.second"] == "pod")
      #expect(
        try await session.trace("192.0.2.10:8000", "pinned")
          .contains("goes elsewhere, to 10.55.3.5:80, until it ends"))

      #expect(answers["down"] == "node")
      let down = try await session.trace("198.51.100.77:8000", "down")
      #expect(down.contains("198.51.100.77 is an address of this node (line "))
      #expect(down.contains("It is perl (pid "))
    }
  }
}
