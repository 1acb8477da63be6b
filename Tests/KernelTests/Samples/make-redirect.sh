#!/usr/bin/env bash
# redirect.save: a local proxy put in front of two ports by hand, with REDIRECT.
#
# Usage: make-redirect.sh [OUTPUT-DIRECTORY]
#
# The listener is on 8080, the clients ask for 80. What the node itself asks for is
# redirected too, except for the proxy's own requests (user 998), which would loop.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-save

nst_node
rule() { nst_in node iptables "$@"; }
rule -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
rule -A INPUT -i lo -j ACCEPT
rule -A INPUT -p tcp -m multiport --dports 22,8080,8443 -j ACCEPT
rule -P INPUT DROP
rule -t nat -A PREROUTING -i eth0 -p tcp --dport 80 -j REDIRECT --to-ports 8080
rule -t nat -A PREROUTING -i eth0 -p tcp --dport 443 -j REDIRECT --to-ports 8443
rule -t nat -A OUTPUT -p tcp -m owner --uid-owner 998 -j RETURN
rule -t nat -A OUTPUT -p tcp --dport 80 -m addrtype --dst-type LOCAL -j REDIRECT --to-ports 8080

nst_save redirect iptables-save "iptables $(nst_iptables_version iptables), by hand: node 192.0.2.10 (eth0), a\
 proxy listens on 8080 and 8443, ports 80 and 443 are redirected to it; the proxy runs as user 998."
