#!/usr/bin/env bash
# What a long run costs: the suite as copies of itself, run with a journal, and everything that is made of that journal, each in seconds and
# with its peak memory, beside the same for one copy. `list` reads the copies and plays nothing: that is what the suite itself takes.
# It needs a release build and python3.
#
#   benches/journal.sh [COPIES ...]      by default 1 and 42 copies, which are 241 and 10,122 journeys
set -euo pipefail
cd "$(dirname "$0")/.."

program="$(realpath "${CARGO_TARGET_DIR:-target}/release/ccbspec")"
[ -x "$program" ] || { echo "no $program; build it with cargo build --release" >&2; exit 2; }
[ $# -gt 0 ] || set -- 1 42

directory="$(mktemp -d)"
trap 'rm -rf "$directory"' EXIT

measure() { # exit code that it must have, name, command
  local want=$1 name=$2
  shift 2
  python3 - "$want" "$name" "$directory/out" "$@" <<'PYTHON'
import resource, subprocess, sys, time
want, name, out, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
begin = time.monotonic()
with open(out, "wb") as file:
    status = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT).returncode
seconds = time.monotonic() - begin
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(f"  {name:18} {seconds:8.2f} s  peak {peak / 1024:7.1f} MiB", flush=True)
if status != want:
    sys.exit(f"exit {status}, not {want}:\n" + open(out, errors="replace").read()[-2000:])
PYTHON
}

for copies in "$@"; do
  suite="$directory/$copies"
  mkdir -p "$suite/features" "$suite/golden"
  for copy in $(seq "$copies"); do
    for feature in features/*.feature; do
      name="$(basename "$feature" .feature)"
      sed "s/@id:/@id:c$copy-/" "$feature" >"$suite/features/c$copy-$name.feature"
      mkdir "$suite/golden/c$copy-$name"
      for golden in "golden/$name"/*.snap; do
        sed "s,^source: features/,source: features/c$copy-,; s/^expression: /expression: c$copy-/" "$golden" \
          >"$suite/golden/c$copy-$name/c$copy-$(basename "$golden")"
      done
    done
  done
  from=(--features "$suite/features" --goldens "$suite/golden")
  echo "$copies copies"
  measure 0 list "$program" list --features "$suite/features"
  measure 0 run "$program" run "${from[@]}" --journal "$suite/run.jsonl"
  tail -1 "$directory/out" | sed 's/^/  /'
  echo "  the journal has $(($(wc -c <"$suite/run.jsonl") / 1000000)) MB"
  for kind in junit json tap markdown badge html; do
    measure 0 "report $kind" "$program" report "$suite/run.jsonl" --report "$kind=$suite/report.$kind"
  done
  measure 0 explain "$program" explain "$suite/run.jsonl"
  # Other features than the published ones make it inconclusive.
  measure 3 statement "$program" statement "$suite/run.jsonl" --out "$suite/statement"
  measure 0 verify "$program" verify "$suite/statement"
  measure 0 rejudge "$program" rejudge "$suite/run.jsonl" "${from[@]}" --out "$suite/again.jsonl"
  measure 0 compare "$program" compare "$suite/run.jsonl" "$suite/again.jsonl"
  rm -rf "$suite"
done
