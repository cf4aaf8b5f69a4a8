"""Chooses what carries events from those who publish to those who listen."""

from server.config.config import Settings
from server.services.sse_service.in_process import InProcessBackend


def make_backend(settings: Settings) -> InProcessBackend:
    return InProcessBackend()
