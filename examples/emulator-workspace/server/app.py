"""The service: messages come in by POST, are numbered and kept, and go out as server-sent events.

    uvicorn --factory server.app:create --host 127.0.0.1 --port 26501
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.auth import firestore_client
from server.config import config
from server.services import firestore
from server.services.firestore.repository import Messages
from server.services.sse_service.factory import Backend, make_backend

LONGEST = 10_000


def create() -> Starlette:
    settings = config.load()
    backend = make_backend(settings)
    messages = Messages(firestore.connect(settings))
    tokens = firestore_client.Tokens(firestore_client.connect(settings))

    async def publish(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        known = scheme.lower() == "bearer" and token
        user = await run_in_threadpool(tokens.user_of, token) if known else None
        if user is None:
            return JSONResponse({"error": "a known bearer token is asked for"}, status_code=401)
        text = (await request.body()).decode(errors="replace")
        if len(text) > LONGEST:
            return JSONResponse({"error": f"more than {LONGEST} characters"}, status_code=413)
        channel = request.path_params["channel"]
        # Kept first and told then: what a client has seen, it finds again (A2).
        message = await run_in_threadpool(messages.append, channel, user, text)
        await backend.publish(channel, json.dumps(message._asdict()))
        return JSONResponse(message._asdict(), status_code=201)

    async def read(request: Request) -> Response:
        try:
            since = int(request.query_params.get("since", "0"))
        except ValueError:
            return JSONResponse({"error": "`since` is a number"}, status_code=400)
        found = await run_in_threadpool(messages.since, request.path_params["channel"], since)
        return JSONResponse([message._asdict() for message in found])

    async def events(request: Request) -> Response:
        return EventSourceResponse(stream(backend, request.path_params["channel"]), ping=15)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await backend.close()

    routes = [
        Route("/channels/{channel}/messages", publish, methods=["POST"]),
        Route("/channels/{channel}/messages", read),
        Route("/channels/{channel}/events", events),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def stream(backend: Backend, channel: str) -> AsyncIterator[dict[str, str]]:
    async with backend.subscribe(channel) as incoming:
        # From here on nothing is missed, and the client may ask for what came before.
        yield {"event": "ready", "data": channel}
        async for text in incoming:
            yield {"event": "message", "data": text}
