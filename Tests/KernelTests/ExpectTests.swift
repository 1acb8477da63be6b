import FoundationEssentials
import Testing
import TestSupport

/// What `natscope expect` says of manifests, held against real connections: rules by the real
/// portmap plugin and in kube-proxy's shape, and processes that listen, each as declared and broken.
@Suite(.enabled(if: Prerequisites.runs, Comment(rawValue: Prerequisites.comment)), .serialized)
struct ExpectTests {
  /// A state of the node: what a client got on some ports, and what natscope says of a manifest.
  struct Row: Sendable {
    let state: String
    let manifest: String
    /// What a client got, by the name of the question.
    let answers: [String: String]
    let verdicts: [String]
    var status: Int32 = 0
  }

  static let rows = [
    Row(
      state: "bare", manifest: hostPorts, answers: ["bare.8000": "refused"],
      verdicts: ["undecided hostPort 8000", "undecided hostPort 44300"]),
    Row(
      state: "added", manifest: hostPorts, answers: ["added.8000": "old", "added.44300": "tls"],
      verdicts: ["realised hostPort 8000", "realised hostPort 44300"]),
    Row(
      state: "moved", manifest: hostPorts, answers: ["moved.8000": "old"],
      verdicts: ["elsewhere hostPort 8000", "realised hostPort 44300"], status: 1),
    Row(
      state: "stale", manifest: hostPorts, answers: ["stale.8000": "old"],
      verdicts: ["shadowed hostPort 8000", "shadowed hostPort 44300"], status: 1),
    Row(
      state: "deleted", manifest: hostPorts, answers: ["deleted.8000": "refused"],
      verdicts: ["missing hostPort 8000", "missing hostPort 44300"], status: 1),
    Row(
      state: "listening", manifest: hostNetwork,
      answers: ["listening.80": "node", "listening.443": "node"],
      verdicts: ["realised hostNetwork 80", "realised hostNetwork 443"]),
    Row(
      state: "taken", manifest: hostNetwork,
      answers: ["taken.80": "node", "taken.443": "tls"],
      verdicts: ["realised hostNetwork 80", "shadowed hostNetwork 443"], status: 1),
    Row(
      state: "quiet", manifest: hostNetwork,
      answers: ["quiet.80": "node", "quiet.443": "refused"],
      verdicts: ["realised hostNetwork 80", "missing hostNetwork 443"], status: 1),
    Row(
      state: "nodePort", manifest: nodePort, answers: ["nodePort.30001": "old"],
      verdicts: ["realised clusterIP 30080", "realised nodePort 30001"]),
    Row(
      state: "wrongPort", manifest: nodePort, answers: ["wrongPort.30001": "refused"],
      verdicts: ["elsewhere clusterIP 30080", "elsewhere nodePort 30001"], status: 1),
    Row(
      state: "balancer", manifest: balancer,
      answers: ["balancer.30051": "old", "balancer.8086": "old"],
      verdicts: [
        "realised clusterIP 8086", "realised nodePort 30051", "realised loadBalancer 8086",
      ]),
    Row(
      state: "unbalanced", manifest: balancer,
      answers: ["unbalanced.30051": "old", "unbalanced.8086": "refused"],
      verdicts: [
        "realised clusterIP 8086", "realised nodePort 30051", "missing loadBalancer 8086",
      ], status: 1),
  ]

  private static func pods(_ kind: String, _ spec: String) -> String {
    "apiVersion: apps/v1\nkind: \(kind)\nmetadata: {name: web, namespace: default}\nspec:\n"
      + "  template:\n    metadata: {labels: {app: web}}\n    spec:\n      \(spec)\n"
  }

  private static let hostPorts = pods(
    "DaemonSet",
    "containers: [{ports: [{containerPort: 80, hostPort: 8000}, "
      + "{containerPort: 443, hostPort: 44300}]}]")
  private static let hostNetwork = pods(
    "DaemonSet",
    "{hostNetwork: true, containers: [{ports: [{containerPort: 80}, "
      + "{containerPort: 443, hostPort: 443}]}]}")
  private static let nodePort =
    "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec:\n"
    + "  {type: NodePort, clusterIP: 10.96.7.7, selector: {app: web},\n"
    + "  ports: [{port: 30080, targetPort: 80, nodePort: 30001}]}\n"
  private static let balancer =
    "apiVersion: v1\nkind: Service\nmetadata: {name: lb, namespace: default}\nspec:\n"
    + "  {type: LoadBalancer, clusterIP: 10.96.8.8, selector: {app: web},\n"
    + "  ports: [{port: 8086, targetPort: 80, nodePort: 30051}]}\n"
    + "status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}\n"

  @Test func sayWhatConnectionsShow() async throws {
    let process = ProcessInfo.processInfo.processIdentifier
    let unique = String(UInt32.random(in: 0...UInt32.max), radix: 36)
    let folder = FileManager.default.temporaryDirectory.path + "/nst-expect-\(unique)-\(process)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let head = """
      set -e
      N=nst-expect-\(unique)n-\(process) C=nst-expect-\(unique)c-\(process)
      P=nst-expect-\(unique)p-\(process) OUT=\(folder)

      """
    let run = try await KernelNode.shell("bash -s", input: head + Self.script)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    var answers: [String: String] = [:]
    for line in run.output.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { answers[String(parts[0])] = String(parts[1]) }
    }
    for row in Self.rows {
      for (question, answer) in row.answers {
        #expect(answers[question] == answer, "\(question)")
      }
      try row.manifest.write(
        toFile: "\(folder)/\(row.state).yaml", atomically: true, encoding: .utf8)
      let said = try await CommandRun.run(
        CommandRun.builtProgram("natscope"),
        ["expect", "\(folder)/\(row.state).yaml", "\(folder)/\(row.state)", "-o", "json"])
      #expect(said.status == row.status, "\(row.state): \(said.errors)")
      let tree = try JSONTree(said.output)
      let verdicts = tree["ports"].items.map { port in
        let parts = ["verdict", "kind"].map { port[$0].text ?? "" }
        return (parts + ["\(Int(port["port"].number ?? 0))"]).joined(separator: " ")
      }
      #expect(verdicts == row.verdicts, "\(row.state): \(said.output)")
    }
  }

  /// The client asks; what listens says who it is. The pod has the address of one that is gone, too.
  private static let script = #"""
    node() { ip netns exec $N "$@"; }
    trap 'kill $(jobs -p) 2>/dev/null; for s in $N $C $P; do ip netns del $s; done' EXIT
    for s in $N $C $P; do ip netns add $s; ip -n $s link set lo up; done
    ip -n $N link add eth0 type veth peer name eth0 netns $C
    ip -n $N link add cni0 type veth peer name eth0 netns $P
    ip -n $N addr add 192.0.2.10/24 dev eth0; ip -n $C addr add 192.0.2.1/24 dev eth0
    ip -n $N addr add 10.55.3.1/24 dev cni0
    ip -n $P addr add 10.55.3.5/24 dev eth0; ip -n $P addr add 10.55.3.7/24 dev eth0
    ip -n $N link set eth0 up; ip -n $N link set cni0 up
    ip -n $C link set eth0 up; ip -n $P link set eth0 up
    ip -n $P route add default via 10.55.3.1
    ip -n $C route add 203.0.113.7 via 192.0.2.10
    # Where nothing is rewritten, the load balancer's address is nobody's.
    ip -n $N route add unreachable 203.0.113.7
    node sysctl -qw net.ipv4.ip_forward=1
    listen() {
      exec ip netns exec $1 perl -MIO::Socket::IP -e '
        my $l = IO::Socket::IP->new(LocalAddr => $ARGV[0], Listen => 5, ReuseAddr => 1) or die;
        while (my $c = $l->accept) { syswrite $c, "$ARGV[1]\n"; close $c }' $2 $3
    }
    ready() {
      for i in $(seq 300); do
        [ -z "$(ip netns exec $1 ss -Hlnt "sport = :$2")" ] || return 0
        sleep 0.1
      done
      echo "no listener on $2"; exit 1
    }
    ask() { # STATE PORT [ADDRESS]
      echo "$1.$2=$(ip netns exec $C perl -MIO::Socket::IP -e '
        my $s = IO::Socket::IP->new(PeerAddr => $ARGV[0], Timeout => 2);
        print $s ? scalar <$s> : $! =~ /refused|No route/ ? "refused\n" : "nothing\n"' \
        ${3:-192.0.2.10}:$2)"
    }
    capture() {
      { node iptables-save -c; echo '$ ss -lntup'; node ss -lntup
        node ip addr; node sysctl -a -r 'net.ipv4.(conf.*[.]forwarding|ip_forward)$'
      } > $OUT/$1 2>/dev/null
    }
    # As `kubectl get pods -A -o wide` prints it.
    pod() {
      echo 'NAMESPACE  NAME        READY  STATUS   RESTARTS  AGE  IP          NODE'
      echo "default    web-x7k2p   1/1    Running  0         5d   $1   n1"
    }
    portmap() { # ADD|DEL CONTAINER ADDRESS MAPPINGS
      echo '{"cniVersion": "0.4.0", "name": "cbr0", "type": "portmap", "snat": true,
        "capabilities": {"portMappings": true}, "runtimeConfig": {"portMappings": ['$4']},
        "prevResult": {"cniVersion": "0.4.0",
        "interfaces": [{"name": "eth0", "sandbox": "/var/run/netns/'$P'"}],
        "ips": [{"version": "4", "interface": 0, "address": "'$3'/24"}]}}' |
        node env CNI_COMMAND=$1 CNI_CONTAINERID=$2 CNI_NETNS=/var/run/netns/$P CNI_IFNAME=eth0 \
          CNI_PATH=/usr/lib/cni /usr/lib/cni/portmap > $OUT/portmap || { cat $OUT/portmap; exit 1; }
    }
    mapping() { echo '{"hostPort": '$1', "containerPort": '$2', "protocol": "tcp"}'; }
    listen $P 10.55.3.5:80 old & ready $P 80
    listen $P 10.55.3.7:80 new &
    listen $P 0.0.0.0:443 tls & ready $P 443

    # Without any rule iptables-save prints nothing at all.
    node iptables -t nat -A POSTROUTING -s 10.55.3.0/24 ! -d 10.55.3.0/24 -j MASQUERADE
    capture bare; ask bare 8000
    BOTH="$(mapping 8000 80), $(mapping 44300 443)"
    portmap ADD c1 10.55.3.5 "$BOTH"
    capture added; pod 10.55.3.5 >> $OUT/added; ask added 8000; ask added 44300
    portmap ADD c2 10.55.3.7 "$BOTH"
    capture stale; pod 10.55.3.7 >> $OUT/stale; ask stale 8000
    portmap DEL c1 10.55.3.5 "$BOTH"; portmap DEL c2 10.55.3.7 "$BOTH"
    capture deleted; ask deleted 8000
    portmap ADD c1 10.55.3.5 "$(mapping 8000 80)"; portmap ADD c2 10.55.3.7 "$(mapping 44300 443)"
    capture moved; pod 10.55.3.7 >> $OUT/moved; ask moved 8000
    portmap DEL c1 10.55.3.5 "$(mapping 8000 80)"; portmap DEL c2 10.55.3.7 "$(mapping 44300 443)"

    listen $N 0.0.0.0:80 node & ready $N 80
    listen $N 0.0.0.0:443 node & TLS=$!
    ready $N 443
    capture listening; ask listening 80; ask listening 443
    portmap ADD c3 10.55.3.5 "$(mapping 443 443)"
    capture taken; ask taken 80; ask taken 443
    portmap DEL c3 10.55.3.5 "$(mapping 443 443)"
    kill $TLS; wait $TLS 2>/dev/null || true
    capture quiet; ask quiet 80; ask quiet 443

    kube() { # SERVICE CLUSTER-ADDRESS PORT NODEPORT ENDPOINT [FURTHER-ADDRESS]
      node iptables -t nat -F; node iptables -t nat -X
      { echo '*nat'
        for c in SERVICES NODEPORTS SVC-A EXT-A SEP-A; do echo ":KUBE-$c - [0:0]"; done
        echo '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
        echo '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
        echo "-A KUBE-SERVICES -d $2/32 -p tcp -m comment --comment \"$1 cluster IP\"" \
          "-m tcp --dport $3 -j KUBE-SVC-A"
        [ -z "$6" ] || echo "-A KUBE-SERVICES -d $6/32 -p tcp" \
          "-m comment --comment \"$1 loadbalancer IP\" -m tcp --dport $3 -j KUBE-EXT-A"
        echo '-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS'
        echo "-A KUBE-NODEPORTS -p tcp -m comment --comment \"$1\" -m tcp --dport $4 -j KUBE-EXT-A"
        echo '-A KUBE-EXT-A -j KUBE-SVC-A'
        echo "-A KUBE-SVC-A -m comment --comment \"$1 -> $5\" -j KUBE-SEP-A"
        echo "-A KUBE-SEP-A -p tcp -m comment --comment \"$1\" -m tcp -j DNAT --to-destination $5"
        echo COMMIT
      } | node iptables-restore
    }
    kube default/web 10.96.7.7 30080 30001 10.55.3.5:80
    capture nodePort; ask nodePort 30001
    kube default/web 10.96.7.7 30080 30001 10.55.3.5:8080
    capture wrongPort; ask wrongPort 30001
    kube default/lb 10.96.8.8 8086 30051 10.55.3.5:80 203.0.113.7
    capture balancer; ask balancer 30051; ask balancer 8086 203.0.113.7
    kube default/lb 10.96.8.8 8086 30051 10.55.3.5:80
    capture unbalanced; ask unbalanced 30051; ask unbalanced 8086 203.0.113.7
    """#
}
