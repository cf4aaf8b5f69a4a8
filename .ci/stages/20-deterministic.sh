#!/usr/bin/env bash
# The same tree says the same thing, byte for byte, on one thread and on many, and a reader that
# goes away early is no error. The test documents are the tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

build
cp -R tests/corpus "$folder/corpus"
run() { # FORMAT THREADS
  local status=0
  RAYON_NUM_THREADS=$2 "$ddr" lint --output-format "$1" "$folder/corpus" 2>&1 || status=$?
  echo "exit $status"
}

# Some of the documents are wrong on purpose: anything but exit 1 means that nothing was compared.
same() { test "$1" = "$2" && test "${1##*$'\n'}" = 'exit 1'; }
for format in text concise json github gitlab sarif junit rdjson markdown; do
  is "$format output is the same on one thread and on eight" same "$(run "$format" 1)" "$(run "$format" 8)"
done
closed=0
{ "$ddr" lint --output-format text "$folder/corpus" 2>"$folder/stderr"; echo $? >"$folder/status"; } | head -c 1 >/dev/null || closed=$?
ends() { test "$closed" -eq 0 && test "$(cat "$folder/status")" -lt 2; }
is 'a closed pipe is no error' ends
is 'and nothing is said of it' refuses grep -iE 'panic|broken pipe' "$folder/stderr"
end
