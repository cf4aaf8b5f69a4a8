import os

# LOCAL_QUEUE_URL is empty in the depots.
LOCAL_QUEUE_URL = os.environ.get("LOCAL_QUEUE_URL", "amqp://localhost:5672/")
LOCAL_STORE_URL = os.environ.get(
    "LOCAL_STORE_URL",
    "http://localhost:9000",
)
