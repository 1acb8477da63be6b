#!/usr/bin/env bash
# hostport.save: host ports of two pods, by the real CNI portmap plugin.
#
# Usage: make-hostport.sh [OUTPUT-DIRECTORY]
#
# This is the case natscope was made for: 192.0.2.10:8000 answers, and no socket on
# the node listens there. A packet from outside takes three rules (PREROUTING,
# CNI-HOSTPORT-DNAT, CNI-DN-...) to 10.55.3.5:80.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-save jq sha256sum

nst_node
nst_pod web '["10.55.3.5"]' '[
    {"hostPort": 8000, "containerPort": 80, "protocol": "tcp"},
    {"hostPort": 44300, "containerPort": 443, "protocol": "tcp"}]'
# A UDP port on one address of the node only: the rule carries -d.
nst_pod dns '["10.55.3.6"]' '[
    {"hostPort": 5353, "containerPort": 53, "protocol": "udp", "hostIP": "192.0.2.10"}]'

nst_save hostport iptables-save "CNI portmap and bridge $(nst_version containernetworking-plugins),\
 iptables $(nst_iptables_version iptables): node 192.0.2.10, pod web 10.55.3.5 (hostPort 8000 -> 80 and\
 44300 -> 443, tcp), pod dns 10.55.3.6 (hostPort 192.0.2.10:5353 -> 53, udp)."
