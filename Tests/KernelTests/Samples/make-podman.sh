#!/usr/bin/env bash
# podman.save: a container with published ports, by the real podman and netavark.
#
# Usage: make-podman.sh [OUTPUT-DIRECTORY]
#
# netavark keeps portmap's scheme under names of its own, with one NETAVARK-DN- chain
# for a network, and gives a range of ports one rule.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nst_begin "$@"
nst_need ip iptables iptables-save podman unshare busybox

# Everything that podman keeps, in the temporary directory. File locks, because the
# others are one shared memory segment for the whole machine.
mkdir -p "$NST_TMP/networks" "$NST_TMP/root/bin"
cat >"$NST_TMP/containers.conf" <<CONF
[engine]
lock_type = "file"
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
tmp_dir = "$NST_TMP/tmp"
static_dir = "$NST_TMP/static"
volume_path = "$NST_TMP/volumes"
[network]
network_backend = "netavark"
network_config_dir = "$NST_TMP/networks"
CONF
cp "$(command -v busybox)" "$NST_TMP/root/bin/busybox"

# podman COMMAND...: podman inside the node. It has no daemon, and what it leaves
# between two calls (mounts, locks in /run) must be the same for each call: all calls
# run in one mount namespace, held by a process that only waits.
podman() {
    nsenter --mount="/proc/$holder/ns/mnt" --net="/var/run/netns/$(nst_ns node)" \
        env CONTAINERS_CONF="$NST_TMP/containers.conf" podman --root "$NST_TMP/storage" \
        --runroot "$NST_TMP/runroot" --storage-driver vfs "$@"
}
holder=
nst_stop() {
    [ -n "$holder" ] || return
    podman rm -fat 0 >/dev/null 2>&1
    kill "$holder" 2>/dev/null
    wait
    nst_drop_cgroup
}

nst_node
# shellcheck disable=SC2016 # "$1" is for the inner shell
unshare -m sh -c 'mount --make-rprivate / && mount -t cgroup2 none /sys/fs/cgroup &&
    mount -t tmpfs none /run && : >"$1" && exec sleep 600' - "$NST_TMP/ready" &
holder=$!
for _ in $(seq 50); do
    [ -e "$NST_TMP/ready" ] && break
    sleep 0.1
done
[ -e "$NST_TMP/ready" ] || nst_die "no mount namespace"

# Low limits, or none: that on processes would need a controller that some machines keep in the
# older cgroup tree, those of users more rights than some containers have.
podman run -d --name web --ip 10.88.0.5 -p 8088:80 -p 9000-9002:9000-9002 --cgroup-parent "/nst-$$" \
    --pids-limit -1 --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 \
    --security-opt seccomp=unconfined --rootfs "$NST_TMP/root" /bin/busybox sleep 600 \
    >/dev/null 2>"$NST_TMP/run.log" || nst_die "podman run: $(tail -3 "$NST_TMP/run.log")"

# podman makes up a random id. One of the same form, always the same, stands in for it.
NST_EDIT="s/ id: [0-9a-f]{64}/ id: $(nst_sandbox_id podman-web)/"
nst_save podman iptables-save "podman $(nst_version podman) with netavark $(nst_version netavark), iptables\
 $(nst_iptables_version iptables): node 192.0.2.10, container web 10.88.0.5 on the network podman\
 (-p 8088:80 -p 9000-9002:9000-9002)."
# What ss shows beside it, for whoever compares; not part of the sample.
nst_in node ss -Hlntup >&2 || true
