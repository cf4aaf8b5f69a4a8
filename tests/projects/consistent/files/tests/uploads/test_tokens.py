def test_tokens_differ():
    assert "a" != "b"
