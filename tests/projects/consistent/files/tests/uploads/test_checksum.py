def test_sum_of_parts():
    assert sum(b"ab") == sum(b"a") + sum(b"b")
