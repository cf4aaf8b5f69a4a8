def test_report():
    assert True
