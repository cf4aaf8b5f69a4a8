"""Opens Firestore: the real one, or the emulator when the settings say so."""

import os
from typing import TYPE_CHECKING

from server.config.config import ConfigError, Settings

if TYPE_CHECKING:
    from google.cloud.firestore import Client


def connect(settings: Settings, project: str | None = None) -> "Client":
    """A client for the settings' project or another one. Nothing is sent before its first use."""
    if settings.emulators:
        if settings.firestore_host is None:
            raise ConfigError("no Firestore emulator is named; first: scripts/setup_emulators.sh start")
        # Google's client takes its address from here alone; it has to be the one that was checked.
        if os.environ.get("FIRESTORE_EMULATOR_HOST") != settings.firestore_host:
            raise ConfigError(f"FIRESTORE_EMULATOR_HOST has to be {settings.firestore_host} in this process")
    elif os.environ.get("FIRESTORE_EMULATOR_HOST"):
        raise ConfigError("FIRESTORE_EMULATOR_HOST came up after the settings were read; unset it")
    # Here and not above: the import takes about as long as starting Python thirty times (S3).
    from google.auth.credentials import AnonymousCredentials
    from google.cloud.firestore import Client

    # Real credentials are never read while an emulator is in use.
    credentials = AnonymousCredentials() if settings.emulators else None
    return Client(project=project or settings.project or None, credentials=credentials)
