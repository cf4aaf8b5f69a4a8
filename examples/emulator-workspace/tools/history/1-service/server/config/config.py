"""Where the service finds its stores."""

import os
from typing import NamedTuple


class Settings(NamedTuple):
    project: str


def load() -> Settings:
    return Settings(project=os.environ.get("GOOGLE_CLOUD_PROJECT", ""))
