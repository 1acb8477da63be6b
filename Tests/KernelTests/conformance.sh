#!/usr/bin/env bash
# Holds natscope against the kernel on random rulesets, and prints how far the two agree by feature.
#
#   Tests/KernelTests/conformance.sh [CASES [SEED]]
#
# CASES (20000) go in pieces of 1,000 to both backends and all settings, beginning with SEED. It needs
# root. Every piece is kept in NATSCOPE_CONFORMANCE_FOLDER (/tmp/natscope-conformance-SEED), with
# what the tests said; pieces that are there already are not run again, so an interrupted run goes on
# where it was. It exits 1 if something disagrees, and names the seeds and the logs.
#
# NATSCOPE_BINARY names another natscope, such as one built for release, which is faster.
set -euo pipefail

cases=${1:-20000}
seed=${2:-20260101}
piece=1000
case $cases$seed in
*[!0-9]*)
  echo "usage: $0 [CASES [SEED]]" >&2
  exit 2
  ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${NATSCOPE_CONFORMANCE_FOLDER:-/tmp/natscope-conformance-$seed}
mkdir -p "$folder"
build=(${NATSCOPE_SCRATCH_PATH:+--scratch-path "$NATSCOPE_SCRATCH_PATH"} --package-path "$root")
swift build "${build[@]}" --build-tests >"$folder/build.log" 2>&1 ||
  { tail -40 "$folder/build.log"; exit 2; }
tests=$(swift build "${build[@]}" --build-tests --show-bin-path)/natscopePackageTests.xctest

# The tests remove their namespaces unless they are interrupted.
child=
clean_up() {
  [ -n "$child" ] || return 0
  kill "$child" 2>/dev/null || true
  wait "$child" 2>/dev/null || true
  local name
  for name in $(ip netns list | grep -oE "^nst-[a-z0-9-]*-$child(-o)?( |$)"); do
    ip netns del "$name" || true
  done
  rm -rf "${TMPDIR:-/tmp}"/nst-*-"$child"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

began=$SECONDS
failed=()
for ((first = 0; first < cases; first += piece)); do
  count=$((cases - first < piece ? cases - first : piece))
  # A case in a piece uses fewer seeds than it has cases.
  from=$((seed + first))
  here=$folder/$from-$count
  if [ ! -e "$here/done" ]; then
    rm -rf "$here"
    mkdir -p "$here"
    # A new process for each piece: whatever it holds, it holds for a thousand cases.
    NATSCOPE_CONFORMANCE=$here NATSCOPE_SEED=$from NATSCOPE_KERNEL_CASES=$count \
      CI=true "$tests" --testing-library swift-testing --filter RandomRulesetTests \
      >"$here/log" 2>&1 &
    child=$!
    if wait "$child"; then touch "$here/passed"; fi
    child=
    # Without its figures a piece has not been run.
    if [ ! -e "$here/legacy.tsv" ] || [ ! -e "$here/nft.tsv" ]; then
      tail -40 "$here/log"
      exit 2
    fi
    touch "$here/done"
  fi
  [ -e "$here/passed" ] || failed+=("$here")
  printf '%s cases, %s s, %s pieces with disagreements\n' \
    "$((first + count))" "$((SECONDS - began))" "${#failed[@]}" >&2
done

# Only the pieces of this run, in case the folder has others.
files=()
for ((first = 0; first < cases; first += piece)); do
  count=$((cases - first < piece ? cases - first : piece))
  files+=("$folder/$((seed + first))-$count/legacy.tsv" "$folder/$((seed + first))-$count/nft.tsv")
done
sort -t$'\t' -k1,1 -k2,2 "${files[@]}" | awk -F'\t' '
  function row() {
    if (key == "") return
    agreement = agree / judged * 100
    printf "%-10s %-22s %8d %8d %8.2f %% %8.1f %%\n", group, name, judged, agree, agreement,
      sure / judged * 100
  }
  BEGIN {
    printf "%-10s %-22s %8s %8s %10s %10s\n", "", "feature", "judged", "agree", "agreement",
      "sure"
  }
  $1 FS $2 != key { row(); key = $1 FS $2; group = $1; name = $2; judged = agree = sure = 0 }
  { judged += $3; agree += $4; sure += $5 }
  END { row() }'
echo "seeds $seed to $((seed + cases - 1)), $((SECONDS - began)) s, in $folder"
if [ ${#failed[@]} -gt 0 ]; then
  grep -hE '(disagree|differ by form): NATSCOPE_SEED' "${failed[@]/%//log}" | sort -u
  printf 'see %s/log\n' "${failed[@]}"
  exit 1
fi
