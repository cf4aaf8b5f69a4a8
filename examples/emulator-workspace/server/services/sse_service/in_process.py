"""The broker for one process: subscribers are queues in memory."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# More than a reader that is alive ever falls behind by.
BACKLOG = 1000


class InProcessBackend:
    def __init__(self) -> None:
        self._channels: defaultdict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)

    async def publish(self, channel: str, text: str) -> None:
        for queue in tuple(self._channels[channel]):
            if queue.qsize() >= BACKLOG:
                # Cut off, as Redis does, so that one slow reader is nobody else's trouble (A4).
                self._channels[channel].discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(text)

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncIterator[AsyncIterator[str]]:
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._channels[channel].add(queue)

        async def messages() -> AsyncIterator[str]:
            while (text := await queue.get()) is not None:
                yield text

        try:
            yield messages()
        finally:
            self._channels[channel].discard(queue)

    async def close(self) -> None:
        self._channels.clear()
