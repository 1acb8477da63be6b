#!/usr/bin/env bash
# host-process.save: nothing is translated; what answers is a process of the node.
#
# Usage: make-host-process.sh [OUTPUT-DIRECTORY]
#
# The counterpart of the other samples: here `ss` does show who listens on 443, and
# the rules only let it in. The nat table is there and has no rules.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-restore iptables-save

nst_node
nst_in node iptables-restore <<'RULES'
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type echo-request -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -m comment --comment "ssh" -j ACCEPT
-A INPUT -p tcp -m tcp --dport 443 -m comment --comment "web server" -j ACCEPT
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
COMMIT
RULES

nst_save host-process iptables-save "iptables $(nst_iptables_version iptables), by hand: node 192.0.2.10, a\
 filter table that lets in 22 and 443 (tcp) and drops the rest, and an empty nat table."
