#!/usr/bin/env bash
# hostport6.save: the IPv6 side of a dual-stack pod's host port.
#
# Usage: make-hostport6.sh [OUTPUT-DIRECTORY]
#
# portmap writes IPv6 DNAT with one rule less than IPv4: ::1 cannot be translated,
# so there is no rule for the loopback address.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip ip6tables ip6tables-save jq sha256sum

nst_node
NST_CNI_RANGES='[[{"subnet":"10.55.3.0/24"}],[{"subnet":"2001:db8:55::/64"}]]'
nst_pod web '["10.55.3.5", "2001:db8:55::5"]' '[
    {"hostPort": 8000, "containerPort": 80, "protocol": "tcp"}]'

nst_save hostport6 ip6tables-save "CNI portmap and bridge $(nst_version containernetworking-plugins),\
 ip6tables $(nst_iptables_version ip6tables): node 2001:db8:1::10, pod web 2001:db8:55::5\
 (hostPort 8000 -> 80, tcp); the ip6tables half of a dual-stack node."
