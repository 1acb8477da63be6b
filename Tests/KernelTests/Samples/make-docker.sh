#!/usr/bin/env bash
# docker.save: two containers with published ports, by a real dockerd.
#
# Usage: make-docker.sh [OUTPUT-DIRECTORY]
#
# Docker is the case where a socket does listen (docker-proxy) and yet clients from
# outside never reach it: the DOCKER chain sends them to the container before.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-save dockerd docker docker-proxy unshare busybox tar

# The socket's path is short on purpose: the kernel allows some hundred characters.
socket=$NST_TMP/d.sock
docker() { command docker --config "$NST_TMP/client" -H "unix://$socket" "$@"; }

nst_stop() {
    local pid
    docker ps -q 2>/dev/null | while read -r pid; do docker rm -f "$pid" >/dev/null 2>&1; done
    pid=$(cat "$NST_TMP/pid" 2>/dev/null)
    if [ -n "$pid" ]; then
        kill "$pid" 2>/dev/null
        # It takes its containerd and its docker-proxies with it.
        for _ in $(seq 100); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null
    fi
    wait
    nst_drop_cgroup
}

nst_node
# Docker closes FORWARD (policy DROP) if it is the one who switches forwarding on, as
# on most hosts.
nst_in node sysctl -qw net.ipv4.ip_forward=0
# A daemon with everything of its own: data, state, socket, configuration, cgroup,
# and a mount namespace, because it mounts things and wants a plain cgroup2 tree.
echo '{}' >"$NST_TMP/daemon.json"
# It writes a key into /etc/docker and sockets into /run, so empty directories cover them.
# shellcheck disable=SC2016 # "$@" is for the inner shell
nst_in node unshare -m sh -c 'mount --make-rprivate / && mount -t cgroup2 none /sys/fs/cgroup &&
    mount -t tmpfs none /run &&
    { [ ! -d /etc/docker ] || mount -t tmpfs none /etc/docker; } && exec "$@"' - \
    dockerd --config-file "$NST_TMP/daemon.json" --data-root "$NST_TMP/data" --exec-root "$NST_TMP/exec" \
    -H "unix://$socket" -p "$NST_TMP/pid" --storage-driver vfs --cgroup-parent "/nst-$$" >"$NST_TMP/dockerd.log" 2>&1 &
daemon=$!
for _ in $(seq 300); do
    docker version >/dev/null 2>&1 && break
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
done
docker version >/dev/null 2>&1 || nst_die "dockerd does not start: $(tail -5 "$NST_TMP/dockerd.log")"

# An image of one program. Containers get 172.17.0.2, .3 in the order of their start.
mkdir -p "$NST_TMP/root/bin"
cp "$(command -v busybox)" "$NST_TMP/root/bin/busybox"
tar -C "$NST_TMP/root" -c . | docker import - busybox >/dev/null
run() {
    docker run -d --security-opt seccomp=unconfined "$@" busybox /bin/busybox sleep 600 >/dev/null 2>"$NST_TMP/run.log" ||
        nst_die "docker run: $(tail -3 "$NST_TMP/run.log")"
}
run --name web -p 8080:80
run --name dns -p 127.0.0.1:9090:90/udp

nst_save docker iptables-save "dockerd $(nst_version docker.io), iptables $(nst_iptables_version iptables): node\
 192.0.2.10, container web 172.17.0.2 (-p 8080:80) and container dns 172.17.0.3 (-p 127.0.0.1:9090:90/udp), on the\
 default bridge docker0."
# What ss shows beside it, for whoever compares; not part of the sample.
nst_in node ss -Hlntup >&2 || true
