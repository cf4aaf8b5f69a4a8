def test_tune():
    assert True
