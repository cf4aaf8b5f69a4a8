#!/usr/bin/env bash
# How the program reaches people: the wheel in a clean environment, `cargo install`, what a crate holds, the
# commit in `--version`, completions in the shells themselves, and manual pages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

tools=$root/target/delivery
# Debian's packages, where one may install them.
need() { # PROGRAM…
  local missing=() as=()
  for program in "$@"; do command -v "$program" >/dev/null || missing+=("$program"); done
  [ "${#missing[@]}" -gt 0 ] && command -v apt-get >/dev/null || return 0
  if [ "$(id -u)" -ne 0 ]; then as=(sudo -n); fi
  {
    ${as[@]+"${as[@]}"} apt-get update && ${as[@]+"${as[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
  } >"$folder/apt.log" 2>&1 || { echo "apt-get could not install ${missing[*]}:"; tail -n 3 "$folder/apt.log"; }
}

build
export CARGO_TARGET_DIR=$built
version=$(sed -nE 's/^version = "([^"]+)"$/\1/p' Cargo.toml | head -n 1)
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1

# --- the commit

whole=$(git rev-parse HEAD)
is 'a release build knows its commit' test "$("$ddr" --version)" = "ddr $version (${whole:0:12})"
is '-V does not ask for it' test "$("$ddr" -V)" = "ddr $version"
# What the build looks for the commit with, in the places that a build may happen in.
rustc --edition 2024 -o "$folder/finds" build.rs
finds() { # FOLDER [NAME=VALUE…]
  local place=$1
  shift
  (cd "$place" && env -u DDR_COMMIT PROFILE=release CARGO_PKG_VERSION=1.2.3 "$@" "$folder/finds" | sed -n 's/^cargo::rustc-env=DDR_LONG_VERSION=//p')
}
clone=$folder/clone
git init --quiet --initial-branch=main "$clone"
git -C "$clone" -c user.name=A -c user.email=a@example.org commit --quiet --allow-empty --message 'Begin'
commit=$(git -C "$clone" rev-parse HEAD)
known="1.2.3 (${commit:0:12})"
git -C "$clone" worktree add --quiet -b other "$folder/tree"
mkdir -p "$folder/none" "$clone/inside" "$folder/crate"
printf '{\n  "git": {\n    "sha1": "%s"\n  },\n  "path_in_vcs": ""\n}' "$commit" >"$folder/crate/.cargo_vcs_info.json"
is 'in a clone' test "$(finds "$clone")" = "$known"
is 'in a worktree' test "$(finds "$folder/tree")" = "$known"
git -C "$clone" pack-refs --all
is 'with packed references' test "$(finds "$clone")" = "$known"
git -C "$clone" checkout --quiet --detach
is 'with no branch' test "$(finds "$clone")" = "$known"
is 'in a crate' test "$(finds "$folder/crate")" = "$known"
is 'told by a release' test "$(finds "$folder/none" DDR_COMMIT=0123456789abcdef0123)" = '1.2.3 (0123456789ab)'
is 'not without a repository' test -z "$(finds "$folder/none")"
is 'not in the repository of somebody else' test -z "$(finds "$clone/inside")"
is 'not where it is none' test -z "$(finds "$folder/none" DDR_COMMIT='v1; x')"
is 'not in a debug build, which every commit would make anew' test -z "$(finds "$clone" PROFILE=debug)"
built() { cargo build --release --locked 2>&1; }
is 'nothing is built twice' eval 'built | grep Finished && ! built | grep Compiling'

# --- cargo

is 'cargo installs it' cargo install --quiet --path . --locked --root "$folder/root"
is 'and it runs' "$folder/root/bin/ddr" check --quiet
cargo package --list --allow-dirty >"$folder/list" 2>/dev/null
for file in Cargo.lock Cargo.toml README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE build.rs pyproject.toml src/main.rs templates/schemas/ddr.yaml docs/rules/lost-cell.md; do
  is "a crate holds $file" grep -qxF "$file" "$folder/list"
done
is 'a crate holds nothing of our workshop' eval '! grep -E "^(\.ci|\.github|tests|action|ci|target)/" "$folder/list"'
package() {
  cargo package --no-verify --allow-dirty --locked &&
    tar -xzf "$CARGO_TARGET_DIR/package/ddr-$version.crate" -C "$folder" && cd "$folder/ddr-$version" && cargo check --locked
}
is 'a crate builds by itself' eval '(package)'
size() { test "$(wc -c <"$CARGO_TARGET_DIR/package/ddr-$version.crate")" -lt 2000000; }
is 'a crate is small' size

# --- the wheel

mkdir -p "$tools"
if [ ! -x "$tools/venv/bin/maturin" ] && command -v python3 >/dev/null; then
  { python3 -m venv "$tools/venv" && "$tools/venv/bin/pip" install --quiet 'maturin>=1.9,<2'; } >"$tools/pip.log" 2>&1 ||
    { echo 'pip could not install maturin:'; tail -n 3 "$tools/pip.log"; }
fi
maturin=$tools/venv/bin/maturin
if [ -x "$maturin" ]; then
  is 'maturin builds a wheel' "$maturin" build --quiet --release --out "$folder/wheels"
  python3 -m venv "$folder/clean"
  is 'pip installs it into a clean environment' "$folder/clean/bin/pip" install --quiet --no-index --no-deps "$folder"/wheels/*.whl
  is 'it is the same program' test "$("$folder/clean/bin/ddr" --version)" = "$("$ddr" --version)"
  is 'it does its work there' "$folder/clean/bin/ddr" check --quiet
  shown() { "$folder/clean/bin/pip" show --verbose ddr 2>/dev/null | grep -E "$1"; }
  is 'the wheel has the version' shown "^Version: $version\$"
  is 'the wheel has the licence' shown '^License(-Expression)?: MIT OR Apache-2.0$'
  is 'the wheel says what it is' shown '^Summary: Checks design decision records'
  is 'maturin packs the sources' "$maturin" sdist --out "$folder/sdist"
  packed() { tar -tzf "$folder"/sdist/*.tar.gz | sed 's|^[^/]*/||'; }
  is 'the sources can be built' eval 'packed | grep -x Cargo.lock && packed | grep -x build.rs && packed | grep -x pyproject.toml'
  is 'the sources hold nothing of our workshop' eval '! packed | grep -E "^(\.ci|\.github|tests|target)/"'
else
  skip 10 'no maturin (pip)'
fi

# --- completions, asked of the shells

need fish zsh mandoc
for shell in bash zsh fish powershell elvish; do
  "$ddr" completions "$shell" >"$folder/ddr.$shell"
  is "$shell: there is something to complete with" test -s "$folder/ddr.$shell"
done
asked_bash() { # WORD…: what bash would offer for the last one
  bash --norc -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ddr ddr "${@: -1}" "${@: -2:1}"; printf "%s\n" "${COMPREPLY[@]}"' \
    bash "$folder/ddr.bash" "$@"
}
is 'bash completes a verb' test "$(asked_bash ddr li)" = lint
is 'bash completes a flag' test "$(asked_bash ddr lint --force)" = --force-exclude
is 'bash completes a value' test "$(asked_bash ddr lint --output-format sa)" = sarif
if command -v fish >/dev/null; then
  asked_fish() { HOME=$folder fish --no-config -c "source $folder/ddr.fish; complete -C \"$1\"" | cut -f 1; }
  is 'fish completes a verb' test "$(asked_fish 'ddr li')" = lint
  is 'fish completes a flag' test "$(asked_fish 'ddr lint --force')" = --force-exclude
  is 'fish completes a value' test "$(asked_fish 'ddr lint --output-format sa')" = sarif
else
  skip 3 'no fish (apt-get)'
fi
if command -v zsh >/dev/null; then
  mkdir -p "$folder/functions"
  cp "$folder/ddr.zsh" "$folder/functions/_ddr"
  # A shell of its own on a terminal of its own, into which the key is pressed.
  asked_zsh() { # LINE
    rm -f "$folder/line" "$folder/ready"
    DDR_AT=$folder HOME=$folder TERM=dumb timeout 120 zsh -f -c '
      zmodload zsh/zpty
      zpty -b shell zsh -f -i
      zpty -w shell "fpath=($DDR_AT/functions \$fpath); autoload -U compinit; compinit -u -D"
      zpty -w shell "tell() { print -r -- \"\$BUFFER\" >$DDR_AT/line; exit }; zle -N tell; bindkey \"^G\" tell; : >$DDR_AT/ready"
      while [[ ! -e $DDR_AT/ready ]]; do sleep 0.1; done
      zpty -w -n shell "$1"$'"'\t\C-g'"'
      while [[ ! -s $DDR_AT/line ]]; do sleep 0.1; done
      zpty -d shell' zsh "$1" >/dev/null
    cat "$folder/line"
  }
  is 'zsh completes a verb' test "$(asked_zsh 'ddr li')" = 'ddr lint '
  is 'zsh completes a flag' test "$(asked_zsh 'ddr lint --force')" = 'ddr lint --force-exclude '
  is 'zsh completes a value' test "$(asked_zsh 'ddr lint --output-format sa')" = 'ddr lint --output-format sarif '
else
  skip 3 'no zsh (apt-get)'
fi
early() { "$ddr" completions zsh | head -c 1 >/dev/null; test "${PIPESTATUS[0]}" -eq 0; }
is 'a reader that goes away early is no error' early
if [ -e /dev/full ]; then
  is 'a full disk is one' eval '"$ddr" completions zsh >/dev/full; test $? -eq 2'
else
  skip 1 'no /dev/full'
fi

# --- manual pages

is 'the manual is written' "$ddr" man --out "$folder/man/man1" --date 2026-01-31
verbs=$("$ddr" --help | sed -n '/^Commands:/,/^$/p' | awk 'NR > 1 && NF { print $1 }' | grep -v '^help$')
for verb in $verbs; do is "ddr-$verb has a page" test -s "$folder/man/man1/ddr-$verb.1"; done
is 'a folder that cannot be written is told' eval '"$ddr" man --out /dev/null/man; test $? -eq 2'
if command -v mandoc >/dev/null; then
  is 'mandoc finds nothing' mandoc -T lint -W warning "$folder"/man/man1/*.1
  is 'a page shows what it should' eval 'mandoc -T utf8 "$folder/man/man1/ddr-lint.1" | col -b | grep -- "--force-exclude"'
else
  skip 2 'no mandoc (apt-get)'
fi

# --- the static program of a release, where this Rust can make one

static=$(uname -m)-unknown-linux-musl
if [ -d "$(rustc --print sysroot)/lib/rustlib/$static" ]; then
  is 'a static program is built' cargo build --release --locked --quiet --target "$static"
  is 'it needs no library' eval '! readelf --dynamic "$CARGO_TARGET_DIR/$static/release/ddr" | grep -F "(NEEDED)"'
else
  skip 2 "this Rust has no target $static; the release workflow adds it"
fi

end
