#!/usr/bin/env bash
# The hooks, run by the real pre-commit and prek in a repository of their own: built as a python wheel by
# the one and by cargo for the other. What a commit is refused for, what passes, and what a newcomer reads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

tools=$root/target/hooks
total=34 # for each of the two
mkdir -p "$tools"
if [ ! -x "$tools/venv/bin/prek" ]; then
  { python3 -m venv "$tools/venv" && "$tools/venv/bin/pip" install --quiet 'pre-commit>=4,<5' 'prek>=0.2,<1'; } >"$tools/pip.log" 2>&1 ||
    { echo "pip could not install pre-commit and prek:"; tail -n 3 "$tools/pip.log"; rm -rf "$tools/venv"; }
fi
if [ ! -x "$tools/venv/bin/prek" ]; then
  skip $((total * 2 + 3)) 'no pre-commit and no prek (pip)'
  end
fi
build
# What cargo built once need not be built again for a hook.
export CARGO_TARGET_DIR=$built
export PRE_COMMIT_HOME=$tools/pre-commit PREK_HOME=$tools/prek

# Neither the machine's settings nor its hooks have a say.
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME='A Writer' GIT_AUTHOR_EMAIL=writer@example.org
export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_AUTHOR_DATE='2025-03-01T10:00:00Z' GIT_COMMITTER_DATE='2025-03-01T10:00:00Z'
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE PRE_COMMIT_FROM_REF PRE_COMMIT_TO_REF

# A clone of this repository as it stands, committed or not. The same files make the same commit, so that
# what was built for it is found again.
hooks=$tools/clone
rm -rf "$hooks" && mkdir -p "$hooks"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  tar --null --files-from=- -cf - | tar -xf - -C "$hooks"
git -C "$hooks" init --quiet --initial-branch=main
git -C "$hooks" add --all
git -C "$hooks" commit --quiet --message 'As it stands'
rev=$(git -C "$hooks" rev-parse HEAD)

# The clone shares what was built; cargo would take its `ddr` for that of this folder.
trap 'rm -rf "$folder" "$built"/debug/.fingerprint/ddr-* "$built"/dev/.fingerprint/ddr-*' EXIT
# Building a hook puts another program in the place of this one.
mkdir "$folder/bin"
cp "$ddr" "$folder/bin/ddr"
ddr=$folder/bin/ddr
export PATH=$folder/bin:$tools/venv/bin:$PATH
said=$folder/said
: >"$said"

good='# Trams

## Decisions

| ID | Statement (≤20w) | Status |
|----|------------------|--------|
| D1 | Trams wait for trains | accepted |'
bad="$good
| D1 | Doors open by themselves | accepted |"

run() { # COMMAND…: keeps what was said and how it ended
  status=0
  "$@" >"$said" 2>&1 </dev/null || status=$?
}
commit() { run git commit --message "$1"; }
write() { mkdir -p "$(dirname "$1")"; printf '%s\n' "$2" >"$1"; }
says() { grep -qF -- "$1" "$said"; }
ended() { test "$status" -eq "$1"; }
refused() { test "$status" -ne 0 && test "$(git rev-parse HEAD)" = "$before"; }
times() { test "$(grep -cE -- "$1" "$said")" -eq "$2"; }

# suite CLIENT SUFFIX: everything that a team does, with the hooks of one kind.
suite() {
  about=$1
  local client=$1 suffix=$2 project=$folder/$1
  mkdir -p "$project"
  cd "$project"
  git init --quiet --initial-branch=main
  cat >.pre-commit-config.yaml <<CONFIG
repos:
  - repo: $hooks
    rev: $rev
    hooks:
      - id: ddr-lint$suffix
CONFIG
  write docs/trams.md "$good"
  write docs/stops.md "${good/'# Trams'/$'# Stops\n\nSee [trams](trams.md).'}"
  write src/a.py 'pass'
  git add --all
  run "$client" install
  is 'it installs' ended 0
  local started=$SECONDS
  commit 'Begin'
  echo "$client: the first commit took $((SECONDS - started))s"
  is 'the first commit passes' ended 0

  # A defect, as a newcomer meets it.
  before=$(git rev-parse HEAD)
  write docs/trams.md "$bad"
  git add --all
  commit 'Open the doors'
  cp "$said" "$folder/newcomer-$client"
  is 'a commit with a defect is refused' refused
  is 'the message says what' says 'error[DDR112] duplicate-decision-id: decision id D1 is already taken'
  is 'the message says where' says 'docs/trams.md:8:3'
  is 'the message shows the line' says '| D1 | Doors open by themselves | accepted |'
  is 'the message says what to do next' says 'nothing was committed: mend what is shown, `git add` it, and commit again'
  is 'nothing else was said of it' times 'error|warning' 2
  write docs/trams.md "${bad/D1 | Doors/D2 | Doors}"
  git add --all
  commit 'Open the doors'
  is 'mended, it passes' ended 0

  # Half of a file is staged.
  before=$(git rev-parse HEAD)
  write docs/trams.md "$bad"
  git add --all
  write docs/trams.md "$good"
  commit 'Half'
  is 'the staged half is judged where it is worse' refused
  write docs/trams.md "${good/trains/buses}"
  git add --all
  write docs/trams.md "$bad"
  commit 'The other half'
  is 'the staged half is judged where it is better' ended 0
  is 'what was not staged is still there' grep -q 'Doors' docs/trams.md
  git checkout --quiet .

  # Fixes are left to be staged.
  before=$(git rev-parse HEAD)
  sed -i.bak 's/^\( *\)- id: .*/&\n\1  args: [--fix, --fail-on=warning]/' .pre-commit-config.yaml
  write docs/notes.md "${good/'# Trams'/$'# Bells\n\n## Summary\n\nOne bell for each door. (9 words)'}"
  git add --all
  commit 'Ring'
  is 'a commit with a defect that was fixed is refused' refused
  is 'what was fixed is told' says 'fixed docs/notes.md: 1 wrong-word-count'
  is 'and what to do next' says 'what was fixed is not staged: read it, `git add` it, and commit again'
  git add --all
  commit 'Ring'
  is 'staged, it passes' eval 'ended 0 && grep -q "(5 words)" docs/notes.md'
  sed -i.bak '/args:/d' .pre-commit-config.yaml
  git commit --quiet --no-verify --all --message 'Without fixes'

  # A file that nobody hands over.
  before=$(git rev-parse HEAD)
  git rm --quiet docs/trams.md
  commit 'Drop'
  is 'the deletion of what another document refers to is refused' refused
  is 'and the document that refers to it is named' says 'docs/stops.md:3'
  git commit --quiet --no-verify --message 'Drop all the same'
  run "$client" run --from-ref HEAD~1 --to-ref HEAD
  is 'CI notices it between two revisions' ended 1
  is 'CI names it' says 'DDR014'
  write docs/trams.md "$good"
  git add --all
  commit 'Take it back'
  is 'taken back, it passes' ended 0
  write src/a.py 'print()'
  git add --all
  commit 'Code'
  is 'a commit without a document passes' ended 0

  # Many files, one run.
  before=$(git rev-parse HEAD)
  for at in $(seq 60); do write "docs/line/$at.md" "${bad/'# Trams'/# Line $at}"; done
  git add --all
  commit 'Sixty'
  is 'sixty documents with a defect are refused' refused
  is 'in one run' times '^ *checked ' 1
  is 'all of them are in it' says 'checked 60 records'
  git commit --quiet --no-verify --message 'Sixty all the same'
  run "$client" run --all-files
  is 'all files are judged where none is staged' ended 1
  is 'all of them' says 'checked 63 records'
  for at in $(seq 60); do write "docs/line/$at.md" "${good/'# Trams'/# Line $at}"; done
  run "$client" run --all-files
  is 'mended on the disk and not staged, they pass' ended 0
  git checkout --quiet .
  write ddr.yaml 'exclude: ["docs/line/**"]'
  git add --all
  run "$client" run --all-files
  is 'what ddr.yaml leaves out is left out, though it was handed over' ended 0
  git commit --quiet --no-verify --message 'Leave the lines out'

  # The gate, with the ddr on the path.
  sed -i.bak "s/id: .*/id: ddr-check-system/" .pre-commit-config.yaml
  run "$client" run --all-files
  is 'ddr-check-system passes' ended 0
  write docs/trams.md "$bad"
  run "$client" run --all-files
  is 'ddr-check-system fails' ended 1
  sed -i.bak "s/id: .*/id: ddr-lint-system/" .pre-commit-config.yaml
  run "$client" run --files docs/trams.md
  is 'ddr-lint-system fails' ended 1
  git checkout --quiet docs

  if "$ddr" readme --help >/dev/null 2>&1; then
    sed -i.bak "s/id: .*/id: ddr-readme-system/" .pre-commit-config.yaml
    write README.md $'# Ferries\n\n<!-- ddr:begin decisions -->\n<!-- ddr:end decisions -->'
    git add --all
    run "$client" run --all-files
    is 'ddr-readme-system fails where it filled a section' eval 'ended 1 && grep -q "Trams wait" README.md'
    git add --all
    run "$client" run --all-files
    is 'ddr-readme-system passes where nothing is to be filled' ended 0
  else
    skip 2 "this ddr has no verb \`readme\` yet"
  fi
  cd "$root"
}

# What is asked is that it gets there, not that it is fast: the wheel of a release is built by another stage.
MATURIN_PEP517_ARGS='--profile dev' suite pre-commit ''
CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 suite prek -rust

# What the page shows is a configuration.
about=pre-commit
awk '/^```yaml$/ { on = 1; next } /^```$/ { on = 0 } on' docs/pre-commit.md >"$folder/shown.yaml"
run pre-commit validate-config "$folder/shown.yaml"
is 'the example of the page is valid' eval 'test -s "$folder/shown.yaml" && ended 0'
run pre-commit validate-manifest .pre-commit-hooks.yaml
is 'the hooks are valid' ended 0

# The message is the same from both, as far as it is ours.
about=both
ours() { sed -n '/^ *error\[/,/commit again/p' "$1" | sed 's/^ *//'; }
said=$folder/newcomer-prek
same() { test -n "$(ours "$1")" && test "$(ours "$1")" = "$(ours "$2")"; }
is 'a newcomer reads the same from both' same "$folder/newcomer-pre-commit" "$folder/newcomer-prek"
end
