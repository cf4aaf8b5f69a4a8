"""Messages of channels in Firestore: what a client reads again after its stream broke."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from google.cloud.firestore import Client


class Message(NamedTuple):
    number: int
    user: str
    text: str


class Messages:
    """Channels are documents; their messages lie below them, numbered from 1 without gaps (A2)."""

    def __init__(self, client: "Client") -> None:
        self._client = client

    def _channel(self, name: str) -> Any:
        return self._client.collection("channels").document(name)

    def set_topic(self, channel: str, topic: str) -> None:
        self._channel(channel).set({"topic": topic}, merge=True)

    def topic(self, channel: str) -> str | None:
        return (self._channel(channel).get().to_dict() or {}).get("topic")

    def append(self, channel: str, user: str, text: str) -> Message:
        """Counts and stores in one transaction, so that two writers never get the same number."""
        from google.cloud.firestore import transactional

        parent = self._channel(channel)

        @transactional
        def store(transaction: Any) -> Message:
            last = (parent.get(transaction=transaction).to_dict() or {}).get("last", 0)
            message = Message(last + 1, user, text)
            transaction.set(parent, {"last": message.number}, merge=True)
            document = parent.collection("messages").document(f"{message.number:012}")
            transaction.set(document, message._asdict())
            return message

        return store(self._client.transaction(max_attempts=20))

    def since(self, channel: str, number: int) -> list[Message]:
        from google.cloud.firestore import FieldFilter

        messages = self._channel(channel).collection("messages")
        newer = messages.where(filter=FieldFilter("number", ">", number)).order_by("number")
        return [Message(**found.to_dict()) for found in newer.stream()]

    def watch(self, channel: str, seen: Callable[[Message], None]) -> Callable[[], None]:
        """Calls back for each message, those already there first; what it returns ends it."""

        def changed(_documents: Any, changes: Any, _time: Any) -> None:
            for change in changes:
                if change.type.name == "ADDED":
                    seen(Message(**change.document.to_dict()))

        messages = self._channel(channel).collection("messages").order_by("number")
        return messages.on_snapshot(changed).unsubscribe
