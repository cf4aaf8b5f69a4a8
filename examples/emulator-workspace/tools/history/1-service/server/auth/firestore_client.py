"""Tokens and their owners."""

import hashlib
import secrets

from google.cloud.firestore import Client

from server.config.config import Settings
from server.services import firestore


def connect(settings: Settings) -> Client:
    return firestore.connect(settings)


class Tokens:
    def __init__(self, client: Client) -> None:
        self._tokens = client.collection("tokens")

    def issue(self, user: str) -> str:
        token = secrets.token_urlsafe(32)
        self._tokens.document(_digest(token)).set({"user": user})
        return token

    def user_of(self, token: str) -> str | None:
        return (self._tokens.document(_digest(token)).get().to_dict() or {}).get("user")

    def revoke(self, token: str) -> None:
        self._tokens.document(_digest(token)).delete()


def _digest(token: str) -> str:
    """What is stored: of no use to somebody who reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()
