extension KnownWords {
  /// Every word that natscope's readers look for: options and their values, headings, keys, states.
  ///
  /// They are the words of the readers' own sources, held together with them by a test: who adds a
  /// word to a reader adds it here.
  static let ofReaders = """
    ABORT ACCEPT ACK ADDRESS ADDRESSTYPE ADDRTYPE ADIRNEPCFXZLS ADIRNEPFX ADIRNEPsdpiojgmtcM AF
    AGE ALGO ALL ANYCAST ASCONF ASCONF_ACK ASSURED AUDIT AVAILABLE Activas Active Address Aktive
    Aktywne BE BLACKHOLE BOUND-INACTIVE BROADCAST CHECK CHECKSUM CLASS CLASSIFY CLOSE CLOSE-WAIT
    CLOSED CLOSEREQ CLOSE_WAIT CLOSING CLSZ CLUSTER-IP CLUSTERIP CNI-DN CNI-HOSTPORT CNI-SN
    COMMAND COMMIT CONFIRMED CONNMARK CONNSECMARK CONTAINER COOKIE_ACK COOKIE_ECHO CREATED CS CT
    CURRENT CWR Chain ClusterIP Completed Conex Conexiones Connessioni Connexions
    ContainerCreating ContainerStatusUnknown CrashLoopBackOff CreateContainerConfigError CronJob
    DATA DATAACK DEFAULT DESIRED DNAT DNPT DOCKER-FORWARD DOCKER-ISOLATION DOCKER-USER DORMANT
    DOWN DROP DS DSCP DaemonSet Deployment Destination ECE ECN ECN_CWR ECN_ECNE ECT EF ENDPOINTS
    ERROR ESTAB ESTABLISHED EXPECTED EXTERNAL-IP EndpointSlice ErrImagePull Error Evicted Exited
    ExternalName FALSE FD FIN FIN-WAIT-1 FIN-WAIT-2 FIN_WAIT1 FIN_WAIT2 FORWARD FORWARD_TSN FRAG
    FROM FWM Failed False Forward Fri GATE GATES GID Gateway Generated Genmask GlobalIPv6Address
    HEARTBEAT HEARTBEAT_ACK HL HMARK HOSTS Header HostConfig HostIp ICASE ICMP ID IDLETIMER
    IDPNRXFZE IDRPE IMAGE INET INIT INIT_ACK INPUT INVALID IP IPAddress IPIP IPVS IPv4 IPv6 I_DATA
    I_FORWARD_TSN Id Iface Image ImagePullBackOff Ingress IngressClass Init Interface Internet
    Interrupt Job KUBE-EXT KUBE-FIREWALL KUBE-FORWARD KUBE-FW KUBE-HOSTPORTS KUBE-HP KUBE-MARK
    KUBE-POSTROUTING KUBE-SEP KUBE-SVC KUBE-SVL KUBE-XLB Kbit Kernel LAST-ACK LAST_ACK LED LISTEN
    LOCAL LOG LOWERLAYERDOWN Link List LoadBalancer Local LocalAddress MAC MARK MASQ MASQUERADE
    MTU MULTICAST Mask Masq Maximize-Reliability Maximize-Throughput Mbit Members Memory MiB
    Minimize-Cost Minimize-Delay Mon NAME NAMES NAMESPACE NAT NETAVARK-HOSTPORT NETMAP NETWORK NEW
    NEW-SYN-RECV NFLOG NFQUEUE NO NODE NOMINATED NONE NOTPRESENT NOTRACK NPT NULL Name Names Netid
    NetworkMode NetworkSettings Networks No NodeLost NodePort None Normal-Service Not NotReady
    Null Number OFF ON OOMKilled ORIGINAL OS OUTPUT OWNER Off On Output PAD PHYSDEV PID PKTTYPE
    PMTU POD PORT PORTS POSTROUTING PREROUTING PROHIBIT PSH Peer Pending Pod PodInitializing Port
    Ports Process Prot Proto QUEUE RATEEST RAW READINESS READY REDIRECT REJECT RELATED REMOVE
    REPLY REPOSITORY REQUEST RESET RESPONSE RESTARTS RETURN RE_CONFIG ROLES RST RUNTIME RX Ready
    Recv-Q RefCnt References RemoteAddress ReplicaSet ReplicationController Revision Route Running
    SACK SANDBOX_NOTREADY SCTP SECMARK SEEN_REPLY SELECTOR SET SHUTDOWN SHUTDOWN_ACK
    SHUTDOWN_COMPLETE SNAT SNPT STATE STATUS STRING SYN SYN-RECV SYN-SENT SYNC SYNCACK SYNPROXY
    SYN_RECV SYN_SENT Sat Scope Send-Q Server Service Size Sockets State StatefulSet Status
    Succeeded Sun TAG TCP TCPMSS TCPOPTSTRIP TEE TESTING THROW TIME TIME-WAIT TIME_WAIT TO TOS
    TOS-host-redirect TOS-host-unreachable TOS-network-redirect TOS-network-unreachable TPROXY
    TRACE TRUE TTL TTL-Match TX TYPE Table Terminating Thu Total Transport True Tue Tunnel Type
    UDP UDPLITE UID ULOG UNCONN UNICAST UNIX UNKNOWN UNREACHABLE UNREPLIED UNSPEC UNTRACKED UP
    UP-TO-DATE UPDATE URG UTC Unknown VERSION Virtual Warning Wed Weight XRESOLVE YES Yes abi
    above accept accept-local acknowledgement add add-server add-service add-set additionalIps
    addr addr-unreach addr_info address address-mask-reply address-mask-request
    address-unreachable addressType addresses addrs addrtype adm-prohibited admin-prohib after ago
    ah ahlen ahres ahspi alarm alert algo alias all allocateLoadBalancerNodePorts altname and
    and-mark and-tos annotations any anycast anywhere apiVersion append args arp arptables
    arptables-save ash assured auth avg avgpkt ax.25 bad-header balance bash bat batch
    bcDEeFIiJLlmOopQRSWw bcast be before beyond-scope bg binding binding-acknowledgement
    binding-error binding-refresh-request binding-update bit bitmap bitmask bl blackhole bond
    bond_slave both bpf bps bridge bridge_slave broadcast bucketsize burst busybox by bypass
    bytecode bytes bytes-eq bytes-gt bytes-lt cache can careof-test careof-test-init case cat cf
    cgroup chain chdir check checksum-fill chroot chunk-types clamp clamp-mss-to-pmtu cluster
    cluster-hash-seed cluster-info cluster-local-node cluster-local-nodemask cluster-total-nodes
    clusterIP clusterIPs clustermac cmd cmd-owner cnpPu code colima collisions command comment
    communication-prohibited comp compres conf config conn connbytes connbytes-dir connbytes-mode
    connection connections connlabel connlimit connlimit-above connlimit-daddr connlimit-mask
    connlimit-saddr connlimit-upto connmark conntrack container containerPort container_port
    containers context contexts contiguous controller copy_range counters cphb cpu cpu-fanout
    create crictl crit crypto ct ctdir ctevents ctexpire ctmask ctorigdst ctorigdstport ctorigsrc
    ctorigsrcport ctproto ctrepldst ctrepldstport ctreplsrc ctreplsrcport ctstate ctstatus
    dadfailed dash date datestart datestop day dccp dccp-option dccp-types ddp debug dec decrement
    default del del-set delete delete-chain delta describe dest destination destination-port
    destination-ports destination-unreachable destroy detach-keys dev devgroup device dh dir
    direction dm do doas docker docker-machine domain dp dport dport-mask dports dpts drop dscp
    dscp-class dst dst-group dst-len dst-opts dst-pfx dst-prefix dst-range dst-type dstip dstkey
    dstmask dstport dummy dump ebtables ebtables-save echo-reply echo-request ecn ecn-ip-ect
    ecn-tcp-cwr ecn-tcp-ece ecn-tcp-remove egp eigrp element elif else emerg encap endpoints
    entries env env-file eq err error es esp espspi estab eth0 ether etherip ethernet eui64 euwr
    every ewmalog exact exec executing exist exists exited expevents expire extend extended
    externalIPs failed-policy false family fc fd file fill fingerprint first flags flow flush fo
    for forceadd found frag fragfirst fragid fraglast fraglen fragment fragmentation-needed
    fragments fragmore fragres from fs fscache function fwmark fwmark-service gateway gatewaying
    gbit gc generateName geneve genre get ggp gid gid-owner goto gre gretap group groups gt gw has
    hash hash-init hash_init hash_seed hashlimit hashlimit-above hashlimit-burst hashlimit-dstmask
    hashlimit-htable-expire hashlimit-htable-gcinterval hashlimit-htable-max hashlimit-htable-size
    hashlimit-mode hashlimit-name hashlimit-rate-interval hashlimit-rate-match hashlimit-srcmask
    hashlimit-upto hashmode hashsize hbh hbh-len hbh-opts hdr-len he head header help helper
    hex-string hg hip hit_count hitcount hl hl-dec hl-eq hl-gt hl-inc hl-lt hl-set hm hmark-dport
    hmark-dport-mask hmark-dst-prefix hmark-mod hmark-offset hmark-proto-mask hmark-rnd hmark-spi
    hmark-spi-mask hmark-sport hmark-sport-mask hmark-src-prefix hmark-tuple hmp home-test
    home-test-init hop hop-by-hop host host-precedence-violation host-prohib host-prohibited
    host-redirect host-unknown host-unreach host-unreachable hostIP hostIp hostNetwork hostPort
    host_ip host_port hostname hour hs htable-expire htable-gcinterval htable-max htable-size
    icase icmp icmp-admin-prohibited icmp-host-prohibited icmp-host-unreachable
    icmp-net-prohibited icmp-net-unreachable icmp-port-unreachable icmp-proto-unreachable
    icmp-type icmp6 icmp6-addr-unreachable icmp6-adm-prohibited icmp6-no-route icmp6-policy-fail
    icmp6-port-unreachable icmp6-reject-route icmptype icmpv6 icmpv6-type id idpr-cmtp idrp ids if
    iface ifb ifconfig ifname igmp igp image images in in-interface inc incl incompatible
    increment incus inet inet6 inf infiniband info information ingress ingress.class
    ingressClassName ingressclass.kubernetes.io initContainers initval ino inode insert
    insert_failed inspect inspectp interval invert ioe ionice ip ip-addr ip-encap ip-header-bad
    ip-options ip-route ip-rule ip6 ip6-allnodes ip6-allrouters ip6-localhost ip6-localnet
    ip6-loopback ip6-mcastprefix ip6gre ip6tables ip6tables-restore ip6tables-save ip6tablessave
    ip6tnl ipFamilies ipcomp ipcompspi ipencap ipip iprange ipsec ipsec-ah ipsec-esp ipset
    ipset-list ipset-xml iptables iptables-nat iptables-restore iptables-save iptablesnat
    iptablessave ipv4 ipv6 ipv6-frag ipv6-icmp ipv6-icmptype ipv6-mh ipv6-nonxt ipv6-opts
    ipv6-route ipv6header ipvlan ipvs ipvsadm ipvsadm-save is is-bridged is-default-class is-in
    is-out isis iso-tp4 it items jobTemplate jump k3s kb kbit kernel kerneltz kind ks kube-ipvs0
    kubectl kubernetes.io l-threshold l2tp label labels last last-entry lblc lblcr lc
    led-always-blink led-delay led-trigger-id left-shift-mark legacy length less level limit
    limit-burst limit-iface limit-iface-in limit-iface-out limit-in limit-out line line-numbers
    link link-local link-netnsid linux list list-rules listening listing lo loadBalancer
    loadBalancerIP local local-node local_address local_node localhost localtz log log-ip-options
    log-level log-macdecode log-prefix log-tcp-options log-tcp-sequence log-uid logs loop loopback
    loops loose ls lsid lsmod lsof lt lxc mac mac-source macdecode macvlan macvtap main4 main6
    manet manifests map map-mark map-prio map-queue map-set mark markmask mask masq masquerading
    match match-set maxelem maximize-reliability maximize-throughput mb mbit mcast md5 memory
    metadata metric mh mh-type microk8s min minikube minimize-cost minimize-delay minute
    mld-listener-done mld-listener-query mld-listener-reduction mld-listener-report
    mobility-header mod mode modprobe monthdays more most mpls-in-ip mptcp ms mss multicast
    multipass multiport name namespace namespaces nat natseqinfo neigh neighbor-advertisement
    neighbor-solicitation neighbour-advertisement neighbour-solicitation nerdctl net net-prohib
    net-unreach net.ipv4.ip_forward net.ipv4.vs.conntrack netdev netkit netmask netns netstat
    network network-prohibited network-redirect network-unknown network-unreachable new new-chain
    next next-hdr nexthop nf_conntrack nf_tables nfacct nfacct-name nflog-group nflog-prefix
    nflog-range nflog-size nflog-threshold nfmask nft nftables nhid nice nl nlgroup nlmon nm nn no
    no-header no-route node nodeName nodePort node_mask nohup nomatch none normal-service not
    not-strict notice notrack nowildcard np nq ns nsenter nsid nt nternet nth null num numeric
    numeric-hosts numeric-ports numeric-users numtxqueues nvL nw object-pinned oc of off oif on
    on-ip on-port oneline only openvswitch openvswitch_slave ops option options opts or or-mark
    or-tos original osf ospf ospfigp out out-interface output ovf owner p_dgr p_raw packet
    packet-too-big packets packets-eq packets-gt packets-lt panic parameter-problem parentbus path
    pe peer pending permaddr persistent pg phase physdev physdev-in physdev-is-bridged
    physdev-is-in physdev-is-out physdev-out pid pid-owner pim ping pinned pkt-type pkts pkttype
    pl pm po podIP podIPs podSandboxId podman pods pol policy policy-fail pong port port-unreach
    port-unreachable portMappings port_mappings ports ppp pps precedence-cutoff preferred_lft
    prefix prefixlen present pro probability probes proc proc-net processes profile program
    programs prohibit promiscuity prompt prot proto proto-mask proto-unreach protocol
    protocol-unreachable protoinfo ps psid pup queue-balance queue-bypass queue-cpu-fanout
    queue-num queue_threshold quota quota2 random random-fully range rate-interval rate-match
    rateest rateest-bps rateest-bps1 rateest-bps2 rateest-delta rateest-eq rateest-ewmalog
    rateest-gt rateest-interval rateest-lt rateest-name rateest-pps rateest-pps1 rateest-pps2
    rateest1 rateest2 raw raw6 rc rcheck rcvbuf rd rdest rdp real-server realm reap recent redir
    redirect reference refresh-request reject reject-route reject-with related remote_address
    remove rename rename-chain replace replicas reply reqid required-option-missing reserved
    resize resolve resources restore restore-mark restore-skmark restore4 restore6 return-nomatch
    revision ri right-shift-mark rigsM rnd ro rohc root route router-advertisement
    router-solicitation routing rpfilter rr rs rsh rsource rspf rsvp rt rt-0-addrs rt-0-not-strict
    rt-0-res rt-len rt-segsleft rt-type rttl ru rule rules run running sack sack-perm
    sack-permitted save save-mark save4 save6 sched-flags scheduler scope scopeid sctp
    sctp-service sctp6 sec secmark second seconds sed segs-left segslefts selctx select selector
    servers set set-class set-counters set-dscp set-dscp-class set-mark set-mss set-tos set-xmark
    setsid sh shim6 show shown sid-owner side sit size skbinfo skbmark skbprio skbqueue skip sl sm
    smhdy so socket socket-exists sockets soft source source-port source-ports source-quench
    source-route-failed sp spec spi spi-mask spis sport sport-mask sports spts sr src src-group
    src-pfx src-prefix src-range src-type srcip srckey srcmask srcport srh srh-hdr-len-eq
    srh-hdr-len-gt srh-hdr-len-lt srh-last-entry-eq srh-last-entry-gt srh-last-entry-lt srh-lsid
    srh-next-hdr srh-nsid srh-psid srh-segs-left-eq srh-segs-left-gt srh-segs-left-lt srh-tag ss
    ssh st starting state statistic status stdbuf strict string strip-options su sudo sunrpc suppl
    suppl-groups sv swap syn sys sysctl sysctls t1 tSG table tables tag tail target targetPort tcp
    tcp-flags tcp-option tcp-options tcp-reset tcp-rst tcp-sequence tcp-service tcp6 tcpflags
    tcpmss team team_slave tee template tentative test text than then threads throw ti_dg ti_rd
    ti_sq ti_st time time-exceeded timeout timers timestamp timestamp-reply timestamp-request
    timestamps timestart timestop tipc tls to to-destination to-port to-ports to-source tos
    total-nodes total_nodes tproxy-mark transparent transport true ttl ttl-dec ttl-eq ttl-exceeded
    ttl-gt ttl-inc ttl-lt ttl-set ttl-zero-during-reassembly ttl-zero-during-transit tun tun-csum
    tun-nocsum tun-port tun-remcsum tun-type tunnel tunnel-dst tunnel-src twos txt type
    u-threshold u32 uC u_dgr u_seq u_str udp udp-service udp6 udpl udpl6 udplite udplite6
    ugpCcDhRrTtU uid uid-owner ulog-cprange ulog-nlgroup ulog-prefix ulog-qthreshold uname
    unbuffer unclean unicast unix unknown unknown-header-type unknown-option unreachable unset
    unspec unsupported until up update update-counters update-subcounters user users utc v1 v10
    v11 v12 v13 v2 v3 v4 v5 v6 v6only v7 v8 v9 v_dgr v_str vaddr vagrant valid_lft validmark vdir
    verbose version veth vf via vlan vm vmethod vmtp vport vportctl vproto vrf vrf_slave vrrp vs
    vsock vti vxlan wait wait-interval warn warning watch weekdays weight wesp while wide wildcard
    will wireguard wlc workdir workloads wrr wscale xargs xdp xfrm xm xns-idp xor xor-mark xor-tos
    xset xtables-legacy-multi xtables-multi xtables-nft-multi xtables-save xtp yes zero zo zone
    zone-orig zone-reply zr zsh
    """
}
