import os


def broker():
    if os.getenv("LOCAL_QUEUE_URL"):
        return "local"
    return "depot"
