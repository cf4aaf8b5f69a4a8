"""Where the service finds its stores. Imports no client library, so that reading it costs nothing."""

import os
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ConfigError(ValueError):
    """A setting is missing or contradicts another one; the text says which and what to do."""


class Settings(NamedTuple):
    """What the rest of the service knows of its environment."""

    project: str
    emulators: bool
    redis_url: str | None
    firestore_host: str | None


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of the environment, or a ConfigError.

    Emulators are used when USE_EMULATORS says so, and then nothing else is (S1): a test can never
    write to the real stores, and the real service never to an emulator that somebody forgot.
    """
    switch = environ.get("USE_EMULATORS", "0")
    if switch not in ("0", "1"):
        raise ConfigError(f"USE_EMULATORS is {switch!r}; it can be 0 or 1")
    emulators = switch == "1"
    emulator_redis = environ.get("EMULATOR_REDIS_URL") or None
    emulator_firestore = environ.get("FIRESTORE_EMULATOR_HOST") or None

    if not emulators:
        # Google's client obeys this variable by itself, whatever we decide here.
        if emulator_firestore:
            raise ConfigError("FIRESTORE_EMULATOR_HOST is set, USE_EMULATORS is not; unset it, or set both")
        return Settings(
            project=environ.get("GOOGLE_CLOUD_PROJECT", ""),
            emulators=False,
            redis_url=environ.get("REDIS_URL") or None,
            firestore_host=None,
        )

    if emulator_redis:
        _require_loopback("EMULATOR_REDIS_URL", emulator_redis)
    if emulator_firestore:
        _require_loopback("FIRESTORE_EMULATOR_HOST", f"http://{emulator_firestore}")
    return Settings(
        project=environ.get("GOOGLE_CLOUD_PROJECT") or "emulator-workspace",
        emulators=True,
        redis_url=emulator_redis,
        firestore_host=emulator_firestore,
    )


def _require_loopback(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.hostname in LOOPBACK and parts.port is not None
    except ValueError:
        known = False
    if not known:
        raise ConfigError(f"{name} has to name this machine and a port; setup_emulators.sh env prints it")
