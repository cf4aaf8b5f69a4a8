def test_queue():
    assert True
