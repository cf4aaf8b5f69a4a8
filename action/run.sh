#!/usr/bin/env bash
# The work of action.yml: gets ddr, runs `ddr check`, and leaves annotations, a step summary and a SARIF file.
# Inputs come as environment (DDR_…), beside what every runner gives (GITHUB_…, RUNNER_…). The exit code is
# that of ddr; what went wrong before ddr ran is 2, as in ddr.
set -euo pipefail

temp=${RUNNER_TEMP:?this script is run by action.yml}/ddr-action
here=${GITHUB_ACTION_PATH:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
mkdir -p "$temp"

# An annotation of the whole run. What acts in a workflow command is written out.
annotate() { # error|warning|notice TEXT
  local text=${2//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '::%s title=ddr::%s\n' "$1" "${text//$'\n'/%0A}"
}
fail() { # TEXT
  annotate error "$1"
  exit 2
}

# --- which ddr

# The name that releases give to this machine.
target() {
  case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
    Linux-X64) echo x86_64-unknown-linux-musl ;;
    Linux-ARM64) echo aarch64-unknown-linux-musl ;;
    macOS-X64) echo x86_64-apple-darwin ;;
    macOS-ARM64) echo aarch64-apple-darwin ;;
    Windows-X64) echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
  esac
}
checksum() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# Fetches the binary of a release and prints where it is. Nothing that fails its checksum is unpacked.
released() { # VERSION
  local name base folder=$temp/released ending=tar.gz
  [ -n "${DDR_ACTION_REPOSITORY:-}" ] && command -v curl >/dev/null || return 1
  [ "${RUNNER_OS:-}" = Windows ] && ending=zip
  name=ddr-$1-$(target).$ending || return 1
  base=${GITHUB_SERVER_URL:-https://github.com}/$DDR_ACTION_REPOSITORY/releases/download/v$1
  rm -rf "$folder" && mkdir -p "$folder"
  curl --fail --silent --show-error --location --retry 3 --remote-name-all --output-dir "$folder" \
    "$base/$name" "$base/$name.sha256" >&2 || { echo "there is no $name at $base" >&2; return 1; }
  (cd "$folder" && checksum --check "$name.sha256") >&2 || { echo "the checksum of $name does not hold" >&2; return 3; }
  if [ "$ending" = zip ]; then unzip -q "$folder/$name" -d "$folder"; else tar -xzf "$folder/$name" -C "$folder"; fi
  find "$folder" -type f \( -name ddr -o -name ddr.exe \)
}
# Builds what belongs to this action.
built() {
  command -v cargo >/dev/null || return 1
  cargo install --quiet --locked --path "$here" --root "$temp/built" --target-dir "${CARGO_TARGET_DIR:-$temp/target}" >&2 || return 1
  echo "$temp/built/bin/ddr"
}

wanted=${DDR_VERSION:-}
wanted=${wanted#v}
case $wanted in
  installed)
    ddr=$(command -v ddr) || fail 'version is `installed`, but no ddr is on the path'
    ;;
  '')
    ddr=
    status=0
    # A tag of a release has a binary; a branch or a commit is built.
    if [[ ${DDR_ACTION_REF:-} =~ ^v([0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*)$ ]]; then
      ddr=$(released "${BASH_REMATCH[1]}") || status=$?
      [ "$status" -ne 3 ] || fail "the binary of $DDR_ACTION_REF is not the one that was released: its checksum does not hold"
    fi
    [ -n "$ddr" ] || ddr=$(built) ||
      fail 'ddr could not be built: this runner needs Rust (`cargo` on the path), or `version` a released version'
    ;;
  [0-9]*)
    [[ $wanted =~ ^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*$ ]] || fail "version: \`$wanted\` is no version; write it as 1.2.3"
    target >/dev/null || fail "there are no binaries for ${RUNNER_OS:-this system} on ${RUNNER_ARCH:-this machine}; leave \`version\` empty to build ddr"
    ddr=$(released "$wanted") || fail "ddr $wanted could not be fetched from the releases of ${DDR_ACTION_REPOSITORY:-this action}, or its checksum does not hold"
    ;;
  *) fail "version: \`$wanted\` is no version; write it as 1.2.3, as \`installed\`, or leave it out" ;;
esac
[ -x "$ddr" ] || fail "there is no program at $ddr"
"$ddr" --version

# --- what it is asked

args=()
changes=()
if [[ ${DDR_ARGS:-} == *$'\n'* ]]; then
  while IFS= read -r line; do
    line=${line%$'\r'}
    [ -z "${line//[[:space:]]/}" ] || args+=("$line")
  done <<<"$DDR_ARGS"
else
  read -r -a args <<<"${DDR_ARGS:-}" || true
fi

against=${DDR_AGAINST:-}
case $against in
  none) against= ;;
  '') if [ -n "${GITHUB_BASE_REF:-}" ]; then against=origin/$GITHUB_BASE_REF; fi ;;
esac
cd "${GITHUB_WORKSPACE:-.}"
if [ -n "$against" ]; then
  if ! git rev-parse --git-dir >/dev/null 2>&1; then
    fail 'this is no checkout of git: the workflow needs actions/checkout before this step'
  fi
  # A name that git could take for a flag is none.
  base=$(git rev-parse --verify --quiet --end-of-options "$against^{commit}") || base=
  if { [ -z "$base" ] || ! git merge-base "$base" HEAD >/dev/null; } &&
    [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    fail "the history that leads to $against was not fetched, so that nobody can say what this branch changed: give actions/checkout \`fetch-depth: 0\`, or this action \`against: none\` to check the files alone"
  fi
  args+=("--against=$against")
  changes=("--against=$against")
fi

# --- the run

sarif=$temp/ddr.sarif
rm -f "$sarif" "$temp/summary.md"
status=0
"$ddr" check --output-format github --output-file "sarif=$sarif" --output-file "markdown=$temp/summary.md" \
  ${args[@]+"${args[@]}"} || status=$?

# The gate has judged; a report that fails makes the step fail, and never hides what was found.
if [ -n "${DDR_REPORT:-}" ]; then
  reported=0
  mkdir -p "$DDR_REPORT" &&
    "$ddr" report --format markdown,html,json --output "$DDR_REPORT" ${changes[@]+"${changes[@]}"} || reported=$?
  if [ "$reported" -ne 0 ]; then
    annotate error "the report could not be written to $DDR_REPORT; the log of this step says why"
    [ "$status" -eq 2 ] || status=$reported
  fi
fi

if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$temp/summary.md" ]; then
  { printf '## ddr\n\n'; cat "$temp/summary.md"; } >>"$GITHUB_STEP_SUMMARY"
fi
{
  printf 'exit-code=%s\n' "$status"
  if [ -s "$sarif" ]; then printf 'sarif=%s\n' "$sarif"; fi
} >>"${GITHUB_OUTPUT:-/dev/null}"
if [ "$status" -eq 2 ]; then
  annotate error 'ddr could not do its work, or a part of it; the log of this step says why'
fi
exit "$status"
