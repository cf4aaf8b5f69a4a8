"""The tests talk to real emulators: those that the shell points at, else some of their own."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import config

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "setup_emulators.sh"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_emulators(state: Path, **more: str) -> dict[str, str]:
    """An environment in which the script knows nothing of the developer's emulators."""
    names = ("USE_EMULATORS", "EMULATOR_REDIS_URL", "FIRESTORE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT")
    clean = {name: value for name, value in os.environ.items() if name not in names}
    ports = {"EMULATOR_REDIS_PORT": str(free_port()), "EMULATOR_FIRESTORE_PORT": str(free_port())}
    return {**clean, "EMULATOR_STATE": str(state), **ports, **more}


def script(verb: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(SCRIPT), verb]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[config.Settings]:
    if os.environ.get("USE_EMULATORS") == "1":
        yield config.load()
        return
    environ = own_emulators(tmp_path_factory.mktemp("emulators"))
    try:
        started = script("start", environ)
        assert started.returncode == 0, started.stderr
        for line in script("env", environ).stdout.splitlines():
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").partition("=")
                os.environ[name] = value
        yield config.load()
    finally:
        script("stop", environ)


@pytest.fixture
def with_firestore(settings: config.Settings) -> config.Settings:
    """Settings with an emptied Firestore; without an emulator the test is skipped, and says so."""
    if settings.firestore_host is None:
        pytest.skip("no Firestore emulator runs here")
    import urllib.request

    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for project in (settings.project, f"{settings.project}-auth"):
        database = f"emulator/v1/projects/{project}/databases/(default)"
        everything = f"http://{settings.firestore_host}/{database}/documents"
        direct.open(urllib.request.Request(everything, method="DELETE"), timeout=10)
    return settings
