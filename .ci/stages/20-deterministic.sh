#!/usr/bin/env bash
# The same tree says the same thing, byte for byte, on one thread and on many, and a reader that
# goes away early is no error. The test documents are the tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cargo build --release --locked --quiet
ddr=${CARGO_TARGET_DIR:-target}/release/ddr
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R tests/corpus "$folder/corpus"
run() { # FORMAT THREADS
  local status=0
  RAYON_NUM_THREADS=$2 "$ddr" lint --output-format "$1" "$folder/corpus" 2>&1 || status=$?
  echo "exit $status"
}

passed=0
failed=0
for format in text concise json github gitlab sarif junit rdjson markdown; do
  one=$(run "$format" 1)
  # Some of the documents are wrong on purpose: anything but exit 1 means that nothing was compared.
  if [ "$one" = "$(run "$format" 8)" ] && [ "${one##*$'\n'}" = 'exit 1' ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not so: $format output is the same on one thread and on eight"
  fi
done
closed=0
{ "$ddr" lint --output-format text "$folder/corpus" 2>"$folder/stderr"; echo $? >"$folder/status"; } | head -c 1 >/dev/null || closed=$?
if [ "$closed" -eq 0 ] && [ "$(cat "$folder/status")" -lt 2 ] && ! grep -qiE 'panic|broken pipe' "$folder/stderr"; then
  passed=$((passed + 1))
else
  failed=$((failed + 1))
  echo "not so: a closed pipe is no error"
fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
