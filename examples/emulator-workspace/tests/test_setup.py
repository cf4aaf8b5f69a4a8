"""The script by itself, with Redis only, since that starts in a moment."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import own_emulators, script

REDIS = "redis: answers on 127.0.0.1:"


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    environ = own_emulators(tmp_path / "state", FIRESTORE_EMULATOR_JAR="none")
    yield environ
    script("stop", environ)


def process(state: str) -> int:
    return int((Path(state) / "redis.pid").read_text().split()[0])


def test_second_start_says_that_it_runs(environ: dict[str, str]) -> None:
    assert script("start", environ).stdout.startswith(REDIS)
    first = process(environ["EMULATOR_STATE"])
    again = script("start", environ)
    assert again.returncode == 0 and "redis: runs already on" in again.stdout
    assert process(environ["EMULATOR_STATE"]) == first


def test_stop_ends_the_process_and_frees_the_port(environ: dict[str, str]) -> None:
    script("start", environ)
    started = process(environ["EMULATOR_STATE"])
    assert f"stopped (process {started})" in script("stop", environ).stdout
    assert script("status", environ).returncode == 3
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(environ["EMULATOR_REDIS_PORT"]))) != 0


def test_a_process_id_of_somebody_else_is_not_ended(environ: dict[str, str]) -> None:
    state = Path(environ["EMULATOR_STATE"])
    state.mkdir()
    (state / "redis.pid").write_text(f"{os.getpid()} {environ['EMULATOR_REDIS_PORT']}\n")
    assert "redis: does not run" in script("stop", environ).stdout
    (state / "redis.pid").write_text("no number\n")
    started = script("start", environ).stdout
    assert "left behind, removed" in started and REDIS in started


def test_taken_and_default_ports_are_refused(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(environ["EMULATOR_REDIS_PORT"]))):
        refused = script("start", environ)
    assert refused.returncode == 1
    assert "EMULATOR_REDIS_PORT=" in refused.stderr and "setup_emulators.sh start" in refused.stderr
    refused = script("start", {**environ, "EMULATOR_REDIS_PORT": "6379"})
    assert refused.returncode == 1 and "default port" in refused.stderr
