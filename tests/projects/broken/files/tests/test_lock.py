def test_lock():
    assert True
