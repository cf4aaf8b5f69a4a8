"""Opens Firestore."""

from google.cloud.firestore import Client

from server.config.config import Settings


def connect(settings: Settings, project: str | None = None) -> Client:
    return Client(project=project or settings.project or None)
