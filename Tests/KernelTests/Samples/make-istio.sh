#!/usr/bin/env bash
# istio.save: the rules of a pod with an Istio sidecar.
#
# Usage: make-istio.sh [OUTPUT-DIRECTORY]
#
# istio-iptables is not packaged. These are the rules that it writes for a pod with
# the default settings (all inbound and outbound ports captured, the proxy runs as
# user and group 1337), in its order, fed to iptables-restore as it feeds them and
# saved again: the text is iptables-save's own.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-restore iptables-save

nst_node

# 15001 takes what the pod sends, 15006 what it gets; 15008, 15020, 15021 and 15090
# are the proxy's own ports and stay untouched.
own_ports() {
    local port
    for port in 15008 15090 15021 15020; do
        echo "-A ISTIO_INBOUND -p tcp --dport $port -j RETURN"
    done
}
# The same three rules for the proxy's user and for its group.
owner() {
    cat <<RULES
-A ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -p tcp ! --dport 15008 -m owner --$1-owner 1337 -j ISTIO_IN_REDIRECT
-A ISTIO_OUTPUT -o lo -m owner ! --$1-owner 1337 -j RETURN
-A ISTIO_OUTPUT -m owner --$1-owner 1337 -j RETURN
RULES
}
{
    echo "*nat"
    for chain in ISTIO_INBOUND ISTIO_REDIRECT ISTIO_IN_REDIRECT ISTIO_OUTPUT; do
        echo "-N $chain"
    done
    echo "-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001"
    echo "-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006"
    echo "-A PREROUTING -p tcp -j ISTIO_INBOUND"
    own_ports
    echo "-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT"
    echo "-A OUTPUT -p tcp -j ISTIO_OUTPUT"
    # 127.0.0.6 is the source of what the proxy hands on to the application.
    echo "-A ISTIO_OUTPUT -o lo -s 127.0.0.6/32 -j RETURN"
    owner uid
    owner gid
    echo "-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN"
    echo "-A ISTIO_OUTPUT -j ISTIO_REDIRECT"
    echo "COMMIT"
} | nst_in node iptables-restore --noflush

nst_save istio iptables-save "iptables $(nst_iptables_version iptables), the rules of istio-iptables with its\
 default settings, in a pod with the address 192.0.2.10: inbound tcp goes to envoy on 15006, outbound to 15001."
