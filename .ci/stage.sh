# What the stages share: the program, a folder that goes at the end, and a count of what holds. To be
# sourced from the top of the checkout, after `set -euo pipefail`.
# shellcheck shell=bash

passed=0
failed=0
skipped=0
root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# What the last command said that was asked, and what is worth reading beside it where that is not so.
why=$folder/why
said=
# What the questions are about, where a stage asks them more than once.
about=

is() { # WHAT COMMAND…
  local what=$1 file
  shift
  if "$@" >"$why" 2>&1; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  echo "not so: ${about:+$about: }$what"
  for file in "$why" "$said"; do
    if [ -s "$file" ]; then head -n 60 "$file"; fi
  done
}
refuses() { ! "$@"; }
skip() { # COUNT WHY
  skipped=$((skipped + $1))
  echo "skipped $1: $2"
}
end() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}
build() { # Sets `built`, the folder of what cargo makes, and `ddr`.
  cargo build --release --locked --quiet
  built=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
  ddr=$built/release/ddr
}
