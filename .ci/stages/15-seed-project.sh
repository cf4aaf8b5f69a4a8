#!/usr/bin/env bash
# The seed plan within a project: in an empty one, which has none of its files, and in one that has
# carried it out. The first says so once; the second says nothing beyond what the plan says of itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

plan=$PWD/../shared/data/seed-plan.md
if [ ! -f "$plan" ]; then
  skip 8 'no seed plan beside the checkout'
  end
fi
build

# What the plan says of itself, whatever stands around it.
alone='DDR106 DDR201 DDR201 DDR506 DDR506 DDR506 DDR511'
codes() { grep -oE '\[DDR[0-9]+\]' <<<"$1" | tr -d '[]' | sort | tr '\n' ' ' | sed 's/ $//'; }
check() { # FOLDER
  (cd "$1" && "$ddr" check --output-format concise) || echo "exit code $?"
}

mkdir -p "$folder/empty/docs" "$folder/tracked/docs"
cp "$plan" "$folder/empty/docs/phase-1.md"
cp "$plan" "$folder/tracked/docs/phase-1.md"
git -C "$folder/tracked" init --quiet
git -C "$folder/tracked" add -A
git -C "$folder/tracked" -c user.name=A -c user.email=a@example.org commit --quiet -m 'Plan'
for kind in empty tracked; do
  said=$(check "$folder/$kind")
  is "$kind: one diagnostic more" test "$(codes "$said")" = "$alone DDR624"
  is "$kind: nothing fails" test "${said##*exit code}" = "$said"
  json=$(cd "$folder/$kind" && "$ddr" check --output-format json)
  # The notes of the one diagnostic: a line for each file that should be there.
  notes=$(tr -d '\n' <<<"$json" | grep -oE '"code": *"DDR624".*' | grep -oE '"line [0-9]+: [^"]+"' | sort -u | wc -l)
  is "$kind: the eight rows that change files are named" test "$notes" -eq 8
done

done=$folder/done
mkdir -p "$done"/{docs/plans,docs/api/refactor_design,scripts,infra,server/{config,services/sse_service,services/firestore,auth}}
cp "$plan" "$done/docs/plans/phase-1.md"
printf 'redis\ngoogle-cloud-firestore\n' >"$done/server/requirements.txt"
printf '#!/bin/sh\nexec redis-server infra/redis.config\n' >"$done/scripts/setup_emulators.sh"
printf 'import os\n\nEMULATOR_REDIS_URL = os.environ.get("EMULATOR_REDIS_URL")\n' >"$done/server/config/config.py"
printf 'def make(kind):\n    return kind\n' >"$done/server/services/sse_service/factory.py"
printf 'def client():\n    return None\n' | tee "$done/server/services/firestore/__init__.py" \
  >"$done/server/auth/firestore_client.py"
printf 'port 6400\n' >"$done/infra/redis.config"
printf '# Workspace\n\nStart the emulators first.\n' >"$done/README.md"
for record in existing_services_refactoring api_design; do
  cat >"$done/docs/api/refactor_design/$record.md" <<RECORD
# The record of $record

## Decisions

| ID | Decision | Reason | Status |
|----|----------|--------|--------|
| D1 | Streams go through one broker | Two would have to agree | Accepted |

## Multi-Phase Plan

1. Phase 1: Preparation
2. Phase 2: Services

## Top-1 Risks

1. **The broker stops**: a second one takes over.
RECORD
done
said=$(check "$done")
is 'carried out: nothing beyond what the plan says of itself' test "$(codes "$said")" = "$alone"
is 'carried out: nothing fails' test "${said##*exit code}" = "$said"
[ "$failed" -eq 0 ] || printf '%s\n' "$said"
end
