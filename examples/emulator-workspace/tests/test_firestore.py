import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.config.config import ConfigError, Settings
from server.services import firestore
from server.services.firestore.repository import Message, Messages


@pytest.fixture
def messages(with_firestore: Settings) -> Messages:
    return Messages(firestore.connect(with_firestore))


def test_set_get_and_query(messages: Messages) -> None:
    messages.set_topic("hall", "lunch")
    for text in ("soup", "bread", "cake"):
        messages.append("hall", "ada", text)
    assert messages.topic("hall") == "lunch"
    assert messages.topic("nowhere") is None
    assert messages.since("hall", 1) == [Message(2, "ada", "bread"), Message(3, "ada", "cake")]


def test_transactions_lose_no_update(messages: Messages) -> None:
    with ThreadPoolExecutor(2) as writers:
        numbers = list(writers.map(lambda _: messages.append("hall", "ada", "x").number, range(6)))
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_listener_sees_what_comes(messages: Messages) -> None:
    seen: list[str] = []
    arrived = {"old": threading.Event(), "new": threading.Event()}

    def notice(message: Message) -> None:
        seen.append(message.text)
        arrived[message.text].set()

    messages.append("hall", "ada", "old")
    stop = messages.watch("hall", notice)
    try:
        assert arrived["old"].wait(20)
        messages.append("hall", "ada", "new")
        assert arrived["new"].wait(20)
    finally:
        stop()
    assert seen == ["old", "new"]


def test_emulator_mode_asks_for_an_emulator(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="setup_emulators.sh start"):
        firestore.connect(settings._replace(firestore_host=None))
    with pytest.raises(ConfigError, match="has to be 127.0.0.1:1 "):
        firestore.connect(settings._replace(firestore_host="127.0.0.1:1"))
