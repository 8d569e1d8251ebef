#!/usr/bin/env bash
# How fast the audit reads, and in how much memory: generated logs of 1 GB and 4 GB, beside `wc -l` and `grep -c CALLGUID` on the same files in
# the same run. It needs a release build, and room for the logs.
#
#   benches/audit.sh [CALLS ...]      by default 36000 and 144000 calls, which make about 1 GB and 4 GB
set -euo pipefail
cd "$(dirname "$0")/.."

program="${CARGO_TARGET_DIR:-target}/release/ccbspec"
[ -x "$program" ] || { echo "no $program; build it with cargo build --release" >&2; exit 2; }
[ $# -gt 0 ] || set -- 36000 144000

directory="$(mktemp -d)"
trap 'rm -rf "$directory"' EXIT

seconds() { # runs a command, and prints the seconds that it took
  local begin end
  begin=$(date +%s%N)
  "$@" >"$directory/out" 2>&1 || { cat "$directory/out" >&2; exit 1; }
  end=$(date +%s%N)
  echo "$(((end - begin) / 1000000))"
}

report() { # name, ms, bytes
  awk -v name="$1" -v ms="$2" -v bytes="$3" 'BEGIN { printf "  %-22s %8.2f s  %8.0f MB/s\n", name, ms / 1000, bytes / 1e6 / (ms / 1000 + 1e-9) }'
}

audit() { # runs the audit; its last line is the peak of its memory in KiB
  if command -v python3 >/dev/null 2>&1; then
    python3 -c 'import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)' "$program" audit --quiet "$1"
  else
    "$program" audit --quiet "$1"
    echo unknown
  fi
}

for calls in "$@"; do
  logs="$directory/logs-$calls"
  "$program" generate-logs --calls "$calls" --seed 1 --out "$logs"
  bytes=$(cat "$logs"/* | wc -c)
  cat "$logs"/* >/dev/null # whatever is measured first finds the files in memory too
  echo "$calls calls, $((bytes / 1000000)) MB"
  report "wc -l" "$(seconds wc -l "$logs"/*)" "$bytes"
  report "grep -c CALLGUID" "$(seconds sh -c "grep -c CALLGUID '$logs'/*")" "$bytes"
  report "ccbspec audit" "$(seconds audit "$logs")" "$bytes"
  echo "  peak memory $(tail -1 "$directory/out") KiB"
  tail -2 "$directory/out" | head -1
  rm -rf "$logs"
done
