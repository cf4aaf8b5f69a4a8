def test_close():
    assert True
