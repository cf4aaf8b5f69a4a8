#!/usr/bin/env bash
# A real patch plan, seen by nobody who wrote the tests: the seed plan, when it lies beside the
# checkout. Read with nothing configured, it must show what is certainly there and nothing failing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

plan=../shared/data/seed-plan.md
if [ ! -f "$plan" ]; then
  skip 6 'no seed plan beside the checkout'
  end
fi

# A copy of its own: neither our ddr.yaml nor a git root above it may have a say.
cp "$plan" "$folder/seed-plan.md"
build
status=0
json=$("$ddr" lint --output-format json "$folder/seed-plan.md") || status=$?
# One key and value a line, whatever the layout of the JSON.
flat=$(printf '%s' "$json" | tr -d '\n' | sed -E 's/"[[:space:]]*:[[:space:]]*/":/g; s/[,{}]/\n/g')

says() { grep -qE "$1" <<<"$flat"; }

is 'exit code 0' test "$status" -eq 0
is 'no errors' says '"errors":0[[:space:]]*$'
is 'a path swallowed by emphasis (DDR106)' says '"code":"DDR106"'
is 'two wrong word counts (DDR201)' test "$(grep -c '"code":"DDR201"' <<<"$flat")" -eq 2
is 'medium risk without a test (DDR506)' says '"code":"DDR506"'
is 'a plan without a test (DDR511)' says '"code":"DDR511"'
[ "$failed" -eq 0 ] || printf '%s\n' "$json"
end
