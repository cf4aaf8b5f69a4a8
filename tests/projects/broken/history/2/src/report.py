def report():
    return []
