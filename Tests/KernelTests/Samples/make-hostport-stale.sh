#!/usr/bin/env bash
# hostport-stale.save: a host port whose former pod was never removed from the rules.
#
# Usage: make-hostport-stale.sh [OUTPUT-DIRECTORY]
#
# The runtime lost the old pod without a CNI DEL (a crash, a full disk). Its rule
# stays first in CNI-HOSTPORT-DNAT and takes the traffic of the new pod. The sample
# has counters, taken after some connections, that show just this.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-save jq sha256sum timeout

nst_node
web='[{"hostPort": 8000, "containerPort": 80, "protocol": "tcp"},
      {"hostPort": 44300, "containerPort": 443, "protocol": "tcp"}]'
nst_pod web-old '["10.55.3.5"]' "$web"
nst_pod dns '["10.55.3.6"]' '[
    {"hostPort": 5353, "containerPort": 53, "protocol": "udp", "hostIP": "192.0.2.10"}]'
# The pod goes, its rules do not: no DEL is called.
ip netns del "$(nst_ns web-old)"
nst_pod web-new '["10.55.3.7"]' "$web"

# connect PORT: one connection attempt. It is given up before TCP sends its SYN
# again (one second), and nat counts connections: each attempt counts once.
connect() {
    # shellcheck disable=SC2016 # $1 is for the inner shell
    nst_in client timeout 0.5 bash -c ': <"/dev/tcp/192.0.2.10/$1"' - "$1" 2>/dev/null || true
}
# No stray packet may be counted: only what is sent from here on.
nst_in node iptables -t nat -Z
for _ in 1 2 3 4 5; do connect 8000; done
for _ in 1 2; do connect 44300; done
nst_in client bash -c 'printf x >/dev/udp/192.0.2.10/5353'
sleep 0.2

nst_save hostport-stale "iptables-save -c" "CNI portmap and bridge\
 $(nst_version containernetworking-plugins), iptables $(nst_iptables_version iptables), with counters: node\
 192.0.2.10, pod web-old 10.55.3.5 is gone but was never deleted from the rules, pod web-new 10.55.3.7 asks\
 for the same hostPorts 8000 and 44300; after five connections to 8000, two to 44300, one udp to 5353 (pod dns 10.55.3.6)."
