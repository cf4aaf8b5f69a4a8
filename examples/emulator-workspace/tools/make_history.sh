#!/usr/bin/env bash
# Makes a repository of this workspace with a past: the service before, the plan, its review, and a
# branch that carries it out. `ddr diff`, `ddr log` and `ddr check --against` have something to say there.
#
#   tools/make_history.sh DIR
#
# Always the same commits for the same files: nothing of the machine's settings or clock goes in.
set -euo pipefail
from=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -eq 1 ] || { echo 'make_history: which folder? tools/make_history.sh DIR' >&2; exit 2; }
[ ! -e "$1" ] || { echo "make_history: $1 is there already; name a new folder" >&2; exit 1; }
mkdir -p "$1"
cd "$1"

git() {
  GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 command git -c core.autocrlf=false \
    -c core.hooksPath=/dev/null -c user.name='A Writer' -c user.email=writer@example.org "$@"
}
take() { # PATH…: as they are today
  local path
  for path in "$@"; do
    mkdir -p "$(dirname "$path")"
    cp -R "$from/$path" "$(dirname "$path")/"
  done
}
past() { cp -R "$from/tools/history/$1/." .; } # as they were
turn() { # FROM TO FILE…: a status everywhere in some documents
  local was=$1 is=$2 file
  shift 2
  for file in "$@"; do
    sed "s/| $was |/| $is |/" "$file" >.turned
    cat .turned >"$file"
  done
  rm -f .turned
}
day=0
commit() { # MESSAGE…
  local message=()
  day=$((day + 1))
  for paragraph in "$@"; do message+=(--message "$paragraph"); done
  git add --all
  GIT_AUTHOR_DATE="2025-03-0${day}T10:00:00+0000" GIT_COMMITTER_DATE="2025-03-0${day}T10:00:00+0000" \
    git commit --quiet "${message[@]}"
}
records=docs/api/refactor_design
plan=$records/plans/phase-1-preparation.md

git init --quiet --initial-branch=main --object-format=sha1

take .gitignore ddr.yaml server
rm -r server/services/sse_service/redis_backend.py
past 1-service
commit 'Send messages to everybody who listens'

take "$records"
turn Implemented Proposed "$records"/*.md
past 2-plan
commit 'Plan the first phase'

take "$plan"
turn Done Planned "$plan"
turn Proposed Accepted "$records"/*.md
commit 'Review the plan of the first phase' \
  'DDR-Ack: a7ab39ff3172723c a cold connection took 45 ms on the slowest machine of the team'

git checkout --quiet -b phase-1
take server scripts infra tests tools/measure.py tools/measured.json docs
commit 'Run the whole service on one machine' "DDR-Plan: $plan"

take README.md
commit 'Say how to start it'
