"""The broker for several processes: Redis publish and subscribe."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis


class RedisBackend:
    def __init__(self, url: str) -> None:
        # Connects with the first command, not here.
        self._redis = Redis.from_url(url, decode_responses=True, socket_connect_timeout=2)

    async def publish(self, channel: str, text: str) -> None:
        await self._redis.publish(channel, text)

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncIterator[AsyncIterator[str]]:
        """Redis has confirmed when the block begins, so that nothing published in it is missed."""
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(channel)
            confirmed = await subscription.get_message(timeout=5)
            if confirmed is None or confirmed["type"] != "subscribe":
                raise ConnectionError(f"Redis did not confirm the subscription to {channel!r}")

            async def messages() -> AsyncIterator[str]:
                # A lost connection raises here and ends the stream; the client comes back (A3).
                async for item in subscription.listen():
                    if item["type"] == "message":
                        yield item["data"]

            yield messages()

    async def close(self) -> None:
        await self._redis.aclose()
