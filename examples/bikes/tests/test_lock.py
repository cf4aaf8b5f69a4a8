def test_signature():
    assert b"a" != b"b"
