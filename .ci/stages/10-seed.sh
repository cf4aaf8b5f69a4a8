#!/usr/bin/env bash
# A real patch plan, seen by nobody who wrote the tests: the seed plan, when it lies beside the
# checkout. Read with nothing configured, it must show what is certainly there and nothing failing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

plan=../shared/data/seed-plan.md
passed=0
total=6
if [ ! -f "$plan" ]; then
  echo "no seed plan beside the checkout"
  echo "0 passed, 0 failed, $total skipped"
  exit 0
fi

# A copy of its own: neither our ddr.yaml nor a git root above it may have a say.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$plan" "$folder/seed-plan.md"
cargo build --release --locked --quiet
status=0
json=$("${CARGO_TARGET_DIR:-target}/release/ddr" lint --output-format json "$folder/seed-plan.md") || status=$?
# One key and value a line, whatever the layout of the JSON.
flat=$(printf '%s' "$json" | tr -d '\n' | sed -E 's/"[[:space:]]*:[[:space:]]*/":/g; s/[,{}]/\n/g')

failed=0
is() { # WHAT COMMAND…
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not so: $what"
  fi
}
says() { grep -qE "$1" <<<"$flat"; }

is 'exit code 0' test "$status" -eq 0
is 'no errors' says '"errors":0[[:space:]]*$'
is 'a path swallowed by emphasis (DDR106)' says '"code":"DDR106"'
is 'two wrong word counts (DDR201)' test "$(grep -c '"code":"DDR201"' <<<"$flat")" -eq 2
is 'medium risk without a test (DDR506)' says '"code":"DDR506"'
is 'a plan without a test (DDR511)' says '"code":"DDR511"'
[ "$failed" -eq 0 ] || printf '%s\n' "$json"
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
