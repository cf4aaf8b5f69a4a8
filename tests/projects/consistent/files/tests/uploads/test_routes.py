def test_put_part():
    assert True is not False
