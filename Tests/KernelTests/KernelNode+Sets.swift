/// The ipsets of a node.
extension KernelNode {
  /// The sets that random rules refer to, of every type that natscope decides by their members.
  static let sets = """
    create hosts4 hash:ip family inet
    add hosts4 203.0.113.9
    add hosts4 10.244.1.5
    add hosts4 192.0.2.10
    create nets4 hash:net family inet
    add nets4 203.0.113.0/24
    add nets4 203.0.113.77/32 nomatch
    add nets4 10.244.0.0/16
    create endpoints4 hash:ip,port family inet
    add endpoints4 192.0.2.10,tcp:80
    add endpoints4 10.244.1.5,udp:53
    add endpoints4 10.244.1.5,sctp:80
    create netports4 hash:net,port family inet
    add netports4 10.244.0.0/16,tcp:80
    add netports4 192.0.2.0/24,udp:53
    create hosts6 hash:ip family inet6
    add hosts6 2001:db8:9::9
    add hosts6 fd00:10:244::5
    create nets6 hash:net family inet6
    add nets6 2001:db8:9::/64
    create endpoints6 hash:ip,port family inet6
    add endpoints6 2001:db8:1::10,tcp:80
    create netports6 hash:net,port family inet6
    add netports6 fd00:10:244::/64,tcp:80
    create pairs4 hash:ip,port,ip family inet
    add pairs4 203.0.113.9,tcp:80,192.0.2.10
    add pairs4 192.0.2.10,udp:53,10.244.1.5
    create routes4 hash:ip,port,net family inet
    add routes4 192.0.2.10,tcp:80,203.0.113.0/24
    add routes4 203.0.113.9,tcp:443,10.244.0.0/16
    create ways4 hash:net,iface family inet
    add ways4 203.0.113.0/24,eth0
    add ways4 10.244.0.0/16,docker0
    create all4 list:set
    add all4 hosts4
    add all4 nets4
    create added4 hash:ip family inet
    create pairs6 hash:ip,port,ip family inet6
    add pairs6 2001:db8:9::9,tcp:80,2001:db8:1::10
    create routes6 hash:ip,port,net family inet6
    add routes6 2001:db8:1::10,tcp:80,2001:db8:9::/64
    create ways6 hash:net,iface family inet6
    add ways6 2001:db8:9::/64,eth0
    create all6 list:set
    add all6 hosts6
    add all6 nets6
    create added6 hash:ip family inet6
    create ports bitmap:port range 0-65535
    add ports 53
    add ports 80
    add ports 8000-8100
    """
}
