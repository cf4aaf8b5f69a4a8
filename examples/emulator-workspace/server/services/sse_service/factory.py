"""Chooses what carries events from those who publish to those who listen."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from server.config.config import Settings
from server.services.sse_service.in_process import InProcessBackend


class Backend(Protocol):
    """A broker. Messages of one channel reach every subscriber in the order of publishing (A1)."""

    async def publish(self, channel: str, text: str) -> None: ...

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[str]]: ...

    async def close(self) -> None: ...


def make_backend(settings: Settings) -> Backend:
    """Redis where the settings name one, else memory, which serves a single process."""
    if settings.redis_url is None:
        return InProcessBackend()
    # Here and not above: its import takes far longer than all else that happens (S3).
    from server.services.sse_service.redis_backend import RedisBackend

    return RedisBackend(settings.redis_url)
