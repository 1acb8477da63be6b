#!/usr/bin/env bash
# Holds natscope against grep on the same bytes, in one run, and fails when a bound is broken:
#   1,000,000 rules: time within 3 x `grep -c DNAT`, peak memory within 1.6 x the input
#   36 rules:        time of the whole process within 4 x `grep -c DNAT`
#   a listing:       time for 100,000 lines of `iptables -nvL` within 2 x that for an iptables-save
#
#   Tests/Benchmarks/compare.sh [FILE]     FILE: an iptables-save text to use for the large input
#
# Needs hyperfine and GNU time. NATSCOPE_RUNS sets the runs of the large input (15).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
runs=${NATSCOPE_RUNS:-15}

die() { printf 'compare.sh: %s\n' "$1" >&2; exit 2; }
gnu_time=$(type -P time) || die 'GNU time is missing (Debian package: time)'
type -P hyperfine >/dev/null || die 'hyperfine is missing (Debian package: hyperfine)'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo '== build'
swift build --package-path "$root" --scratch-path "$root/.build-static" \
  -c release --product natscope -Xswiftc -static-executable
natscope="$root/.build-static/release/natscope"
swift build --package-path "$here" --scratch-path "$root/.build-benchmarks" \
  -c release --product generate-rules
generate="$root/.build-benchmarks/release/generate-rules"

echo '== input'
if [ $# -gt 0 ]; then
  [ -r "$1" ] || die "cannot read $1"
  large=$1
else
  large="$scratch/large.save"
  "$generate" 1000000 >"$large"
fi
small="$scratch/small.save"
"$generate" 36 >"$small"
"$generate" 100000 >"$scratch/100k.save"
"$generate" 100000 --listing >"$scratch/100k.listing"

# The last service of the table: its trace walks past the rules of all the others.
last_service() {
  sed -nE 's|^-A KUBE-SERVICES -d ([0-9.]+)/32 -p tcp .*--dport ([0-9]+) -j KUBE-SVC-.*|\1:\2|p' "$1" |
    tail -n 1
}

# Runs a trace on a listing and on the save of the same rules and prints the medians in ms.
listing_medians() { # DESTINATION RUNS
  hyperfine -N --output=pipe --warmup 3 --runs "$2" --export-csv "$scratch/times.csv" \
    --command-name listing "'$natscope' trace $1 '$scratch/100k.listing'" \
    --command-name save "'$natscope' trace $1 '$scratch/100k.save'" >"$scratch/hyperfine.log" 2>&1 ||
    { cat "$scratch/hyperfine.log" >&2; return 1; }
  awk -F, 'NR > 1 { printf "%s%.3f", (NR > 2 ? " " : ""), $4 * 1000 } END { print "" }' \
    "$scratch/times.csv"
}

# Runs both commands on a file and prints the medians of natscope and of grep, in ms.
medians() { # FILE DESTINATION RUNS
  # The outputs go to a pipe: with /dev/null GNU grep stops at the first match.
  hyperfine -N --output=pipe --warmup 3 --runs "$3" --export-csv "$scratch/times.csv" \
    --command-name natscope "'$natscope' trace $2 '$1'" \
    --command-name grep "grep -c DNAT '$1'" >"$scratch/hyperfine.log" 2>&1 ||
    { cat "$scratch/hyperfine.log" >&2; return 1; }
  awk -F, 'NR > 1 { printf "%s%.3f", (NR > 2 ? " " : ""), $4 * 1000 } END { print "" }' \
    "$scratch/times.csv"
}

broken=0
# Prints a row of the result and remembers a broken bound.
row() { # WHAT MEASURED REFERENCE UNIT BOUND
  awk -v what="$1" -v measured="$2" -v reference="$3" -v unit="$4" -v bound="$5" 'BEGIN {
    ratio = measured / reference
    printf "%-28s %12.2f %12.2f %-4s %6.2f x   at most %s x  %s\n", what, measured, reference, unit,
      ratio, bound, (ratio <= bound ? "ok" : "BROKEN")
    exit ratio > bound
  }' || broken=1
}

echo '== measure'
destination=$(last_service "$large")
[ -n "$destination" ] || die "no rule of a service in $large"
rules=$(grep -c '^-A\|^\[' "$large")
bytes=$(wc -c <"$large")
small_destination=$(last_service "$small")
echo "$rules rules, $bytes bytes, trace $destination"

large_times=$(medians "$large" "$destination" "$runs")
listing_times=$(listing_medians "$(last_service "$scratch/100k.save")" 40)
small_times=$(medians "$small" "$small_destination" 300)
"$gnu_time" -f %M -o "$scratch/memory" "$natscope" trace "$destination" "$large" >"$scratch/answer"
[ -s "$scratch/answer" ] || die 'natscope printed no answer'
memory=$(($(tail -n 1 "$scratch/memory") * 1024))

printf '%-28s %12s %12s\n' '' natscope reference
row "time, $rules rules" "${large_times% *}" "${large_times#* }" ms 3
row "peak memory, $rules rules" "$(awk "BEGIN { print $memory / 1e6 }")" \
  "$(awk "BEGIN { print $bytes / 1e6 }")" MB 1.6
# A listing has more lines for the same rules: titles and blank lines, so each is held per line.
per_100k_lines() { # MS FILE
  awk -v ms="$1" -v lines="$(wc -l <"$2")" 'BEGIN { printf "%.3f", ms * 100000 / lines }'
}
row '100,000 lines of a listing' "$(per_100k_lines "${listing_times% *}" "$scratch/100k.listing")" \
  "$(per_100k_lines "${listing_times#* }" "$scratch/100k.save")" ms 2
row 'time, 36 rules' "${small_times% *}" "${small_times#* }" ms 4
exit "$broken"
