#!/usr/bin/env bash
# kube-proxy.save: a Kubernetes node with kube-proxy in iptables mode.
#
# Usage: make-kube-proxy.sh [OUTPUT-DIRECTORY]
#
# kube-proxy is not packaged and wants a cluster. This script writes what kube-proxy
# (1.27 and later) feeds to iptables-restore for a handful of services, rule by rule
# in its forms and its order, with the chain names hashed as it hashes them. The
# kernel then gets the rules and iptables-save writes them out, so the text is what
# a node shows. One service of each kind that is worth explaining.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-restore iptables-save sha256sum base32

cluster_cidr=10.244.0.0/16
# Files collect the rules of a chain that several services add to.
for part in services nodeports external-services no-endpoints health firewall svc sep chains; do
    : >"$NST_TMP/$part"
done
add() { echo "${*:2}" >>"$NST_TMP/$1"; }

# hash TEXT: kube-proxy's chain suffix, 16 characters of base32(SHA-256(TEXT)).
hash() {
    local hex
    hex=$(printf '%s' "$1" | sha256sum | cut -c1-64)
    # shellcheck disable=SC2001,SC2059 # the format is the bytes: \x4e\x50...
    printf "$(sed 's/../\\x&/g' <<<"$hex")" | base32 -w0 | cut -c1-16
}

# probability N: one in N, as kube-proxy writes it.
probability() { awk -v n="$1" 'BEGIN { printf "%.10f", 1 / n }'; }

# endpoints_of CHAIN SERVICE AFFINITY SEP=ADDRESS...: the choice between endpoints.
endpoints_of() {
    local chain=$1 full=$2 affinity=$3 entry left
    shift 3
    if [ "$affinity" = ClientIP ]; then
        for entry; do
            add svc "-A $chain -m comment --comment \"$full -> ${entry#*=}\" -m recent --name ${entry%%=*}" \
                "--rcheck --seconds 10800 --reap -j ${entry%%=*}"
        done
    fi
    left=$#
    for entry; do
        if [ "$left" -gt 1 ]; then
            add svc "-A $chain -m comment --comment \"$full -> ${entry#*=}\" -m statistic --mode random" \
                "--probability $(probability "$left") -j ${entry%%=*}"
        else
            add svc "-A $chain -m comment --comment \"$full -> ${entry#*=}\" -j ${entry%%=*}"
        fi
        left=$((left - 1))
    done
}

# service NAMESPACE/NAME:PORT PROTOCOL CLUSTER-IP PORT "ENDPOINTS" [OPTION=VALUE...]
#   nodeport=N      lb=IP            externalip=IP      affinity=ClientIP
#   ranges=CIDR     (loadBalancerSourceRanges)
#   local=ENDPOINT  (externalTrafficPolicy: Local, and the endpoint on this node)
#   health=N        (healthCheckNodePort)
service() {
    local full=$1 proto=$2 ip=$3 port=$4 option suffix address endpoint sep to
    local nodeport='' lb='' externalip='' affinity='' ranges='' local='' health=''
    local -a endpoints entries=() own=()
    read -ra endpoints <<<"$5"
    for option in "${@:6}"; do
        # The names are the local variables above.
        printf -v "${option%%=*}" '%s' "${option#*=}"
    done
    suffix=$(hash "$full$proto")
    local svc=KUBE-SVC-$suffix svl=KUBE-SVL-$suffix ext=KUBE-EXT-$suffix fw=KUBE-FW-$suffix
    local match="-m $proto -p $proto"

    if [ ${#endpoints[@]} = 0 ]; then
        add no-endpoints "-A KUBE-SERVICES -m comment --comment \"$full has no endpoints\" $match -d $ip" \
            "--dport $port -j REJECT"
        [ -z "$nodeport" ] ||
            add external-services "-A KUBE-EXTERNAL-SERVICES -m comment --comment \"$full has no endpoints\"" \
                "-m addrtype --dst-type LOCAL $match --dport $nodeport -j REJECT"
        return
    fi

    add chains ":$svc - [0:0]"
    add services "-A KUBE-SERVICES -m comment --comment \"$full cluster IP\" $match -d $ip --dport $port -j $svc"
    if [ -n "$externalip" ]; then
        add services "-A KUBE-SERVICES -m comment --comment \"$full external IP\" $match -d $externalip" \
            "--dport $port -j $ext"
    fi
    if [ -n "$lb" ]; then
        to=$ext
        if [ -n "$ranges" ]; then
            to=$fw
            add firewall "-A KUBE-PROXY-FIREWALL -m comment --comment \"$full traffic not accepted by $fw\"" \
                "$match -d $lb --dport $port -j DROP"
            add chains ":$fw - [0:0]"
            add svc "-A $fw -m comment --comment \"$full loadbalancer IP\" -s $ranges -j $ext"
            add svc "-A $fw -m comment --comment" \
                "\"other traffic to $full will be dropped by KUBE-PROXY-FIREWALL\""
        fi
        add services "-A KUBE-SERVICES -m comment --comment \"$full loadbalancer IP\" $match -d $lb" \
            "--dport $port -j $to"
    fi
    [ -z "$nodeport" ] ||
        add nodeports "-A KUBE-NODEPORTS -m comment --comment $full $match --dport $nodeport -j $ext"
    [ -z "$health" ] ||
        add health "-A KUBE-NODEPORTS -m comment --comment \"$full health check node port\" -m tcp -p tcp" \
            "--dport $health -j ACCEPT"

    for endpoint in "${endpoints[@]}"; do
        sep=KUBE-SEP-$(hash "$full$proto$endpoint")
        address=${endpoint%:*}
        entries+=("$sep=$endpoint")
        [ "$endpoint" != "$local" ] || own+=("$sep=$endpoint")
        add chains ":$sep - [0:0]"
        # The endpoint's own traffic comes back to it: it must not see its own address.
        add sep "-A $sep -m comment --comment $full -s $address -j KUBE-MARK-MASQ"
        if [ "$affinity" = ClientIP ]; then
            add sep "-A $sep -m comment --comment $full -m recent --name $sep --set $match" \
                "-j DNAT --to-destination $endpoint"
        else
            add sep "-A $sep -m comment --comment $full $match -j DNAT --to-destination $endpoint"
        fi
    done
    add svc "-A $svc -m comment --comment \"$full cluster IP\" $match -d $ip --dport $port" \
        "! -s $cluster_cidr -j KUBE-MARK-MASQ"
    endpoints_of "$svc" "$full" "$affinity" "${entries[@]}"

    [ -n "$nodeport$lb$externalip" ] || return 0
    add chains ":$ext - [0:0]"
    if [ -n "$local" ]; then
        add chains ":$svl - [0:0]"
        add svc "-A $ext -m comment --comment \"pod traffic for $full external destinations\" -s $cluster_cidr -j $svc"
        add svc "-A $ext -m comment --comment \"masquerade LOCAL traffic for $full external destinations\"" \
            "-m addrtype --src-type LOCAL -j KUBE-MARK-MASQ"
        add svc "-A $ext -m comment --comment \"route LOCAL traffic for $full external destinations\"" \
            "-m addrtype --src-type LOCAL -j $svc"
        add svc "-A $ext -j $svl"
        endpoints_of "$svl" "$full" "$affinity" "${own[@]}"
    else
        add svc "-A $ext -m comment --comment \"masquerade traffic for $full external destinations\" -j KUBE-MARK-MASQ"
        add svc "-A $ext -j $svc"
    fi
}

# The hash is the part that must not be wrong: two chain names known from real nodes.
[ "$(hash default/kubernetes:httpstcp)" = NPX46M4PTMTKRN6Y ] || nst_die "the hash of chain names is wrong"
[ "$(hash kube-system/kube-dns:dnsudp)" = TCOU7JCQXEZGVUNU ] || nst_die "the hash of chain names is wrong"

service default/kubernetes:https tcp 10.96.0.1 443 192.0.2.10:6443
service kube-system/kube-dns:dns udp 10.96.0.10 53 "10.244.1.2:53 10.244.1.3:53"
service kube-system/kube-dns:dns-tcp tcp 10.96.0.10 53 "10.244.1.2:53 10.244.1.3:53"
service default/web:http tcp 10.96.12.34 80 "10.244.1.7:8080 10.244.2.8:8080 10.244.3.9:8080" nodeport=30080
service default/shop:https tcp 10.96.20.20 443 "10.244.1.11:8443 10.244.2.11:8443 10.244.3.11:8443" \
    nodeport=31443 lb=203.0.113.20 local=10.244.1.11:8443 health=32100
service default/admin:https tcp 10.96.30.30 443 "10.244.1.12:8443 10.244.2.12:8443" \
    nodeport=31444 lb=203.0.113.21 ranges=198.51.100.0/24
service default/feed:http tcp 10.96.40.40 8088 "10.244.2.13:8088" externalip=203.0.113.80
service default/cart:http tcp 10.96.50.50 80 "10.244.1.14:8080 10.244.3.14:8080" affinity=ClientIP
service default/empty:http tcp 10.96.60.60 80 "" nodeport=30099

# Chains by themselves, as kubelet and kube-proxy make them before any rule.
filter_chains="KUBE-EXTERNAL-SERVICES KUBE-FIREWALL KUBE-FORWARD KUBE-KUBELET-CANARY KUBE-NODEPORTS\
 KUBE-PROXY-CANARY KUBE-PROXY-FIREWALL KUBE-SERVICES"
nat_chains="KUBE-KUBELET-CANARY KUBE-MARK-MASQ KUBE-NODEPORTS KUBE-POSTROUTING KUBE-PROXY-CANARY KUBE-SERVICES"
chains_of() {
    local chain
    for chain; do echo ":$chain - [0:0]"; done
}
new="-m conntrack --ctstate NEW"

nst_node
# The chains nobody jumps to: a flush of the tables removes them, which kubelet and
# kube-proxy watch for; the HINT says "this node uses this backend".
# shellcheck disable=SC2086 # lists of names
{
    echo "*mangle"
    chains_of KUBE-IPTABLES-HINT KUBE-KUBELET-CANARY KUBE-PROXY-CANARY
    echo "COMMIT"
    echo "*filter"
    chains_of $filter_chains
    cat "$NST_TMP/health" "$NST_TMP/no-endpoints" "$NST_TMP/external-services" "$NST_TMP/firewall"
    cat <<RULES
-A KUBE-FIREWALL -m comment --comment "block incoming localnet connections" -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT $new -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS
-A INPUT $new -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A INPUT -j KUBE-FIREWALL
-A FORWARD $new -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD $new -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A FORWARD $new -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A OUTPUT $new -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A OUTPUT $new -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -j KUBE-FIREWALL
COMMIT
*nat
RULES
    chains_of $nat_chains
    cat "$NST_TMP/chains" "$NST_TMP/services" "$NST_TMP/nodeports" "$NST_TMP/svc" "$NST_TMP/sep"
    cat <<'RULES'
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
COMMIT
RULES
} >"$NST_TMP/rules"
nst_in node iptables-restore <"$NST_TMP/rules"

nst_save kube-proxy iptables-save "iptables $(nst_iptables_version iptables), the rules of kube-proxy in iptables\
 mode (the shape of 1.27 and later, chain names hashed as it does): node 192.0.2.10, pods 10.244.0.0/16, those of\
 this node 10.244.1.0/24; NodePort 30080 is default/web:http with three endpoints."
