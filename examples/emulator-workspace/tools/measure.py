"""Measures the budgets of the plan and writes them down for `ddr check --measurements FILE`.

    python tools/measure.py [-o measurements.json] [--gated FILE]

What is timed, and what is not, stands in `boundary`; a number without it proves nothing. MB are
10^6 bytes. FILE gets memory and processor time alone: they hardly depend on what else the machine
does, so that a gate may fail for them. Emulators of its own are started and stopped.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import own_emulators, script  # noqa: E402

PLAN = "docs/api/refactor_design/plans/phase-1-preparation.md"
RUNS = 5
DOCUMENTS = 2000

# Each runs in a fresh process. `begin()` and `end(NAME)` stand around what is measured.
FRESH = """
import json, resource, sys, time
def begin():
    global cpu, peak
    cpu, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
said = {}
def end(name):
    said[name] = (time.process_time() - cpu) * 1000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    said[name + " memory"] = grown * (1 if sys.platform == "darwin" else 1024) / 1e6
"""
CONFIG = """
import os
begin(); from server.config import config; end("import")
begin(); config.load(); end("load")
print(json.dumps(said))
"""
FACTORY = """
from server.config import config
from server.services.sse_service.factory import make_backend
settings = config.load()
begin(); import redis.asyncio; end("import")
begin(); make_backend(settings); end("init")
print(json.dumps(said))
"""
FIRESTORE = """
from server.config import config
from server.services import firestore
settings = config.load()
begin(); import google.cloud.firestore; end("import")
begin(); client = firestore.connect(settings); end("init")
begin(); client.document("channels/none").get(); end("use")
print(json.dumps(said))
"""
CONNECT = """
from server.auth import firestore_client
from server.config import config
tokens = firestore_client.Tokens(firestore_client.connect(config.load()))
began = time.perf_counter(); tokens.user_of("nobody"); said["connect"] = (time.perf_counter() - began) * 1000
print(json.dumps(said))
"""
FILL = f"""
from server.config import config
from server.services import firestore
client = firestore.connect(config.load())
writer = client.bulk_writer()
for number in range({DOCUMENTS}):
    writer.set(client.collection("filling").document(str(number)), {{"text": "x" * 200}})
writer.close()
"""


def fresh(code: str, environ: dict[str, str]) -> str:
    command = [sys.executable, "-c", FRESH + code]
    ran = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout


def medians(code: str, environ: dict[str, str]) -> dict[str, float]:
    fresh(code, environ)  # compiles what is imported, and warms the other side
    runs = [json.loads(fresh(code, environ)) for _ in range(RUNS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def peak_rss(process: int) -> float | None:
    """The most memory that a process ever held, in MB; only Linux tells."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    lines = (line.split() for line in status.splitlines())
    return next((int(line[1]) * 1024 / 1e6 for line in lines if line[0] == "VmHWM:"), None)


def measure() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []

    def row(
        path: str, metric: str, value: float, unit: str, boundary: str, state: str, runs: int = RUNS
    ) -> None:
        rows.append(
            {
                "plan": PLAN,
                "path": path,
                "metric": metric,
                "value": round(value, 3),
                "unit": unit,
                **({"statistic": "median"} if runs > 1 else {}),
                "runs": runs,
                "boundary": boundary,
                "state": state,
            }
        )

    with tempfile.TemporaryDirectory() as state:
        environ = own_emulators(Path(state))
        try:
            began = time.perf_counter()
            started = script("start", environ)
            startup = time.perf_counter() - began
            if started.returncode != 0:
                sys.exit(started.stderr)
            print(started.stdout, end="", file=sys.stderr)
            for line in script("env", environ).stdout.splitlines():
                if line.startswith("export "):
                    name, _, value = line.removeprefix("export ").partition("=")
                    environ[name] = value
            both = "FIRESTORE_EMULATOR_HOST" in environ

            config = medians(CONFIG, environ)
            path = "server/config/config.py"
            row(path, "Load time", config["load"], "ms", "processor time of load(), module imported", "cold")
            row(path, "Import", config["import"], "ms", "processor time of the module's first import", "cold")

            factory = medians(FACTORY, environ)
            path = "server/services/sse_service/factory.py"
            boundary = "processor time of make_backend() with Redis named, redis.asyncio imported"
            row(path, "Init", factory["init"], "ms", boundary, "cold")
            row(path, "Import", factory["import"], "ms", "processor time of importing redis.asyncio", "cold")
            if not both:
                print("not measured without Firestore: start-up, memory, its client", file=sys.stderr)
                return rows

            client = medians(FIRESTORE, environ)
            path = "server/services/firestore/__init__.py"
            boundary = "processor time of connect(), google.cloud.firestore imported, nothing sent"
            row(path, "Init", client["init"], "ms", boundary, "cold")
            memory = client["init memory"] + client["use memory"]
            row(path, "Mem", memory, "MB", "growth of peak RSS by connect() and a first read", "cold")
            boundary = "processor time of importing google.cloud.firestore"
            row(path, "Import", client["import"], "ms", boundary, "cold")

            path = "scripts/setup_emulators.sh"
            row(path, "Startup", startup, "s", "wall time of `start`, until both answer", "cold", 1)
            connect = medians(CONNECT, environ)["connect"]
            boundary = "wall time of the first read of a new client, emulator answering"
            row("server/auth/firestore_client.py", "Connect", connect, "ms", boundary, "warm")

            fresh(FILL, environ)
            files = [Path(state) / f"{name}.pid" for name in ("redis", "firestore")]
            peaks = [peak_rss(int(file.read_text().split()[0])) for file in files]
            if None in peaks:
                print("not measured on this system: memory of the emulators", file=sys.stderr)
            else:
                boundary = f"sum of both servers' peak RSS after {DOCUMENTS} documents"
                row(path, "Mem", sum(peaks), "MB", boundary, "warm", 1)
        finally:
            print(script("stop", environ).stdout, end="", file=sys.stderr)
    return rows


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text(json.dumps({"version": 1, "measurements": rows}, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures the budgets of the plan.")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "measurements.json")
    parser.add_argument("--gated", type=Path, metavar="FILE", help="memory and processor time alone")
    arguments = parser.parse_args()
    rows = measure()
    write(arguments.output, rows)
    if arguments.gated is not None:
        write(arguments.gated, [row for row in rows if not str(row["boundary"]).startswith("wall time")])
    for row in rows:
        print(f"{row['value']:>10} {row['unit']:<3} {row['metric']:<9} {row['path']}: {row['boundary']}")


if __name__ == "__main__":
    main()
