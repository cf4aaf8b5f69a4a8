def test_cards():
    assert True
