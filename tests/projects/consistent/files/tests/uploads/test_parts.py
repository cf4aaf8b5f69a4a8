def test_join_in_order():
    assert b"ab" == b"a" + b"b"


def test_missing_part():
    assert sorted({2: b"b"}) == [2]
