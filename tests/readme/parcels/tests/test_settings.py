def test_settings():
    assert True
