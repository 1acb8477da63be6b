#!/usr/bin/env bash
# All samples, one after the other.
#
# Usage: make-all.sh [OUTPUT-DIRECTORY]
#
# A sample whose software is missing or does not run here is named at the end, and
# the others are made all the same.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
failed=()
for script in "$here"/make-*.sh; do
    [ "$script" = "$here/make-all.sh" ] && continue
    bash "$script" "$@" || failed+=("$(basename "$script")")
done
if [ ${#failed[@]} -gt 0 ]; then
    echo "make-all.sh: not made: ${failed[*]}" >&2
    exit 1
fi
