import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from conftest import ROOT, free_port
from server.auth import firestore_client
from server.config.config import Settings
from server.services.sse_service.factory import Backend, make_backend
from server.services.sse_service.in_process import BACKLOG, InProcessBackend

MANY = [f"message {number}" for number in range(200)]


async def heard_by_two(backend: Backend) -> tuple[list[str], list[str]]:
    async with backend.subscribe("hall") as left, backend.subscribe("hall") as right:
        for text in MANY:
            await backend.publish("hall", text)
        await backend.publish("elsewhere", "not for the hall")

        async def take(incoming: object) -> list[str]:
            return [await anext(incoming) for _ in MANY]

        heard = await asyncio.wait_for(asyncio.gather(take(left), take(right)), 20)
    await backend.close()
    return heard[0], heard[1]


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_every_subscriber_hears_all_in_order(settings: Settings, kind: str) -> None:
    backend = make_backend(settings if kind == "redis" else settings._replace(redis_url=None))
    assert asyncio.run(heard_by_two(backend)) == (MANY, MANY)


def test_slow_subscriber_is_cut_off() -> None:
    async def run() -> list[str]:
        backend = InProcessBackend()
        async with backend.subscribe("hall") as slow:
            for number in range(BACKLOG + 10):
                await backend.publish("hall", str(number))
            return [text async for text in slow]

    assert asyncio.run(run()) == [str(number) for number in range(BACKLOG)]


def serve() -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "server.app:create", "--host", "127.0.0.1"]
    server = subprocess.Popen([*command, "--port", str(port), "--log-level", "warning"], cwd=ROOT)
    return server, f"http://127.0.0.1:{port}"


@pytest.fixture
def servers(with_firestore: Settings) -> Iterator[list[tuple[subprocess.Popen[bytes], str]]]:
    started = [serve(), serve()]
    try:
        for server, url in started:
            until = time.monotonic() + 60
            while True:
                try:
                    httpx.get(f"{url}/channels/hall/messages", trust_env=False, timeout=20)
                    break
                except httpx.ConnectError:
                    assert server.poll() is None and time.monotonic() < until, "the server did not come up"
                    time.sleep(0.1)
        yield started
    finally:
        for server, _ in started:
            server.kill()
            server.wait()


async def listen(url: str, ready: asyncio.Event, count: int) -> list[str]:
    texts, event = [], ""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        async with client.stream("GET", f"{url}/channels/hall/events") as response:
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                    if event == "ready":
                        ready.set()
                elif name == "data" and event == "message":
                    texts.append(json.loads(value)["text"])
                    if len(texts) == count:
                        break
    return texts


def test_two_servers_two_clients(servers: list, with_firestore: Settings) -> None:
    token = firestore_client.Tokens(firestore_client.connect(with_firestore)).issue("ada")
    urls = [url for _, url in servers]
    sent = [f"line {number}\nwith a second line" for number in range(20)]

    async def run() -> list[list[str]]:
        ready = [asyncio.Event() for _ in urls]
        tasks = [asyncio.create_task(listen(url, event, len(sent))) for url, event in zip(urls, ready)]
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in ready)), 20)
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            path = "/channels/hall/messages"
            assert (await client.post(urls[0] + path, content="x")).status_code == 401
            for number, text in enumerate(sent):
                url = urls[number % 2] + path
                said = await client.post(url, content=text, headers={"authorization": f"Bearer {token}"})
                assert said.json() == {"number": number + 1, "user": "ada", "text": text}
            kept = (await client.get(f"{urls[1]}{path}?since=15")).json()
        assert [message["number"] for message in kept] == [16, 17, 18, 19, 20]
        return await asyncio.wait_for(asyncio.gather(*tasks), 30)

    assert asyncio.run(run()) == [sent, sent]


def test_term_ends_a_server_with_an_open_stream(servers: list) -> None:
    server, url = servers[0]
    with httpx.stream("GET", f"{url}/channels/hall/events", trust_env=False, timeout=30) as response:
        assert next(response.iter_lines()) == "event: ready"
        os.kill(server.pid, signal.SIGTERM)
        assert server.wait(timeout=20) in (0, -signal.SIGTERM)
