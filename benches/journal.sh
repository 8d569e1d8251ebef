#!/usr/bin/env bash
# What a long run costs: the suite as copies of itself, run with a journal, and everything that is made of that journal, each in seconds and
# with its peak memory, beside the same for one copy. What a run takes before it plays, and `list`, is for the copies of the suite: they are
# other scenarios, with goldens of their own. What is resident while the journal grows shows what the journal takes.
# It needs a release build and python3.
#
#   benches/journal.sh [COPIES ...]      by default 1 and 42 copies, which are 243 and 10,206 journeys
set -euo pipefail
cd "$(dirname "$0")/.."

program="${CARGO_TARGET_DIR:-target}/release/ccbspec"
[ -x "$program" ] || { echo "no $program; build it with cargo build --release" >&2; exit 2; }
program="$(realpath "$program")"
[ $# -gt 0 ] || set -- 1 42

directory="$(mktemp -d)"
trap 'rm -rf "$directory"' EXIT

measure() { # exit code that it must have, name, command; with JOURNAL also what is resident while that file grows
  local want=$1 name=$2
  shift 2
  python3 - "$want" "$name" "$directory/out" "$@" <<'PYTHON'
import os, resource, subprocess, sys, time
want, name, out, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
journal, samples = os.environ.get("JOURNAL"), []

def sample(pid):
    try:
        length = os.path.getsize(journal)
        status = open(f"/proc/{pid}/status").read()
        samples.append((length, int(status.split("VmRSS:")[1].split()[0])))
    except (OSError, IndexError):
        pass  # not begun, or over

begin = time.monotonic()
with open(out, "wb") as file:
    process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    while journal and process.poll() is None:
        sample(process.pid)
        time.sleep(0.02)
    process.wait()
seconds = time.monotonic() - begin
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(f"  {name:18} {seconds:8.2f} s  peak {peak / 1024:7.1f} MiB", flush=True)
if process.returncode != want:
    sys.exit(f"exit {process.returncode}, not {want}:\n" + open(out, errors="replace").read()[-2000:])
if journal:
    length = os.path.getsize(journal)
    for tenths in (1, 5, 9):
        at = next((resident for written, resident in samples if written * 10 >= length * tenths), None)
        if at is not None:
            print(f"    with {tenths} tenths of its journal written, {at / 1024:.1f} MiB are resident")
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
  JOURNAL="$suite/run.jsonl" measure 0 run "$program" run "${from[@]}" --journal "$suite/run.jsonl"
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
