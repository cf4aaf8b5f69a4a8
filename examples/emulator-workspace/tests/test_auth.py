from server.auth import firestore_client
from server.config.config import Settings
from server.services import firestore


def test_tokens_lie_apart_from_the_data(with_firestore: Settings) -> None:
    tokens = firestore_client.Tokens(firestore_client.connect(with_firestore))
    data = firestore.connect(with_firestore)
    token = tokens.issue("ada")
    assert tokens.user_of(token) == "ada"
    assert list(data.collections()) == []
    for found in data.collection("tokens").list_documents():
        found.delete()
    assert tokens.user_of(token) == "ada"


def test_revoked_and_unknown_tokens_are_nobodys(with_firestore: Settings) -> None:
    tokens = firestore_client.Tokens(firestore_client.connect(with_firestore))
    token = tokens.issue("ada")
    tokens.revoke(token)
    assert tokens.user_of(token) is None
    assert tokens.user_of("made up") is None
