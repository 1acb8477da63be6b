#!/usr/bin/env bash
# hostport-legacy.save: hostport.save's pods, written through iptables-legacy.
#
# Usage: make-hostport-legacy.sh [OUTPUT-DIRECTORY]
#
# The legacy header names no backend, and the legacy tables come in the reverse
# order of their first use. Two filter rules of the kind that flannel keeps are
# loaded first, so that there is an order to see.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables-legacy iptables-legacy-save jq sha256sum

# The plugins run "iptables", whatever that is on PATH. The program looks at the
# name it was called by, so links of the short name are all it takes.
NST_CNI_BIN=$NST_TMP/bin
mkdir "$NST_CNI_BIN"
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
    tool=${name/tables/tables-legacy}
    ln -s "$(command -v "$tool")" "$NST_CNI_BIN/$name"
done

nst_node
nst_in node iptables-legacy -P FORWARD DROP
nst_in node iptables-legacy -A FORWARD -s 10.55.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
nst_in node iptables-legacy -A FORWARD -d 10.55.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
nst_pod web '["10.55.3.5"]' '[
    {"hostPort": 8000, "containerPort": 80, "protocol": "tcp"},
    {"hostPort": 44300, "containerPort": 443, "protocol": "tcp"}]'
nst_pod dns '["10.55.3.6"]' '[
    {"hostPort": 5353, "containerPort": 53, "protocol": "udp", "hostIP": "192.0.2.10"}]'

nst_save hostport-legacy iptables-legacy-save "CNI portmap and bridge\
 $(nst_version containernetworking-plugins), iptables $(nst_iptables_version iptables-legacy): node 192.0.2.10, pod\
 web 10.55.3.5 (hostPort 8000 -> 80 and 44300 -> 443, tcp), pod dns 10.55.3.6 (hostPort 192.0.2.10:5353 -> 53,\
 udp), and two filter rules in flannel's form."
